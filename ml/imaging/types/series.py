"""The result of a scan: series, and references to slices whose pixels are still on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ml.core.messages import NOTHING, Message
from ml.imaging.types.pixel_text import PixelText
from ml.imaging.types.sequence_kind import Recognition

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Patient:
    """Who was imaged; shown, never logged.

    Attributes:
        name: Patient's Name (0010,0010).
        patient_id: Patient ID (0010,0020).
        birth_date: Patient's Birth Date (0010,0030), `YYYYMMDD`.
        sex: Patient's Sex (0010,0040).
    """

    name: str = ""
    patient_id: str = ""
    birth_date: str = ""
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """The part of a frame that is one slice of a mosaic, in pixels.

    Attributes:
        top: First row.
        left: First column.
        rows: Height.
        columns: Width.
    """

    top: int
    left: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class SliceRef:
    """Where the pixels of one slice are.

    Attributes:
        uid: Identity, as in `ml.core.types.SliceImage`.
        path: The file.
        frame: Index of the frame in a multi-frame file or of the slice in a volume, from 0.
        position: Image Position (Patient) (0020,0032), LPS millimetres; `None` if unknown.
        instance_number: Instance Number (0020,0013); `None` if unknown.
        tile: Where in the frame the slice is; `None` if it is all of it.
    """

    uid: str
    path: Path
    frame: int
    position: Vector | None = None
    instance_number: int | None = None
    tile: Tile | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Slices of one orientation and one stack, in order.

    Attributes:
        uid: Series Instance UID (0020,000E), with a suffix where a file series was split.
        study_uid: Study Instance UID (0020,000D).
        description: Series Description (0008,103E), or the folder or file name.
        study_description: Study Description (0008,1030).
        modality: Modality (0008,0060), or `OT`.
        number: Series Number (0020,0011).
        date: Study Date (0008,0020), `YYYYMMDD`, may be empty.
        patient: Who was imaged.
        slices: In display order, first to last.
        rows: Rows (0028,0010).
        columns: Columns (0028,0011).
        spacing_mm: Row spacing and column spacing; where unknown they are in no unit, (1, 1) or
            the stated proportions of a pixel (with a warning).
        slice_spacing_mm: Distance between neighbouring slices; `None` where unknown.
        orientation: Row and column cosines (0020,0037); `None` where unknown.
        windows: VOI windows of the header as (centre, width).
        warnings: Doubts, in words.
        refusal: Why the cascade must not read this series; empty if it may.
        part: What sets these slices apart from others of the same file series, in words, such
            as `echo 2` or `b-value 1000`; empty where the file series was not split.
        sequence: What kind of MR picture this is, with confidence and evidence.
        frame_of_reference: Frame of Reference UID (0020,0052), within which positions may be
            compared; all of them, where a series has several; empty where none is stated.
        details: Technique for corner text and report, such as `TE`, `TR`, `Field strength`,
            `Slice thickness`, `Contrast`, `Manufacturer`, `Lossy compression`.
        spacing_known: Whether `spacing_mm` is in millimetres.
        pixel_text: Why the pixels of a slice may hold text that names somebody.
    """

    uid: str
    study_uid: str
    description: str
    modality: str
    slices: tuple[SliceRef, ...]
    rows: int
    columns: int
    spacing_mm: tuple[float, float] = (1.0, 1.0)
    slice_spacing_mm: float | None = None
    orientation: tuple[float, float, float, float, float, float] | None = None
    windows: tuple[tuple[float, float], ...] = ()
    warnings: tuple[Message, ...] = ()
    refusal: Message = NOTHING
    study_description: str = ""
    number: int | None = None
    date: str = ""
    patient: Patient = field(default=Patient(), repr=False)
    part: Message = NOTHING
    sequence: Recognition = field(default=Recognition())
    frame_of_reference: str = ""
    details: Mapping[str, Message] = field(default_factory=dict)
    spacing_known: bool = True
    pixel_text: PixelText = PixelText.NONE

    @property
    def key(self) -> str:
        """Ten hex digits that stand for the series in logs and file names."""
        return hashlib.sha256(self.uid.encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was passed over, and why.

    Attributes:
        path: The file.
        reason: Why, in words, without patient data.
    """

    path: Path
    reason: Message


@dataclass(frozen=True, slots=True)
class ScanStep:
    """How far a scan has come.

    Attributes:
        files: Files looked at so far.
        series: Every series known so far (complete only in the last step).
        problems: Every file passed over so far.
        finished: True in the last step.
    """

    files: int
    series: tuple[Series, ...]
    problems: tuple[Problem, ...]
    finished: bool
