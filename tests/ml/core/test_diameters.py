"""Diameters of masks whose diameters are known."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ml.core.diameters import diameters, edge_midpoints


def disc(diameter, size=60, stretch=(1.0, 1.0)):
    """A disc of a diameter in millimetres on pixels of `stretch` millimetres."""
    row, column = np.mgrid[:size, :size] + 0.5
    middle = size / 2
    away = ((row - middle) * stretch[0]) ** 2 + ((column - middle) * stretch[1]) ** 2
    return away <= (diameter / 2) ** 2


@pytest.mark.parametrize("diameter", [5, 8, 12, 20, 41])
@pytest.mark.parametrize("spacing", [(1.0, 1.0), (0.5, 0.5), (1.5, 0.7), (0.4, 2.0)])
def test_a_disc_has_its_diameter_both_ways(diameter, spacing):
    mask = disc(diameter, size=140, stretch=spacing)
    longest, perpendicular = diameters(mask, spacing)
    assert longest.length == pytest.approx(diameter, abs=max(spacing))
    assert perpendicular.length == pytest.approx(diameter, abs=1.2 * max(spacing))


def test_a_bar_is_as_long_and_as_wide_as_it_is():
    longest, perpendicular = diameters(np.ones((3, 31), dtype=bool), (2.0, 1.0))
    assert 31 <= longest.length < math.hypot(31, 6)
    assert perpendicular.length == pytest.approx(6, abs=0.2)
    assert {longest.start[1], longest.end[1]} == {0, 31}


def test_one_pixel_is_one_pixel():
    longest, perpendicular = diameters(np.ones((1, 1), dtype=bool), (1.0, 1.0))
    assert longest.length == perpendicular.length == pytest.approx(1)


def test_a_bay_shortens_nothing():
    mask = disc(30)
    bay = mask.copy()
    bay[25:35, 20:] = False
    assert diameters(bay, (1, 1))[0].length == pytest.approx(30, abs=1)


masks = arrays.arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12))).filter(np.any)
steps = st.floats(0.2, 5)


@settings(deadline=None)
@given(masks, steps, steps)
def test_of_any_mask_the_lines_are_what_they_say(mask, row_step, column_step):
    spacing = np.array([row_step, column_step])
    longest, perpendicular = diameters(mask, (row_step, column_step))
    ways = []
    for line in (longest, perpendicular):
        way = (np.array(line.end) - line.start) * spacing
        assert np.linalg.norm(way) == pytest.approx(line.length, rel=1e-6, abs=1e-6)
        ways.append(way)
    assert ways[0] @ ways[1] == pytest.approx(0, abs=1e-5 * longest.length**2 + 1e-9)
    assert 0 < perpendicular.length <= longest.length + 1e-6
    points = edge_midpoints(mask) * spacing
    apart = np.linalg.norm(points[:, None] - points[None], axis=-1)
    assert longest.length == pytest.approx(apart.max())
    inside = np.array([longest.start, longest.end, perpendicular.start, perpendicular.end])
    assert (inside >= -1e-6).all()
    assert (inside <= np.array(mask.shape) + 1e-6).all()


@settings(deadline=None)
@given(masks)
def test_a_turned_mask_is_as_long(mask):
    assert diameters(mask, (1, 1))[0].length == pytest.approx(
        diameters(np.rot90(mask), (1, 1))[0].length
    )


def test_moved_lines_keep_their_length():
    line = diameters(np.ones((2, 5), dtype=bool), (1, 1))[0].moved(10, 20)
    assert line.length == pytest.approx(math.dist(line.start, line.end))
    assert min(line.start[0], line.end[0]) >= 10
    assert min(line.start[1], line.end[1]) >= 20
