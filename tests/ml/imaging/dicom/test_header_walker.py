"""Headers that are stepped through say what pydicom reads in them; what is odd is left to it."""

import struct
import warnings
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import uid
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from ml.core.errors import ImageReadError
from ml.imaging.decode import decode
from ml.imaging.dicom.header_cache import header_cache
from ml.imaging.dicom.header_walker import element_layout
from ml.imaging.scanning.scan import open_series
from tests.synthetic.dicom import as_bytes
from tests.synthetic.mr import enhanced, mosaic, mr, write

pytestmark = pytest.mark.slow

SHIPPED = Path(pydicom.__file__).parent / "data" / "test_files"


def stored(dataset, syntax):
    """The bytes of a file in one of the plain transfer syntaxes."""
    dataset.file_meta.TransferSyntaxUID = syntax
    if syntax == uid.ExplicitVRBigEndian:
        out = BytesIO()
        pydicom.dcmwrite(out, dataset, enforce_file_format=True)
        return out.getvalue()
    return as_bytes(dataset)


def read(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file = BytesIO(data)
        return pydicom.dcmread(file, stop_before_pixels=True), file.tell()


def agrees(data):
    """Whether there is a layout; where there is one, it must say what pydicom says."""
    found = element_layout(data)
    if found is None:
        return False
    dataset, pixels_at = read(data)
    assert found.pixels_at == pixels_at
    assert list(found.spans) == [+tag for tag, _ in dataset.items()]
    for tag, element in dataset.items():
        if isinstance(element, RawDataElement):
            assert found.raw(+tag) == (element.value or None)
        elif element.VR == "SQ":  # one that ends by a delimiter
            assert found.raw(+tag) is None
    assert (found.implicit, True) == dataset.original_encoding
    assert found.syntax == dataset.file_meta.TransferSyntaxUID
    assert found.dataset() == dataset
    return True


def nested(depth, *, defined):
    item = Dataset()
    item.RescaleSlope = 2
    if depth:
        item.ReferencedImageSequence = nested(depth - 1, defined=defined)
    made = Sequence([item, Dataset()])
    made.is_undefined_length = not defined
    for each in made:
        each.is_undefined_length_sequence_item = not defined
    return made


@pytest.mark.parametrize("syntax", [uid.ExplicitVRLittleEndian, uid.ImplicitVRLittleEndian])
@pytest.mark.parametrize("defined", [True, False])
def test_sequences_are_stepped_over(syntax, defined):
    dataset = mr(0)
    dataset.ReferencedImageSequence = nested(3, defined=defined)
    dataset["ReferencedImageSequence"].is_undefined_length = not defined
    assert agrees(stored(dataset, syntax))


def test_files_of_pydicom_say_what_pydicom_reads():
    found = [agrees(path.read_bytes()) for path in sorted(SHIPPED.rglob("*.dcm"))]
    assert sum(found) > 50


def test_shared_files_say_what_pydicom_reads(shared):
    folder = shared / "data" / "dicom"
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    found = [agrees(path.read_bytes()[: 1 << 20]) for path in files]
    assert sum(found) > 0.9 * len(files)


@pytest.mark.parametrize("syntax", [uid.ExplicitVRBigEndian, uid.DeflatedExplicitVRLittleEndian])
def test_what_is_odd_is_left_to_pydicom(syntax):
    assert element_layout(stored(mr(0), syntax)) is None


def test_broken_headers_have_no_layout():
    data = as_bytes(mr(0))
    assert element_layout(data) is not None
    assert element_layout(b"") is None
    assert element_layout(data[132:]) is None
    assert element_layout(data[:400]) is None
    at = data.index(b"\x20\0\x32\0DS")
    twice = data[:at] + b"\x20\0\x13\0IS\x02\x001 " + data[at:]
    assert element_layout(twice) is None  # a tag twice
    unknown = data[:at] + b"\x20\0\x20\0ZZ\x02\x001 " + data[at:]
    assert element_layout(unknown) is None
    beyond = data[:at] + b"\x20\0\x32\0UT\0\0" + struct.pack("<L", 1 << 30) + data[at + 8 :]
    assert element_layout(beyond) is None


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_damage_is_left_to_pydicom_or_read_as_it_reads_it(data):
    whole = bytearray(as_bytes(mr(0)))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(132, 900))] = data.draw(st.integers(0, 255))
    found = element_layout(bytes(whole))
    if found is not None:
        dataset, pixels_at = read(bytes(whole))
        assert found.pixels_at == pixels_at
        assert list(found.spans) == [+tag for tag, _ in dataset.items()]


def seen(folders):
    """Everything that a scan finds, and every slice decoded, or why not."""
    made = []
    for folder in folders:
        header_cache.__init__()  # type: ignore[misc]
        try:
            series, problems = open_series([folder])
        except ImageReadError:
            continue
        made += [(p.path, p.reason) for p in problems]
        for each in series:
            made.append(replace(each, details=tuple(sorted(each.details.items()))))
            for index in range(min(len(each.slices), 3)):
                try:
                    image = decode(each, index)
                except ImageReadError as error:
                    made.append(str(error))
                    continue
                shown = image.presentation
                arrays = (image.values, shown.padding, shown.drawing, shown.table)
                made.append([None if a is None else (a.dtype.str, a.tobytes()) for a in arrays])
                made.append((image.window, image.real_world, shown.invert, shown.function))
    return made


def same_without_layouts(folders, monkeypatch):
    ours = seen(folders)
    for module in ("header_elements", "pixel_data"):
        monkeypatch.setattr(f"ml.imaging.dicom.{module}.layout_of", lambda _data: None)
    theirs = seen(folders)
    assert len(ours) == len(theirs) > 0
    for one, other in zip(ours, theirs, strict=True):
        assert repr(one) == repr(other)
        assert one == other or "nan" in repr(one)


def test_slices_are_the_same_as_by_pydicom_alone(monkeypatch, tmp_path):
    write(tmp_path / "classic", [mr(i, WindowCenter=i, WindowWidth=9) for i in range(3)])
    write(tmp_path / "scaled", [mr(i, RescaleSlope=i + 1, RescaleIntercept=2) for i in range(3)])
    write(
        tmp_path / "several",
        [enhanced([{"place": z, "pixels": z} for z in range(4)])],
    )
    write(tmp_path / "mosaic", [mosaic()])
    same_without_layouts([*tmp_path.iterdir(), SHIPPED], monkeypatch)


def test_shared_slices_are_the_same_as_by_pydicom_alone(shared, monkeypatch):
    same_without_layouts(sorted((shared / "data" / "dicom").iterdir()), monkeypatch)


def test_slices_of_one_series_share_what_says_how_they_are_decoded(tmp_path):
    folder = write(tmp_path, [mr(i, WindowCenter=i, WindowWidth=9) for i in range(3)])
    (series,), _ = open_series([folder])
    headers = [header_cache.get(r.path, r.path.stat().st_mtime_ns) for r in series.slices]
    assert len({id(header.pixels) for header in headers}) == 1
    assert len({decode(series, i).values.tobytes() for i in range(3)}) == 3


def test_slices_whose_headers_are_not_kept_any_more_share_them_again(tmp_path, monkeypatch):
    folder = write(tmp_path, [mr(i, WindowCenter=i, WindowWidth=9) for i in range(3)])
    (series,), _ = open_series([folder])
    header_cache.__init__()  # type: ignore[misc]
    monkeypatch.setattr(pydicom, "dcmread", None)
    pixels = {decode(series, i).values.tobytes() for i in range(3)}
    headers = [header_cache.get(r.path, r.path.stat().st_mtime_ns) for r in series.slices]
    assert len(pixels) == 3
    assert len({id(header.pixels) for header in headers}) == 1


def test_slices_that_differ_in_scale_do_not_share_it(tmp_path):
    folder = write(tmp_path, [mr(i, RescaleSlope=i + 1, RescaleIntercept=0) for i in range(2)])
    (series,), _ = open_series([folder])
    stored = [pydicom.dcmread(r.path).pixel_array.astype(float) for r in series.slices]
    for index in range(2):
        np.testing.assert_array_equal(decode(series, index).values, stored[index] * (index + 1))
