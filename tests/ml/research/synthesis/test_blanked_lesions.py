import numpy as np
from numpy.typing import NDArray

from ml.research.synthesis.blanked_lesions import blanked, sham


def _head(size: int = 64) -> NDArray[np.uint8]:
    rows, columns = np.mgrid[:size, :size]
    inside = ((rows - 31.5) / 28) ** 2 + ((columns - 31.5) / 24) ** 2 < 1
    return np.where(inside, 90, 0).astype(np.uint8)


def _disc(row: int, column: int, radius: int, size: int = 64) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[:size, :size]
    return np.asarray((rows - row) ** 2 + (columns - column) ** 2 <= radius**2)


def test_the_other_half_takes_the_place_of_the_lesion() -> None:
    mask = _disc(30, 20, 5)
    lesion = np.where(mask, 230, _head()).astype(np.uint8)
    without = blanked(lesion, mask)
    assert without is not None
    assert np.abs(without.astype(int) - _head()).max() <= 8
    assert (without[:, 40:] == lesion[:, 40:]).all()


def test_a_lesion_across_the_midline_cannot_be_replaced() -> None:
    assert blanked(_head(), _disc(30, 31, 6)) is None


def test_a_lesion_opposite_to_no_head_cannot_be_replaced() -> None:
    one_half = _head()
    one_half[:, 32:] = 0
    assert blanked(one_half, _disc(30, 20, 5)) is None


def test_a_sham_never_touches_the_lesion_and_is_the_same_from_the_same_seed() -> None:
    mask = _disc(20, 20, 5)
    random = np.random.default_rng(0)
    texture = np.random.default_rng(1).integers(60, 120, (64, 64))
    unit = np.where(_head() > 0, texture, 0).astype(np.uint8)
    changed = 0
    for seed in range(12):
        first = sham(unit, mask, _disc(32, 18, 4), np.random.default_rng(seed))
        again = sham(unit, mask, _disc(32, 18, 4), np.random.default_rng(seed))
        assert (first == again).all()
        assert (first[mask] == unit[mask]).all()
        changed += bool((first != unit).any())
    assert changed > 6
    assert (sham(unit, np.ones_like(mask), mask, random) == unit).all()
