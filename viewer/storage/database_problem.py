"""Says why a record cannot be used: damaged, busy, full disk, forbidden, missing folder.

Only a file that SQLite itself calls damaged counts as damaged, because only then may
`viewer.storage.backups` set it aside. Every other problem passes without touching the file.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from enum import StrEnum
from pathlib import Path

from ml.core.messages import Message, verbatim
from viewer.i18n.translate import mark, tr


class DatabaseProblem(StrEnum):
    """Why a record cannot be used; the value is a sentence about a file, with what to do."""

    DAMAGED = mark("{} is damaged; restart Whence to restore the last good copy")
    BUSY = mark("another program is using {}; close other Whence windows and try again")
    FULL = mark("there is no space left for {}; free some disk space")
    FORBIDDEN = mark(
        "Whence may not write to {}; check the permissions of the file and of its folder"
    )
    MISSING_FOLDER = mark("the folder of {} is missing; check that its drive is connected")
    NEWER = mark("{} was written by a newer Whence; install that version")
    UNRESTORED = mark(
        "the last good copy of {} has not been restored yet; free some disk space and restart "
        "Whence"
    )
    UNREADABLE = mark("the disk reports an error for {}; check the disk and restart Whence")


class DatabaseProblemError(sqlite3.DatabaseError):
    """A record cannot be opened; the text says why and what to do.

    Args:
        problem: Why.
        name: Of the file.
    """

    def __init__(self, problem: DatabaseProblem, name: str) -> None:
        super().__init__(problem_words(problem, name))
        self.problem = problem


DAMAGED_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
FORBIDDEN_CODES = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})
FULL_ERRNOS = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EFBIG")
    if hasattr(errno, name)  # Windows knows no quota
)
FORBIDDEN_ERRNOS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
MISSING_ERRNOS = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.ELOOP})
PROBE_BYTES = 1 << 16
"""More than the shared memory that SQLite puts beside a database (32 KiB)."""


def problem_of(error: sqlite3.Error | OSError, path: Path | None) -> DatabaseProblem:
    """Why SQLite or the system refused a record.

    Args:
        error: What was raised.
        path: The record; `None` for memory.
    """
    if isinstance(error, DatabaseProblemError):
        return error.problem
    if isinstance(error, OSError):
        return _problem_of_errno(error.errno)
    extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    code = extended & 0xFF  # the primary result code
    for codes, problem in (
        (DAMAGED_CODES, DatabaseProblem.DAMAGED),
        (BUSY_CODES, DatabaseProblem.BUSY),
        ({sqlite3.SQLITE_FULL}, DatabaseProblem.FULL),
        (FORBIDDEN_CODES, DatabaseProblem.FORBIDDEN),
    ):
        if code in codes:
            return problem
    if extended == sqlite3.SQLITE_IOERR_SHMSIZE:
        return DatabaseProblem.FULL
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR) and path is not None:
        return _problem_of_folder(path)
    return DatabaseProblem.UNREADABLE


def problem_words(problem: DatabaseProblem, name: str) -> str:
    """The problem in the reader's language.

    Args:
        problem: Why a record cannot be used.
        name: Of its file.
    """
    return tr(problem.value).format(name)


def error_words(error: sqlite3.Error | OSError, path: Path | None) -> str:
    """What an error means for the reader; arguments as of `problem_of`."""
    return problem_words(problem_of(error, path), path.name if path is not None else ":memory:")


def _problem_of_errno(number: int | None) -> DatabaseProblem:
    if number in FULL_ERRNOS:
        return DatabaseProblem.FULL
    if number in FORBIDDEN_ERRNOS:
        return DatabaseProblem.FORBIDDEN
    if number in MISSING_ERRNOS:
        return DatabaseProblem.MISSING_FOLDER
    return DatabaseProblem.UNREADABLE


def error_message(error: sqlite3.Error | OSError, path: Path) -> Message:
    """As `error_words`, for whoever translates it later."""
    return Message(problem_of(error, path).value, verbatim(path.name))


def ensure_writable(path: Path) -> None:
    """Find out what SQLite may notice later only: whether it can write to a record.

    A file without a name is written beside it; the record itself is not opened, since closing it
    would release the locks that SQLite holds on it.

    Raises:
        OSError: The disk is full or may not be written to.
    """
    with tempfile.TemporaryFile(dir=path.parent, buffering=0) as probe:
        left = PROBE_BYTES
        while left:  # a disk that is nearly full takes a part, and refuses the rest
            left -= probe.write(b"\0" * left)
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _problem_of_folder(path: Path) -> DatabaseProblem:
    try:
        ensure_writable(path)
    except OSError as error:
        return _problem_of_errno(error.errno)
    return DatabaseProblem.UNREADABLE
