"""Files become series of one orientation and one stack, in order; every doubt is in words."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

from ml.imaging.decode import decode
from ml.imaging.scan import open_series
from ml.imaging.sequence import Kind
from tests.factories import AXIAL, phantom
from tests.mr_files import COLUMNS, ROWS, enhanced, mosaic, mr, save, write

CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)


def series_of(folder, datasets):
    found, problems = open_series([write(folder, list(datasets))])
    assert problems == ()
    return found


def one(folder, datasets):
    (series,) = series_of(folder, datasets)
    return series


def numbers(series):
    return [s.instance_number for s in series.slices]


def along(series):
    return [s.position[2] for s in series.slices]


def warned(series, words):
    return [w for w in series.warnings if words in w]


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
    assert [s.sequence.kind for s in found[1:]] == [Kind.DWI, Kind.DWI]


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
        assert warned(series, "each position occurs 2 times and no attribute tells why")


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
    assert {s.sequence.kind for s in found} == {Kind.LOCALISER}
    assert all(s.refusal.startswith("a localiser (the image type is LOCALIZER)") for s in found)


def test_slices_that_turn_about_an_axis(tmp_path):
    made = []
    for n in range(12):
        a = np.radians(15 * n)
        made.append(mr(0, orientation=(np.cos(a), np.sin(a), 0, 0, 0, -1), InstanceNumber=n + 1))
    series = one(tmp_path, made)
    assert numbers(series) == list(range(1, 13))
    assert series.orientation is None
    assert warned(series, "each slice has an orientation of its own")


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
    assert warned(series, f"leans by {degrees}.0 degrees against its slices (gantry tilt)")
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
    assert warned(series, "orientation is not stated or not valid; sides are unknown")


def test_pixel_spacing_that_is_missing(tmp_path):
    series = one(tmp_path, [mr(i, PixelSpacing=None) for i in range(3)])
    assert series.spacing_mm == (1.0, 1.0)
    assert warned(series, "pixel spacing is not stated")


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
    assert kind is Kind.DWI


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
    assert problem.reason == "is DICOM but holds no image; it is passed over"


def test_several_frames_of_reference_are_told(tmp_path):
    series = one(tmp_path, [mr(i, FrameOfReferenceUID=f"1.{i}") for i in range(3)])
    assert warned(series, "several frames of reference")


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


def test_real_enhanced_files(shared):
    folder = shared / "data" / "dicom" / "enhanced-multiframe" / "In"
    philips, _ = open_series([folder / "Philips"])
    assert [len(s.slices) for s in philips] == [32, 32]
    assert {s.part for s in philips} == {"echo time 0", "echo time 1.52"}
    siemens, _ = open_series([folder / "Siemens"])
    assert [s.part for s in siemens] == ["time 1", "time 2", "time 3", "time 4"]
