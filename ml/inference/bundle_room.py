"""Where a bundle is got ready beside the installed ones, and what a kill leaves of that."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ml.core import atomic_files
from ml.core.folder_lock import FolderLock

log = logging.getLogger(__name__)

PREFIX, BEFORE = ".installing-", "before"


@contextmanager
def opened(into: Path) -> Iterator[Path]:
    """A folder beside the installed bundles, locked while its process lives, then removed.

    Args:
        into: Folder of the installed bundles.

    Raises:
        OSError: It cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=into) as name:
        room = Path(name)
        (room / BEFORE).mkdir()
        lock = FolderLock(room, wait_seconds=0)
        try:
            yield room
        finally:
            lock.release()


def put(copy: Path, target: Path, room: Path) -> None:
    """Have a bundle take the place of another, which stays in the room until that is done.

    Its files are on the disk before it has its name, so that a power cut leaves one of both.

    Args:
        copy: What is installed, in the room.
        target: Where it belongs, under the name of its task.
        room: From `opened`.

    Raises:
        OSError: It cannot be moved; the other one stays.
    """
    for file in copy.iterdir():
        atomic_files.sync_file(file)
    atomic_files.sync_folder(copy)
    before = room / BEFORE / target.name
    if target.exists():
        target.rename(before)
    try:
        copy.rename(target)
    except OSError:
        if before.exists():
            before.rename(target)
        raise
    atomic_files.sync_folder(target.parent)


def recover(into: Path) -> None:
    """Put back the bundle that an installation had moved away when it was killed.

    Without it, another network would read in its place and nobody would be told.

    Args:
        into: Folder of the installed bundles; it need not exist.
    """
    for room in into.glob(f"{PREFIX}*"):
        lock = FolderLock(room, wait_seconds=0)
        try:
            if lock.proven:  # whoever made it is gone
                _put_back(room, into)
        except OSError as error:
            log.warning("a killed installation cannot be undone: %s", error.strerror)
        finally:
            lock.release()


def _put_back(room: Path, into: Path) -> None:
    kept = room / BEFORE
    for before in kept.iterdir() if kept.is_dir() else ():
        target = into / before.name
        if not target.exists():
            before.rename(target)
            log.warning("an installation was killed; the network before it is in place again")
    shutil.rmtree(room, ignore_errors=True)
