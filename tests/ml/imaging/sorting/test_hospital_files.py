"""Headers as hospitals write them: each file is read as it was meant, and costs no other."""

import numpy as np
import pytest
from pydicom.dataelem import DataElement

from ml.imaging.decode import decode, default_window
from ml.imaging.display.window import percentile_window
from ml.imaging.types.sequence_kind import SequenceKind
from ml.imaging.types.value_parsing import largest_b_value
from tests.synthetic.dicom import item
from tests.synthetic.mr import mr
from tests.synthetic.scanned import one, series_of

POST = {"SeriesDescription": "AX T1 POST GAD"}


@pytest.mark.parametrize(
    ("text", "largest"),
    [
        ("1000", 1000), ("[0.0, 1000.0]", 1000), ("0/1000", 1000), ("b1000", 1000), ("0", 0),
        ("7.23401728e+75", 0), ("-1", 0), ("", 0), ("none", 0), ("50\\400\\800", 800),
    ],
)  # fmt: skip
def test_a_b_value_is_the_largest_that_a_scanner_makes(text, largest):
    assert largest_b_value(text) == largest


@pytest.mark.parametrize("b_value", [7.23e75, -1.0, 0.0])
def test_a_b_value_that_is_not_set_makes_no_diffusion(tmp_path, b_value):
    series = one(tmp_path, [mr(i, **POST, DiffusionBValue=b_value) for i in range(3)])
    assert series.sequence.kind is SequenceKind.T1_CONTRAST
    assert not series.refusal


def test_two_b_values_in_one_file_do_not_cost_the_folder(tmp_path):
    odd = mr(0, **POST, SeriesInstanceUID="1.2.9", StudyInstanceUID="1.2.8")
    odd[0x0018, 0x9087] = DataElement(0x00189087, "FD", [0.0, 1000.0])
    found = series_of(tmp_path, [odd, *(mr(i, **POST) for i in range(3))])
    kinds = {len(series.slices): series.sequence.kind for series in found}
    assert kinds == {1: SequenceKind.DWI, 3: SequenceKind.T1_CONTRAST}


@pytest.mark.parametrize(("one_is", "other"), [(0.46875, 0.468749), (0.9375, 0.938), (0.9, 0.9)])
def test_spacings_that_differ_by_rounding_are_one_series(tmp_path, one_is, other):
    made = [mr(i, PixelSpacing=[(one_is, other)[i % 2]] * 2) for i in range(6)]
    assert len(one(tmp_path, made).slices) == 6


def test_spacings_that_differ_are_two(tmp_path):
    made = [mr(i, PixelSpacing=[(0.9, 0.95)[i % 2]] * 2) for i in range(6)]
    assert len(series_of(tmp_path, made)) == 2


def test_parts_of_a_series_are_listed_by_number(tmp_path):
    made = [mr(i, TemporalPositionIdentifier=t, InstanceNumber=t * 10 + i)
            for t in range(1, 13) for i in range(2)]  # fmt: skip
    parts = [str(series.part) for series in series_of(tmp_path, made)]
    assert parts == [f"time {t}" for t in range(1, 13)]


@pytest.mark.parametrize(
    ("description", "protocol", "agent", "contrast"),
    [
        ("Ax T1 +C", "BRAIN W/WO", "", True),
        ("AX T1 POST GAD", "HEAD WITHOUT AND WITH", "Gadolinium", True),
        ("t1_mprage_KM", "Kopf nativ + KM", "", True),
        ("AX T1 W/WO", "", "", False),
        ("AX T1 W/WO", "", "Gadovist", True),
        ("AX T1", "BRAIN W/O", "Gadovist", True),
        ("AX T1 PRE AND POST", "", "", False),
    ],
)
def test_the_words_of_a_series_outrank_those_of_the_exam(
    tmp_path, description, protocol, agent, contrast
):
    series = one(
        tmp_path,
        [mr(i, SeriesDescription=description, ProtocolName=protocol, ContrastBolusAgent=agent)
         for i in range(3)],
    )  # fmt: skip
    assert not series.refusal
    assert (series.sequence.kind is SequenceKind.T1_CONTRAST) == contrast


@pytest.mark.parametrize(
    ("description", "protocol", "said"),
    [("AX T1 PRE", "BRAIN W/WO", "description"), ("AX T1", "BRAIN WITHOUT", "protocol")],
)
def test_plain_t1_is_refused_with_the_words_that_say_so(tmp_path, description, protocol, said):
    made = [mr(i, SeriesDescription=description, ProtocolName=protocol) for i in range(3)]
    assert f"its {said} says" in str(one(tmp_path, made).refusal)


@pytest.mark.parametrize(
    "image_type",
    [
        ["ORIGINAL", "PRIMARY", "P", "ND"], ["ORIGINAL", "PRIMARY", "PHASE MAP", "P", "FFE"],
        ["DERIVED", "PRIMARY", "DIXON", "FAT"], ["ORIGINAL", "PRIMARY", "I", "IMAGINARY"],
    ],
)  # fmt: skip
def test_phase_and_fat_are_no_t1_with_contrast(tmp_path, image_type):
    series = one(tmp_path, [mr(i, **POST, ImageType=image_type) for i in range(3)])
    assert "the image type is" in str(series.refusal)


@pytest.mark.parametrize("sign", ["US", "SS"])
@pytest.mark.parametrize("first", [5, 40000])
def test_a_table_is_unsigned_whatever_the_sign_of_its_elements(tmp_path, sign, first):
    entries = 200
    outputs = np.linspace(100, 60000, entries).astype(np.uint16)
    as_written = outputs if sign == "US" else outputs.view(np.int16)
    start = first if sign == "US" else int(np.uint16(first).view(np.int16))
    table = item()
    table.add_new(0x00283002, sign, [entries, start, 16])
    table.add_new(0x00283006, sign, [int(v) for v in as_written])
    made = mr(0, **POST, ModalityLUTSequence=[table])
    made.PixelData = (np.arange(made.Rows * made.Columns) % entries + first).astype("<u2").tobytes()
    values = decode(one(tmp_path, [made]), 0).values
    assert (values.ravel() == outputs[: values.size]).all()


# --- what varies from slice to slice, and what was lost -------------------------------------


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("TemporalPositionIdentifier", lambda i: i + 1), ("EchoNumbers", lambda i: i % 2 + 1),
        ("StackID", lambda i: str(i % 2)), ("StackID", str), ("DiffusionBValue", float),
    ],
)  # fmt: skip
@pytest.mark.parametrize("count", [4, 10])
def test_numbers_of_single_slices_tear_nothing(tmp_path, keyword, value, count):
    series = one(tmp_path, [mr(i, **POST, **{keyword: value(i)}) for i in range(count)])
    assert (len(series.slices), series.slice_spacing_mm, series.part) == (count, 5, "")
    assert series.orientation is not None
    assert series.warnings == ()


def test_volumes_that_lack_slices_still_come_apart(tmp_path):
    made = [mr(i, **POST, EchoNumbers=echo, InstanceNumber=10 * echo + i)
            for echo in (1, 2, 3) for i in range(6) if i % 3 != echo - 1]  # fmt: skip
    assert [s.part for s in series_of(tmp_path, made)] == ["echo 1", "echo 2", "echo 3"]


def test_a_film_at_one_place_is_not_torn_by_its_times(tmp_path):
    made = [mr(0, **POST, TemporalPositionIdentifier=t, InstanceNumber=t) for t in range(1, 9)]
    assert len(one(tmp_path, made).slices) == 8


def test_echoes_without_positions_come_apart(tmp_path):
    made = [mr(i, **POST, EchoNumbers=echo, InstanceNumber=10 * echo + i, ImagePositionPatient=None)
            for echo in (1, 2) for i in range(3)]  # fmt: skip
    assert [len(series.slices) for series in series_of(tmp_path, made)] == [3, 3]


@pytest.mark.parametrize("volume_by_volume", [True, False])
def test_repeats_with_jumbled_numbers_are_told_apart_by_the_clock(tmp_path, volume_by_volume):
    made = []
    for t in range(3):
        for i in range(4):
            when = 4 * t + i if volume_by_volume else 3 * i + t
            number = (7 * (4 * t + i)) % 13
            made.append(mr(i, **POST, AcquisitionTime=f"0930{when:02}.5", InstanceNumber=number))
            made[-1].SOPInstanceUID = f"1.{t}.{i}"
    found = series_of(tmp_path, made)
    assert [str(s.part) for s in found] == [f"repeat {n} of 3" for n in (1, 2, 3)]
    for t, series in enumerate(found):
        assert {ref.uid for ref in series.slices} == {f"1.{t}.{i}" for i in range(4)}
        assert series.warnings == ()
    directions = {s.slices[0].position[2] < s.slices[-1].position[2] for s in found}
    assert len(directions) == 1


def test_a_volume_that_was_broken_off_is_a_repeat_of_its_own(tmp_path):
    made = [mr(i, **POST, AcquisitionTime=f"0930{5 * t + i:02}", InstanceNumber=(7 * (5 * t + i)))
            for t in range(3) for i in range(5 - 2 * (t == 2))]  # fmt: skip
    assert [len(series.slices) for series in series_of(tmp_path, made)] == [5, 5, 3]


def test_slices_with_a_series_uid_each_are_one_series_and_told(tmp_path):
    made = [mr(i, **POST, SeriesNumber=4, SeriesInstanceUID=f"1.5.{i}") for i in range(5)]
    made.append(mr(9, SeriesDescription="LOC", SeriesNumber=1, SeriesInstanceUID="1.6"))
    first, second = series_of(tmp_path, made)
    assert (len(first.slices), len(second.slices)) == (1, 5)
    assert "each slice has a Series Instance UID of its own" in str(second.warnings)
    assert not first.warnings


def test_single_slices_at_one_place_are_no_series(tmp_path):
    made = [mr(0, **POST, SeriesInstanceUID=f"1.5.{n}") for n in range(4)]
    assert [len(series.slices) for series in series_of(tmp_path, made)] == [1, 1, 1, 1]


def test_a_series_that_grows_leaves_the_single_slices(tmp_path):
    made = [mr(i, **POST, SeriesInstanceUID=f"1.5.{i}") for i in range(4)]
    made += [mr(9 + i, **POST, SeriesInstanceUID="1.5.3") for i in range(3)]
    assert sorted(len(series.slices) for series in series_of(tmp_path, made)) == [3, 4]


def test_series_without_uids_are_told_apart_by_number_and_description(tmp_path):
    stated = ((1, "AX T1 POST"), (2, "AX T2"), (2, "AX FLAIR"))
    made = [mr(i, SeriesInstanceUID=None, SeriesNumber=n, SeriesDescription=words)
            for n, words in stated for i in range(3)]  # fmt: skip
    found = series_of(tmp_path, made)
    assert [len(series.slices) for series in found] == [3, 3, 3]
    assert {series.description for series in found} == {"AX T1 POST", "AX T2", "AX FLAIR"}
    assert len({series.uid for series in found}) == 3


def test_several_frames_of_reference_are_several_series(tmp_path):
    made = [mr(i, **POST, FrameOfReferenceUID=f"1.9.{i % 2}") for i in range(6)]
    parts = [str(series.part) for series in series_of(tmp_path, made)]
    assert parts == ["frame of reference 1 of 2", "frame of reference 2 of 2"]


# --- the window of a series -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("windows", "shown"),
    [
        ([(10, 20)] + [(480, 960)] * 7, (480, 960)),
        ([(480, 960)] * 7 + [(10, 20)], (480, 960)),
        ([(11, 22), (150, 300), (270, 600), (280, 620), (290, 640), (260, 590), (275, 610)],
         (280, 620)),
        ([(10, 20), (400, 20), (90, 900), (480, 960), (10, 4000), (50, 100)], None),
        ([(480, 960)] + [None] * 5, None),
        ([(480, 960)] * 3, (480, 960)),
    ],
)  # fmt: skip
def test_a_representative_slice_gives_the_window(tmp_path, windows, shown):
    made = [
        mr(i, **POST, **({"WindowCenter": w[0], "WindowWidth": w[1]} if w else {}))
        for i, w in enumerate(windows)
    ]
    series = one(tmp_path, made)
    assert series.windows == ((shown,) if shown else ())
    middle = decode(series, len(windows) // 2).values
    assert default_window(series) == (shown or percentile_window(middle))
