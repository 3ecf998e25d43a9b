"""NIfTI files as they are found: a field is wrong that another one makes up for, or that nobody
needs. Judged by nibabel and SimpleITK where they read the file alike."""

import gzip

import nibabel
import numpy as np
import pytest
import SimpleITK

from ml.core.errors import NothingFoundError
from ml.imaging.decode import decode
from ml.imaging.scanning.scan import open_series
from tests.ml.imaging.formats.test_volume import check_places
from tests.synthetic.nifti import (
    INFINITE,
    NAN,
    ORIGIN,
    SPACING,
    by_nibabel,
    header,
    nifti,
    srow,
    stored,
    volume,
)

VALUES = volume()
UPRIGHT = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
BAD = {
    "rounded up": (0, 0, 1.0000002),
    "too long": (0.8, 0.8, 0.8),
    "not a number": (NAN, 0, 0),
    "without end": (INFINITE, 0, 0),
}


def opened(tmp_path, data, name="v.nii"):
    """The one series of a file."""
    (tmp_path / name).write_bytes(data)
    (series,), problems = open_series([tmp_path])
    assert not problems
    return series


def refusal(tmp_path, data, name="v.nii"):
    """Why a file is refused, on the command line and on the desk."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(NothingFoundError) as raised:
        open_series([tmp_path])
    return str(raised.value)


def doubts(series):
    return [str(warning) for warning in series.warnings[1:]]


def check(series, *, said=()):
    """The volume is whole, axial and where it was put, and exactly this is doubted."""
    assert series.orientation == pytest.approx(UPRIGHT, abs=1e-5)
    assert series.spacing_known
    assert (*series.spacing_mm[::-1], series.slice_spacing_mm) == pytest.approx(SPACING, abs=1e-4)
    assert series.slices[0].position == pytest.approx(ORIGIN, abs=1e-3)
    check_values(series)
    assert len(doubts(series)) == len(said), doubts(series)
    for found, wanted in zip(doubts(series), said, strict=True):
        assert wanted in found


def check_values(series, values=VALUES):
    shown = np.stack([decode(series, index).values for index in range(len(series.slices))])
    np.testing.assert_array_equal(shown, values)


def check_untrusted(series, *, said):
    """No length is measured and nothing has a place; the reader is told why."""
    assert not series.spacing_known
    assert series.slice_spacing_mm is None
    assert {each.position for each in series.slices} == {None}
    (found,) = doubts(series)
    assert said in found


@pytest.mark.parametrize("quaternion", BAD.values(), ids=BAD)
def test_a_bad_quaternion_beside_a_good_sform_is_passed_over(tmp_path, quaternion):
    data = nifti(VALUES, quatern=quaternion)
    check(opened(tmp_path, data))
    image = SimpleITK.ReadImage(str(tmp_path / "v.nii"))
    check_places(open_series([tmp_path])[0][0], image)
    np.testing.assert_allclose(by_nibabel(tmp_path / "v.nii").affine[:3].ravel(), srow(), atol=1e-5)


def test_a_quaternion_that_was_rounded_is_a_rotation(tmp_path):
    series = opened(tmp_path, nifti(VALUES, sform_code=0, quatern=(0, 0, 1.0000005)))
    check(series)
    check_places(series, SimpleITK.ReadImage(str(tmp_path / "v.nii")))


def test_a_quaternion_that_is_no_rotation_is_doubted(tmp_path):
    series = opened(tmp_path, nifti(VALUES, sform_code=0, quatern=(0.8, 0.8, 0.8)))
    assert any("no rotation" in each for each in doubts(series))
    check_places(series, SimpleITK.ReadImage(str(tmp_path / "v.nii")))


EMPTY = {
    "zero": (0,) * 12,
    "not a number": (NAN,) * 12,
    "one that is no number": (*srow()[:5], NAN, *srow()[6:]),
    "flat": (*srow()[:8], *srow()[:4]),
    "without end": (INFINITE,) * 12,
    "never set": (3e30,) * 5 + (1e-30, 0, 7e33, 1e31, -2e30, 5e30, 0),
}


@pytest.mark.parametrize("rows", EMPTY.values(), ids=EMPTY)
def test_a_bad_sform_beside_a_good_qform_is_doubted_and_passed_over(tmp_path, rows):
    check(opened(tmp_path, nifti(VALUES, srow=rows)), said=["its qform is shown"])


def test_itk_passes_over_an_empty_sform_alike(tmp_path):
    series = opened(tmp_path, nifti(VALUES, srow=EMPTY["zero"]))
    check_places(series, SimpleITK.ReadImage(str(tmp_path / "v.nii")))


@pytest.mark.parametrize("rows", EMPTY.values(), ids=EMPTY)
def test_without_any_true_orientation_sides_are_doubted(tmp_path, rows):
    series = opened(tmp_path, nifti(VALUES, srow=rows, quatern=(NAN,) * 3))
    assert len(series.slices) == 4
    assert doubts(series)


OFFSETS = [0, -5, NAN, 100, 348, 351]
IN_DOUBT = ["where values begin"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("offset", OFFSETS)
def test_values_that_cannot_begin_in_the_header_begin_after_it(tmp_path, offset, pack):
    check(opened(tmp_path, pack(nifti(VALUES, vox_offset=offset))), said=IN_DOUBT)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("offset", [0, 348])
def test_values_right_behind_the_header_are_found(tmp_path, offset, pack):
    check(opened(tmp_path, pack(nifti(VALUES, gap=0, vox_offset=offset))), said=IN_DOUBT)


def test_values_from_byte_348_are_those_that_itk_reads(tmp_path):
    check_values(opened(tmp_path, nifti(VALUES, gap=0, vox_offset=348)))
    theirs = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(tmp_path / "v.nii")))
    np.testing.assert_array_equal(theirs, VALUES)


def test_values_after_an_extension_are_where_the_header_says(tmp_path):
    check(opened(tmp_path, nifti(VALUES, gap=20, vox_offset=368)))


@pytest.mark.parametrize("name", ["v.nii", "v.nii.gz", "v.gz", "v", "v.img", "v.hdr", "v.dcm"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("order", "<>")
def test_a_file_is_known_by_its_bytes_whatever_its_name(tmp_path, name, pack, order):
    check(opened(tmp_path, pack(nifti(VALUES, order)), name))


@pytest.mark.parametrize("noise", range(3))
def test_a_packed_file_is_known_even_if_its_header_hardly_packs(tmp_path, noise):
    data = bytearray(nifti(VALUES))
    data[148:252] = np.random.default_rng(noise).bytes(104)  # descrip and aux_file
    check(opened(tmp_path, gzip.compress(bytes(data)), "v.bin"))


SLOPES = {
    "none": (0, 0, 1, 0, ()),
    "no number": (NAN, NAN, 1, 0, ()),
    "without end": (INFINITE, 0, 1, 0, ()),
    "no intercept": (2, NAN, 2, 0, ["the intercept of values is no number"]),
    "endless intercept": (2, INFINITE, 2, 0, ["the intercept of values is no number"]),
    "intercept alone": (0, 7, 1, 0, ["without a slope"]),
    "intercept beside no number": (NAN, 7, 1, 0, ["without a slope"]),
    "both": (0.5, -3, 0.5, -3, ()),
}


@pytest.mark.parametrize("name", SLOPES)
def test_a_scaling_that_is_none_leaves_values_as_they_are(tmp_path, name):
    slope, inter, wanted_slope, wanted_inter, said = SLOPES[name]
    series = opened(tmp_path, nifti(VALUES, scl_slope=slope, scl_inter=inter))
    wanted = VALUES * np.float32(wanted_slope) + np.float32(wanted_inter)
    check_values(series, wanted)
    assert [w in d for w, d in zip(said, doubts(series), strict=True)] == [True] * len(said)
    image = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(tmp_path / "v.nii")))
    try:
        ours = np.asarray(by_nibabel(tmp_path / "v.nii").dataobj).T
    except nibabel.spatialimages.HeaderDataError:
        assert said
    else:
        np.testing.assert_array_equal(wanted, ours)
        assert bool(said) != np.array_equal(image, ours), "doubted where the readers differ"


def test_two_voxel_sizes_are_doubted_and_measure_nothing(tmp_path):
    ones = srow(spacing=(1, 1, 1))
    pixdim = (0, 0.865759, 0.865759, 0.796, 0, 0, 0, 0)
    series = opened(tmp_path, nifti(VALUES, srow=ones, qform_code=0, pixdim=pixdim))
    assert series.spacing_mm == (1, 1)
    check_untrusted(series, said="two voxel sizes, 1 x 1 x 1 (sform, shown) and 0.8658 x 0.8658")
    image = SimpleITK.ReadImage(str(tmp_path / "v.nii"))
    theirs = by_nibabel(tmp_path / "v.nii").header.get_zooms()
    assert image.GetSpacing() == pytest.approx(theirs) != pytest.approx((1, 1, 1))


@pytest.mark.parametrize("axis", range(3))
def test_a_voxel_size_differs_along_any_axis_but_not_by_rounding(tmp_path, axis):
    for factor, trusted in ((1.004, True), (0.996, True), (1.03, False), (0.97, False)):
        pixdim = [1, *SPACING, 0, 0, 0, 0]
        pixdim[1 + axis] *= factor
        series = opened(tmp_path, nifti(VALUES, qform_code=0, pixdim=pixdim))
        assert series.spacing_known == trusted


def test_the_thickness_of_a_single_slice_is_not_compared(tmp_path):
    data = nifti(VALUES[:1], qform_code=0, pixdim=(1, *SPACING[:2], 0, 0, 0, 0, 0))
    series = opened(tmp_path, data)
    assert series.spacing_known
    assert not doubts(series)


@pytest.mark.parametrize("wrong", [0, NAN, INFINITE])
def test_a_voxel_size_that_is_not_stated_is_not_invented(tmp_path, wrong):
    pixdim = (1, wrong, 1.5, 4, 0, 0, 0, 0)
    series = opened(tmp_path, nifti(VALUES, sform_code=0, pixdim=pixdim))
    check_untrusted(series, said="pixel spacing is not stated")
    check(opened(tmp_path, nifti(VALUES, pixdim=pixdim)))  # the sform states it


def test_a_negative_voxel_size_is_doubted(tmp_path):
    pixdim = (1, -1, 1.5, 4, 0, 0, 0, 0)
    series = opened(tmp_path, nifti(VALUES, sform_code=0, pixdim=pixdim))
    check_untrusted(series, said="negative")
    assert series.spacing_mm == (1.5, 1)


METRE, MICRON = 1, 3
FACTORS = [(METRE, 0.001), (MICRON, 1000.0)]


@pytest.mark.parametrize("forms", [(0, 1), (1, 0), (1, 1)])
@pytest.mark.parametrize(("unit", "factor"), FACTORS)
def test_metres_and_microns_become_millimetres(tmp_path, unit, factor, forms):
    small = tuple(v * factor for v in SPACING)
    near = tuple(v * factor for v in ORIGIN)
    data = nifti(
        VALUES, xyzt_units=unit, pixdim=(1, *small, 0, 0, 0, 0), srow=srow(small, near),
        qoffset=(-near[0], -near[1], near[2]), qform_code=forms[0], sform_code=forms[1],
    )  # fmt: skip
    series = opened(tmp_path, data)
    check(series)
    check_places(series, SimpleITK.ReadImage(str(tmp_path / "v.nii")))


@pytest.mark.parametrize(("unit", "name"), [(METRE, "metres"), (MICRON, "microns")])
def test_a_unit_in_which_no_patient_fits_the_scanner_is_doubted(tmp_path, unit, name):
    series = opened(tmp_path, nifti(VALUES, xyzt_units=unit))
    check_untrusted(series, said=f"lengths are stated in {name}")
    assert series.spacing_mm == pytest.approx(SPACING[1::-1])
    check_values(series)


@pytest.mark.parametrize("factor", [1e-4, 1e4])
def test_a_size_that_no_patient_has_is_doubted(tmp_path, factor):
    spacing = tuple(v * factor for v in SPACING)
    data = nifti(VALUES, srow=srow(spacing), pixdim=(1, *spacing, 0, 0, 0, 0))
    check_untrusted(opened(tmp_path, data), said="no length is measured")


def test_a_time_axis_without_length_is_one_volume(tmp_path):
    check(opened(tmp_path, nifti(VALUES, dim=(4, 10, 12, 4, 0, 0, 0, 0))))
    theirs = SimpleITK.ReadImage(str(tmp_path / "v.nii"))
    assert theirs.GetSize() == (10, 12, 4)


@pytest.mark.parametrize("suffix", ["nii", "nii.gz"])
def test_colour_of_the_usual_size_is_shown(tmp_path, suffix):
    kind = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])
    array = np.random.default_rng(0).integers(0, 256, (40, 30, 6, 3)).astype(np.uint8)
    image = nibabel.Nifti1Image(array.view(kind)[..., 0], np.diag([-1, -1, 1, 1]))
    nibabel.save(image, tmp_path / f"v.{suffix}")
    (series,), _ = open_series([tmp_path])
    check_values(series, array.transpose(2, 1, 0, 3))
    assert "colour" in series.refusal


REFUSED = {
    "no NIfTI": (b"nothing of it", "does not begin as a NIfTI file does"),
    "packed nothing": (gzip.compress(b"nothing"), "does not begin as a NIfTI file does"),
    "cut in the header": (nifti(VALUES)[:200], "ends within its header"),
    "no magic word": (nifti(VALUES, magic=b"abc\0"), "does not begin as a NIfTI file does"),
    "gzip cut short": (gzip.compress(nifti(VALUES))[:20], "cannot be unpacked (gzip)"),
    "no axes": (nifti(VALUES, dim=(0,) * 8), "does not state its axes"),
    "nine axes": (nifti(VALUES, dim=(9, *[1] * 7)), "does not state its axes"),
    "negative": (nifti(VALUES, dim=(3, -10, 12, 4, 1, 1, 1, 1)), "states an impossible size"),
    "no slices": (nifti(VALUES, dim=(3, 10, 12, 0, 1, 1, 1, 1)), "states an impossible size"),
    "negative time": (nifti(VALUES, dim=(4, 10, 12, 4, -1, 1, 1, 1)), "states an impossible size"),
    "data type": (nifti(VALUES, datatype=1951), "holds values of a data type that is not read"),
    "bits": (nifti(VALUES, datatype=1, bitpix=1), "holds values of a data type that is not read"),
    "empty": (header(VALUES), "ends before half of the values"),
    "far away": (nifti(VALUES, vox_offset=9e6), "ends before half of the values"),
    "as text": (
        (540).to_bytes(4, "little") + b"n+2\0\n\x1a\n" + bytes(600),
        "was changed by a transfer as text",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_the_file_and_what_is_wrong_with_it(tmp_path, name):
    data, reason = REFUSED[name]
    said = refusal(tmp_path, data)
    assert "v.nii: " + reason in said


def test_a_single_file_with_the_magic_word_of_a_pair_is_read(tmp_path):
    data = nifti(VALUES, magic=b"ni1\0")
    check(opened(tmp_path, data))
    np.testing.assert_array_equal(np.asarray(by_nibabel(tmp_path / "v.nii").dataobj).T, VALUES)
    assert len(data) == 352 + len(stored(VALUES))
