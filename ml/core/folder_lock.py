"""Lets one process at a time write into a folder.

The folder itself is locked, so that a full disk is no obstacle and a kill leaves nothing behind.
Where the system cannot lock folders (Windows, some network drives), a file in it is locked instead.
Either lock ends with its process.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

log = logging.getLogger(__name__)

WAIT_SECONDS = 5.0
"""How long to wait for another process (ours); looking after records needs a fraction of it."""
RETRY_SECONDS = 0.01
LOCK_FILE = ".whence-lock"
"""The file that is locked where the folder cannot be; empty, and removed with the lock."""
CAN_LOCK_FOLDERS = sys.platform != "win32"


class FolderLock:
    """The lock of one folder, held until it is released or the process ends.

    Args:
        folder: It need not exist.
        wait_seconds: How long to wait for another process; `WAIT_SECONDS` if absent.

    Attributes:
        held: Whether no other process holds it; true where it cannot be locked.
        proven: Whether the system has confirmed that.
    """

    def __init__(self, folder: Path, wait_seconds: float | None = None) -> None:
        wait = WAIT_SECONDS if wait_seconds is None else wait_seconds
        self._handle = -1
        self._file: BaseFileLock | None = None
        self.held, self.proven = True, False
        with suppress(OSError):  # missing or forbidden: then there is nothing to lock
            self._handle = os.open(folder, os.O_RDONLY) if CAN_LOCK_FOLDERS else -1
        if self._handle >= 0:
            self.held, self.proven = _lock(self._handle, wait)
        if self.held and not self.proven and folder.is_dir():
            self._lock_file(folder / LOCK_FILE, wait)

    def release(self) -> None:
        """Let others have it."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)
        file, self._file = self._file, None
        if file is not None:
            path = Path(file.lock_file)
            if os.name == "posix":  # whoever waits for it sees that it is gone, and makes it anew
                _remove(path)
            file.release()
            if os.name != "posix":  # not while another process has it open
                _remove(path)

    def _lock_file(self, path: Path, wait_seconds: float) -> None:
        from filelock import FileLock, Timeout

        lock = FileLock(path, thread_local=False, fallback_to_soft=False)
        try:
            lock.acquire(timeout=wait_seconds, poll_interval=RETRY_SECONDS)
        except Timeout:
            log.debug("another process holds the lock of a folder")
            self.held = False
        except (OSError, NotImplementedError) as error:  # no room, forbidden, or no locks at all
            log.info("the folder cannot be locked: %s", type(error).__name__)
        else:
            self._file, self.proven = lock, True


@contextmanager
def locked(folder: Path, wait_seconds: float | None = None) -> Iterator[bool]:
    """Hold the lock of a folder; `False` inside where another process keeps it for too long.

    Args:
        folder: It need not exist.
        wait_seconds: How long to wait for another process; `WAIT_SECONDS` if absent.
    """
    lock = FolderLock(folder, wait_seconds)
    try:
        yield lock.held
    finally:
        lock.release()


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _lock(handle: int, wait_seconds: float) -> tuple[bool, bool]:
    """Whether nobody else has the lock, and whether the system says so."""
    if sys.platform == "win32":
        return True, False
    import fcntl

    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                log.debug("another process holds the lock of a folder")
                return False, False
        except OSError as error:
            log.info("the folder itself cannot be locked: %s", error.strerror)
            return True, False
        else:
            return True, True
        time.sleep(RETRY_SECONDS)
