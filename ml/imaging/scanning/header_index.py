"""The index of known headers: a folder opens again without its files being read.

A file is believed unchanged while its size and its time of change are what they were. The index
lies in the user's own cache folder, readable by nobody else: it holds names of patients, as the
files do (docs/adr/0016). Paths are kept as bytes: not every name is text. Losing it costs time
only, so a damaged one is begun anew.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sqlite3
import sys
import time
from pathlib import Path

from ml.core import private_files
from ml.core.messages import Message, message_from_json, to_json
from ml.imaging.scanning.record_json import from_values, header_of, header_text, to_values
from ml.imaging.scanning.walk import FoundFile
from ml.imaging.types.frame_record import Header, Record

log = logging.getLogger(__name__)

VERSION = 9
"""Raised whenever records change their meaning; an index of another version is emptied."""
KEPT_SECONDS = 180 * 86400
"""What was not opened for so long is forgotten (ours)."""
SAVED_AFTER = 1000
"""Files between two commits, so that a second desk never waits long for the index (ours)."""
OFF = "WHENCE_NO_INDEX"
TABLES = """
create table header (id integer primary key, text text unique not null);
create table file (
    folder blob not null, name blob not null, size integer not null, modified integer not null,
    header integer, records text not null, seen integer not null, primary key (folder, name)
) without rowid;
create index file_seen on file (seen);
create index file_header on file (header);
"""

IndexEntry = tuple[Record, ...] | Message
"""Records of a file (none if it is nothing), or the reason why it was passed over."""


def default_path() -> Path | None:
    """The index's file in the user's cache folder; `None` where the user wants none."""
    if os.environ.get(OFF):
        return None
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "whence" / "index.sqlite"


def open_default() -> Index | None:
    """The user's own index; `None` where there is none or it cannot be used."""
    path = default_path()
    if path is None:
        return None
    try:
        return Index(path)
    except (OSError, sqlite3.Error):
        log.warning("the index of known folders cannot be opened", exc_info=True)
        return None


class Index:
    """One open index, used by one thread at a time.

    Args:
        path: Its file; made if it is not there.

    Raises:
        sqlite3.Error: It cannot be used, not even anew.
        OSError: Its folder cannot be made.
    """

    def __init__(self, path: Path) -> None:
        private_files.make_folder(path.parent)
        self._path = path
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            log.warning("the index of known folders is damaged and begun anew")
            path.unlink(missing_ok=True)
            self._connection = self._open()
        self._numbers: dict[int, tuple[int, Header]] = {}
        self._headers: dict[int, Header] = {}
        self._unsaved = 0
        self._folder = b""
        self._rows: dict[bytes, tuple[int, int, int | None, str]] = {}
        self._now = int(time.time())

    def look_up(self, file: FoundFile) -> IndexEntry | None:
        """What is known of a file that has not changed; `None` if it must be read."""
        folder = os.fsencode(file.path.parent)
        if folder != self._folder:
            self._enter(folder)
        row = self._rows.get(os.fsencode(file.path.name))
        if row is None or row[:2] != (file.size, file.modified_ns):
            return None
        try:
            content = json.loads(row[3])
            if isinstance(content, dict):
                return message_from_json(content)
            if row[2] is None:
                return ()
            header = self._header(row[2])
            return tuple(from_values(values, file, header) for values in content)
        except (ValueError, KeyError, TypeError, IndexError):
            log.warning("an entry of the index cannot be read; its file is read again")
            return None

    def remember(self, file: FoundFile, entry: IndexEntry) -> None:
        """Note what was read of a file; its records share one header."""
        if isinstance(entry, Message):
            header, content = None, to_json(entry)
        else:
            header = self._number(entry[0].header) if entry else None
            content = [to_values(record) for record in entry]
        self._connection.execute(
            "insert or replace into file values (?, ?, ?, ?, ?, ?, ?)",
            (
                os.fsencode(file.path.parent),
                os.fsencode(file.path.name),
                file.size,
                file.modified_ns,
                header,
                json.dumps(content, separators=(",", ":")),
                self._now,
            ),
        )
        self._unsaved += 1
        if self._unsaved >= SAVED_AFTER:
            self.save()

    def save(self) -> None:
        """Keep what was noted so far."""
        self._connection.commit()
        self._unsaved = 0

    def close(self) -> None:
        """Save, forget what is old, and close."""
        with contextlib.suppress(sqlite3.Error):  # the index is a convenience
            self._connection.execute("delete from file where seen < ?", (self._now - KEPT_SECONDS,))
            self._connection.execute(
                "delete from header where id not in (select header from file where header not null)"
            )
            self._connection.commit()
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        private_files.make_database_file(self._path)
        connection = sqlite3.connect(self._path, timeout=1.0, check_same_thread=False)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        if connection.execute("pragma user_version").fetchone()[0] != VERSION:
            connection.executescript(
                f"drop table if exists header; drop table if exists file; {TABLES}"
                f"pragma user_version = {VERSION};"
            )
        return connection

    def _enter(self, folder: bytes) -> None:
        """Fetch all of a folder at once, and note that it was opened."""
        self._folder = folder
        rows = self._connection.execute(
            "select name, size, modified, header, records from file where folder = ?", (folder,)
        )
        self._rows = {name: (size, at, header, text) for name, size, at, header, text in rows}
        self._connection.execute(
            "update file set seen = ? where folder = ? and seen < ?",
            (self._now, folder, self._now - 86400),
        )

    def _header(self, number: int) -> Header:
        if number not in self._headers:
            row = self._connection.execute(
                "select text from header where id = ?", (number,)
            ).fetchone()
            if row is None:
                raise KeyError(number)
            self._headers[number] = header_of(row[0])
        return self._headers[number]

    def _number(self, header: Header) -> int:
        """Under which number a header is kept; the same object is looked up once."""
        if id(header) not in self._numbers:
            text = header_text(header)
            self._connection.execute("insert or ignore into header (text) values (?)", (text,))
            row = self._connection.execute(
                "select id from header where text = ?", (text,)
            ).fetchone()
            self._numbers[id(header)] = (int(row[0]), header)
        return self._numbers[id(header)][0]
