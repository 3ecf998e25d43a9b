"""Writes files that are complete or absent, never half written."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from ml.core.errors import WriteError
from ml.core.messages import message
from ml.core.private_files import FILE_MODE

log = logging.getLogger(__name__)


def write(path: Path, fill: Callable[[Path], None], *, private: bool = False) -> None:
    """Write a file so that a kill or a full disk leaves the old one or none.

    Args:
        path: Where the file shall stand; its folder is made.
        fill: Writes the content to the path it is given (same folder, same suffix).
        private: Let only the owner read it, at every moment.

    Raises:
        WriteError: The disk is full or may not be written to; nothing is left behind.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        fill(temporary)
        # mkstemp's 0600 would lock colleagues out; after `fill`, which may put another file there
        temporary.chmod(FILE_MODE if private else 0o666 & ~_umask())
        sync_file(temporary)
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise WriteError(
            message(
                "{} could not be written ({}); free some space or choose another folder, then run "
                "again",
                path.name,
                error.strerror or str(error),
            )
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):  # what is wrong with the disk is already said
                temporary.unlink()


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Write UTF-8 text as `write` does."""

    def fill(temporary: Path) -> None:
        temporary.write_text(text, encoding="utf-8")

    write(path, fill, private=private)


def sync_file(path: Path) -> None:
    """Have what a file holds survive a power cut.

    Raises:
        OSError: The disk does not take it.
    """
    with path.open("rb") as written:
        os.fsync(written.fileno())


def sync_folder(folder: Path) -> None:
    """Have the new names in a folder survive a power cut; Windows does so by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:  # some file systems cannot; the names stand there all the same
        log.info("the folder was not synchronised: %s", error.strerror)
    finally:
        os.close(handle)


def _umask() -> int:
    """The process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
