"""Slices are in order of their places, and every doubt about these is in words."""

import numpy as np
import pytest

from tests.synthetic.mr import mr
from tests.synthetic.scanned import along, numbers, one, warned

# --- order and distances --------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2])
def test_missing_slices_are_counted(tmp_path, count):
    made = [mr(i) for i in range(20) if i not in (4, 7)[:count]]
    noun = "1 slice seems" if count == 1 else "2 slices seem"
    series = one(tmp_path, made)
    assert warned(series, f"irregular slice spacing: 5.00 to 10.00 mm; {noun} to be missing")
    assert series.slice_spacing_mm == 5.0


def test_irregular_spacing_is_told(tmp_path):
    places = [0, 3, 7.1, 9.5, 14]
    made = [mr(i, ImagePositionPatient=[0, 0, p]) for i, p in enumerate(places)]
    assert warned(one(tmp_path, made), "irregular slice spacing: 2.40 to 4.50 mm")


def test_rounding_of_positions_is_not_irregular(tmp_path):
    made = [mr(i, ImagePositionPatient=[0, 0, round(i * 1.0333, 2)]) for i in range(20)]
    assert one(tmp_path, made).warnings == ()


@pytest.mark.parametrize("degrees", [2, 12])
def test_gantry_tilt_is_told(tmp_path, degrees):
    lean = np.tan(np.radians(degrees)) * 5
    made = [mr(i, ImagePositionPatient=[0, i * lean, i * 5.0]) for i in range(6)]
    series = one(tmp_path, made)
    assert warned(series, f"is tilted by {degrees}.0 degrees relative to its slices (gantry tilt)")
    assert series.slice_spacing_mm == pytest.approx(5)


def test_a_slice_that_is_shifted_sideways_is_told(tmp_path):
    made = [mr(i, ImagePositionPatient=[20.0 if i == 3 else 0.0, 0, i * 5.0]) for i in range(6)]
    assert warned(one(tmp_path, made), "shifted sideways")


@pytest.mark.parametrize("number", [None, 1])
def test_instance_numbers_that_say_nothing(tmp_path, number):
    series = one(tmp_path, [mr(i, InstanceNumber=number) for i in range(5)])
    assert along(series) == [0, 5, 10, 15, 20]
    assert warned(series, "instance numbers are missing or equal; ordered by position from feet")


def test_some_instance_numbers_missing(tmp_path):
    made = [mr(i, InstanceNumber=i + 1 if i % 2 else None) for i in range(6)]
    assert along(one(tmp_path, made)) in ([0, 5, 10, 15, 20, 25], [25, 20, 15, 10, 5, 0])


def test_missing_positions(tmp_path):
    series = one(tmp_path, [mr(i, ImagePositionPatient=None) for i in range(5)])
    assert numbers(series) == [1, 2, 3, 4, 5]
    assert warned(series, "slice positions are missing; ordered by instance number")
    assert series.slice_spacing_mm is None


def test_one_position_missing(tmp_path):
    made = [mr(i, ImagePositionPatient=None if i == 2 else [0, 0, i * 5.0]) for i in range(5)]
    series = one(tmp_path, made)
    assert numbers(series) == [1, 2, 3, 4, 5]
    assert warned(series, "slice positions are missing")


def test_neither_positions_nor_numbers(tmp_path):
    made = [mr(i, ImagePositionPatient=None, InstanceNumber=None, SOPInstanceUID=f"1.{i}")
            for i in range(5)]  # fmt: skip
    series = one(tmp_path, made)
    assert [s.uid for s in series.slices] == [f"1.{i}" for i in range(5)]
    assert warned(series, "ordered by UID, since instance numbers are missing or equal")


@pytest.mark.parametrize("value", [[1, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 1, 0]])
def test_an_orientation_that_is_none(tmp_path, value):
    series = one(tmp_path, [mr(i, ImageOrientationPatient=value) for i in range(3)])
    assert series.orientation is None
    assert numbers(series) == [1, 2, 3]
    assert warned(series, "orientation is missing or invalid; sides are unknown")


def test_proportions_without_spacing(tmp_path):
    series = one(tmp_path, [mr(i, PixelSpacing=None, PixelAspectRatio=[3, 2]) for i in range(3)])
    assert series.spacing_mm == (1.5, 1.0)
    assert warned(series, "shown in the stated proportions, distances are not valid")


def test_pixel_spacing_that_is_missing(tmp_path):
    series = one(tmp_path, [mr(i, PixelSpacing=None) for i in range(3)])
    assert series.spacing_mm == (1.0, 1.0)
    assert warned(series, "pixel spacing is not stated")
