"""What makers write in ways of their own is read as it was meant."""

import imagecodecs
import numpy as np
import pytest
import SimpleITK
from pydicom.dataelem import DataElement
from pydicom.tag import Tag

from ml.core.errors import ImageReadError, NothingFoundError
from ml.imaging.decode import decode, default_window
from ml.imaging.scanning.scan import open_series
from ml.imaging.types.sequence_kind import SequenceKind
from tests.synthetic.dicom import as_bytes, item, phantom
from tests.synthetic.mr import COLUMNS, ROWS, enhanced, mosaic, mr, write
from tests.synthetic.scanned import along, one, series_of, warned
from tests.synthetic.vendor_forms import (
    big_endian_pixels,
    converted,
    directions,
    grid,
    in_upper_bits,
    of_segments,
    padded_runs,
    private,
    without_vr,
)  # fmt: skip

BLOCKS = (0x10, 0x11, 0x3F, 0xFF)


# --- private blocks -------------------------------------------------------------------------


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize(
    ("group", "creator", "element", "vr", "value"),
    [
        (0x0019, "SIEMENS MR HEADER", 0x0C, "IS", "1000"),
        (0x0043, "GEMS_PARM_01", 0x39, "IS", ["1000", "8", "0", "0"]),
        (0x2001, "Philips Imaging DD 001", 0x03, "FL", 1000.0),
    ],
)
def test_a_b_value_is_found_in_any_block(tmp_path, block, group, creator, element, vr, value):
    made = [mr(i) for i in range(3)]
    for each in made:
        if block != 0x10:
            private(each, group, "OTHER", 0x10, element, "IS", "7")
        private(each, group, creator, block, element, vr, value)
    series = one(tmp_path, made)
    assert series.sequence.kind is SequenceKind.DWI
    assert "b-value is 1000" in str(series.refusal)


def test_an_element_of_another_maker_is_no_b_value(tmp_path):
    made = [mr(i) for i in range(3)]
    for each in made:
        private(each, 0x0019, "ACME", 0x10, 0x0C, "IS", "1000")
    assert one(tmp_path, made).sequence.kind is SequenceKind.T1_CONTRAST


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("down", [True, False])
def test_a_mosaic_runs_as_its_header_says_in_any_block(tmp_path, block, down):
    made = mosaic(7, normal=(0.0, 0.0, -1.0 if down else 1.0))
    data = made[0x0029, 0x1010].value
    for tag in ((0x0029, 0x0010), (0x0029, 0x1010)):
        del made[tag]
    private(made, 0x0029, "OTHER", 0x10 if block != 0x10 else 0x12, 0x10, "OB", b"nothing")
    private(made, 0x0029, "SIEMENS CSA HEADER", block, 0x10, "OB", data)
    series = one(tmp_path, [made])
    assert along(series) == pytest.approx([3.0 * i * (-1 if down else 1) for i in range(7)])
    assert (decode(series, 2).values == phantom(2, ROWS, COLUMNS)).all()
    assert not series.warnings[:-1]


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("slices", [4, 7, 9])
def test_a_grid_is_cut_into_its_slices(tmp_path, slices, block):
    series = one(tmp_path, [grid(slices, block=block)])
    assert along(series) == pytest.approx([4.0 * i for i in range(slices)])
    assert series.slice_spacing_mm == pytest.approx(4)
    for i in range(slices):
        assert (decode(series, i).values == phantom(i, ROWS, COLUMNS)).all()


def test_grids_of_several_times_are_several_volumes(tmp_path):
    made = [grid() for _ in range(3)]
    for number, each in enumerate(made, 1):
        each.InstanceNumber, each.SOPInstanceUID = number, f"1.5.{number}"
    assert [str(s.part) for s in series_of(tmp_path, made)] == [f"volume {n}" for n in (1, 2, 3)]


def test_a_grid_whose_slices_are_not_counted_is_told(tmp_path):
    made = grid(counted=False, placed=False)
    with pytest.raises(NothingFoundError, match="is a grid, but how many slices it holds"):
        open_series([write(tmp_path, [made])])


def test_frames_of_a_mosaic_that_was_taken_apart_are_slices(tmp_path):
    """Siemens XA leaves MOSAIC in the image type of what it has taken apart."""
    frames = [{"place": 4 * i, "pixels": i, "number": i + 1} for i in range(5)]
    made = enhanced(frames, ImageType=["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"])
    series = one(tmp_path, [made])
    assert along(series) == [0, 4, 8, 12, 16]
    for i in range(5):
        assert (decode(series, i).values == phantom(i, ROWS, COLUMNS)).all()
    assert "mosaic" not in str(series.refusal)


# --- enhanced and legacy converted ----------------------------------------------------------


def test_diffusion_directions_are_volumes(tmp_path):
    found = series_of(tmp_path, [directions()])
    parts = [str(series.part) for series in found]
    assert parts == ["direction 1/0/0", "direction 0/1/0", "direction 0/0/1"]
    for number, series in enumerate(found):
        assert not warned(series, "share a position")
        assert (decode(series, 3).values == phantom(4 * number + 3, ROWS, COLUMNS)).all()


@pytest.mark.parametrize(
    ("keyword", "values", "label"),
    [
        ("EchoTime", (10.0, 90.0), "echo time {:g}"), ("EchoNumbers", (1, 2), "echo {}"),
        ("AcquisitionNumber", (1, 2), "acquisition {}"), ("InversionTime", (5.0, 900.0),
         "inversion time {:g}"), ("TemporalPositionIdentifier", (1, 2), "time {}"),
    ],
)  # fmt: skip
def test_classic_attributes_of_converted_frames_tell_volumes_apart(
    tmp_path, keyword, values, label
):
    found = series_of(tmp_path, [converted(keyword, values)])
    assert {str(series.part) for series in found} == {label.format(value) for value in values}
    for series in found:
        assert along(series) == [15, 10, 5, 0]  # as instance numbers rise
        pixels = {decode(series, i).values.tobytes() for i in range(4)}
        first = values.index(type(values[0])(str(series.part).rsplit(maxsplit=1)[-1]))
        meant = {phantom(4 * first + i, ROWS, COLUMNS).astype("f4").tobytes() for i in range(4)}
        assert {np.frombuffer(p, decode(series, 0).values.dtype).astype("f4").tobytes()
                for p in pixels} == meant  # fmt: skip


# --- frames, bits, padding, windows ---------------------------------------------------------


def several(frames, **attributes):
    made = mr(0, **attributes)
    made.PixelData = b"".join(phantom(i, ROWS, COLUMNS).tobytes() for i in range(frames))
    return made


@pytest.mark.parametrize("frames", [2, 5])
def test_frames_that_are_not_counted_are_shown(tmp_path, frames):
    series = one(tmp_path, [several(frames)])
    assert len(series.slices) == frames
    for i in range(frames):
        assert (decode(series, i).values == phantom(i, ROWS, COLUMNS)).all()
    assert warned(series, "does not state its number of frames")


def test_frames_beyond_those_that_are_counted_are_told(tmp_path):
    series = one(tmp_path, [several(5, NumberOfFrames=2)])
    assert len(series.slices) == 2
    assert warned(series, "hold 5 frames and its header says 2")


def test_pixels_that_fill_no_whole_frame_are_one(tmp_path):
    made = several(1)
    made.PixelData += bytes(10)
    assert len(one(tmp_path, [made]).slices) == 1


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(("stored", "high"), [(12, 15), (12, 14), (10, 15), (15, 15), (12, 11)])
def test_bits_are_taken_from_where_the_high_bit_is(tmp_path, signed, stored, high):
    low = -(1 << stored - 1) if signed else 0
    values = np.linspace(low, low + (1 << stored) - 1, ROWS * COLUMNS).astype(int)
    values = values.reshape(ROWS, COLUMNS)
    made = in_upper_bits(values, stored, high, below=5)  # overlays, say
    assert (decode(one(tmp_path, [made]), 0).values == values).all()


def test_a_high_bit_that_no_word_reaches_is_not_believed(tmp_path):
    values = np.arange(ROWS * COLUMNS).reshape(ROWS, COLUMNS)
    made = mr(0, BitsStored=12, HighBit=15)
    made.PixelData = values.astype("<u2").tobytes()
    assert (decode(one(tmp_path, [made]), 0).values == values).all()


@pytest.mark.parametrize(("signed", "vr", "value", "limit"), [
    (True, "US", 63536, None), (True, "SS", -2000, None), (False, "SS", -1, None),
    (False, "US", 65535, None), (True, "US", 63536, 63540), (False, "SS", -6, -1),
])  # fmt: skip
def test_padding_has_the_sign_of_the_pixels(tmp_path, signed, vr, value, limit):
    pixels = phantom(1, ROWS, COLUMNS).astype("<i2")
    pixels[:, :3] = np.array(value).astype(np.int64).astype("<u2").astype("<i2")
    made = mr(0, PixelRepresentation=int(signed))
    made.PixelData = pixels.tobytes()
    for tag, number in ((0x00280120, value), (0x00280121, limit)):
        if number is not None:
            made[tag] = DataElement(Tag(tag), vr, number)
    series = one(tmp_path, [made])
    padding = decode(series, 0).presentation.padding
    assert padding[:, :3].all()
    assert not padding[:, 3:].any()
    centre, width = default_window(series)
    assert centre + width / 2 <= 1.1 * pixels[:, 3:].max()


@pytest.mark.parametrize("empty", ["", None, "width"])
def test_a_table_counts_where_the_window_is_empty(tmp_path, empty):
    made = mr(0)
    table = item()
    table.add_new(0x00283002, "US", [4096, 0, 8])
    table.add_new(0x00283006, "OW", (np.arange(4096) // 16).astype("<u2").tobytes())
    made.VOILUTSequence = [table]
    if empty is not None:
        made.WindowCenter, made.WindowWidth = ("100", "") if empty == "width" else ("", "")
    shown = decode(one(tmp_path, [made]), 0).presentation
    assert shown.table is not None


# --- what else is written oddly -------------------------------------------------------------


def test_spectroscopy_and_others_are_told_by_their_kind(tmp_path):
    made = mr(0)
    made.SOPClassUID, made.SpectroscopyData = "1.2.840.10008.5.1.4.1.1.4.2", bytes(64)
    del made.PixelData
    with pytest.raises(NothingFoundError, match="is spectroscopy and no image"):
        open_series([write(tmp_path / "mrs", [made])])


@pytest.mark.parametrize(
    ("sop_class", "words"),
    [
        ("1.2.840.10008.5.1.4.1.1.88.33", "a structured report"),
        ("1.2.840.10008.5.1.4.1.1.88.59", "a selection of key images"),
        ("1.2.840.10008.5.1.4.1.1.11.1", "a presentation state"),
        ("1.2.840.10008.5.1.4.1.1.66", "raw data of the scanner"),
        ("1.2.840.10008.5.1.4.1.1.481.3", "contours of a treatment plan"),
        ("1.2.840.10008.5.1.4.1.1.104.1", "a PDF report"),
        ("1.2.3.4", "is DICOM but holds no image"),
    ],
)
def test_objects_without_pixels_are_told_by_their_kind(tmp_path, sop_class, words):
    made = mr(0)
    made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = sop_class
    for keyword in ("PixelData", "Rows", "Columns"):
        delattr(made, keyword)
    with pytest.raises(NothingFoundError, match=words):
        open_series([write(tmp_path, [made])])


def test_pixels_in_big_endian_behind_a_little_header(tmp_path):
    """GE's own transfer syntax; GDCM reads it, too."""
    plain = phantom(0, ROWS, COLUMNS)
    path = tmp_path / "ge.dcm"
    path.write_bytes(big_endian_pixels())
    (series,), _ = open_series([path])
    assert (decode(series, 0).values == plain).all()
    theirs = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path), imageIO="GDCMImageIO"))
    assert (theirs[0] == plain).all()


def test_a_transfer_syntax_that_nobody_knows_is_named(tmp_path):
    made = mr(0)
    data = as_bytes(made).replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.999999.9.99\0")
    (tmp_path / "odd.dcm").write_bytes(data)
    (series,), _ = open_series([tmp_path])
    with pytest.raises(ImageReadError, match="packed in a way that Whence does not read"):
        decode(series, 0)


@pytest.mark.parametrize("vr", [b"--", b"  ", b"\0\0", b"??", b"RE"])
@pytest.mark.parametrize("at", ["private", "rows"])
@pytest.mark.parametrize("sequence", [True, False])
def test_a_header_is_read_on_behind_a_representation_that_is_none(tmp_path, vr, at, sequence):
    made = [mr(i, SeriesInstanceUID="1.2.8") for i in range(3)]
    for number, each in enumerate(made):
        private(each, 0x0009, "ACME", 0x10, 0x01, "LO", "something")
        if sequence:
            each.ReferencedImageSequence = [item(ReferencedSOPInstanceUID="1.2")]
            each["ReferencedImageSequence"].is_undefined_length = True
        tag, known = ((0x0009, 0x1001), b"LO") if at == "private" else ((0x0028, 0x0010), b"US")
        (tmp_path / f"{number}.dcm").write_bytes(without_vr(each, vr, tag, known))
    (series,), problems = open_series([tmp_path])
    assert problems == ()
    assert len(series.slices) == 3
    for i in range(3):
        assert (decode(series, i).values == phantom(i, ROWS, COLUMNS)).all()


@pytest.mark.parametrize(
    "padding", [b"", b"\0", b"\0\0\0", b"\xff\xff", b"    ", b"\x80", b"\0\xff"]
)
def test_padding_behind_the_runs_is_no_run(tmp_path, padding):
    plain = phantom(0, ROWS, COLUMNS)
    series = one(tmp_path, [padded_runs(padding)])
    assert (decode(series, 0).values == plain).all()
    path = str(series.slices[0].path)
    theirs = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(path, imageIO="GDCMImageIO"))
    assert (theirs[0] == plain).all()


def test_runs_that_do_not_fill_a_frame_are_damage(tmp_path):
    segment = imagecodecs.packbits_encode(bytes(20)) + b"\0\0\0"
    made = of_segments([segment, segment])
    with pytest.raises(ImageReadError):
        decode(one(tmp_path, [made]), 0)
