"""Lets one process at a time look after the files of a folder.

The folder itself is locked, so that a full disk is no obstacle and a kill leaves nothing behind.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)

WAIT_SECONDS = 5.0
"""How long to wait for another process (ours); it needs a fraction of a second."""
RETRY_SECONDS = 0.01


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder; `False` inside where another process keeps it for too long.

    Where folders cannot be locked (Windows, some network drives), nothing is held. Windows does
    not rename a file that another process has open.

    Args:
        folder: It need not exist.
    """
    try:
        handle = os.open(folder, os.O_RDONLY) if sys.platform != "win32" else -1
    except OSError:  # missing or forbidden: then there is nothing to look after
        handle = -1
    try:
        yield handle < 0 or _lock(handle)
    finally:
        if handle >= 0:
            os.close(handle)


def _lock(handle: int) -> bool:
    if sys.platform == "win32":
        return True
    import fcntl

    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                log.warning("another process looks after the records; they are left to it")
                return False
        except OSError as error:
            log.info("the folder cannot be locked: %s", error.strerror)
            return True
        else:
            return True
        time.sleep(RETRY_SECONDS)
