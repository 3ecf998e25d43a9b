"""Writes the reader's marks as a CSV table: one row for each action."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ml.core import atomic_files
from ml.core.types import RESEARCH_USE
from ml.imaging.types.series import Series
from viewer.report.content import HIDDEN
from viewer.report.result_table import cell
from viewer.storage.journal import Entry, slice_key

COLUMNS = ("time", "series", "slice", "kind", "value", "outcome", "mode", "network", "note",
           "details", "use")  # fmt: skip
VALUES = {"opinion": "opinion", "impression": "impression", "measured": "tool", "key image": "on",
          "verdict shown": "outcome"}  # fmt: skip
"""What a row of each kind is about, by the field that says it."""
OWN_COLUMN = ("outcome", "mode", "model_id", "note")
LEFT_OUT = ("pictures",)
"""What only Whence can use."""


def write_marks(
    path: Path, entries: Iterable[Entry], library: Iterable[Series], *, privacy: bool
) -> None:
    """Write every mark; what was withdrawn stays, with the row that withdrew it.

    Args:
        path: The CSV file to write.
        entries: Of the journal.
        library: What is open: slices of these series are numbered, others named by their key.
        privacy: Leave notes out, since a reader may name a patient there.

    Raises:
        WriteError: The file cannot be written.
    """
    numbers = {
        slice_key(ref.uid): number
        for series in library
        for number, ref in enumerate(series.slices, 1)
    }
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for entry in entries:
        table.writerow([cell(value) for value in _row(entry, numbers, privacy)])
    atomic_files.write_text(path, text.getvalue())


def _row(entry: Entry, numbers: Mapping[str, int], privacy: bool) -> tuple[object, ...]:
    body: Mapping[str, Any] = entry.body
    field = VALUES.get(entry.kind, "")
    note = str(body.get("note", ""))
    other_values = {
        k: v for k, v in body.items() if k != field and k not in (*OWN_COLUMN, *LEFT_OUT)
    }
    return (
        entry.time,
        entry.series,
        numbers.get(entry.slice, entry.slice),
        entry.kind,
        body.get(field, ""),
        body.get("outcome", ""),
        body.get("mode", ""),
        body.get("model_id", ""),
        HIDDEN if note and privacy else note,
        json.dumps(other_values, sort_keys=True) if other_values else "",
        RESEARCH_USE,
    )
