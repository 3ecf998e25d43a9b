"""Volumes lie as a radiologist expects, with the geometry that the file states."""

import itertools

import numpy as np
import pytest
import SimpleITK

from ml.core.errors import ImageReadError
from ml.imaging.decode import decode
from ml.imaging.display.display import display
from ml.imaging.formats.volume import read_slice, read_volume
from ml.imaging.scanning.scan import open_series
from ml.imaging.types.orientation import letters

SIZE = (5, 7, 4)
SPACING = (0.5, 0.7, 3.0)
EXPECTED = {"axial": ("R", "L", "A", "P"), "coronal": ("R", "L", "H", "F"),
            "sagittal": ("A", "P", "H", "F")}  # fmt: skip
ACROSS = {0: "sagittal", 1: "coronal", 2: "axial"}
EVERY_DIRECTION = [
    (order, signs)
    for order in itertools.permutations(range(3))
    for signs in itertools.product((1, -1), repeat=3)
]


def volume(direction=None, kind=np.int16):
    array = np.arange(np.prod(SIZE)).reshape(SIZE[::-1]).astype(kind)
    image = SimpleITK.GetImageFromArray(array)
    image.SetSpacing(SPACING)
    image.SetOrigin((-11.0, 23.0, 5.0))
    if direction is not None:
        image.SetDirection(direction.ravel().tolist())
    return image


def matrix(order, signs):
    out = np.zeros((3, 3))
    for stored, (patient, sign) in enumerate(zip(order, signs, strict=True)):
        out[patient, stored] = sign
    return out


def pixel_place(series, index, row, column):
    """Where a pixel lies by DICOM's equation (PS3.3 C.7.6.2.1.1)."""
    cosines = np.array(series.orientation)
    return (
        np.array(series.slices[index].position)
        + cosines[:3] * series.spacing_mm[1] * column
        + cosines[3:] * series.spacing_mm[0] * row
    )


def check_places(series, image):
    """Every pixel is where SimpleITK says that its voxel is."""
    voxels = {int(v): i for i, v in np.ndenumerate(SimpleITK.GetArrayFromImage(image))}
    for index in range(len(series.slices)):
        values = decode(series, index).values
        for row, column in np.ndindex(values.shape):
            k, j, i = voxels[int(values[row, column])]
            theirs = image.TransformIndexToPhysicalPoint((i, j, k))
            np.testing.assert_allclose(pixel_place(series, index, row, column), theirs, atol=1e-3)


@pytest.mark.parametrize(("order", "signs"), EVERY_DIRECTION)
@pytest.mark.slow
def test_any_direction_is_shown_the_right_way_round(tmp_path, order, signs):
    direction = matrix(order, signs)
    image = volume(direction)
    SimpleITK.WriteImage(image, str(tmp_path / "v.mha"))
    (series,), _ = open_series([tmp_path])
    assert letters(series.orientation) == EXPECTED[ACROSS[order[2]]]
    check_places(series, image)


@pytest.mark.parametrize("suffix", ["nii", "nii.gz", "nrrd", "mha"])
def test_an_oblique_volume_keeps_its_places(tmp_path, suffix):
    a, b = np.radians(12), np.radians(-7)
    tilt = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    nod = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    image = volume(tilt @ nod @ matrix((1, 2, 0), (1, -1, -1)))
    SimpleITK.WriteImage(image, str(tmp_path / f"v.{suffix}"))
    (series,), _ = open_series([tmp_path])
    check_places(series, image)
    assert letters(series.orientation)[0] == "A"


def test_an_asymmetric_phantom_looks_alike_from_dicom_and_from_nifti(tmp_path):
    from tests.synthetic.series import make_series

    make_series(tmp_path / "dicom", slices=5)
    (dicom,), _ = open_series([tmp_path / "dicom"])
    ours = np.stack([decode(dicom, i).values for i in range(5)])
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames([str(r.path) for r in dicom.slices])
    for axes in ("RAS", "LPS", "LAS", "RPI"):
        path = tmp_path / f"{axes}.nii.gz"
        SimpleITK.WriteImage(SimpleITK.DICOMOrient(reader.Execute(), axes), str(path))
        (nifti,), _ = open_series([path])
        theirs = np.stack([decode(nifti, i).values for i in range(5)])
        np.testing.assert_array_equal(theirs, ours)
        assert nifti.orientation == pytest.approx(dicom.orientation, abs=1e-6)
        for a, b in zip(nifti.slices, dicom.slices, strict=True):
            assert a.position == pytest.approx(b.position, abs=1e-3)


def test_each_time_of_a_4d_file_is_a_series(tmp_path):
    frames = [volume() + 1000 * t for t in range(3)]
    SimpleITK.WriteImage(SimpleITK.JoinSeries(frames), str(tmp_path / "f.nii.gz"))
    found, _ = open_series([tmp_path])
    assert [len(s.slices) for s in found] == [4, 4, 4]
    assert len({r.uid for s in found for r in s.slices}) == 12
    for time, series in enumerate(found):
        assert decode(series, 0).values.min() // 1000 == time
        assert series.part == f"volume {time + 1} of 3"


def nifti2(array, slope=2.0, intercept=-3.0):
    """A NIfTI-2 file by its definition (nifti2.h), with scaling and an sform."""
    header = np.zeros(1, np.dtype([
        ("sizeof", "<i4"), ("magic", "S8"), ("datatype", "<i2"), ("bitpix", "<i2"),
        ("dim", "<i8", 8), ("intent", "<f8", 3), ("pixdim", "<f8", 8), ("offset", "<i8"),
        ("slope", "<f8"), ("inter", "<f8"), ("cal", "<f8", 2), ("slice", "<f8", 2),
        ("ends", "<i8", 2), ("descrip", "S80"), ("aux", "S24"), ("qform", "<i4"),
        ("sform", "<i4"), ("quatern", "<f8", 3), ("qoffset", "<f8", 3), ("srow", "<f8", (3, 4)),
        ("slice_code", "<i4"), ("units", "<i4"), ("intent_code", "<i4"), ("name", "S16"),
        ("dim_info", "S1"), ("unused", "S15"),
    ]))  # fmt: skip
    assert header.nbytes == 540
    h = header[0]
    h["sizeof"], h["magic"], h["datatype"], h["bitpix"] = 540, b"n+2\0\r\n\x1a\n", 4, 16
    h["dim"] = [3, *array.shape[::-1], 1, 1, 1, 1]
    h["pixdim"] = [1, 1, 1, 1, 0, 0, 0, 0]
    h["offset"], h["slope"], h["inter"], h["sform"] = 544, slope, intercept, 1
    h["srow"] = [[-1, 0, 0, 30], [0, 1, 0, -20], [0, 0, 1, 10]]
    h["units"] = 2
    return header.tobytes() + b"\0" * 4 + array.astype("<i2").tobytes()


def test_nifti_2_with_scaling_and_sform(tmp_path):
    array = np.arange(24).reshape(2, 3, 4)
    (tmp_path / "v.nii").write_bytes(nifti2(array))
    (series,), _ = open_series([tmp_path])
    # rows rise to the front in the file and to the back on screen: reversed
    np.testing.assert_allclose(decode(series, 1).values, array[1, ::-1] * 2.0 - 3)
    assert letters(series.orientation) == EXPECTED["axial"]
    np.testing.assert_allclose(pixel_place(series, 0, 2, 0), [-30, 20, 10], atol=1e-6)


def test_a_nifti_without_orientation_is_doubted(tmp_path):
    data = bytearray(nifti2(np.zeros((2, 3, 4)), slope=1, intercept=0))
    at = 344 + 4  # sform_code
    assert data[at] == 1
    data[at] = 0
    (tmp_path / "v.nii").write_bytes(data)
    (series,), _ = open_series([tmp_path])
    assert any("orientation is not stated" in w for w in series.warnings)


@pytest.mark.parametrize("suffix", ["nii.gz", "nii", "nrrd", "mha"])
@pytest.mark.parametrize("kept", [0.2, 0.8])
def test_a_volume_cut_short_is_an_error_in_words(tmp_path, suffix, kept):
    noise = np.random.default_rng(0).integers(0, 2**15, (30, 40, 40)).astype(np.int16)
    path = tmp_path / f"v.{suffix}"
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(noise), str(path))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(ImageReadError, match="copy the file again"):
        read_slice(path, 29)


def test_colour_volumes_are_shown_and_refused(tmp_path):
    array = np.random.default_rng(0).integers(0, 256, (3, 4, 5, 3)).astype(np.uint8)
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(array, isVector=True), str(tmp_path / "v.mha"))
    (series,), _ = open_series([tmp_path])
    np.testing.assert_array_equal(display(decode(series, 1)), array[1])
    assert "colour" in series.refusal


def test_a_single_picture_has_no_place(tmp_path):
    array = np.arange(12, dtype=np.float32).reshape(3, 4) / 11
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(array), str(tmp_path / "v.nrrd"))
    (series,), _ = open_series([tmp_path])
    assert series.orientation is None
    np.testing.assert_array_equal(decode(series, 0).values, array)
    assert decode(series, 0).window[1] < 1


def test_training_gets_the_volume_as_it_is_stored(tmp_path):
    image = volume(matrix((0, 1, 2), (-1, -1, 1)))
    SimpleITK.WriteImage(image, str(tmp_path / "v.nii.gz"))
    np.testing.assert_array_equal(
        read_volume(tmp_path / "v.nii.gz"), SimpleITK.GetArrayFromImage(image)
    )


@pytest.mark.parametrize("suffix", ["nii", "nii.gz"])
def test_a_flat_nifti_is_one_slice(tmp_path, suffix):
    import nibabel

    array = np.arange(12, dtype=np.uint8).reshape(4, 3)
    nibabel.save(nibabel.Nifti1Image(array, np.diag([-1, -1, 1, 1])), tmp_path / f"v.{suffix}")
    (series,), _ = open_series([tmp_path])
    np.testing.assert_array_equal(decode(series, 0).values, array.T)


@pytest.mark.parametrize("suffix", ["nii", "nii.gz"])
def test_nifti_colour(tmp_path, suffix):
    import nibabel

    kind = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])
    array = np.random.default_rng(0).integers(0, 256, (4, 3, 2, 3)).astype(np.uint8)
    image = nibabel.Nifti1Image(array.view(kind)[..., 0], np.diag([-1, -1, 1, 1]))
    nibabel.save(image, tmp_path / f"v.{suffix}")
    (series,), _ = open_series([tmp_path])
    np.testing.assert_array_equal(decode(series, 1).values, array[:, :, 1].swapaxes(0, 1))
    assert "colour" in series.refusal


def test_two_orientations_that_differ_are_told(tmp_path):
    import nibabel

    image = nibabel.Nifti1Image(np.zeros((4, 3, 2), np.int16), np.diag([-1, -1, 1, 1]))
    image.set_qform(np.diag([1, -1, 1, 1]), code=1)
    image.set_sform(np.diag([-1, -1, 1, 1]), code=1)
    nibabel.save(image, tmp_path / "v.nii")
    (series,), _ = open_series([tmp_path])
    assert any("two orientations" in w for w in series.warnings)


def test_nifti_in_metres(tmp_path):
    import nibabel

    image = nibabel.Nifti1Image(np.zeros((4, 3, 2), np.int16), np.diag([-0.002, -0.003, 0.004, 1]))
    image.header.set_xyzt_units("meter")
    nibabel.save(image, tmp_path / "v.nii")
    (series,), _ = open_series([tmp_path])
    assert series.spacing_mm == pytest.approx((3, 2))
    assert series.slice_spacing_mm == pytest.approx(4)
