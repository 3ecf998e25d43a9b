"""Lengths, angles and regions agree with values worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.core.types import RealWorld
from viewer.geometry.measurements import (
    Measurement,
    MouseTool,
    angle,
    inside,
    length,
    statistics,
    words,
)

SPACING = (2.0, 0.5)
number = st.floats(-100, 100)
point = st.tuples(number, number)


def test_length_follows_the_spacing():
    assert length((0, 0), (3, 0), SPACING) == 6
    assert length((0, 0), (0, 4), SPACING) == 2
    assert length((0, 0), (3, 16), SPACING) == 10


@given(point, point, point)
def test_lengths_are_a_metric(a, b, c):
    assert length(a, b, SPACING) == pytest.approx(length(b, a, SPACING))
    assert length(a, c, SPACING) <= length(a, b, SPACING) + length(b, c, SPACING) + 1e-6


def test_angle_is_measured_in_millimetres():
    assert angle((0, 4), (0, 0), (1, 0), SPACING) == pytest.approx(90)
    assert angle((1, 4), (0, 0), (0, 8), SPACING) == pytest.approx(45)
    assert angle((0, -4), (0, 0), (0, 4), SPACING) == pytest.approx(180)
    assert angle((0, 0), (0, 0), (0, 4), SPACING) == 0


def test_a_rectangle_holds_the_pixels_whose_middle_is_inside():
    mask = inside(Measurement("u", MouseTool.RECTANGLE, ((4.0, 6.0), (1.0, 2.0))), (10, 10))
    assert mask.sum() == 12
    assert mask[1:4, 2:6].all()


def test_an_ellipse_has_the_area_of_an_ellipse():
    mask = inside(Measurement("u", MouseTool.ELLIPSE, ((10, 20), (90, 140))), (100, 160))
    assert mask.sum() == pytest.approx(np.pi * 40 * 60, rel=0.01)
    assert mask[50, 80]
    assert not mask[12, 22]


def test_statistics_are_numpys():
    values = np.arange(100, dtype=np.int16).reshape(10, 10)
    mask = np.zeros((10, 10), bool)
    mask[2:4, 3:6] = True
    found = statistics(values, mask, SPACING)
    chosen = values[2:4, 3:6]
    assert (found.mean, found.low, found.high) == (chosen.mean(), 23, 35)
    assert found.deviation == pytest.approx(chosen.std())
    assert (found.pixels, found.area) == (6, 6.0)
    assert statistics(values, np.zeros((10, 10), bool), SPACING) is None


def test_words_have_units_and_say_where_they_are_not_known():
    values = np.full((10, 10), 7, np.int16)
    line = Measurement("u", MouseTool.DISTANCE, ((0, 0), (3, 0)))
    assert words(line, values, SPACING, True) == ("6.0 mm",)
    assert words(line, values, SPACING, False) == ("3.0 px",)
    box = Measurement("u", MouseTool.RECTANGLE, ((0, 0), (2, 2)))
    assert words(box, values, SPACING, True) == ("mean 7, sd 0", "7 to 7", "4.0 mm²")
    assert words(Measurement("u", MouseTool.PROBE, ((4.9, 0.2),)), values, SPACING, True) == ("7",)
    assert words(Measurement("u", MouseTool.PROBE, ((40.0, 2.0),)), values, SPACING, True) == ()
    outside = Measurement("u", MouseTool.ELLIPSE, ((50, 50), (60, 60)))
    assert words(outside, values, SPACING, True) == ("no pixel inside",)


def test_what_values_mean_is_told_where_the_file_says_so():
    values = np.arange(100, dtype=np.int16).reshape(10, 10)
    meant = RealWorld(0.5, 1.0, "um2/s", low=0, high=40)
    spot = Measurement("u", MouseTool.PROBE, ((1.5, 2.5),))
    assert words(spot, values, SPACING, True, meant) == ("12", "7 um2/s")
    far = Measurement("u", MouseTool.PROBE, ((9.5, 2.5),))
    assert words(far, values, SPACING, True, meant) == ("92",)
    box = Measurement("u", MouseTool.RECTANGLE, ((0, 0), (2, 2)))
    assert words(box, values, SPACING, True, meant)[-1] == "mean 3.75 um2/s"
    whole = Measurement("u", MouseTool.RECTANGLE, ((0, 0), (10, 10)))
    assert words(whole, values, SPACING, True, meant) == words(whole, values, SPACING, True)
    table = RealWorld(1.0, 0.0, "", low=0, high=2, table=(9.0, 4.0, 1.0))
    assert words(box, values, SPACING, True, table) == words(box, values, SPACING, True)
    assert table.words(1) == "4"
    assert table.words(3) == ""
