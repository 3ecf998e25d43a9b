"""Walks files and folders, in order of names, and visits each file once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ml.core.messages import message
from ml.imaging.formats.file_content import content
from ml.imaging.types.file_type import Content
from ml.imaging.types.ordinary_file import NOT_ORDINARY
from ml.imaging.types.series import Problem


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, and what the file system says of it.

    Attributes:
        path: The file.
        size: In bytes.
        modified_ns: Time of the last change, in nanoseconds.
    """

    path: Path
    size: int
    modified_ns: int


def walk(paths: Sequence[Path], seen: set[object] | None = None) -> Iterator[FoundFile | Problem]:
    """Walk files and folders of any depth.

    Links are followed; a folder or file that was seen already (by a link, or because it was
    dropped together with its parent) is not seen twice. A pipe, device or socket is a problem where
    it was dropped itself or has the name of an image.

    Args:
        paths: Files and folders, in any mixture.
        seen: What was seen before; added to.
    """
    seen = set() if seen is None else seen
    for path in paths:
        try:
            status = path.stat()
        except OSError as error:
            yield Problem(path, message("cannot be opened ({})", str(error.strerror)))
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _below(path, seen)
        elif not stat.S_ISREG(status.st_mode):
            yield Problem(path, NOT_ORDINARY)
        elif _new(seen, path, status):
            yield FoundFile(path, status.st_size, status.st_mtime_ns)


def _below(top: Path, seen: set[object]) -> Iterator[FoundFile | Problem]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            if not _new(seen, folder, folder.stat()):
                continue
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Problem(folder, message("the folder cannot be opened ({})", str(error.strerror)))
            continue
        deeper = []
        for entry in entries:
            path = folder / entry.name
            try:
                if entry.is_dir():
                    deeper.append(path)
                    continue
                status = entry.stat()
            except OSError as error:
                yield Problem(path, message("cannot be opened ({})", str(error.strerror)))
                continue
            if not stat.S_ISREG(status.st_mode):
                if content(path, b"") is not Content.OTHER:
                    yield Problem(path, NOT_ORDINARY)
            elif _new(seen, path, status):
                yield FoundFile(path, status.st_size, status.st_mtime_ns)
        waiting.extend(reversed(deeper))


def _new(seen: set[object], path: Path, status: os.stat_result) -> bool:
    """Note a file or folder by its inode, or where there is none by its name."""
    identity = (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)
    if identity in seen:
        return False
    seen.add(identity)
    return True
