"""Reads files from elsewhere: ordinary ones of bounded size, and nothing else.

Opening a named pipe waits for ever, a device never ends, and a link leads anywhere.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ml.core.messages import Message, message

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe is opened at once, and then refused
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class NotOrdinaryError(Exception):
    """A file is no ordinary one, or too large.

    Attributes:
        reason: For the reader.
    """

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


def read(path: Path, most: int) -> bytes:
    """The bytes of a file, which is looked at after opening, so that no other takes its place.

    Args:
        path: Of the file.
        most: Bytes that it may have.

    Raises:
        FileNotFoundError: It does not exist.
        NotOrdinaryError: It is a link, a folder, a pipe, a device, or larger.
        OSError: It cannot be read.
    """
    if path.is_symlink():  # where the system has no O_NOFOLLOW
        raise NotOrdinaryError(message("it is a link"))
    opened = os.open(path, _FLAGS)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise NotOrdinaryError(message("it is no ordinary file"))
    with os.fdopen(opened, "rb") as file:
        if os.fstat(opened).st_size > most:
            raise _too_large(most)
        data = file.read(most + 1)
    if len(data) > most:
        raise _too_large(most)
    return data


def _too_large(most: int) -> NotOrdinaryError:
    return NotOrdinaryError(message("it is larger than {} bytes", most))
