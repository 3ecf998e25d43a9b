"""Series that are not axial are shown and not analysed, whatever format they come in."""

import numpy as np
import pytest
import SimpleITK

from ml.imaging.scanning.scan import open_series
from ml.imaging.types.orientation import plane_refusal
from tests.synthetic.dicom import AXIAL, CORONAL, SAGITTAL
from tests.synthetic.mr import mr
from tests.synthetic.scanned import one, series_of

WHY = "the networks were trained on tumour-free slices of the axial plane only"


def leaning(degrees):
    """Axial slices turned about the left-right axis towards coronal."""
    angle = np.radians(degrees)
    return (1.0, 0.0, 0.0, 0.0, float(np.cos(angle)), float(-np.sin(angle)))


@pytest.mark.parametrize(("orientation", "name"), [(SAGITTAL, "sagittal"), (CORONAL, "coronal")])
def test_other_planes_of_dicom_are_refused_by_name(tmp_path, orientation, name):
    series = one(tmp_path, [mr(i, orientation=orientation) for i in range(3)])
    assert series.refusal == f"{name} slices: {WHY}"


@pytest.mark.parametrize("orientation", [AXIAL, (-1, 0, 0, 0, -1, 0), (0, 1, 0, -1, 0, 0)])
def test_axial_slices_are_read_whichever_way_they_are_turned(tmp_path, orientation):
    assert one(tmp_path, [mr(i, orientation=orientation) for i in range(3)]).refusal == ""


@pytest.mark.parametrize(
    ("degrees", "refused"),
    [
        (20, ""),
        (45, ""),
        (-45, ""),
        (46, "oblique"),
        (-46, "oblique"),
        (64, "oblique"),
        (66, "coronal"),
    ],
)
def test_the_limit_is_halfway_between_the_planes(degrees, refused):
    expected = f"{refused} slices: {WHY}" if refused else ""
    assert plane_refusal(leaning(degrees)) == expected


def test_an_unknown_orientation_is_read_with_its_warning(tmp_path):
    series = one(tmp_path, [mr(i, ImageOrientationPatient=None) for i in range(3)])
    assert series.refusal == ""
    assert any("orientation is missing" in doubt for doubt in series.warnings)
    assert plane_refusal(None) == ""


def test_the_sequence_speaks_before_the_plane(tmp_path):
    made = [mr(i, orientation=CORONAL, SeriesDescription="COR T2") for i in range(3)]
    assert one(tmp_path, made).refusal.startswith("T2 (")


def test_of_three_planes_in_one_file_series_only_the_axial_is_read(tmp_path):
    made = [mr(i, orientation=way, InstanceNumber=10 * n + i)
            for n, way in enumerate((AXIAL, CORONAL, SAGITTAL)) for i in range(3)]  # fmt: skip
    assert [bool(series.refusal) for series in series_of(tmp_path, made)] == [False, True, True]


def test_slices_that_turn_about_an_axis_are_refused(tmp_path):
    angles = np.radians(15) * np.arange(12)
    made = [mr(0, orientation=(np.cos(a), np.sin(a), 0, 0, 0, -1), InstanceNumber=n + 1)
            for n, a in enumerate(angles)]  # fmt: skip
    series = one(tmp_path, made)
    assert series.orientation is None
    assert series.refusal.endswith(WHY)


@pytest.mark.parametrize("suffix", ["nii.gz", "nrrd", "mha"])
@pytest.mark.parametrize(
    ("axes", "name"), [("RAS", ""), ("LPI", ""), ("PIR", "sagittal"), ("RIP", "coronal")]
)
def test_volumes_are_refused_by_the_plane_of_their_slices(tmp_path, suffix, axes, name):
    image = SimpleITK.GetImageFromArray(np.arange(60, dtype=np.int16).reshape(3, 4, 5))
    SimpleITK.WriteImage(SimpleITK.DICOMOrient(image, axes), str(tmp_path / f"v.{suffix}"))
    (series,), _ = open_series([tmp_path])
    assert series.refusal == (f"{name} slices: {WHY}" if name else "")
