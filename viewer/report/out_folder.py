"""Keeps the folder of a batch run in order: who may write, what is ours, what was left half-made.

A series' folder holds `UNFINISHED` while it is written. Where a run was killed, the next one finds
the mark and removes what is beside it, of the names that Whence gives and no others.
"""

from __future__ import annotations

import errno
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ml.core.errors import WriteError
from ml.core.folder_lock import locked
from ml.core.messages import message
from viewer.report import result_files

UNFINISHED = ".whence-unfinished"
_KEY = re.compile(r"[0-9a-f]{10}", re.ASCII)
"""`ml.imaging.types.series.Series.key`."""
_TEMPORARY = re.compile(r"\.[a-z0-9_]{8}\.(json|pdf|png)", re.ASCII)
_TEMPORARY_TABLE = re.compile(r"\.[a-z0-9_]{8}\.csv", re.ASCII)
"""What `ml.core.atomic_files` writes to."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENODEV, errno.ESTALE)
"""Errors of the whole file system, not of one file."""


@contextmanager
def opened(out: Path) -> Iterator[None]:
    """Make the folder of a run, keep other runs out, and remove what a killed one left.

    Raises:
        WriteError: It cannot be made or written to, or another run writes into it.
    """
    try:
        new = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
        _try_to_write(out)
    except OSError as error:
        raise WriteError(
            message(
                "results cannot be written into {} ({}); choose another folder",
                out.name,
                error.strerror or type(error).__name__,
            )
        ) from error
    with locked(out, wait_seconds=0) as alone:
        if not alone:
            raise WriteError(
                message(
                    "another run writes results into {}; wait until it ends, or choose another "
                    "folder",
                    out.name,
                )
            )
        _remove_leftovers(out)
        try:
            yield
        finally:
            if new:
                with suppress(OSError):  # it goes where it stayed empty
                    out.rmdir()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Mark a series' folder as unfinished while its results are written; undo them on an error.

    Raises:
        WriteError: It cannot be marked, or earlier results cannot be replaced.
    """
    try:
        _mark(folder)
        result_files.clear(folder)
        yield
        with suppress(OSError):  # a mark beside sound results costs the next run a look, no more
            (folder / UNFINISHED).unlink()
    except BaseException:  # also a signal that arrives between any two of these lines
        _remove_unfinished(folder)
        raise


def _mark(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / UNFINISHED).touch()
    except OSError as error:
        raise WriteError(
            message(
                "results cannot be written into {} ({}); choose another folder",
                folder.name,
                error.strerror or type(error).__name__,
            )
        ) from error


def stops_the_run(error: WriteError, out: Path) -> bool:
    """Whether what could not be written is not the matter of one series alone."""
    cause = error.__cause__
    if isinstance(cause, OSError) and cause.errno in _NO_ROOM:
        return True
    try:
        out.mkdir(parents=True, exist_ok=True)
        _try_to_write(out)
    except OSError:
        return True
    return False


def is_own_picture(path: Path) -> bool:
    """Whether an image is a key picture that a run of Whence has written, into whichever folder."""
    folder = path.parent
    if not _KEY.fullmatch(folder.name):
        return False
    named = result_files.KEY_PICTURE.fullmatch(path.name) or _TEMPORARY.fullmatch(path.name)
    marks = (folder / result_files.RESULTS, folder / UNFINISHED)
    return named is not None and any(mark.is_file() for mark in marks)


def series_folders(out: Path) -> list[Path]:
    """Folders that are named as those of series, in order of their names."""
    try:
        return sorted(p for p in out.iterdir() if _KEY.fullmatch(p.name) and p.is_dir())
    except OSError:
        return []


def _try_to_write(out: Path) -> None:
    with tempfile.TemporaryFile(dir=out) as file:
        file.write(b"x")


def _remove_leftovers(out: Path) -> None:
    """Remove what is half-made; what cannot be removed now is never believed anyway."""
    header = ",".join(result_files.COLUMNS[:3]).encode()
    for folder in series_folders(out):
        if (folder / UNFINISHED).exists():
            _remove_unfinished(folder)
        elif (folder / result_files.RESULTS).exists():  # two runs, where nothing can be locked
            with suppress(OSError):
                _remove_temporaries(folder)
    with suppress(OSError):
        for path in out.iterdir():
            if _TEMPORARY_TABLE.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                with path.open("rb") as file:
                    start = file.read(len(header))
                if header.startswith(start):
                    path.unlink()


def _remove_temporaries(folder: Path) -> None:
    for path in folder.iterdir():
        if _TEMPORARY.fullmatch(path.name) and not path.is_dir():
            path.unlink()


def _remove_unfinished(folder: Path) -> None:
    """Remove what was written beside the mark, then the mark; results that are whole stay."""
    with suppress(OSError, WriteError):
        record = result_files.read_results(folder)
        if record is None or not result_files.is_whole(folder, record):
            result_files.clear(folder)
        _remove_temporaries(folder)
        (folder / UNFINISHED).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
