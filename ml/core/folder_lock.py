"""Lets one process at a time write into a folder.

The folder itself is locked, so that a full disk is no obstacle and a kill leaves nothing behind.
Where folders cannot be locked (Windows, some network drives), nothing is held; Windows does not
rename a file that another process has open.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

log = logging.getLogger(__name__)

WAIT_SECONDS = 5.0
"""How long to wait for another process (ours); looking after records needs a fraction of it."""
RETRY_SECONDS = 0.01
CAN_LOCK = sys.platform != "win32"


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
        self._handle = -1
        self.held, self.proven = True, False
        with suppress(OSError):  # missing or forbidden: then there is nothing to lock
            self._handle = os.open(folder, os.O_RDONLY) if CAN_LOCK else -1
        if self._handle >= 0:
            self.held, self.proven = _lock(
                self._handle, WAIT_SECONDS if wait_seconds is None else wait_seconds
            )

    def release(self) -> None:
        """Let others have it."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)


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
            log.info("the folder cannot be locked: %s", error.strerror)
            return True, False
        else:
            return True, True
        time.sleep(RETRY_SECONDS)
