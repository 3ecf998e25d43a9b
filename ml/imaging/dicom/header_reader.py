"""Reads the header of a DICOM file into one record per frame.

The files of a series differ in a dozen attributes only. What they have in common is decoded once
and remembered by its bytes (`Headers`); the dozen is read from the raw bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian

from ml.core.errors import ImageReadError
from ml.core.messages import Message, message
from ml.core.readable_text import name_id
from ml.imaging.dicom import acquisition
from ml.imaging.dicom.character_sets import repaired
from ml.imaging.dicom.enhanced_multiframe import frame_records
from ml.imaging.dicom.frame_count import whole_frames
from ml.imaging.dicom.header_elements import EXPECTED, Elements, read_elements
from ml.imaging.dicom.quiet_warnings import quiet
from ml.imaging.dicom.vendors.mosaic import mosaic_records
from ml.imaging.dicom.vendors.private_blocks import block_of, creator_tags
from ml.imaging.dicom.vendors.uih_grid import VFRAME, grid_records, is_grid
from ml.imaging.types import burned_in
from ml.imaging.types.frame_record import Header, Labelled, Record
from ml.imaging.types.series import Patient
from ml.imaging.types.value_parsing import integer, numbers, orientation, position, spacing, windows

T = TypeVar("T")
MOST_FRAMES = 100_000
"""More frames than this in one file are taken for a damaged header (ours)."""
LEAST_FRAME_BYTES = 8
"""No frame takes less of a file: 8 x 8 bits, or the head of an item (ours)."""
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


def _tag(keyword: str) -> int:
    tag: int | None = tag_for_keyword(keyword)
    if tag is None:
        raise KeyError(keyword)
    return tag


COMMON = {
    keyword: _tag(keyword)
    for keyword in (
        "SeriesInstanceUID", "StudyInstanceUID", "Modality", "SeriesDescription",
        "StudyDescription", "SeriesNumber", "StudyDate", "PatientName", "PatientID",
        "PatientBirthDate", "PatientSex", "Rows", "Columns", "FrameOfReferenceUID", "ImageType",
        "SamplesPerPixel", "SpecificCharacterSet", "NumberOfFrames",
        *acquisition.KEYWORDS, *burned_in.KEYWORDS,
    )
}  # fmt: skip
OWN = {
    keyword: _tag(keyword)
    for keyword in (
        "SOPInstanceUID", "InstanceNumber", "ImagePositionPatient", "ImageOrientationPatient",
        "PixelSpacing", "PixelAspectRatio", "WindowCenter", "WindowWidth",
        *SPLIT.values(), *REPEAT.values(),
    )
}  # fmt: skip


NUMBER_OF_FRAMES = _tag("NumberOfFrames")
PER_FRAME = _tag("PerFrameFunctionalGroupsSequence")
BITS_ALLOCATED = _tag("BitsAllocated")
B_VALUE = _tag("DiffusionBValue")
B_VALUE_MAKERS = creator_tags(*(group for group, _, _ in acquisition.VENDOR_B_VALUES))
B_VALUE_ELEMENTS = {group: element for group, _, element in acquisition.VENDOR_B_VALUES}


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
            ImageReadError: See `read_elements`; also where the header contradicts itself.
        """
        elements = read_elements(path, file)
        try:
            return self._records(path, elements, size)
        except EXPECTED as error:
            raise ImageReadError(
                path.name, message("the header contradicts itself ({})", type(error).__name__)
            ) from error

    def _records(self, path: Path, elements: Elements, size: int) -> list[Record]:
        header = self._header(path, elements)
        written = _plain(elements.raw(NUMBER_OF_FRAMES))
        stated = integer(written) or (1 if written else None)
        held = self._frames_held(header, elements)
        frames = stated or held or 1
        packed = elements.syntax == DeflatedExplicitVRLittleEndian
        if frames > MOST_FRAMES or (
            size and not packed and frames > max(size // LEAST_FRAME_BYTES, 1)
        ):
            raise ImageReadError(
                path.name, message("states {} frames; the header is damaged", frames)
            )
        own = self._classic(path, elements, header, size)
        if held > 1 and held != (stated or 0):
            own = replace(own, doubts=(*own.doubts, _of_frames(stated, held)))
        if not header.mosaic and frames == 1 and PER_FRAME not in elements:
            return [own]
        with quiet():
            if header.mosaic:
                cut = grid_records if VFRAME in header.image_type else mosaic_records
                return cut(own, elements.dataset)
            return frame_records(own, elements.dataset, frames)

    def _frames_held(self, header: Header, elements: Elements) -> int:
        """How many frames the pixels hold; 0 where that is not known at once."""
        bits = elements.raw(BITS_ALLOCATED)
        if header.colour or not isinstance(bits, bytes):
            return 0
        size = header.rows * header.columns * int.from_bytes(bits, "little")
        return whole_frames(size, elements.pixel_bytes)

    def _header(self, path: Path, elements: Elements) -> Header:
        # The transfer syntax tells whether anything was lost.
        key = (elements.encoding, elements.syntax, *map(elements.raw, COMMON.values()))
        if key not in self._known:
            with quiet():
                self._known[key] = self._decoded(path, elements.dataset)
        return self._known[key]

    def _decoded(self, path: Path, dataset: Dataset) -> Header:
        def text(keyword: str) -> str:
            return self._text(dataset, keyword)

        rows, columns = integer(dataset.get("Rows")) or 0, integer(dataset.get("Columns")) or 0
        if rows < 1 or columns < 1:
            raise ImageReadError(path.name, message("states {} rows and {} columns", rows, columns))
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
            # Siemens XA takes mosaics apart into frames, and leaves the word in the image type
            mosaic=("MOSAIC" in types or is_grid(types, text("Manufacturer")))
            and "PerFrameFunctionalGroupsSequence" not in dataset,
            technique=acquisition.technique(dataset),
            repaired=repaired(dataset),
            pixel_text=burned_in.pixel_text(dataset, text("Modality"), types),
        )

    def _classic(self, path: Path, elements: Elements, header: Header, size: int) -> Record:
        raw: dict[str, Any] = {keyword: elements.raw(tag) for keyword, tag in OWN.items()}
        raw["DiffusionBValue"] = self._b_value(elements)
        image_type = (("image type", "/".join(header.image_type)),) if header.image_type else ()
        return Record(
            header=header,
            uid=_plain(raw["SOPInstanceUID"]) or name_id(path.name),
            path=path,
            size=size,
            frame=0,
            order=integer(_plain(raw["InstanceNumber"])),
            position=position(numbers(raw["ImagePositionPatient"])),
            orientation=self._once(orientation, raw["ImageOrientationPatient"]),
            spacing_mm=self._once(spacing, raw["PixelSpacing"]),
            aspect=self._once(spacing, raw["PixelAspectRatio"]),
            windows=windows(numbers(raw["WindowCenter"]), numbers(raw["WindowWidth"])),
            split=self._shared(_labelled(raw, SPLIT)),
            repeat=self._shared((*image_type, *_labelled(raw, REPEAT))),
        )

    def _b_value(self, elements: Elements) -> str | None:
        """The b-value, standard or the maker's own; equal bytes are decoded once."""
        makers = elements.among(B_VALUE_MAKERS)
        own = [block_of(tag, B_VALUE_ELEMENTS[tag >> 16]) for tag in makers]
        if B_VALUE not in elements and not any(tag in elements for tag in own):
            return None
        key = ("b-value", *map(elements.written_as, (B_VALUE, *makers, *own)))
        if key not in self._values:
            with quiet():
                self._values[key] = acquisition.b_value(elements.dataset)
        return self._values[key] or None

    def _once(self, parse: Callable[[tuple[float, ...] | None], T], raw: Any) -> T:
        """Parse bytes that are the same in most files only once."""
        key = (parse, raw)
        if key not in self._values:
            self._values[key] = parse(numbers(raw))
        return self._values[key]  # type: ignore[no-any-return]

    def _shared(self, value: T) -> T:
        """One object for equal values: a hundred thousand records are held at a time."""
        return self._values.setdefault(value, value)  # type: ignore[no-any-return]


def _of_frames(stated: int | None, held: int) -> Message:
    """The doubt about a file whose pixels are of another number of frames than its header says."""
    if not stated:
        return message("does not state its number of frames; its pixels hold {}", held)
    return message(
        "its pixels hold {} frames and its header says {}; only those are shown", held, stated
    )


def _labelled(raw: dict[str, Any], names: dict[str, str]) -> Labelled:
    """The attributes that are there."""
    pairs = []
    for label, keyword in names.items():
        if raw[keyword] is None:
            continue
        value = _plain(raw[keyword])
        if label in MEASURED:
            value = _short(value)
        if value:
            pairs.append((label, value))
    return tuple(pairs)


def _plain(value: Any) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value or "")
    return text.strip(" \0")


@lru_cache(maxsize=4096)
def _short(value: str) -> str:
    """A number as people write it; any other text as it is."""
    values = numbers(value)
    return f"{values[0]:g}" if values and len(values) == 1 else value


def _text(dataset: Dataset, keyword: str) -> str:
    return str(dataset.get(keyword) or "")
