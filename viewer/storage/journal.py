"""Records what the reader did in an append-only table whose rows are chained by hashes.

Each row's `chain` is the SHA-256 over the row before and its own content, so that a row that was
altered, taken out or put in between is found. Series and slices stand there as hashes; no name, no
UID and no pixel is kept.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ml.core.errors import WhenceError
from ml.core.messages import mark, message
from ml.core.types import Check
from viewer.i18n.translate import tr
from viewer.storage.sqlite_file import Schema, open_database, reading

NAME = "journal.sqlite"
START = "0" * 64
"""What the first row is chained to."""
SCHEMA = Schema("""
CREATE TABLE IF NOT EXISTS entries (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  time TEXT NOT NULL, kind TEXT NOT NULL, series TEXT NOT NULL, slice TEXT NOT NULL,
  body TEXT NOT NULL, chain TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS by_series ON entries (series);
""")


class JournalError(WhenceError):
    """The journal cannot be kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One action of the reader.

    Attributes:
        number: Counts up from 1.
        time: UTC, ISO 8601.
        kind: Such as `opinion` or `key image`.
        series: Key of the series.
        slice: Key of the slice; empty where the series is meant.
        body: What was done.
        chain: Hash over this row and all before.
    """

    number: int
    time: str
    kind: str
    series: str
    slice: str
    body: Mapping[str, Any]
    chain: str


def slice_key(uid: str) -> str:
    """Sixteen hex digits that stand for a slice."""
    return hashlib.sha256(uid.encode()).hexdigest()[:16]


def link(before: str, time: str, kind: str, series: str, slice_: str, body: str) -> str:
    """The hash that chains a row to the one before."""
    text = json.dumps([before, time, kind, series, slice_, body], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


class Journal:
    """The table in a file, or in memory; used from one thread.

    Writing takes a fraction of a millisecond and is done at once, on the GUI thread: what the
    reader did must survive the process, which a queue would not (docs/adr/0021).

    Args:
        path: The file; `None` to forget everything at the end.

    Raises:
        JournalError: The file cannot be opened or is no journal.
    """

    def __init__(self, path: Path | None) -> None:
        try:
            self._base = open_database(path, SCHEMA)
            row = self._base.execute("SELECT chain FROM entries ORDER BY number DESC").fetchone()
        except (sqlite3.Error, OSError) as error:
            raise JournalError(
                tr(
                    "marks cannot be saved: {} cannot be opened ({}); see Help > "
                    "Self-check, or start with --safe"
                ).format(NAME, error)
            ) from error
        self._last = row[0] if row else START

    def add(self, kind: str, series: str, slice_: str, body: Mapping[str, Any]) -> None:
        """Append a row.

        Raises:
            JournalError: The disk is full or the file is gone.
        """
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        text = json.dumps(body, ensure_ascii=True, sort_keys=True)
        chain = link(self._last, time, kind, series, slice_, text)
        try:
            with self._base:
                self._base.execute(
                    "INSERT INTO entries (time, kind, series, slice, body, chain) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (time, kind, series, slice_, text, chain),
                )
        except sqlite3.Error as error:
            raise JournalError(
                tr("this mark was not saved ({}); free some disk space").format(error)
            ) from error
        self._last = chain

    def of(self, series: str = "") -> Iterator[Entry]:
        """Everything about one series, or about all, first to last."""
        rows = self._base.execute(
            "SELECT number, time, kind, series, slice, body, chain FROM entries "
            "WHERE series = ? OR ? = '' ORDER BY number",
            (series, series),
        )
        for number, time, kind, key, slice_, body, chain in rows:
            yield Entry(number, time, kind, key, slice_, json.loads(body), chain)

    def close(self) -> None:
        """Close the file."""
        self._base.close()


def verify(path: Path) -> tuple[int, str]:
    """Follow the chain through a journal.

    Args:
        path: The file.

    Returns:
        How many rows are sound from the first on, and what is wrong with the next; empty where
        all are sound. The newest rows taken off the end cannot be noticed.
    """
    before, count = START, 0
    try:
        with reading(path) as base:
            for number, *row, chain in base.execute(
                "SELECT number, time, kind, series, slice, body, chain FROM entries ORDER BY number"
            ):
                if number != count + 1:
                    return count, tr("row {} is missing").format(count + 1)
                if link(before, *row) != chain:
                    return count, tr("row {} was altered").format(number)
                before, count = chain, count + 1
    except sqlite3.Error as error:
        return count, tr("cannot be read ({})").format(error)
    return count, ""


def check(path: Path) -> Check:
    """One line for the self-check."""
    if not path.is_file():
        return Check(mark("journal"), True, message("nothing marked yet"))
    count, wrong = verify(path)
    if wrong:
        words = message(
            "{} ({} rows before it are sound); the file was changed from outside", wrong, count
        )
        return Check(mark("journal"), False, words)
    return Check(mark("journal"), True, message("{} rows, none altered, none missing", count))
