"""Makes files and folders that only their owner may read: records of what was opened and done.

On Windows a user's own folders are private by the system's access lists, and nothing is changed.
"""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

log = logging.getLogger(__name__)

FILE_MODE, FOLDER_MODE = 0o600, 0o700
SIDE_FILES = ("-wal", "-shm", "-journal")
"""What SQLite may put beside a database, by the ends of the names."""


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone, or take every right of others from an existing one.

    Folders above it that are missing are made in the same way; those that exist stay as they are.
    So does a folder that belongs to someone else, or that is shared by design (sticky, such as
    `/tmp`).

    Raises:
        OSError: It cannot be made.
    """
    for missing in reversed([each for each in folder.parents if not each.exists()]):
        missing.mkdir(mode=FOLDER_MODE, exist_ok=True)
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    _tighten(folder)


def opener(path: str, flags: int) -> int:
    """For `open(..., opener=opener)`: a file that is made here is its owner's alone."""
    return os.open(path, flags, FILE_MODE)


def tighten_folder(folder: Path) -> None:
    """Take every right of others from a folder of ours and from all that is in it.

    An earlier Whence may have left files to every reader. Links are not followed.
    """
    if not folder.is_dir() or folder.is_symlink():
        return
    for parent, folders, files in os.walk(folder):
        for path in (Path(parent, name) for name in (*folders, *files)):
            if not path.is_symlink():
                _tighten(path)
    _tighten(folder)


def make_file(path: Path) -> None:
    """Make an empty file for its owner alone, or take every right of others from an existing one.

    An existing file is never opened: closing it would release the locks that SQLite holds on it.

    Raises:
        OSError: It cannot be made.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
    except FileExistsError:
        _tighten(path)


def make_database_file(path: Path) -> None:
    """As `make_file`, for a database of SQLite.

    SQLite gives side files the mode of the database; those of an earlier run are tightened, too.

    Raises:
        OSError: It cannot be made.
    """
    make_file(path)
    tighten_database_files(path)


def tighten_database_files(path: Path) -> None:
    """Take every right of others from a database and its side files, as far as they are there."""
    for suffix in ("", *SIDE_FILES):
        _tighten(path.with_name(path.name + suffix))


def _tighten(path: Path) -> None:
    if os.name != "posix":
        return
    try:
        status = path.stat()
    except FileNotFoundError:
        return
    mode = stat.S_IMODE(status.st_mode)
    shared = stat.S_ISDIR(status.st_mode) and mode & stat.S_ISVTX
    if status.st_uid != os.geteuid() or shared or not mode & 0o077:
        return
    try:
        path.chmod(mode & stat.S_IRWXU)
    except OSError as error:  # some file systems know no modes; the record matters more
        log.warning("%s stays readable by others: %s", path.suffix or "folder", error.strerror)
