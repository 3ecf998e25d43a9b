"""Erases files from the index of known headers, for good: it holds names of patients."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from ml.core.errors import WhenceError


class ForgetError(WhenceError):
    """Something could not be forgotten."""


def forget_known(index: Path, paths: Iterable[Path] | None = None) -> None:
    """Overwrite what an index knows of files and of everything below folders.

    Args:
        index: The index's file; nothing is done where there is none.
        paths: Files and folders; everything is forgotten where none are named.

    Raises:
        ForgetError: The index is in use, or cannot be written to.
    """
    if not index.is_file():
        return
    try:
        with closing(sqlite3.connect(index, timeout=10.0)) as base:
            base.execute("pragma secure_delete = on")
            with base:
                if paths is None:
                    base.execute("delete from file")
                else:
                    for path in paths:
                        _delete(base, path)
                base.execute(
                    "delete from header where id not in "
                    "(select header from file where header is not null)"
                )
            base.execute("vacuum")
            if base.execute("pragma wal_checkpoint(truncate)").fetchone()[0]:
                raise sqlite3.OperationalError("another program reads it")
    except sqlite3.DatabaseError as error:
        raise ForgetError(
            f"the index of known files could not be forgotten ({error}); close other windows of "
            f"Whence and try again, or delete {index.name} in {index.parent}"
        ) from error


def _delete(base: sqlite3.Connection, path: Path) -> None:
    encoded = os.fsencode(path)
    below = encoded.rstrip(os.fsencode(os.sep)) + os.fsencode(os.sep)
    base.execute("delete from file where folder = ?", (encoded,))
    base.execute("delete from file where substr(folder, 1, ?) = ?", (len(below), below))
    base.execute(
        "delete from file where folder = ? and name = ?",
        (os.fsencode(path.parent), os.fsencode(path.name)),
    )
