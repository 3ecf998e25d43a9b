"""Reads the label sheet: one line for each folder, file or series that somebody labelled.

Columns: `series` (folder or file below the root, or a Series Instance UID), `patient` (a
pseudonym), `class` (in words; empty or `no tumour` where there is none). Optional: `source`
(where the class does not tell), `slices` (which slices show the tumour, such as `34-61,70`,
counted from 1 in the order of the desk; empty means all), `mask` (a label volume).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ml.core.errors import DataError
from ml.research.data.csv_table import UNREADABLE, read_lines
from ml.research.data.labels import NO_TUMOUR, source_of

NEEDED = ("series", "patient", "class")


@dataclass(frozen=True, slots=True)
class Label:
    """One line.

    Attributes:
        series: Folder or file below the root, or a Series Instance UID.
        patient: A pseudonym.
        tumour: Class in words; empty where there is none.
        source: `primary`, `secondary` or empty.
        slices: Slices that show the tumour, from 0; `None` for all.
        mask: A label volume below the root, or empty.
    """

    series: str
    patient: str
    tumour: str
    source: str
    slices: frozenset[int] | None
    mask: str


def read(path: Path) -> list[Label]:
    """Read a sheet.

    Raises:
        DataError: It is missing, or a line of it is wrong; the line is named.
    """
    try:
        lines = read_lines(path, NEEDED)
    except UNREADABLE as error:
        raise DataError(f"{path.name} cannot be read as CSV in UTF-8 ({error})") from error
    return [_label(line, line_name) for line_name, line in lines]


def _label(line: dict[str, str], line_name: str) -> Label:
    def cell(name: str) -> str:
        return (line.get(name) or "").strip()

    if not cell("series") or not cell("patient"):
        raise DataError(f"{line_name}: series or patient is empty")
    tumour = "" if cell("class").lower() in ("", "none", NO_TUMOUR) else cell("class")
    source = cell("source").lower()
    if source not in ("", "primary", "secondary"):
        raise DataError(f"{line_name}: source is `{source}`, not primary, secondary or empty")
    source_of_class = source_of(tumour) if tumour else ""
    if source and (not tumour or (source_of_class and source_of_class != source)):
        raise DataError(
            f"{line_name}: class `{tumour or NO_TUMOUR}` and source `{source}` disagree"
        )
    return Label(
        cell("series"),
        cell("patient"),
        tumour,
        source or source_of_class,
        _slices(cell("slices"), line_name) if tumour else None,
        cell("mask"),
    )


def _slices(text: str, line_name: str) -> frozenset[int] | None:
    if not text:
        return None
    numbers: set[int] = set()
    for part in text.replace(";", ",").split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdigit() or not (last or first).isdigit() or int(first) < 1:
            raise DataError(f"{line_name}: slices are `{text}`; write them like 34-61,70")
        numbers |= set(range(int(first) - 1, int(last or first)))
    return frozenset(numbers)
