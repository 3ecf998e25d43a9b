"""Opens files that hold images: ordinary ones only, and out of a header's folder none.

A pipe, a socket or a device never ends, or answers when it likes; a folder from elsewhere may hold
one under the name of an image. A header may name any file of the reader's; only what lies beside
or below it belongs to it.
"""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path, PureWindowsPath
from typing import BinaryIO

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.core.named_paths import real_path

NOT_ORDINARY = message("is a pipe, a device or a socket and no ordinary file; it is not opened")
A_FOLDER = message("is a folder and no file; it is not opened")
NOT_WAITING = getattr(os, "O_NONBLOCK", 0)
"""On Unix, opening a pipe that nobody writes to does not wait."""
BINARY = getattr(os, "O_BINARY", 0)
"""On Windows, line ends stay as they are."""


def ordinary_status(path: Path) -> os.stat_result:
    """What the file system says of an ordinary file; links are followed.

    Raises:
        ImageReadError: It is no ordinary file.
        OSError: It is not there, or may not be looked at.
    """
    return _checked(path, path.stat())


def open_ordinary(path: Path, *, buffered: bool = True) -> BinaryIO:
    """Open an ordinary file for reading; never waits for another program.

    A file whose length is 0 holds nothing, even where reading it would bring something, as in
    `/proc`.

    Args:
        path: The file; links are followed.
        buffered: Whether every read brings as many bytes as are asked for and there.

    Raises:
        ImageReadError: It is no ordinary file.
        OSError: It cannot be opened.
    """
    ordinary_status(path)  # to open a device may already have an effect
    descriptor = os.open(path, os.O_RDONLY | NOT_WAITING | BINARY)
    try:
        status = _checked(path, os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    if status.st_size == 0:
        os.close(descriptor)
        return io.BytesIO()
    return os.fdopen(descriptor, "rb", buffering=-1 if buffered else 0)


def leads_out(name: str) -> bool:
    """Whether a path is absolute, on a drive, or climbs with `..`, on any system."""
    windows = PureWindowsPath(name)
    climbs = ".." in windows.parts
    return climbs or bool(windows.drive) or bool(windows.root) or name.startswith(("/", "\\"))


def is_below(path: Path, folder: Path) -> bool:
    """Whether a path, its links followed, lies in a folder or below it."""
    return real_path(path).is_relative_to(real_path(folder))


def _checked(path: Path, status: os.stat_result) -> os.stat_result:
    if stat.S_ISDIR(status.st_mode):
        raise ImageReadError(path.name, A_FOLDER)
    if not stat.S_ISREG(status.st_mode):
        raise ImageReadError(path.name, NOT_ORDINARY)
    return status
