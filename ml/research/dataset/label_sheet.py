"""Reads the label sheet: one line for each folder, file or series that somebody labelled.

Columns: `series` (folder or file below the root, or a Series Instance UID), `patient` (a
pseudonym), `class` (in words; empty or `no tumour` where there is none). Optional: `source`
(where the class does not tell), `slices` (which slices show the tumour, such as `34-61,70`,
counted from 1 in the order of the desk; empty means all), `mask` (a label volume).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ml.core.errors import DataError
from ml.research.data.csv_table import UNREADABLE, read_lines
from ml.research.data.labels import NO_TUMOUR, source_of

NEEDED = ("series", "patient", "class")
RANGE = re.compile(r"([0-9]{1,9})(?:\s*-\s*([0-9]{1,9}))?")
"""A slice, or the first and last of several."""


@dataclass(frozen=True, slots=True)
class Label:
    """One line.

    Attributes:
        series: Folder or file below the root, or a Series Instance UID.
        patient: A pseudonym.
        tumour: Class in words; empty where there is none.
        source: `primary`, `secondary` or empty.
        slices: Slices that show the tumour, as ranges of numbers from 1 with both ends; `None`
            for all.
        mask: A label volume below the root, or empty.
        line: Where it stands, in words, for errors.
    """

    series: str
    patient: str
    tumour: str
    source: str
    slices: tuple[tuple[int, int], ...] | None
    mask: str
    line: str

    def indices(self, count: int) -> frozenset[int] | None:
        """Slices that show the tumour, from 0; `None` for all.

        Args:
            count: Slices of the series.

        Raises:
            DataError: The series has no such slice.
        """
        if self.slices is None:
            return None
        last = max(end for _, end in self.slices)
        if last > count:
            raise DataError(
                f"{self.line}: slices go up to {last}, but series `{self.series}` has {count}"
            )
        return frozenset(n - 1 for first, end in self.slices for n in range(first, end + 1))


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
    if not tumour and (cell("slices") or cell("mask")):
        raise DataError(f"{line_name}: slices or mask show a tumour, but class says `{NO_TUMOUR}`")
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
        _slices(cell("slices"), line_name),
        cell("mask"),
        line_name,
    )


def _slices(text: str, line_name: str) -> tuple[tuple[int, int], ...] | None:
    """Ranges as they are written; a range may be long, so none is expanded before it is checked."""
    if not text:
        return None
    ranges = []
    for part in text.replace(";", ",").split(","):
        numbers = RANGE.fullmatch(part.strip())
        if numbers is None or int(numbers[1]) < 1:
            raise DataError(f"{line_name}: slices are `{text}`; write them like 34-61,70")
        first, last = int(numbers[1]), int(numbers[2] or numbers[1])
        if last < first:
            raise DataError(f"{line_name}: slices `{part.strip()}` run backwards")
        ranges.append((first, last))
    return tuple(ranges)
