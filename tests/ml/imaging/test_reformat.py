"""A phantom without any symmetry is shown the right way round in all three planes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.imaging.orientation import letters
from ml.imaging.reformat import NoVolumeError, Plane, Reformat, Volume, volume
from ml.imaging.series import Series, SliceRef

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
CLAMPED = 2.5
"""A pixel just outside shows the border's value: less than the step of half a pixel."""
SLOPE = np.array([3.0, 5.0, 7.0])


def field(places):
    """A value that rises to the left, to the back and to the head, each at its own rate."""
    return places @ SLOPE + 1000


def stack(orientation, steps, *, lean=(0, 0, 0), shape=(9, 11), spacing=(1.5, 2.0)):
    """A volume that samples `field`, slices at `steps` along the normal."""
    row, column = np.array(orientation[:3]), np.array(orientation[3:])
    places = np.outer(steps, np.cross(row, column) + np.array(lean)) + np.array([4.0, -7.0, 2.0])
    down, right = np.mgrid[: shape[0], : shape[1]]
    grid = down[..., None] * spacing[0] * column + right[..., None] * spacing[1] * row
    values = field(places[:, None, None, :] + grid[None])
    return Volume(values.astype(np.float32), places, tuple(orientation), spacing)


def turned(angles):
    """Cosines of a stack that is turned about all three axes, each by its angle."""
    turn = np.eye(3)
    for axis, angle in enumerate(np.radians(angles)):
        i, j = [k for k in range(3) if k != axis]
        step = np.eye(3)
        step[i, i] = step[j, j] = np.cos(angle)
        step[i, j], step[j, i] = -np.sin(angle), np.sin(angle)
        turn = turn @ step
    return tuple(float(v) for v in (*turn[:, 0], *turn[:, 1]))


def places_of(reformat, index):
    """Patient positions of every pixel, from what the reformat says of itself."""
    row, column = np.array(reformat.orientation[:3]), np.array(reformat.orientation[3:])
    down, right = np.mgrid[: reformat.rows, : reformat.columns]
    grid = down[..., None] * reformat.spacing_mm[0] * column
    return (
        np.array(reformat.position(index)) + grid + right[..., None] * reformat.spacing_mm[1] * row
    )


def check(source, least=20):
    """Every pixel inside shows what is at its place; returns how many there were."""
    for plane in Plane:
        reformat = Reformat(source, plane, outside=-1.0)
        count = 0
        for index in range(0, len(reformat), max(len(reformat) // 5, 1)):
            values = reformat.values(index)
            inside = values != -1
            expected = field(places_of(reformat, index))
            np.testing.assert_allclose(values[inside], expected[inside], atol=CLAMPED)
            count += int(inside.sum())
        assert count >= least


@pytest.mark.parametrize("orientation", [AXIAL, CORONAL, SAGITTAL])
@pytest.mark.parametrize("direction", [1, -1])
def test_planes_of_straight_stacks(orientation, direction):
    check(stack(orientation, direction * np.arange(12) * 2.5))


@given(
    angles=st.tuples(*[st.floats(-80, 80)] * 3),
    direction=st.sampled_from([1, -1]),
    step=st.floats(0.8, 4),
)
@settings(max_examples=40, deadline=None)
def test_planes_of_oblique_stacks(angles, direction, step):
    check(stack(turned(angles), direction * np.arange(10) * step))


@given(tilt=st.floats(-25, 25), seed=st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_gantry_tilt_and_uneven_distances_are_allowed_for(tilt, seed):
    steps = np.cumsum(np.random.default_rng(seed).uniform(1, 4, 10))
    check(stack(AXIAL, steps, lean=(0, np.tan(np.radians(tilt)), 0)))


def test_sides_are_those_of_radiology():
    """Right on the left, head up, sagittal with the back on the right."""
    source = stack(turned((10, 20, 30)), np.arange(12) * 2.0)
    sides = {plane: letters(Reformat(source, plane).orientation) for plane in Plane}
    assert sides[Plane.AXIAL] == ("R", "L", "A", "P")
    assert sides[Plane.CORONAL] == ("R", "L", "H", "F")
    assert sides[Plane.SAGITTAL] == ("A", "P", "H", "F")


def test_a_mark_on_the_patients_left_front_top_is_found_there():
    source = stack(SAGITTAL, np.arange(10) * 3.0)
    values = np.zeros_like(source.values)
    # row 0 is the top, column 0 the front; the last slice is where the normal leads
    values[-1, 0, 0] = 9
    marked = Volume(values, source.positions, source.orientation, source.spacing_mm)
    left = source.positions[-1, 0] > source.positions[0, 0]
    axial = Reformat(marked, Plane.AXIAL)
    top = axial.values(len(axial) - 1)
    row, column = np.unravel_index(top.argmax(), top.shape)
    assert top.max() == 9
    assert row == 0
    assert column == (top.shape[1] - 1 if left else 0)


def test_an_axis_aligned_plane_gives_the_stored_values_exactly():
    values = np.random.default_rng(3).integers(0, 4000, (6, 7, 8)).astype(np.uint16)
    places = np.outer(np.arange(6), [0, 0, 1.0])
    reformat = Reformat(Volume(values, places, AXIAL, (1.0, 1.0)), Plane.AXIAL)
    for index in range(6):
        np.testing.assert_array_equal(reformat.values(index), values[index])
    coronal = Reformat(Volume(values, places, AXIAL, (1.0, 1.0)), Plane.CORONAL)
    np.testing.assert_array_equal(coronal.values(2), values[::-1, 2])


def test_proportions_are_true():
    """A volume of 20 x 30 x 45 mm is that long in every plane."""
    shape, spacing = (31, 11), (1.0, 2.0)
    source = stack(AXIAL, np.arange(10) * 5.0, shape=shape, spacing=spacing)
    sizes = {p: Reformat(source, p) for p in Plane}
    assert {r.spacing_mm for r in sizes.values()} == {(1.0, 1.0)}
    assert [(r.rows, r.columns, len(r)) for r in sizes.values()] == [
        (31, 21, 46), (46, 21, 31), (46, 31, 21),
    ]  # fmt: skip


def test_the_nearest_plane_to_a_point():
    reformat = Reformat(stack(AXIAL, np.arange(10) * 5.0), Plane.CORONAL)
    for index in (0, 3, len(reformat) - 1):
        assert reformat.index_at(reformat.position(index)) == index
    with pytest.raises(IndexError):
        reformat.position(len(reformat))


@pytest.mark.parametrize("case", ["no positions", "one slice", "same place"])
def test_what_is_no_volume_says_why(case):
    place = {"no positions": None, "one slice": (0, 0, 0), "same place": (0, 0, 0)}[case]
    refs = [SliceRef(str(i), None, 0, place) for i in range(1 if case == "one slice" else 3)]
    series = Series("1", "2", "", "MR", tuple(refs), 4, 5, orientation=AXIAL)
    with pytest.raises(NoVolumeError, match=r"positions|one slice"):
        volume(series, np.zeros((len(refs), 4, 5)))
