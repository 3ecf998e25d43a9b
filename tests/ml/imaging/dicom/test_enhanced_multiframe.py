"""Frames of one file, and slices of a mosaic, become series as files do."""

import numpy as np
import pytest

from ml.imaging.decode import decode
from ml.imaging.scanning.scan import open_series
from ml.imaging.types.sequence_kind import SequenceKind
from tests.synthetic.dicom import phantom
from tests.synthetic.mr import COLUMNS, ROWS, enhanced, mosaic, mr, write
from tests.synthetic.scanned import along, one, series_of, warned

# --- many frames ----------------------------------------------------------------------------


def check_frames(series, places):
    assert along(series) == places
    for index, place in enumerate(places):
        np.testing.assert_array_equal(
            decode(series, index).values, phantom(int(place), ROWS, COLUMNS)
        )


def test_frames_are_ordered_by_position_not_as_they_lie(tmp_path):
    frames = [{"place": i, "pixels": i, "number": i + 1, "index": (1, i + 1)} for i in range(6)]
    check_frames(one(tmp_path, [enhanced(frames, seed=3)]), [0, 1, 2, 3, 4, 5])


def test_frames_are_split_by_echo_time(tmp_path):
    frames = [{"place": i, "pixels": i, "echo_time": t, "number": i + 1}
              for i in range(3) for t in (10, 90)]  # fmt: skip
    found = series_of(tmp_path, [enhanced(frames)])
    assert [s.part for s in found] == ["echo time 10", "echo time 90"]
    for series in found:
        check_frames(series, [0, 1, 2])


def test_frames_are_split_by_b_value_time_and_stack(tmp_path):
    for number, (name, values) in enumerate(
        {"b_value": (0, 1000), "time": (1, 2), "stack": ("A", "B")}.items()
    ):
        frames = [{"place": i, "pixels": i, "number": i + 1, name: value}
                  for i in range(3) for value in values]  # fmt: skip
        found = series_of(tmp_path / name, [enhanced(frames, SeriesInstanceUID=f"2.{number}")])
        assert [s.part for s in found] == [f"{name.replace('_', '-')} {v}" for v in values]
        for series in found:
            check_frames(series, [0, 1, 2])


def test_a_dimension_that_only_the_index_knows(tmp_path):
    """Frames at one place differ in a dimension of which no attribute is there."""
    frames = [{"place": i, "pixels": i, "index": (i + 1, d)} for i in range(3) for d in (1, 2)]
    made = enhanced(frames, seed=None, dimensions=("InStackPositionNumber", "MREchoSequence"))
    found = series_of(tmp_path, [made])
    assert len(found) == 2
    for series in found:
        check_frames(series, [0, 1, 2])
        assert not warned(series, "share a position")


def test_fewer_descriptions_than_frames_is_an_error_in_words(tmp_path):
    made = enhanced([{"place": i, "pixels": i} for i in range(3)])
    made.NumberOfFrames = 4
    write(tmp_path, [made, mr(0)])
    found, (problem,) = open_series([tmp_path])
    assert len(found) == 1
    assert problem.reason == "describes 3 of its 4 frames; the header is damaged"


def test_frames_without_functional_groups(tmp_path):
    made = mr(0, NumberOfFrames=4, SpacingBetweenSlices=3.0)
    made.PixelData = b"".join(phantom(i, ROWS, COLUMNS).tobytes() for i in range(4))
    series = one(tmp_path, [made])
    assert along(series) == [0, 3, 6, 9]
    assert warned(series, "positions of frames are not stated; taken 3 mm apart")
    np.testing.assert_array_equal(decode(series, 2).values, phantom(2, ROWS, COLUMNS))


# --- mosaics --------------------------------------------------------------------------------


@pytest.mark.parametrize("slices", [1, 2, 4, 6, 9, 30])
@pytest.mark.parametrize("way", [1, -1])
def test_a_mosaic_is_cut_for_display(tmp_path, slices, way):
    series = one(tmp_path, [mosaic(slices, normal=(0, 0, way))])
    assert (series.rows, series.columns) == (ROWS, COLUMNS)
    assert along(series) == pytest.approx([way * 3.0 * i for i in range(slices)])
    assert series.slices[0].position == pytest.approx((0, 0, 0))
    for index in range(slices):
        np.testing.assert_array_equal(decode(series, index).values, phantom(index, ROWS, COLUMNS))


def test_mosaics_over_time_are_volumes_apart(tmp_path):
    made = [mosaic(4, InstanceNumber=n, SOPInstanceUID=f"1.{n}") for n in (1, 2, 3)]
    assert [s.part for s in series_of(tmp_path, made)] == ["volume 1", "volume 2", "volume 3"]


def test_a_mosaic_that_does_not_say_how_many_slices(tmp_path):
    write(tmp_path, [mosaic(4, count=False), mr(0)])
    _, (problem,) = open_series([tmp_path])
    assert "how many slices it holds is not stated; it is not cut" in problem.reason


def test_a_mosaic_is_refused_unless_known(tmp_path):
    assert one(tmp_path / "a", [mosaic(4, SeriesDescription="x")]).refusal
    kind = one(tmp_path / "b", [mosaic(4, SeriesDescription="ep2d_diff")]).sequence.kind
    assert kind is SequenceKind.DWI


# --- what scanners wrote --------------------------------------------------------------------


def test_a_real_mosaic(shared):
    (series,), problems = open_series([shared / "data" / "dicom" / "mosaic"])
    assert problems == ()
    assert len(series.slices) == 25
    assert series.slice_spacing_mm == pytest.approx(5.2, abs=1e-6)
    assert series.refusal.startswith("DWI")
    slices = [decode(series, i).values for i in range(25)]
    assert {s.shape for s in slices} == {(128, 128)}
    assert len({s.tobytes() for s in slices}) == 25


@pytest.mark.slow
def test_real_enhanced_files(shared):
    folder = shared / "data" / "dicom" / "enhanced-multiframe" / "In"
    philips, _ = open_series([folder / "Philips"])
    assert [len(s.slices) for s in philips] == [32, 32]
    assert {s.part for s in philips} == {"echo time 0", "echo time 1.52"}
    siemens, _ = open_series([folder / "Siemens"])
    assert [s.part for s in siemens] == ["time 1", "time 2", "time 3", "time 4"]
