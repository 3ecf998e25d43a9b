"""Files become series of one orientation and one stack; every doubt is in words."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset

from ml.imaging.dicom.header_reader import Headers
from ml.imaging.scanning.scan import open_series
from ml.imaging.sorting.group import Groups
from ml.imaging.types.sequence_kind import SequenceKind
from tests.synthetic.dicom import AXIAL, CORONAL, SAGITTAL, as_bytes, save
from tests.synthetic.mr import mr, write
from tests.synthetic.scanned import numbers, one, series_of, warned

# --- what belongs apart ---------------------------------------------------------------------


def test_echoes_are_told_apart_by_number(tmp_path):
    made = [mr(i, EchoNumbers=e, EchoTime=t, InstanceNumber=2 * i + e)
            for i in range(4) for e, t in ((1, 12), (2, 90))]  # fmt: skip
    first, second = series_of(tmp_path, made)
    assert (first.part, second.part) == ("echo 1", "echo 2")
    assert (first.uid, second.uid) == ("1.2.3.4", "1.2.3.4/2")
    assert numbers(first) == [1, 3, 5, 7]
    assert first.warnings == second.warnings == ()


def test_echoes_without_numbers_are_told_apart_by_their_time(tmp_path):
    made = [mr(i, EchoTime=t, InstanceNumber=2 * i + n)
            for i in range(4) for n, t in ((1, 12), (2, 90))]  # fmt: skip
    assert [s.part for s in series_of(tmp_path, made)] == ["echo time 12", "echo time 90"]


def test_echo_times_that_differ_in_every_slice_tear_nothing(tmp_path):
    series = one(tmp_path, [mr(i, EchoTime=10 + i / 100) for i in range(6)])
    assert numbers(series) == [1, 2, 3, 4, 5, 6]
    assert series.part == ""


def test_b_values_are_told_apart(tmp_path):
    made = []
    for i in range(3):
        for n, b in enumerate((0.0, 500.0, 1000.0)):
            made.append(mr(i, InstanceNumber=3 * i + n, SeriesDescription="x"))
            made[-1].DiffusionBValue = b
    found = series_of(tmp_path, made)
    assert [s.part for s in found] == ["b-value 0", "b-value 500", "b-value 1000"]
    assert [s.sequence.kind for s in found[1:]] == [SequenceKind.DWI, SequenceKind.DWI]


@pytest.mark.parametrize(
    ("group", "creator", "element", "vr", "value"),
    [
        (0x0019, "SIEMENS MR HEADER", 0x0C, "IS", "{b}"),
        (0x0043, "GEMS_PARM_01", 0x39, "IS", ["{b}", "8", "0", "0"]),
        (0x0043, "GEMS_PARM_01", 0x39, "IS", ["100000{b:04}", "8", "0", "0"]),
        (0x2001, "Philips Imaging DD 001", 0x03, "FL", "{b}"),
    ],
)
def test_b_values_of_vendors(tmp_path, group, creator, element, vr, value):
    made = []
    for i in range(3):
        for b in (0, 1000):
            d = mr(i, InstanceNumber=2 * i + bool(b))
            said = [v.format(b=b) for v in value] if isinstance(value, list) else value.format(b=b)
            said = float(said) if vr == "FL" else said
            d.private_block(group, creator, create=True).add_new(element, vr, said)
            made.append(d)
    assert [s.part for s in series_of(tmp_path, made)] == ["b-value 0", "b-value 1000"]


def test_dynamics_are_told_apart(tmp_path):
    made = [mr(i, TemporalPositionIdentifier=t, InstanceNumber=4 * (t - 1) + i + 1)
            for i in range(4) for t in (1, 2, 3)]  # fmt: skip
    found = series_of(tmp_path, made)
    assert [s.part for s in found] == ["time 1", "time 2", "time 3"]
    assert [numbers(s) for s in found] == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]


@pytest.mark.parametrize("keyword", ["AcquisitionNumber", "TriggerTime"])
def test_dynamics_without_a_temporal_position(tmp_path, keyword):
    made = [mr(i, InstanceNumber=4 * t + i + 1, **{keyword: t + 1})
            for i in range(4) for t in range(3)]  # fmt: skip
    found = series_of(tmp_path, made)
    assert [numbers(s) for s in found] == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]
    assert not any(warned(s, "share a position") for s in found)


def test_repeats_that_nothing_explains_are_told(tmp_path):
    made = [mr(i, InstanceNumber=3 * t + i + 1) for i in range(3) for t in range(2)]
    found = series_of(tmp_path, made)
    assert [s.part for s in found] == ["repeat 1 of 2", "repeat 2 of 2"]
    assert [numbers(s) for s in found] == [[1, 2, 3], [4, 5, 6]]
    for series in found:
        assert warned(series, "each position occurs 2 times and no attribute says why")


def test_repeats_that_cannot_be_told_apart_stay_together(tmp_path):
    made = [mr(i, InstanceNumber=1) for i in range(3) for _ in range(2)]
    series = one(tmp_path, made)
    assert warned(series, "3 slices share a position with another")


def test_one_place_many_times_is_a_film(tmp_path):
    series = one(tmp_path, [mr(0, InstanceNumber=n + 1, TriggerTime=n * 20) for n in range(8)])
    assert numbers(series) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_magnitude_and_phase(tmp_path):
    made = [mr(i, ImageType=["ORIGINAL", "PRIMARY", kind], InstanceNumber=2 * i + n)
            for i in range(4) for n, kind in enumerate("MP")]  # fmt: skip
    parts = [s.part for s in series_of(tmp_path, made)]
    assert parts == ["image type ORIGINAL/PRIMARY/M", "image type ORIGINAL/PRIMARY/P"]


def test_several_stacks_of_one_series(tmp_path):
    made = [mr(i, orientation=o, InstanceNumber=10 * n + i)
            for n, o in enumerate((AXIAL, CORONAL, SAGITTAL)) for i in range(4)]  # fmt: skip
    found = series_of(tmp_path, made)
    assert [numbers(s) for s in found] == [[0, 1, 2, 3], [10, 11, 12, 13], [20, 21, 22, 23]]
    assert len({s.uid for s in found}) == 3


def test_stacks_of_equal_orientation_are_told_apart_by_their_stack(tmp_path):
    made = []
    for stack in ("1", "2"):
        for i in range(3):
            d = mr(i, InstanceNumber=int(stack) * 10 + i)
            d.StackID = stack
            d.ImagePositionPatient = [0, 0, float(i * 5 + int(stack) * 100)]
            made.append(d)
    assert [s.part for s in series_of(tmp_path, made)] == ["stack 1", "stack 2"]


def test_a_localiser_of_three_planes(tmp_path):
    made = [mr(i, orientation=o, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"],
               InstanceNumber=3 * n + i, SeriesDescription="x")
            for n, o in enumerate((AXIAL, CORONAL, SAGITTAL)) for i in range(3)]  # fmt: skip
    found = series_of(tmp_path, made)
    assert [len(s.slices) for s in found] == [3, 3, 3]
    assert {s.sequence.kind for s in found} == {SequenceKind.LOCALISER}
    assert all(s.refusal.startswith("a localiser (the image type is LOCALIZER)") for s in found)


def test_slices_that_turn_about_an_axis(tmp_path):
    made = []
    for n in range(12):
        a = np.radians(15 * n)
        made.append(mr(0, orientation=(np.cos(a), np.sin(a), 0, 0, 0, -1), InstanceNumber=n + 1))
    series = one(tmp_path, made)
    assert numbers(series) == list(range(1, 13))
    assert series.orientation is None
    assert warned(series, "every slice has its own orientation")


def test_sizes_and_spacings_are_not_mixed(tmp_path):
    made = [mr(i) for i in range(3)] + [mr(3, rows=8, columns=8)] + [mr(4, PixelSpacing=[1, 1])]
    assert sorted(len(s.slices) for s in series_of(tmp_path, made)) == [1, 1, 3]


def test_orientations_that_differ_by_rounding_are_one(tmp_path):
    made = [mr(i, orientation=(1, 1e-4 * i, 0, -1e-4 * i, 1, 0)) for i in range(5)]
    assert len(one(tmp_path, made).slices) == 5


# --- copies and identities ------------------------------------------------------------------


def test_copies_are_left_out_and_told(tmp_path):
    made = [mr(i, SOPInstanceUID=f"1.{i}") for i in range(3)]
    save_twice = [*made, made[1], made[2]]
    series = one(tmp_path, save_twice)
    assert numbers(series) == [1, 2, 3]
    assert warned(series, "2 files are copies of another and left out")


def test_one_uid_for_several_slices_is_told(tmp_path):
    series = one(tmp_path, [mr(i, SOPInstanceUID="1.5") for i in range(3)])
    assert numbers(series) == [1, 2, 3]
    assert len({s.uid for s in series.slices}) == 3
    assert warned(series, "several slices share one SOP Instance UID")


def test_a_series_without_uid_is_taken_by_folder(tmp_path):
    write(tmp_path / "a", [mr(i, SeriesInstanceUID=None) for i in range(3)])
    write(tmp_path / "b", [mr(i, SeriesInstanceUID=None) for i in range(4)])
    found, _ = open_series([tmp_path])
    assert sorted(len(s.slices) for s in found) == [3, 4]
    assert all(warned(s, "no Series Instance UID") for s in found)


def test_patients_are_not_named_in_warnings(tmp_path):
    for series in series_of(tmp_path, [mr(i, SeriesInstanceUID=None) for i in range(2)]):
        assert "Secret" not in " ".join(series.warnings)


def test_the_order_of_files_changes_nothing(tmp_path):
    made = [mr(i, EchoNumbers=e, SOPInstanceUID=f"1.{i}.{e}") for i in range(5) for e in (1, 2)]
    made += [mr(i, orientation=CORONAL, SOPInstanceUID=f"2.{i}") for i in range(3)]
    results = []
    for seed in range(4):
        folder = write(tmp_path / f"{seed}", made, seed=seed)
        found, _ = open_series([folder])
        results.append([(s.uid, s.part, [r.uid for r in s.slices], s.warnings) for s in found])
    assert all(result == results[0] for result in results)


def test_a_file_that_is_no_image_is_told(tmp_path):
    write(tmp_path, [mr(0)])
    report = Dataset()
    report.file_meta = mr(0).file_meta
    report.SOPClassUID, report.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.88.11", "1.7"
    save(tmp_path / "report", report)
    _, (problem,) = open_series([tmp_path])
    assert problem.reason == "is a structured report and no image; it is passed over"


def test_several_frames_of_reference_are_told(tmp_path):
    series = one(tmp_path, [mr(i, FrameOfReferenceUID=f"1.{i}") for i in range(3)])
    assert warned(series, "several frames of reference")


def test_sorting_is_put_aside_and_nothing_is_lost():
    groups = Groups()
    made = [mr(i, SeriesInstanceUID=f"3.{n}", SOPInstanceUID=f"3.{n}.{i}")
            for n in range(5) for i in range(3)]  # fmt: skip
    headers = Headers()
    for number, each in enumerate(made):
        groups.add(headers.records(Path(f"{number}"), BytesIO(as_bytes(each))))
    seen = []
    while groups.behind:
        seen.append(len(groups.series(0.0)))
    assert seen == [1, 2, 3, 4, 5]
    assert [len(series.slices) for series in groups.series()] == [3] * 5
    late = mr(3, SeriesInstanceUID="3.0", SOPInstanceUID="3.0.3")
    groups.add(headers.records(Path("late"), BytesIO(as_bytes(late))))
    assert groups.behind
    assert [len(series.slices) for series in groups.series()] == [4, 3, 3, 3, 3]  # type: ignore[unreachable]
