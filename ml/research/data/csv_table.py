"""Reads CSV files with a heading, such as manifests and label sheets."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from ml.core.errors import DataError, ImageReadError
from ml.imaging.types.ordinary_file import open_ordinary

UNREADABLE = (OSError, UnicodeDecodeError, csv.Error, ImageReadError)
"""What `read_lines` lets through; the caller knows what to do about it."""


def read_lines(path: Path, needed: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """Read every line below the heading.

    Args:
        path: In UTF-8, with or without a byte order mark.
        needed: Columns that must be there.

    Returns:
        Where each line stands, in words, and its cells by column.

    Raises:
        DataError: A column is missing, or a cell holds a zero byte.
    """
    with open_ordinary(path) as file, TextIOWrapper(file, "utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in needed if name not in (reader.fieldnames or [])]
        if missing:
            raise DataError(f"{path.name} lacks the columns {', '.join(missing)}")
        return [
            (f"{path.name}, line {number}", _checked(line, f"{path.name}, line {number}"))
            for number, line in enumerate(reader, 2)
        ]


def _checked(line: dict[str, str], name: str) -> dict[str, str]:
    """A line whose cells may be names of files, which hold no zero byte."""
    for column, cell in line.items():
        if cell and "\0" in str(cell):
            raise DataError(f"{name}: `{column}` holds a zero byte; write the table again")
    return line
