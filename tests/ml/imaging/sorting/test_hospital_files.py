"""Headers as hospitals write them: each file is read as it was meant, and costs no other."""

import numpy as np
import pytest
from pydicom.dataelem import DataElement

from ml.imaging.decode import decode
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
