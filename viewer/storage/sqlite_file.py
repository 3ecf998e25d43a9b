"""Opens every SQLite file of the viewer: readable by its owner alone, with one set of pragmas.

Whoever opens a file says what it holds by a `Schema` and puts failures into its own words. This
module is the only one in `viewer` that calls `sqlite3.connect`.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ml.core import private_files
from ml.core.named_paths import real_path
from viewer.i18n.translate import tr
from viewer.storage.database_problem import (
    DAMAGED_CODES,
    DatabaseProblem,
    DatabaseProblemError,
    ensure_writable,
    problem_of,
)

GOOD = ".good"
"""Ending of the last good copy of a record (`viewer.storage.backups`)."""
BUSY_SECONDS = 5.0
"""How long a statement waits for another program that writes to the same file (ours)."""
PRAGMAS = (
    "journal_mode = WAL",  # a killed process loses nothing, and readers never wait
    "synchronous = NORMAL",  # no sync at each commit: a power cut may lose the last ones
    "secure_delete = ON",  # what is deleted is overwritten
    "foreign_keys = ON",
)
RETRY_SECONDS = 0.05
"""How long to wait where SQLite does not wait itself (ours): while a new file becomes a WAL."""
PAGE_ERROR = re.compile(r"code=(\d+)")
"""How SQLite numbers what kept it from looking at a page."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of a file, and their version.

    Attributes:
        tables: Statements that make tables and indices where they are missing.
        version: Of the tables, kept as `user_version`; 0 where the file keeps none.
    """

    tables: str
    version: int = 0


def open_database(
    path: Path | None, schema: Schema, busy_seconds: float = BUSY_SECONDS
) -> sqlite3.Connection:
    """Open a file for reading and writing, and make what is missing.

    Args:
        path: The file, made with its folder where it is missing; `None` for memory only.
        schema: What it holds.
        busy_seconds: How long to wait for another program before it counts as busy.

    Raises:
        DatabaseProblemError: The file cannot be used; says why and what to do.
    """
    deadline = time.monotonic() + busy_seconds
    while True:
        try:
            return _open(path, schema, busy_seconds)
        except (sqlite3.Error, OSError) as error:
            problem = problem_of(error, path)
            if problem is not DatabaseProblem.BUSY or time.monotonic() > deadline:
                name = path.name if path is not None else ":memory:"
                raise DatabaseProblemError(problem, name) from error
        time.sleep(RETRY_SECONDS)


@contextmanager
def reading(path: Path, *, copy: bool = False) -> Iterator[sqlite3.Connection]:
    """Open an existing file for reading only, and close it.

    Args:
        path: The file.
        copy: Whether it is a copy, which no program writes to: then no side file is made, and
            none is read.

    Raises:
        sqlite3.Error: It cannot be opened.
    """
    if not copy and is_unrestored(path):
        raise DatabaseProblemError(DatabaseProblem.UNRESTORED, path.name)
    private_files.tighten_database_files(path)
    address = f"{real_path(path).as_uri()}?mode=ro{'&immutable=1' if copy else ''}"
    with closing(sqlite3.connect(address, timeout=BUSY_SECONDS, uri=True)) as connection:
        yield connection


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that nobody else writes in between: all of it is kept, or nothing.

    What is read inside is still true when it is written.

    Raises:
        sqlite3.Error: The disk is full, or another program writes for longer than we wait.
    """
    connection.execute("BEGIN IMMEDIATE;")
    with connection:
        yield


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds no damage (`PRAGMA quick_check`).

    Raises:
        sqlite3.Error: The file is no database, or the disk failed during the check.
    """
    findings = "\n".join(row[0] for row in connection.execute("PRAGMA quick_check"))
    codes = {int(code) & 0xFF for code in PAGE_ERROR.findall(findings)}
    if codes - DAMAGED_CODES:  # a disk that fails, or no memory: that is no damage
        raise sqlite3.OperationalError(findings)
    return findings == "ok"


def copy_to(source: Path, target: Path) -> None:
    """Copy a database together with what still stands in its write-ahead log, and check the copy.

    Args:
        source: An existing database.
        target: An empty file of its owner alone.

    Raises:
        sqlite3.Error: One of them cannot be opened, or the copy is not whole.
    """
    with reading(source) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        if not is_whole(new):
            raise DatabaseProblemError(DatabaseProblem.DAMAGED, target.name)


def overwrite_deleted(connection: sqlite3.Connection) -> None:
    """Leave nothing of deleted rows behind, neither in free pages nor in the write-ahead log.

    Raises:
        sqlite3.Error: The disk is full, or another program reads the file.
    """
    connection.execute("VACUUM")
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise sqlite3.OperationalError(tr("another program reads the list"))


def _open(path: Path | None, schema: Schema, busy_seconds: float) -> sqlite3.Connection:
    if path is not None:
        private_files.make_folder(path.parent)
        if is_unrestored(path):
            raise DatabaseProblemError(DatabaseProblem.UNRESTORED, path.name)
        private_files.make_database_file(path)
        ensure_writable(path)
    connection = sqlite3.connect(":memory:" if path is None else path, timeout=busy_seconds)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _prepare(connection, schema, path.name if path is not None else ":memory:")
        connection.execute(f"PRAGMA busy_timeout = {round(BUSY_SECONDS * 1000)}")
    except (sqlite3.Error, OSError):
        connection.close()
        raise
    return connection


def is_unrestored(path: Path) -> bool:
    """Whether a record is gone or empty while its last good copy, or its rest, is there.

    A new file in its place would look as if nothing had ever been kept.
    """
    left = (path.with_name(path.name + end) for end in (GOOD, "-wal"))
    # what is left first: a desk that makes the file just now fills it before its log
    return any(map(size_of, left)) and size_of(path) == 0


def size_of(path: Path) -> int:
    """Bytes of a file; 0 where there is none.

    Raises:
        OSError: It may not be looked at.
    """
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _prepare(connection: sqlite3.Connection, schema: Schema, name: str) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, schema.version):
        raise DatabaseProblemError(DatabaseProblem.NEWER, name)
    if version == 0:
        mark = f"PRAGMA user_version = {schema.version};" if schema.version else ""
        connection.executescript(f"BEGIN; {schema.tables} {mark} COMMIT;")
