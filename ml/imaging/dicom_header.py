"""One DICOM file's header becomes one record per frame.

Most files of a scan differ in a dozen attributes only. What a series has in common is decoded
once and remembered by its bytes (`Headers`); the dozen is read from the raw bytes.
"""

from __future__ import annotations

import io
import os
import struct
import warnings
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import pydicom
from pydicom import config
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError

from ml.errors import ImageReadError
from ml.imaging import technique
from ml.imaging.content import looks_raw
from ml.imaging.enhanced import frame_records
from ml.imaging.kept_headers import Header as Parsed
from ml.imaging.kept_headers import kept
from ml.imaging.mosaic import mosaic_records
from ml.imaging.numbers import integer, numbers, orientation, position, spacing, windows
from ml.imaging.record import Header, Labelled, Record
from ml.imaging.series import Patient

T = TypeVar("T")
BLOCK = 1 << 17
"""Bytes read at once; nearly every header is shorter (measured: faster than seeking)."""
MOST_FRAMES = 100_000
"""More frames than this in one file are taken for a damaged header (ours)."""
MOST_INFLATED = 1 << 30
"""A deflated file that grows beyond this is refused as a bomb (ours)."""
DEFLATED = b"1.2.840.10008.1.2.1.99"
EXPECTED = (
    OSError, ValueError, EOFError, KeyError, AttributeError, TypeError, IndexError,
    NotImplementedError, RecursionError, OverflowError, MemoryError, AssertionError,
    BytesLengthException, struct.error, zlib.error,
)  # fmt: skip
"""What pydicom raises on a damaged header, found by fuzzing."""
SPLIT = {
    "stack": "StackID",
    "echo": "EchoNumbers",
    "b-value": "DiffusionBValue",
    "time": "TemporalPositionIdentifier",
}
REPEAT = {
    "echo time": "EchoTime",
    "inversion time": "InversionTime",
    "flip angle": "FlipAngle",
    "acquisition": "AcquisitionNumber",
    "trigger time": "TriggerTime",
    "acquisition time": "AcquisitionTime",
    "content time": "ContentTime",
}


MEASURED = ("b-value", "echo time", "inversion time", "flip angle", "trigger time")
"""Labels whose values are numbers that files write in many ways: 12, 12.0, 1.2e1."""


COMMON = {
    keyword: tag_for_keyword(keyword)
    for keyword in (
        "SeriesInstanceUID", "StudyInstanceUID", "Modality", "SeriesDescription",
        "StudyDescription", "SeriesNumber", "StudyDate", "PatientName", "PatientID",
        "PatientBirthDate", "PatientSex", "Rows", "Columns", "FrameOfReferenceUID", "ImageType",
        "SamplesPerPixel", "SpecificCharacterSet", "NumberOfFrames", *technique.KEYWORDS,
    )
}  # fmt: skip
OWN = {
    keyword: tag_for_keyword(keyword)
    for keyword in (
        "SOPInstanceUID", "InstanceNumber", "ImagePositionPatient", "ImageOrientationPatient",
        "PixelSpacing", "WindowCenter", "WindowWidth", *SPLIT.values(), *REPEAT.values(),
    )
}  # fmt: skip


NUMBER_OF_FRAMES = tag_for_keyword("NumberOfFrames")
PER_FRAME = tag_for_keyword("PerFrameFunctionalGroupsSequence")


def read_header(path: Path, file: BinaryIO | None = None) -> Dataset:
    """Everything before the pixels.

    Args:
        path: The file.
        file: Its bytes, open at the start, if they are at hand.

    Raises:
        ImageReadError: The file is not DICOM, ends too early, or holds no image.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd values are judged where they are used
            if file is None:
                with path.open("rb") as own:
                    dataset = _read(path, own)
            else:
                dataset = _read(path, file)
    except InvalidDicomError as error:
        raise ImageReadError(path.name, "is not a DICOM file, whatever its name says") from error
    except EXPECTED as error:
        raise ImageReadError(
            path.name, f"the header cannot be read ({type(error).__name__}); copy the file again"
        ) from error
    if "Rows" not in dataset:
        raise ImageReadError(path.name, "is DICOM but holds no image; it is passed over")
    return dataset


def _read(path: Path, file: BinaryIO) -> Dataset:
    block = file.read(BLOCK)
    if DEFLATED in block[:1024]:
        _refuse_bomb(path, block, file)
        file.seek(0)
        return pydicom.dcmread(file, stop_before_pixels=True)
    force = block[128:132] != b"DICM" and looks_raw(block)
    start = io.BytesIO(block)
    if len(block) < BLOCK:
        return pydicom.dcmread(start, stop_before_pixels=True, force=force)
    try:
        dataset = pydicom.dcmread(start, stop_before_pixels=True, force=force)
        at = start.tell()
        if block[at : at + 2] in (b"\xe0\x7f", b"\x7f\xe0"):
            _keep(path, file, Parsed(dataset, at, block[at : at + 12]))
            return dataset
    except EXPECTED:  # the header may be longer than the block; what is wrong shows below
        pass
    file.seek(0)
    return pydicom.dcmread(file, stop_before_pixels=True, force=force)


def _keep(path: Path, file: BinaryIO, header: Parsed) -> None:
    """The slices of what is found are decoded soon; their headers need not be parsed again."""
    if len(header.head) == 12 and not isinstance(file, io.BytesIO):
        kept.put(path, os.fstat(file.fileno()).st_mtime_ns, header)


def _refuse_bomb(path: Path, block: bytes, rest: BinaryIO) -> None:
    """Inflate into nothing, to see how much it would be (the meta group stays plain)."""
    meta = 144 + int.from_bytes(block[140:144], "little")
    rest.seek(meta)
    inflater, total = zlib.decompressobj(-zlib.MAX_WBITS), 0
    data = rest.read(BLOCK)
    while data and not inflater.eof:
        total += len(inflater.decompress(data, 1 << 24))
        if total > MOST_INFLATED:
            raise ImageReadError(
                path.name, f"would unpack to more than {MOST_INFLATED >> 20} MB; it is not opened"
            )
        data = inflater.unconsumed_tail or rest.read(BLOCK)


class Headers:
    """Reads records, and remembers what the files of a series have in common.

    Args:
        text: Decodes one text attribute of a data set.
    """

    def __init__(self, text: Callable[[Dataset, str], str] | None = None) -> None:
        self._text = text or _text
        self._known: dict[tuple[object, ...], Header] = {}
        self._values: dict[object, Any] = {}

    def records(self, path: Path, file: BinaryIO | None = None, size: int = 0) -> list[Record]:
        """One record per slice of a file.

        Args:
            path: The file.
            file: Its bytes, open at the start, if they are at hand.
            size: Its length in bytes, if known.

        Raises:
            ImageReadError: See `read_header`; also where the header contradicts itself.
        """
        dataset = read_header(path, file)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self._records(path, dataset, size)
        except EXPECTED as error:
            raise ImageReadError(
                path.name, f"the header contradicts itself ({type(error).__name__})"
            ) from error

    def _records(self, path: Path, dataset: Dataset, size: int) -> list[Record]:
        elements = _elements(dataset)
        header = self._header(path, dataset, elements)
        frames = integer(_plain(_raw(elements, NUMBER_OF_FRAMES))) or 1
        if frames > MOST_FRAMES:
            raise ImageReadError(path.name, f"claims {frames} frames; the header is damaged")
        raw = {keyword: _raw(elements, tag) for keyword, tag in OWN.items()}
        own = self._classic(path, dataset, raw, header, size)
        if header.mosaic:
            return mosaic_records(own, dataset)
        if frames > 1 or PER_FRAME in elements:
            return frame_records(own, dataset, frames)
        return [own]

    def _header(self, path: Path, dataset: Dataset, elements: dict[int, Any]) -> Header:
        meta = getattr(dataset, "file_meta", {})
        syntax = meta.get("TransferSyntaxUID")  # tells whether anything was lost
        values = [_raw(elements, tag) for tag in COMMON.values()]
        key = (dataset.original_encoding, syntax, *values)
        if key not in self._known:
            self._known[key] = self._decoded(path, dataset)
        return self._known[key]

    def _decoded(self, path: Path, dataset: Dataset) -> Header:
        def text(keyword: str) -> str:
            return self._text(dataset, keyword)

        rows, columns = integer(dataset.get("Rows")) or 0, integer(dataset.get("Columns")) or 0
        if rows < 1 or columns < 1:
            raise ImageReadError(path.name, f"claims {rows} rows and {columns} columns")
        image_type = dataset.get("ImageType") or ()
        image_type = (image_type,) if isinstance(image_type, str) else image_type
        samples = integer(dataset.get("SamplesPerPixel")) or 1
        types = tuple(str(v).upper() for v in image_type)
        return Header(
            series_uid=str(dataset.get("SeriesInstanceUID") or ""),
            study_uid=str(dataset.get("StudyInstanceUID") or ""),
            modality=text("Modality") or "OT",
            description=text("SeriesDescription"),
            study_description=text("StudyDescription"),
            number=integer(dataset.get("SeriesNumber")),
            date=text("StudyDate"),
            patient=Patient(
                *map(text, ("PatientName", "PatientID", "PatientBirthDate", "PatientSex"))
            ),
            rows=rows,
            columns=columns,
            frame_of_reference=str(dataset.get("FrameOfReferenceUID") or ""),
            image_type=types,
            colour=samples > 1 or "PALETTE" in text("PhotometricInterpretation"),
            mosaic="MOSAIC" in types,
            technique=technique.technique(dataset),
        )

    def _classic(
        self, path: Path, dataset: Dataset, raw: dict[str, Any], header: Header, size: int
    ) -> Record:
        image_type = (("image type", "/".join(header.image_type)),) if header.image_type else ()
        return Record(
            header=header,
            uid=_plain(raw["SOPInstanceUID"]) or path.name,
            path=path,
            size=size,
            frame=0,
            order=integer(_plain(raw["InstanceNumber"])),
            position=position(numbers(raw["ImagePositionPatient"])),
            orientation=self._once(orientation, raw["ImageOrientationPatient"]),
            spacing_mm=self._once(spacing, raw["PixelSpacing"]),
            windows=windows(numbers(raw["WindowCenter"]), numbers(raw["WindowWidth"])),
            split=self._shared(_labelled(dataset, raw, SPLIT)),
            repeat=self._shared((*image_type, *_labelled(dataset, raw, REPEAT))),
        )

    def _once(self, parse: Callable[[tuple[float, ...] | None], T], raw: Any) -> T:
        """Parse bytes that are the same in most files only once."""
        key = (parse, raw)
        if key not in self._values:
            self._values[key] = parse(numbers(raw))
        return self._values[key]  # type: ignore[no-any-return]

    def _shared(self, value: T) -> T:
        """One object for equal values: a hundred thousand records are held at a time."""
        return self._values.setdefault(value, value)  # type: ignore[no-any-return]


def _labelled(dataset: Dataset, raw: dict[str, Any], names: dict[str, str]) -> Labelled:
    """The attributes that are there; binary ones (b-value) by way of pydicom."""
    pairs = []
    for label, keyword in names.items():
        if raw[keyword] is None:
            continue
        value = str(dataset.get(keyword)) if label == "b-value" else _plain(raw[keyword])
        if label in MEASURED:
            value = _short(value)
        if value:
            pairs.append((label, value))
    if names is SPLIT and raw["DiffusionBValue"] is None:
        value = technique.vendor_b_value(dataset)
        if value:
            pairs.append(("b-value", value))
    return tuple(pairs)


def _elements(dataset: Dataset) -> dict[int, Any]:
    """Elements by tag, undecoded; the tags as plain numbers, which compare ten times faster."""
    return {+tag: element for tag, element in dataset.items()}


def _raw(elements: dict[int, Any], tag: int | None) -> Any:
    """The bytes of an element, or as text what pydicom has decoded already; `None` if absent."""
    element = elements.get(tag) if tag is not None else None
    if element is None:
        return None
    value = element.value
    return value if isinstance(value, bytes | None) else str(value)


def _plain(value: Any) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value or "")
    return text.strip(" \0")


@lru_cache(maxsize=4096)
def _short(value: str) -> str:
    """A number as people write it; any other text as it is."""
    found = numbers(value)
    return f"{found[0]:g}" if found and len(found) == 1 else value


def _text(dataset: Dataset, keyword: str) -> str:
    return str(dataset.get(keyword) or "")


config.settings.reading_validation_mode = config.IGNORE  # values are judged where they are used
