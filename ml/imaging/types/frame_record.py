"""The record of one frame: what its header says, before frames are sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ml.core.messages import Message
from ml.imaging.types.orientation import Cosines
from ml.imaging.types.pixel_text import PixelText
from ml.imaging.types.series import Patient, Tile, Vector

Labelled = tuple[tuple[str, str], ...]
"""Pairs of a word and a value, such as `("echo", "2")`."""


@dataclass(frozen=True, slots=True)
class Header:
    """What all files of a series say alike; shared by their records, since it is the bulk.

    Attributes:
        series_uid: Series Instance UID (0020,000E), may be empty.
        study_uid: Study Instance UID (0020,000D), may be empty.
        modality: Modality (0008,0060), or `OT`.
        description: Series Description (0008,103E).
        study_description: Study Description (0008,1030).
        number: Series Number (0020,0011).
        date: Study Date (0008,0020).
        patient: Who was imaged.
        rows: Rows (0028,0010) of a slice.
        columns: Columns (0028,0011) of a slice.
        frame_of_reference: Frame of Reference UID (0020,0052).
        image_type: Image Type (0008,0008).
        colour: Whether a pixel has more than one sample, or a palette.
        mosaic: Whether the slices were cut out of a mosaic.
        technique: Attributes by keyword that say how the image was made.
        repaired: In which character set text was read that another was declared for; else empty.
        pixel_text: Why text may be burned into the pixels.
    """

    series_uid: str
    study_uid: str
    modality: str
    description: str
    study_description: str
    number: int | None
    date: str
    patient: Patient
    rows: int
    columns: int
    frame_of_reference: str
    image_type: tuple[str, ...]
    colour: bool
    mosaic: bool
    technique: Mapping[str, str]
    repaired: str = ""
    pixel_text: PixelText = PixelText.NONE


@dataclass(frozen=True, slots=True)
class Record:
    """What the header says of one frame.

    Attributes:
        header: What it shares with its series.
        uid: SOP Instance UID (0008,0018), with `#frame` in a multi-frame file.
        path: The file.
        size: Bytes of the file.
        frame: Index in the file, from 0.
        order: Instance Number (0020,0013), in a multi-frame file In-Stack Position Number
            (0020,9057) or else the frame number; `None` if unknown.
        position: Image Position (Patient) (0020,0032), LPS millimetres; `None` if unknown.
        orientation: Row and column cosines; `None` if unknown or not two unit vectors at
            right angles.
        spacing_mm: Row and column spacing; `None` if unknown.
        aspect: Height and width of a pixel to one another, Pixel Aspect Ratio (0028,0034);
            `None` if unsaid.
        windows: VOI windows as (centre, width).
        split: What must be equal for two frames to be of one stack: echo, b-value, time.
        repeat: What may explain that two frames are at one position, tried in this order.
        tile: Where in the frame the slice is; `None` if it is all of it.
        doubts: What is odd about the file, in words.
    """

    header: Header
    uid: str
    path: Path
    size: int
    frame: int
    order: int | None
    position: Vector | None
    orientation: Cosines | None
    spacing_mm: tuple[float, float] | None
    windows: tuple[tuple[float, float], ...]
    split: Labelled
    repeat: Labelled
    tile: Tile | None = None
    aspect: tuple[float, float] | None = None
    doubts: tuple[Message, ...] = ()
