"""Planes through a volume lie as a radiologist expects and hold values that were measured."""

import itertools
import tempfile
from pathlib import Path

import numpy as np
import pytest
import SimpleITK
from hypothesis import given, settings
from hypothesis import strategies as st

import ml.imaging.reformat.volume_assembly
from ml.core.errors import ImageReadError, NoVolumeError
from ml.imaging.decode import decode
from ml.imaging.reformat.reformat import REFUSAL, reformat
from ml.imaging.scanning.scan import open_series
from ml.imaging.types.orientation import Plane, letters
from tests.conformance.synthetic import AXIAL, Maker, oblique, stack  # type: ignore[attr-defined]
from tests.synthetic.series import make_series

EXPECTED = {Plane.AXIAL: ("R", "L", "A", "P"), Plane.CORONAL: ("R", "L", "H", "F"),
            Plane.SAGITTAL: ("A", "P", "H", "F")}  # fmt: skip
SHAPE = (5, 6, 7)
EVERY_WAY = [
    (*(s * v for v in np.eye(3)[a]), *(t * v for v in np.eye(3)[b]))
    for a, b in itertools.permutations(range(3), 2)
    for s, t in itertools.product((1, -1), repeat=2)
]


def opened(path):
    found, _ = open_series([path])
    assert len(found) == 1
    return found[0]


def made(tmp_path, *args, **how):
    maker = Maker(tmp_path)
    maker.case("one", stack(*args, **how))
    return opened(maker.cases[0].files[0].parent)


def places(series, index):
    """Where the pixels of a slice lie by DICOM's equation: `(rows, cols, 3)`."""
    cosines = np.array(series.orientation)
    down, right = np.mgrid[: series.rows, : series.columns]
    return (
        np.array(series.slices[index].position)
        + cosines[:3] * series.spacing_mm[1] * right[..., None]
        + cosines[3:] * series.spacing_mm[0] * down[..., None]
    )


def voxels_by_value(series):
    """Position of each value; each occurs once in the phantom."""
    found = {}
    for index in range(len(series.slices)):
        for value, place in zip(
            decode(series, index).values.ravel(), places(series, index).reshape(-1, 3), strict=True
        ):
            found[value.item()] = place
    return found


def check_measured(series, reformatted):
    """Every pixel is a voxel of the source, at the place where the source has it, and each once."""
    known, seen = voxels_by_value(series), 0
    for index in range(len(reformatted.series.slices)):
        image = reformatted.image(index)
        assert image.presentation.padding is None
        assert image.values.dtype == decode(series, 0).values.dtype
        for value, place in zip(
            image.values.ravel(), places(reformatted.series, index).reshape(-1, 3), strict=True
        ):
            np.testing.assert_allclose(place, known[value.item()], atol=1e-6)
            seen += 1
    assert seen == len(known)


@pytest.mark.parametrize("step", [5.0, -5.0])
@pytest.mark.parametrize("way", EVERY_WAY, ids=lambda w: "".join(f"{v:+.0f}" for v in w))
@pytest.mark.slow
def test_an_asymmetric_phantom_is_the_right_way_round_in_all_planes(tmp_path, way, step):
    series = opened(make_series(tmp_path, *SHAPE, orientation=way, step=step))
    for plane in Plane:
        reformatted = reformat(series, plane)
        assert letters(reformatted.series.orientation) == EXPECTED[plane]
        check_measured(series, reformatted)


@given(
    st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.booleans(),
    st.sampled_from(list(Plane)),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
@pytest.mark.slow
def test_any_rotation_is_cut_along_its_own_axes(about_z, about_x, about_y, backwards, plane):
    angles = np.radians([about_z, about_x, about_y])
    c, s = np.cos(angles), np.sin(angles)
    turn = (
        np.array([[c[0], -s[0], 0], [s[0], c[0], 0], [0, 0, 1]])
        @ np.array([[1, 0, 0], [0, c[1], -s[1]], [0, s[1], c[1]]])
        @ np.array([[c[2], 0, s[2]], [0, 1, 0], [-s[2], 0, c[2]]])
    )
    with tempfile.TemporaryDirectory() as folder:
        way = tuple(float(v) for v in turn[:, :2].T.ravel())
        series = opened(
            make_series(Path(folder), 3, 4, 5, orientation=way, step=-4.0 if backwards else 4.0)
        )
        reformatted = reformat(series, plane)
        check_measured(series, reformatted)
        cosines = np.array(reformatted.series.orientation)
        # the patient's left, or the back, to the right; the front, or the head, to the top
        left_or_back = cosines[1 if plane is Plane.SAGITTAL else 0]
        back_or_feet = cosines[3:][1] if plane is Plane.AXIAL else -cosines[3:][2]
        assert left_or_back > 0
        assert back_or_feet > 0


@pytest.mark.parametrize("turned", [oblique(), (*oblique()[3:], *oblique()[:3])])
def test_an_oblique_stack_is_cut_along_its_own_axes(tmp_path, turned):
    series = opened(make_series(tmp_path, *SHAPE, orientation=turned))
    for plane in Plane:
        reformatted = reformat(series, plane)
        check_measured(series, reformatted)
        for found, wanted in zip(
            letters(reformatted.series.orientation), EXPECTED[plane], strict=True
        ):
            assert found[0] == wanted


def test_the_acquired_plane_is_what_was_acquired(tmp_path):
    series = opened(make_series(tmp_path, *SHAPE, orientation=oblique()))
    axial = reformat(series, Plane.AXIAL)
    for index in range(len(series.slices)):
        np.testing.assert_array_equal(axial.image(index).values, decode(series, index).values)


def test_proportions_are_those_of_the_patient(tmp_path):
    series = opened(make_series(tmp_path, *SHAPE))
    shapes = {p: (reformat(series, p).series.spacing_mm, reformat(series, p).image(0).values.shape)
              for p in Plane}  # fmt: skip
    assert shapes[Plane.AXIAL] == ((0.8, 1.2), (6, 7))
    assert shapes[Plane.CORONAL] == ((5.0, 1.2), (5, 7))
    assert shapes[Plane.SAGITTAL] == ((5.0, 0.8), (5, 6))
    assert reformat(series, Plane.CORONAL).series.slice_spacing_mm == pytest.approx(0.8)


def test_it_can_be_used_as_a_series(tmp_path):
    series = opened(make_series(tmp_path, *SHAPE))
    found = [reformat(series, plane).series for plane in Plane]
    uids = [r.uid for s in (*found, series) for r in s.slices]
    assert len(set(uids)) == len(uids)
    for each in found:
        assert each.refusal == REFUSAL
        assert "reformat" in each.part
        assert all(r.position is not None for r in each.slices)
    image = reformat(series, Plane.CORONAL).image(3)
    assert image.uid == found[1].slices[3].uid
    assert image.window == decode(series, 0).window
    assert not image.values.flags.writeable
    assert image.values.flags.c_contiguous


@pytest.mark.parametrize("suffix", ["nii.gz", "nrrd"])
def test_a_nifti_and_its_dicom_give_the_same_planes(tmp_path, suffix):
    dicom = opened(make_series(tmp_path / "dicom", *SHAPE))
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames([str(r.path) for r in dicom.slices])
    path = tmp_path / f"v.{suffix}"
    SimpleITK.WriteImage(SimpleITK.DICOMOrient(reader.Execute(), "RSA"), str(path))
    volume = opened(path)
    for plane in Plane:
        ours, theirs = reformat(dicom, plane), reformat(volume, plane)
        assert len(ours.series.slices) == len(theirs.series.slices)
        for index in range(len(ours.series.slices)):
            np.testing.assert_array_equal(ours.image(index).values, theirs.image(index).values)


def resampled(files, series, index):
    """The same plane by SimpleITK, from GDCM's reading of the files."""
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(files)
    cosines = np.array(series.orientation)
    turn = np.array([cosines[:3], cosines[3:], np.cross(cosines[:3], cosines[3:])]).T
    return SimpleITK.GetArrayFromImage(
        SimpleITK.Resample(
            reader.Execute(), (series.columns, series.rows, 1), SimpleITK.Transform(),
            SimpleITK.sitkLinear, series.slices[index].position,
            (series.spacing_mm[1], series.spacing_mm[0], 1.0), turn.ravel().tolist(),
            0.0, SimpleITK.sitkFloat32,
        )
    )[0]  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("straight", [False, True])
@pytest.mark.slow
def test_a_real_sagittal_series_gives_the_axial_planes_of_simpleitk(shared, straight):
    folder = shared / "data" / "dicom" / "siemens-mprage-sagittal"
    series = opened(folder)
    files = SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder))
    for plane in (Plane.AXIAL, Plane.CORONAL):
        reformatted = reformat(series, plane, straight=straight)
        middle = len(reformatted.series.slices) // 2
        ours = reformatted.image(middle)
        theirs = resampled(files, reformatted.series, middle)
        inside = theirs != 0  # SimpleITK leaves the outermost voxels out where rounding says so
        if ours.presentation.padding is not None:
            inside &= ~ours.presentation.padding
        assert inside.mean() > 0.5
        assert theirs.max() > 100
        np.testing.assert_allclose(ours.values[inside], theirs[inside], atol=1e-3)
        if straight:
            assert letters(reformatted.series.orientation) == EXPECTED[plane]


def ramp(places):
    """A value that linear interpolation gives back exactly."""
    return places @ np.array([1.5, -2.25, 3.0]) + 400


@pytest.mark.parametrize("straight", [False, True])
@pytest.mark.parametrize("cosines", [AXIAL, oblique()])
def test_a_leaning_stack_is_set_upright(tmp_path, cosines, straight):
    _, truth = stack(cosines, lean=(0.4, 0.9, 0))
    down, right = np.mgrid[:18, :14]
    row, column = np.array(cosines[:3]), np.array(cosines[3:])
    values = np.stack([
        ramp(p + row * 1.2 * right[..., None] + column * 0.8 * down[..., None])
        for p in truth.positions
    ]).astype(np.float32)  # fmt: skip
    series = made(tmp_path, cosines, values=values, lean=(0.4, 0.9, 0))
    assert any("is tilted" in w for w in series.warnings)
    for plane in (Plane.CORONAL, Plane.SAGITTAL):
        reformatted, inside = reformat(series, plane, straight=straight), 0
        for index in range(len(reformatted.series.slices)):
            image = reformatted.image(index)
            wanted = ramp(places(reformatted.series, index))
            known = np.ones(wanted.shape, bool)
            if image.presentation.padding is not None:
                known = ~image.presentation.padding
            inside += known.sum()
            np.testing.assert_allclose(image.values[known], wanted[known], atol=2e-3)
        assert inside > 0.5 * values.size
    axial = reformat(series, Plane.AXIAL)
    for index in range(len(series.slices)):
        np.testing.assert_array_equal(axial.image(index).values, decode(series, index).values)


def test_planes_are_computed_when_they_are_asked_for(tmp_path, monkeypatch):
    series = opened(make_series(tmp_path, *SHAPE))
    read = []

    def counted(series, index):
        read.append(index)
        return decode(series, index)

    monkeypatch.setattr(ml.imaging.reformat.volume_assembly, "decode", counted)
    planes = [reformat(series, plane) for plane in Plane]
    assert read == []
    for plane in planes:
        for index in range(len(plane.series.slices)):
            plane.image(index)
    assert read == list(range(SHAPE[0]))


def test_a_slice_that_cannot_be_read_is_told(tmp_path):
    series = opened(make_series(tmp_path, *SHAPE))
    data = series.slices[2].path.read_bytes()
    series.slices[2].path.write_bytes(data[:-40])
    with pytest.raises(ImageReadError):
        reformat(series, Plane.CORONAL).image(0)


def test_what_is_no_volume_is_refused_in_words(tmp_path):
    for name, reason, how in (
        ("single", "a single slice", {"slices": 1}),
        ("gap", "unevenly spaced, 5.00 to 10.00 mm", {"skip": (2,)}),
        ("placeless", "positions of slices are missing|orientation", {"positions": False}),
    ):
        series = opened(make_series(tmp_path / name, **how))
        with pytest.raises(NoVolumeError, match=f"not a volume: .*({reason})"):
            reformat(series, Plane.AXIAL)


def test_slices_that_share_a_position_or_are_shifted_are_refused(tmp_path):
    twice = made(tmp_path / "a", along=[0, 3, 3, 6, 9], numbers=[1, 2, 2, 3, 4])
    with pytest.raises(NoVolumeError, match="share a position"):
        reformat(twice, Plane.AXIAL)
    wobbling, _ = stack()
    wobbling[2].ImagePositionPatient[0] += 4
    maker = Maker(tmp_path / "b")
    maker.case("one", (wobbling, None))
    with pytest.raises(NoVolumeError, match="shifted relative to each other"):
        reformat(opened(maker.cases[0].files[0].parent), Plane.AXIAL)


def test_colour_is_refused(tmp_path):
    colour = np.zeros((5, 18, 14, 3), np.uint8)
    with pytest.raises(NoVolumeError, match="in colour"):
        reformat(made(tmp_path, values=colour), Plane.AXIAL).image(0)


def test_a_stack_that_turns_is_refused(tmp_path):
    maker, stacks = Maker(tmp_path), []
    for number in range(9):
        a = np.radians(20 * number)
        stacks.append(stack((np.cos(a), np.sin(a), 0, 0, 0, -1), values=np.zeros((1, 8, 8),
                      np.uint16), first=number + 1))  # fmt: skip
    maker.case("one", *stacks)
    with pytest.raises(NoVolumeError, match="orientation is unknown, or each slice has its own"):
        reformat(opened(maker.cases[0].files[0].parent), Plane.AXIAL)


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.int32, np.float32])
def test_interpolation_is_simpleitks(kind):
    rng = np.random.default_rng(3)
    volume = rng.integers(0, 200, (9, 21, 17)).astype(kind)
    matrix = np.eye(4)
    matrix[:3] = [[0.98, -0.2, 0, 2.3], [0.2, 0.97, 0.1, -1.7], [0.02, 0.31, 0, 1.1]]
    ours, outside = ml.imaging.reformat.reformat._interpolated(volume, matrix, (24, 22))
    to_voxels = SimpleITK.AffineTransform(3)
    to_voxels.SetMatrix(matrix[:3, :3].ravel().tolist())
    to_voxels.SetTranslation(matrix[:3, 3].tolist())
    plane = SimpleITK.Resample(
        SimpleITK.GetImageFromArray(volume), (22, 24, 1), to_voxels, SimpleITK.sitkLinear,
        (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), np.eye(3).ravel().tolist(), float(volume.min()),
        SimpleITK.sitkFloat32,
    )  # fmt: skip
    assert outside is not None
    assert 0.1 < outside.mean() < 0.9
    np.testing.assert_array_equal(ours, SimpleITK.GetArrayFromImage(plane)[0])
