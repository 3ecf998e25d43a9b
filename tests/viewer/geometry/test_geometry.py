"""Positions and intersections of slices agree with values worked out by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.imaging.types.series import Patient, Series, SliceRef
from viewer.geometry import geometry

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)


def stack(orientation=AXIAL, origin=(0.0, 0.0, 0.0), step=5.0, count=10, **more):
    normal = np.cross(orientation[:3], orientation[3:])
    places = [tuple(map(float, np.array(origin) + normal * i * step)) for i in range(count)]
    refs = tuple(SliceRef(f"s.{i}", Path("x"), 0, place) for i, place in enumerate(places))
    values = {"spacing_mm": (2.0, 1.0), "orientation": orientation, "patient": Patient("A", "1")}
    return Series("s", "st", "", "MR", refs, 40, 50, **(values | more))


def test_the_middle_of_the_first_pixel_is_dicoms_position():
    series = stack(origin=(3.0, 4.0, 5.0))
    np.testing.assert_allclose(geometry.to_patient(series, 2, (0.5, 0.5)), (3, 4, 15))
    np.testing.assert_allclose(geometry.to_patient(series, 0, (2.5, 7.5)), (3 + 7, 4 + 2 * 2, 5))


@given(st.floats(-100, 100), st.floats(-100, 100), st.integers(0, 9))
@pytest.mark.slow
def test_points_and_places_are_inverse(row, column, index):
    series = stack(CORONAL, (-30.0, 8.0, 44.0), 3.3)
    back = geometry.to_slice(series, index, geometry.to_patient(series, index, (row, column)))
    assert back == pytest.approx((row, column), abs=1e-9)


def test_an_axial_slice_cuts_a_coronal_one_at_its_height():
    axial = stack(origin=(0.0, 0.0, 10.0))
    coronal = stack(CORONAL, (0.0, 6.0, 60.0), step=2.0)
    (r0, c0), (r1, c1) = geometry.intersection(axial, 3, coronal, 4)  # type: ignore[misc]
    # slice 3 is at z = 25; rows of the coronal slice go down from z = 60, 2 mm each
    assert (r0, r1) == pytest.approx(((60 - 25) / 2 + 0.5,) * 2)
    # the axial slice reaches from -0.5 to 49.5 mm along x, as does the coronal one
    assert sorted((c0, c1)) == pytest.approx((0.0, 50.0))


def test_parallel_slices_and_those_beyond_each_other_do_not_cross():
    axial = stack()
    assert geometry.intersection(axial, 3, stack(origin=(0, 0, 2.0)), 4) is None
    far = stack(CORONAL, (0.0, 500.0, 60.0))
    assert geometry.intersection(axial, 3, far, 4) is None


def test_the_nearest_slice_is_nearest_by_position_not_by_index():
    fine = stack(step=2.0, count=30)
    assert geometry.nearest_slice(fine, np.array([0, 0, 21.2])) == (11, pytest.approx(0.8))  # type: ignore[comparison-overlap]
    backwards = stack((1.0, 0.0, 0.0, 0.0, -1.0, 0.0), step=2.0, count=30)
    assert geometry.nearest_slice(backwards, np.array([0, 0, -21.2]))[0] == 11


def test_spaces_are_compared_by_frame_else_by_study_never_across_patients():
    one = stack(frame_of_reference="1.2")
    assert geometry.patient_space(one) == geometry.patient_space(
        replace(one, uid="t", study_uid="other")
    )
    assert geometry.patient_space(one) != geometry.patient_space(
        replace(one, frame_of_reference="1.3")
    )
    assert geometry.patient_space(one) != geometry.patient_space(
        replace(one, patient=Patient("B", "2"))
    )
    none = stack()
    assert geometry.patient_space(none) == geometry.patient_space(replace(none, uid="t"))
    assert geometry.patient_space(none) != geometry.patient_space(replace(none, study_uid="other"))
    assert geometry.patient_space(none) != geometry.patient_space(one)
