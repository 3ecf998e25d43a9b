"""Opens every SQLite file of the viewer: readable by its owner alone, with one set of pragmas.

Whoever opens a file says what it holds by a `Schema` and puts failures into its own words. This
module is the only one in `viewer` that calls `sqlite3.connect`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ml.core import private_files
from viewer.i18n.translate import tr

BUSY_SECONDS = 5.0
"""How long a statement waits for another program that writes to the same file (ours)."""
PRAGMAS = (
    "journal_mode = WAL",  # a killed process loses nothing, and readers never wait
    "synchronous = NORMAL",  # no sync at each commit: a power cut may lose the last ones
    "secure_delete = ON",  # what is deleted is overwritten
    "foreign_keys = ON",
)


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of a file, and their version.

    Attributes:
        tables: Statements that make tables and indices where they are missing.
        version: Of the tables, kept as `user_version`; 0 where the file keeps none.
    """

    tables: str
    version: int = 0


def open_database(path: Path | None, schema: Schema) -> sqlite3.Connection:
    """Open a file for reading and writing, and make what is missing.

    Args:
        path: The file, made with its folder where it is missing; `None` for memory only.
        schema: What it holds.

    Raises:
        sqlite3.Error: It is no database, is damaged, or was written by a newer Whence.
        OSError: The file or its folder cannot be made.
    """
    if path is not None:
        private_files.make_folder(path.parent)
        private_files.make_database_file(path)
    connection = sqlite3.connect(":memory:" if path is None else path, timeout=BUSY_SECONDS)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _prepare(connection, schema)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open an existing file for reading only, and close it.

    Raises:
        sqlite3.Error: It cannot be opened.
    """
    private_files.tighten_database_files(path)
    address = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, timeout=BUSY_SECONDS, uri=True)) as connection:
        yield connection


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds no damage (`PRAGMA quick_check`).

    Raises:
        sqlite3.Error: The file is no database.
    """
    return bool(connection.execute("PRAGMA quick_check").fetchone()[0] == "ok")


def copy_to(source: Path, target: Path) -> None:
    """Copy a database together with what still stands in its write-ahead log.

    Args:
        source: An existing database.
        target: An empty file of its owner alone.

    Raises:
        sqlite3.Error: One of them cannot be opened.
    """
    with reading(source) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def overwrite_deleted(connection: sqlite3.Connection) -> None:
    """Leave nothing of deleted rows behind, neither in free pages nor in the write-ahead log.

    Raises:
        sqlite3.Error: The disk is full, or another program reads the file.
    """
    connection.execute("VACUUM")
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise sqlite3.OperationalError(tr("another program reads the list"))


def _prepare(connection: sqlite3.Connection, schema: Schema) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, schema.version):
        raise sqlite3.DatabaseError(tr("it was written by a newer Whence"))
    if version == 0:
        mark = f"PRAGMA user_version = {schema.version};" if schema.version else ""
        connection.executescript(f"BEGIN; {schema.tables} {mark} COMMIT;")
