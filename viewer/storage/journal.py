"""Records what the reader did in an append-only table whose rows are chained by hashes.

Each row's `chain` is the SHA-256 over the row before and its own content, so that a row that was
altered, taken out or put in between is found. Series and slices stand there as hashes; no name, no
UID and no pixel is kept.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ml.core.errors import WhenceError
from ml.core.messages import mark, message, verbatim
from ml.core.types import Check
from viewer.i18n.translate import tr
from viewer.storage.database_problem import ensure_writable, error_message, error_words
from viewer.storage.sqlite_file import (
    BUSY_SECONDS,
    Schema,
    is_unrestored,
    open_database,
    reading,
    size_of,
    writing,
)

log = logging.getLogger(__name__)

NAME = "journal.sqlite"
RETRY_SECONDS = 0.2
"""How long a mark waits for a journal that could not be opened at the start (ours)."""
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
OF_SERIES = (
    "SELECT number, time, kind, series, slice, body, chain FROM entries "
    "WHERE series = ? OR ? = '' ORDER BY number"
)


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

    Attributes:
        problem: Why rows are not in the file yet, in words; empty where they are.

    Raises:
        JournalError: The file cannot be opened or is no journal.
    """

    def __init__(self, path: Path | None) -> None:
        self.problem = ""
        self._awaited: Path | None = None
        try:
            self._base = _open(path, BUSY_SECONDS)
        except sqlite3.Error as error:
            raise JournalError(
                verbatim(tr("marks cannot be saved for now: {}").format(error_words(error, path)))
            ) from error
        self._path = path

    @classmethod
    def awaiting(cls, path: Path) -> Journal:
        """A journal in memory that moves its rows to a file once that can be opened."""
        journal = cls(None)
        journal._awaited = path
        journal.reopened()
        return journal

    def reopened(self) -> bool:
        """Whether the file could be opened just now; what was kept in memory is in it then."""
        path = self._awaited
        if path is None:
            return False
        try:
            base = _open(path, RETRY_SECONDS)
        except sqlite3.Error as error:
            self.problem = error_words(error, path)
            return False
        rows = self._base.execute(
            "SELECT time, kind, series, slice, body FROM entries ORDER BY number"
        ).fetchall()
        try:
            with writing(base):
                for row in rows:
                    _append(base, *row)
        except sqlite3.Error as error:
            base.close()
            self.problem = error_words(error, path)
            return False
        self._base.close()
        self._base, self._path, self._awaited, self.problem = base, path, None, ""
        return True

    def add(self, kind: str, series: str, slice_: str, body: Mapping[str, Any]) -> None:
        """Append a row; several programs may do so at the same time.

        Raises:
            JournalError: The disk is full, the file is gone, or another program holds it.
        """
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        text = json.dumps(body, ensure_ascii=True, sort_keys=True)
        try:
            with writing(self._base):
                _append(self._base, time, kind, series, slice_, text)
        except sqlite3.Error as error:
            raise JournalError(
                verbatim(tr("this mark was not saved: {}").format(error_words(error, self._path)))
            ) from error

    def of(self, series: str = "") -> Iterator[Entry]:
        """Everything about one series, or about all, first to last.

        While the file is awaited, that is what can be read of it, then what is kept in memory.
        """
        rows = self._base.execute(OF_SERIES, (series, series)).fetchall()
        if self._awaited is not None:
            rows = _readable_rows(self._awaited, series) + rows
        for number, time, kind, key, slice_, body, chain in rows:
            yield Entry(number, time, kind, key, slice_, json.loads(body), chain)

    def close(self) -> None:
        """Close the file, after a last attempt to open one that was awaited."""
        self.reopened()
        self._base.close()


def _open(path: Path | None, busy_seconds: float) -> sqlite3.Connection:
    """Open the table and look at its end, so that a damaged one is found now.

    Raises:
        sqlite3.Error: It cannot be opened or read.
    """
    base = open_database(path, SCHEMA, busy_seconds)
    try:
        _last_chain(base)
    except sqlite3.Error:
        base.close()
        raise
    return base


def _readable_rows(path: Path, series: str) -> list[tuple[Any, ...]]:
    """The rows of a file that cannot be written to; none where it cannot be read either.

    On a full disk SQLite cannot make the side files that it reads with. Without any rows in a
    write-ahead log the file itself holds everything.
    """
    for copy in (False, True):
        try:
            if copy and size_of(path.with_name(path.name + "-wal")):
                return []
            with reading(path, copy=copy) as base:
                return base.execute(OF_SERIES, (series, series)).fetchall()
        except (sqlite3.Error, OSError) as error:
            log.info("the journal cannot be read for now: %s", type(error).__name__)
    return []


def _last_chain(base: sqlite3.Connection) -> str:
    row = base.execute("SELECT chain FROM entries ORDER BY number DESC LIMIT 1").fetchone()
    return str(row[0]) if row else START


def _append(
    base: sqlite3.Connection, time: str, kind: str, series: str, slice_: str, body: str
) -> None:
    """Chain a row to the last one; called inside `writing`, so that no other comes in between."""
    chain = link(_last_chain(base), time, kind, series, slice_, body)
    base.execute(
        "INSERT INTO entries (time, kind, series, slice, body, chain) VALUES (?, ?, ?, ?, ?, ?)",
        (time, kind, series, slice_, body, chain),
    )


def verify(path: Path) -> tuple[int, str]:
    """Follow the chain through a journal.

    Args:
        path: The file.

    Returns:
        How many rows are sound from the first on, and what is wrong with the next; empty where
        all are sound. The newest rows taken off the end cannot be noticed.
    """
    try:
        return _verified(path)
    except (sqlite3.Error, OSError) as error:
        return 0, tr("cannot be read: {}").format(error_words(error, path))


def _verified(path: Path) -> tuple[int, str]:
    """As `verify`.

    Raises:
        sqlite3.Error: The file cannot be read.
        OSError: As above.
    """
    before, count = START, 0
    with reading(path) as base:
        for number, *row, chain in base.execute(
            "SELECT number, time, kind, series, slice, body, chain FROM entries ORDER BY number"
        ):
            if number != count + 1:
                return count, tr("row {} is missing").format(count + 1)
            if link(before, *row) != chain:
                return count, tr("row {} was altered").format(number)
            before, count = chain, count + 1
    return count, ""


def check(path: Path) -> Check:
    """One line for the self-check."""
    topic = mark("journal")
    try:
        if size_of(path) == 0 and not is_unrestored(path):
            return Check(topic, True, message("nothing marked yet"))
        count, wrong = _verified(path)
        ensure_writable(path)
    except (sqlite3.Error, OSError) as error:
        words = message("marks cannot be saved for now: {}", error_message(error, path))
        return Check(topic, False, words)
    if wrong:
        words = message(
            "{} ({} rows before it are sound); the file was changed from outside",
            verbatim(wrong),
            count,
        )
        return Check(topic, False, words)
    return Check(topic, True, message("{} rows, none altered, none missing", count))
