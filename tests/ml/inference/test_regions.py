import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ml.inference.regions import find_regions, outlined, stretched, stretched_place


def _disc(
    row: int, column: int, radius: float, shape: tuple[int, int] = (80, 90)
) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return np.asarray((rows - row) ** 2 + (columns - column) ** 2 <= radius**2)


def _slice(*discs: NDArray[np.bool_]) -> NDArray[np.float32]:
    values = np.full((80, 90), 100, np.float32)
    for disc in discs:
        values[disc] = 250
    return values


def test_each_connected_part_is_a_region_and_the_largest_comes_first() -> None:
    small, large = _disc(20, 20, 4), _disc(55, 60, 9)
    probability = np.where(small | large, 0.9, 0.05).astype(np.float32)
    probability[55, 60] = 0.97
    found = find_regions(probability, _slice(small, large), 0.5, 80)
    assert [int(r.mask.sum()) for r in found] == [int(large.sum()), int(small.sum())]
    first = found[0]
    whole = np.zeros((80, 90), bool)
    whole[first.top :, first.left :][: first.mask.shape[0], : first.mask.shape[1]] = first.mask
    assert (whole == large).all()
    assert first.peak == np.float32(0.97)
    assert first.enhancing == 1.0
    assert not first.mask.flags.writeable


def test_what_is_like_its_surroundings_does_not_enhance() -> None:
    dark = _disc(40, 40, 6)
    texture = np.random.default_rng(0).normal(100, 5, (80, 90)).astype(np.float32)
    (region,) = find_regions(np.where(dark, 0.8, 0).astype(np.float32), texture, 0.5, 80)
    assert region.enhancing < 0.2


def test_nothing_above_the_threshold_is_no_region() -> None:
    assert find_regions(np.full((80, 90), 0.2, np.float32), _slice(), 0.5, 80) == ()
    dot = np.zeros((80, 90), np.float32)
    dot[3, 3] = 1
    assert find_regions(dot, _slice(), 0.5, 80) == ()


@given(peak=st.floats(0.06, 1.0), faint=st.floats(0.01, 1.0))
def test_a_region_ends_at_half_of_its_peak_whatever_else_is_on_the_slice(peak, faint):
    """A sure lesion is not drawn wide because others are barely seen, nor are those missed."""
    rows, columns = np.mgrid[:80, :90]
    far = np.hypot(rows - 40, columns - 25), np.hypot(rows - 40, columns - 70)
    hill = [np.clip(1 - distance / 20, 0, 1) for distance in far]
    probability = np.maximum(peak * hill[0], faint * hill[1]).astype(np.float32)
    inside = outlined(probability, 0.05)
    half = probability[:, :45] >= 0.5 * probability[:, :45].max()
    assert (inside[:, :45] == (half & (probability[:, :45] >= 0.05))).all()
    assert inside[:, 45:].any() == (faint >= 0.05)


def test_the_rim_of_a_lesion_is_not_its_surroundings():
    rim, core = _disc(40, 40, 12), _disc(40, 40, 8)
    values = _slice(rim)
    probability = np.where(core, 0.9, np.where(rim, 0.3, 0)).astype(np.float32)
    (region,) = find_regions(probability, values, 0.1, 80)
    assert int(region.mask.sum()) == int(core.sum())
    assert region.enhancing == 1.0


def test_a_region_on_square_pixels_lies_at_the_same_place_on_the_slice() -> None:
    disc = _disc(40, 30, 8, (80, 60))
    values = np.full((80, 60), 100, np.float32)
    (region,) = find_regions(disc.astype(np.float32), values, 0.5, 80)
    same = stretched(region, (80, 60), (80, 60))
    assert same is region
    half = stretched(region, (80, 60), (40, 60))
    middle = half.top + half.mask.shape[0] / 2, half.left + half.mask.shape[1] / 2
    assert abs(middle[0] - 20) <= 1
    assert abs(middle[1] - 30) <= 1
    assert abs(int(half.mask.sum()) - int(region.mask.sum()) / 2) <= 0.1 * region.mask.sum()
    assert stretched_place((-4, 10, 20, 20), (80, 60), (40, 60)) == (-2, 10, 10, 20)
