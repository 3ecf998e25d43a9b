"""Files become series, in order, whatever the order, and every doubt is in words."""

import numpy as np
import pydicom
import pytest
import SimpleITK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pydicom.pixels import apply_windowing

from ml.core.errors import ImageReadError, NothingFoundError
from ml.imaging.decode import decode
from ml.imaging.display.window import grey, percentile_window
from ml.imaging.scanning.scan import open_series, scan
from ml.imaging.types.orientation import letters, plane
from tests.synthetic.dicom import AXIAL, phantom
from tests.synthetic.series import make_series

CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
OBLIQUE = (0.9689, 0.1710, 0.1790, -0.1736, 0.9848, 0.0)


def one(folder):
    (series,), problems = open_series([folder])
    assert problems == ()
    return series


@pytest.mark.parametrize("orientation", [AXIAL, CORONAL, SAGITTAL, OBLIQUE])
@given(seed=st.integers(0, 999), direction=st.sampled_from([5.0, -5.0, 0.7]))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_shuffle_sorts_back(tmp_path_factory, orientation, seed, direction):
    folder = tmp_path_factory.mktemp("s")
    series = one(make_series(folder, orientation=orientation, step=direction, seed=seed))
    assert [r.instance_number for r in series.slices] == [1, 2, 3, 4, 5, 6]
    assert series.slice_spacing_mm == pytest.approx(abs(direction), abs=1e-3)
    for index in range(6):
        np.testing.assert_array_equal(decode(series, index).values, phantom(index, 24, 20))


def test_values_are_read_only_and_spacing_is_row_then_column(tmp_path):
    image = decode(one(make_series(tmp_path)), 0)
    assert image.spacing_mm == (0.8, 1.2)
    assert not image.values.flags.writeable
    assert image.values.flags.c_contiguous


def test_a_missing_slice_and_a_repeated_one_are_told(tmp_path):
    gap = one(make_series(tmp_path / "gap", skip=(3,)))
    assert any("irregular" in w for w in gap.warnings)
    twice = one(make_series(tmp_path / "twice", repeat=(2,)))
    assert any("share a position" in w for w in twice.warnings)


def test_without_positions_the_instance_number_decides(tmp_path):
    series = one(make_series(tmp_path, positions=False))
    assert [r.instance_number for r in series.slices] == [1, 2, 3, 4, 5, 6]
    assert any("positions are missing" in w for w in series.warnings)


def test_ct_is_shown_and_refused(tmp_path):
    assert one(make_series(tmp_path, modality="CT")).refusal.startswith("CT:")


@pytest.mark.parametrize(("text", "refused"), [("AX T2", True), ("T1 FLAIR", False), ("x", False)])
def test_other_sequences_are_refused_by_their_description(tmp_path, text, refused):
    assert bool(one(make_series(tmp_path, description=text)).refusal) is refused


def test_plain_t1_is_doubted(tmp_path):
    plain = one(make_series(tmp_path / "a", description="SAG T1 once"))
    assert any("mentions no contrast" in w for w in plain.warnings)
    post = one(make_series(tmp_path / "b", description="AX T1 POST"))
    assert not any("mentions no contrast" in w for w in post.warnings)


def test_one_bad_file_never_costs_the_rest(tmp_path):
    make_series(tmp_path / "sub" / "deep")
    (tmp_path / "text.dcm").write_text("not an image")
    (tmp_path / "README.txt").write_text("nothing")
    (series,), problems = open_series([tmp_path])
    assert len(series.slices) == 6
    assert [p.path.name for p in problems] == ["text.dcm"]
    assert "not a DICOM file" in problems[0].reason


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.7, 0.98])
def test_a_truncated_file_is_an_error_in_words(tmp_path, kept):
    make_series(tmp_path)
    path = tmp_path / "000.dcm"
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    found, problems = open_series([tmp_path])
    whole = sum(len(s.slices) for s in found)
    assert whole + len(problems) == 6
    said = [f"{p.path.name}: {p.reason}" for p in problems]
    for series in found:
        for index in range(len(series.slices)):
            try:
                decode(series, index)
            except ImageReadError as error:
                said.append(str(error))
    assert len(said) == 1
    assert "000.dcm" in said[0]
    assert "Secret" not in said[0]


def test_an_empty_folder_says_what_to_do(tmp_path):
    with pytest.raises(NothingFoundError, match="Choose a folder"):
        open_series([tmp_path])


def test_the_last_step_is_finished(tmp_path):
    steps = list(scan([make_series(tmp_path, slices=30)]))
    assert [s.finished for s in steps] == [False, True]
    assert steps[-1].files == 30


def test_volumes_have_the_same_geometry_inside(tmp_path):
    array = np.arange(4 * 6 * 5, dtype=np.int16).reshape(4, 6, 5)
    image = SimpleITK.GetImageFromArray(array)
    image.SetSpacing((0.5, 0.7, 3.0))
    for suffix in ("nii.gz", "nrrd", "mha"):
        path = tmp_path / f"v.{suffix}"
        SimpleITK.WriteImage(image, str(path))
        (series,), _ = open_series([path])
        assert series.spacing_mm == pytest.approx((0.7, 0.5))
        assert series.slice_spacing_mm == pytest.approx(3.0)
        np.testing.assert_array_equal(decode(series, 2).values, array[2])


def test_pictures_are_ordered_as_people_count(tmp_path):
    for number in (10, 9, 1):
        Image.fromarray(np.full((8, 9), number, np.uint8)).save(tmp_path / f"s{number}.png")
    series = one(tmp_path)
    assert [int(decode(series, i).values[0, 0]) for i in range(3)] == [1, 9, 10]


def test_rescale_is_applied(tmp_path):
    make_series(tmp_path, slices=1)
    path = next(tmp_path.iterdir())
    dataset = pydicom.dcmread(path)
    dataset.RescaleSlope, dataset.RescaleIntercept = 2, -5
    dataset.save_as(path)
    np.testing.assert_array_equal(
        decode(one(tmp_path), 0).values, phantom(0, 24, 20).astype(int) * 2 - 5
    )


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
@pytest.mark.parametrize(("centre", "width"), [(100, 200), (50.5, 2), (7, 1), (-20, 333)])
def test_windows_are_those_of_the_standard(function, centre, width):
    values = np.arange(-300, 400, dtype=np.int16).reshape(70, 10)
    dataset = pydicom.Dataset()
    dataset.WindowCenter, dataset.WindowWidth = centre, width
    dataset.VOILUTFunction, dataset.PhotometricInterpretation = function, "MONOCHROME2"
    dataset.BitsStored, dataset.PixelRepresentation = 16, 1
    with np.errstate(over="ignore"):  # pydicom lets exp overflow for narrow sigmoids
        reference = apply_windowing(values, dataset)
    scaled = (reference + 32768) / 65535 * 255
    np.testing.assert_allclose(grey(values, centre, width, function=function), scaled, atol=0.51)
    floats = grey(values.astype(np.float32), centre, width, function=function)
    np.testing.assert_array_equal(floats, grey(values, centre, width, function=function))


def test_invert_and_bad_widths():
    values = np.arange(10, dtype=np.int16).reshape(2, 5)
    np.testing.assert_array_equal(grey(values, 5, 9, invert=True), 255 - grey(values, 5, 9))
    with pytest.raises(ValueError, match="too small"):
        grey(values, 5, 0)
    assert percentile_window(values, 0, 100) == (4.5, 9.0)


def test_letters_follow_radiological_convention():
    assert letters(AXIAL) == ("R", "L", "A", "P")
    assert letters(CORONAL) == ("R", "L", "H", "F")
    assert letters(SAGITTAL) == ("A", "P", "H", "F")
    assert [plane(o) for o in (AXIAL, CORONAL, SAGITTAL)] == ["axial", "coronal", "sagittal"]


def test_real_tumour_series(shared):
    found, problems = open_series([shared / "data" / "dicom" / "tumour-t1-post"])
    assert sorted(len(s.slices) for s in found) == [20, 20, 155]
    assert problems == ()
    assert all(not s.refusal for s in found)


@pytest.mark.slow
def test_real_sagittal_series_agrees_with_simpleitk(shared):
    folder = shared / "data" / "dicom" / "siemens-mprage-sagittal"
    (series,), _ = open_series([folder])
    names = SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder))
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(names)
    theirs = SimpleITK.GetArrayFromImage(reader.Execute())
    ours = np.stack([decode(series, i).values for i in range(192)])
    assert np.array_equal(ours, theirs) or np.array_equal(ours, theirs[::-1])


@pytest.mark.parametrize("name", ["vendor-headers", "enhanced-multiframe", "mosaic", "decubitus"])
@pytest.mark.slow
def test_real_headers_are_scanned_without_a_crash(shared, name):
    found, _ = open_series([shared / "data" / "dicom" / name])
    assert found
    for series in found:
        assert decode(series, 0).values.ndim == (3 if "colour" in series.refusal else 2)


def test_lossless_syntaxes_give_the_same_pixels(shared):
    found, _ = open_series([shared / "data" / "dicom" / "wg04-transfer-syntaxes"])
    values = {}
    for series in found:
        for index, reference in enumerate(series.slices):
            stem = reference.path.stem
            if any(s in stem for s in ("RLE", "JPLL", "JLSL", "J2KR")):
                values.setdefault(stem.split("_")[0], []).append(decode(series, index).values)
    for images in values.values():
        assert len(images) >= 3
        for image in images[1:]:
            np.testing.assert_array_equal(image, images[0])
