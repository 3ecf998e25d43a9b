"""Lists every element of a header as rows of text."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pydicom
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.multival import MultiValue

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.imaging.confidentiality import may_be_listed
from ml.imaging.types.ordinary_file import open_ordinary

LONGEST = 240
"""Characters of a value that are shown (ours)."""
BULK = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
UNREADABLE = (OSError, ValueError, TypeError, LookupError, AttributeError)
"""What pydicom raises on damaged headers."""


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """One element.

    Attributes:
        level: Depth inside sequences, from 0.
        tag: Such as `(0010,0010)`.
        name: Such as `Patient's Name`; a private element gives its creator.
        vr: Value representation (PS3.5 6.2).
        value: As text, cut short.
        technical: Whether it may be shown where identity is hidden
            (`ml.imaging.confidentiality`).
    """

    level: int
    tag: str
    name: str
    vr: str
    value: str
    technical: bool


def header_rows(path: Path) -> tuple[HeaderRow, ...]:
    """Read a DICOM file's header.

    Args:
        path: The file; pixels are not read.

    Raises:
        ImageReadError: It is no DICOM file, or was moved.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with open_ordinary(path) as file:
                dataset = pydicom.dcmread(file, stop_before_pixels=True)
            meta = [*_rows(dataset.file_meta, 0)]
            return (*meta, *_rows(dataset, 0))
    except (InvalidDicomError, *UNREADABLE) as error:
        raise ImageReadError(path.name, message("has no DICOM header that can be read")) from error


def _rows(dataset: Dataset, level: int) -> Iterator[HeaderRow]:
    for element in dataset:
        yield _row(element, level)
        if element.VR == "SQ":
            for number, item in enumerate(element.value, 1):
                yield HeaderRow(level + 1, "", f"item {number}", "", "", True)
                yield from _rows(item, level + 2)


def _row(element: DataElement, level: int) -> HeaderRow:
    tag, text = element.tag, _text(element)
    return HeaderRow(
        level,
        f"({tag.group:04X},{tag.element:04X})",
        element.name,
        element.VR,
        text,
        not tag.is_private and may_be_listed(element.keyword, tag.group, element.VR, text),
    )


def _text(element: DataElement) -> str:
    if element.VR == "SQ":
        return f"{len(element.value)} items"
    if element.VR in BULK and isinstance(element.value, bytes):
        return f"{len(element.value)} bytes"
    value = element.value
    parts = [str(v) for v in value] if isinstance(value, (list, tuple, MultiValue)) else None
    text = "\\".join(parts) if parts is not None else str("" if value is None else value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
