"""What the axes of an NRRD file are, wherever they stand: space, time, or numbers of a voxel."""

import itertools

import numpy as np
import pytest
import SimpleITK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml.core.messages import NOTHING
from ml.imaging.decode import decode
from ml.imaging.formats.nrrd import COLOURS, IN_A_ROW, NO_COLOURS
from ml.imaging.scanning.scan import open_series
from tests.ml.imaging.formats.text_volumes import metaimage, nrrd

SIZE = (4, 3, 2)
"""Columns, rows and slices of every volume here."""
TYPES = {"u1": "uchar", "u2": "ushort", "i2": "short", "f4": "float"}
STEPS = ("(1,0,0)", "(0,1,0)", "(0,0,5)")


def volumes(count, kind="i2"):
    """So many volumes, `(count, k, j, i)`; no value occurs twice."""
    return np.arange(count * np.prod(SIZE)).reshape(count, *SIZE[::-1]).astype("<" + kind)


def written(path, values, kind, at):
    """Volumes whose first axis stands at a place in the file, the fastest being 0."""
    sizes, steps, kinds = list(SIZE), list(STEPS), ["domain"] * 3
    sizes.insert(at, len(values))
    steps.insert(at, "none")
    kinds.insert(at, kind)
    data = np.moveaxis(values, 0, 3 - at)
    change = {
        "type": TYPES[values.dtype.str[1:]], "dimension": "4", "kinds": " ".join(kinds),
        "sizes": " ".join(map(str, sizes)), "space directions": " ".join(steps),
        "space origin": "(-16,-16,0)",
    }  # fmt: skip
    path.write_bytes(nrrd(change, np.ascontiguousarray(data).tobytes()))
    return path


def shown(series):
    return np.stack([decode(series, index).values for index in range(len(series.slices))])


@pytest.mark.parametrize("kind", sorted(IN_A_ROW))
@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("count", [2, 3, 4, 5])
@pytest.mark.parametrize("number", TYPES)
def test_a_list_is_a_row_of_volumes_wherever_it_stands(tmp_path, kind, at, count, number):
    values = volumes(count, number)
    path = written(tmp_path / "v.seq.nrrd", values, kind, at)
    found, problems = open_series([path])
    assert not problems
    assert [each.part for each in found] == [f"volume {n + 1} of {count}" for n in range(count)]
    for series, volume in zip(found, values, strict=True):
        assert series.refusal == NOTHING
        assert series.slices[0].position == pytest.approx((-16, -16, 0))
        np.testing.assert_array_equal(shown(series), volume)


@pytest.mark.parametrize("count", [3, 4])
def test_itk_sees_the_numbers_of_a_list_at_the_same_places(tmp_path, count):
    path = written(tmp_path / "v.seq.nrrd", volumes(count), "list", 0)
    image = SimpleITK.ReadImage(str(path))
    theirs = SimpleITK.GetArrayFromImage(image)
    found, _ = open_series([path])
    for time, series in enumerate(found):
        np.testing.assert_array_equal(shown(series), theirs[..., time])
        assert series.slices[0].position == image.GetOrigin()


@given(
    lengths=st.permutations([1, 2, 3, 4, 5]), at=st.integers(0, 3),
    kind=st.sampled_from(sorted(IN_A_ROW)),
)  # fmt: skip
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_length_of_any_axis_makes_a_list_a_colour(tmp_path, lengths, at, kind):
    values = np.arange(np.prod(lengths[:4])).reshape(lengths[:4]).astype("<u2")
    sizes, steps, kinds = list(lengths[3:0:-1]), list(STEPS), ["space"] * 3
    for these, one in ((sizes, lengths[0]), (steps, "none"), (kinds, kind)):
        these.insert(at, one)
    change = {
        "type": "ushort", "dimension": "4", "kinds": " ".join(kinds),
        "sizes": " ".join(map(str, sizes)), "space directions": " ".join(steps),
    }  # fmt: skip
    path = tmp_path / "v.nrrd"
    data = np.ascontiguousarray(np.moveaxis(values, 0, 3 - at)).tobytes()
    path.write_bytes(nrrd(change, data))
    found, _ = open_series([path])
    assert len(found) == lengths[0]
    for series, volume in zip(found, values, strict=True):
        assert "colour" not in series.refusal
        np.testing.assert_array_equal(shown(series), volume)


def test_time_with_a_direction_of_its_own_is_time(tmp_path):
    values = volumes(3)
    change = {
        "dimension": "4", "space": "left-posterior-superior-time", "sizes": "3 4 3 2",
        "kinds": "time space space space", "space origin": "(1,2,3,0)",
        "space directions": "(0,0,0,2) (1,0,0,0) (0,1,0,0) (0,0,5,0)",
    }  # fmt: skip
    (tmp_path / "v.nrrd").write_bytes(nrrd(change, np.moveaxis(values, 0, 3).tobytes()))
    found, _ = open_series([tmp_path])
    assert len(found) == 3
    for series, volume in zip(found, values, strict=True):
        assert (series.spacing_mm, series.slice_spacing_mm) == ((1, 1), 5)
        np.testing.assert_array_equal(shown(series), volume)


@pytest.mark.parametrize("kind", [*sorted(COLOURS), "vector", "???", "none"])
@pytest.mark.parametrize("at", [0])
def test_three_bytes_of_a_voxel_are_a_colour(tmp_path, kind, at):
    path = written(tmp_path / "v.nrrd", volumes(3, "u1"), kind, at)
    (series,), _ = open_series([path])
    assert "colour" in series.refusal
    np.testing.assert_array_equal(shown(series), np.moveaxis(volumes(3, "u1"), 0, 3))


@pytest.mark.parametrize(
    ("kind", "number"),
    [*itertools.product(sorted(NO_COLOURS), TYPES), ("vector", "f4"), ("vector", "i2")],
)
def test_three_numbers_that_are_a_direction_are_no_colour(tmp_path, kind, number):
    path = written(tmp_path / "v.nrrd", volumes(3, number), kind, 0)
    (series,), _ = open_series([path])
    assert series.refusal == NOTHING
    assert "3 values per voxel: the first is shown" in series.warnings
    np.testing.assert_array_equal(shown(series), volumes(3, number)[0])


def test_a_field_of_vectors_in_metaimage_is_no_colour(tmp_path):
    values = np.arange(72, dtype="<f4").reshape(2, 3, 4, 3)
    change = {"ElementNumberOfChannels": "3", "ElementType": "MET_FLOAT"}
    (tmp_path / "v.mha").write_bytes(metaimage(change, values.tobytes()))
    (series,), _ = open_series([tmp_path])
    assert series.refusal == NOTHING
    np.testing.assert_array_equal(shown(series), values[..., 0])


UNSIZED = {
    "v.mha": metaimage({"ElementSpacing": None}),
    "v.nrrd": nrrd({"space": None, "space directions": None, "space origin": None}),
    "w.nrrd": nrrd({
        "space": None, "space directions": None, "space origin": None, "spacings": "1 nan 2",
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSIZED)
def test_a_spacing_that_is_not_stated_is_not_invented(tmp_path, name):
    (tmp_path / name).write_bytes(UNSIZED[name])
    (series,), _ = open_series([tmp_path])
    assert not series.spacing_known
    assert series.slice_spacing_mm is None
    assert {each.position for each in series.slices} == {None}
    assert any("pixel spacing is not stated" in each for each in series.warnings)


METRES = {
    "v.mha": metaimage({"ElementSpacing": "0.0005 0.0007 0.0003"}),
    "v.nrrd": nrrd({"space directions": "(0.0005,0,0) (0,0.0007,0) (0,0,0.0003)"}),
    "w.nrrd": nrrd({"space directions": "(5000,0,0) (0,7000,0) (0,0,3000)"}),
}


@pytest.mark.parametrize("name", METRES)
def test_a_size_that_no_patient_has_is_not_trusted(tmp_path, name):
    (tmp_path / name).write_bytes(METRES[name])
    (series,), _ = open_series([tmp_path])
    assert not series.spacing_known
    assert any("mm wide; no length is measured" in each for each in series.warnings)
