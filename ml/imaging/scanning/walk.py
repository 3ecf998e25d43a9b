"""Walks files and folders, in order of names, and visits each file once."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ml.core.messages import Message, message
from ml.imaging.formats.file_content import content
from ml.imaging.types.file_type import Content
from ml.imaging.types.ordinary_file import NOT_ORDINARY
from ml.imaging.types.series import Problem
from ml.imaging.unforeseen import aside

LEADS_OUT = message(
    "is a link that leads out of the opened folder; it is not followed. Open what it leads to "
    "instead"
)


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

    Links are followed where they were dropped themselves or lead to something below the dropped
    folder; one that leads out of it is a problem, since a folder from elsewhere could point at any
    file of the reader. A folder or file that was seen already (by a link, or because it was dropped
    together with its parent) is not seen twice. A pipe, device or socket is a problem where it was
    dropped itself or has the name of an image.

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
    waiting, real_top = [top], Path(os.path.realpath(top))
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
        deeper: list[Path] = []
        for entry in entries:
            found: list[FoundFile | Problem | Path] = []
            path = folder / entry.name
            with aside(_noting(found, path)):
                found += _looked_at(entry, path, real_top, seen)
            for each in found:
                if isinstance(each, Path):
                    deeper.append(each)
                else:
                    yield each
        waiting.extend(reversed(deeper))


def _noting(found: list[FoundFile | Problem | Path], path: Path) -> Callable[[Message], None]:
    return lambda why: found.append(Problem(path, why))


def _looked_at(
    entry: os.DirEntry[str], path: Path, real_top: Path, seen: set[object]
) -> list[FoundFile | Problem | Path]:
    """What an entry of a folder is: a file, a problem, a folder to look into, or nothing new."""
    try:
        if _is_link(entry) and not Path(os.path.realpath(path)).is_relative_to(real_top):
            return [Problem(path, LEADS_OUT)]
        if entry.is_dir():
            return [path]
        status = entry.stat()
    except OSError as error:
        return [Problem(path, message("cannot be opened ({})", str(error.strerror)))]
    if not stat.S_ISREG(status.st_mode):
        is_image = content(path, b"") not in (Content.OTHER, Content.COMPANION)
        return [Problem(path, NOT_ORDINARY)] if is_image else []
    new = _new(seen, path, status)
    return [FoundFile(path, status.st_size, status.st_mtime_ns)] if new else []


def _is_link(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a link; also a junction, which Python tells from 3.12 on."""
    junction: bool = getattr(entry, "is_junction", bool)()
    return entry.is_symlink() or junction


def _new(seen: set[object], path: Path, status: os.stat_result) -> bool:
    """Note a file or folder by its inode, or where there is none by its name."""
    identity = (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)
    if identity in seen:
        return False
    seen.add(identity)
    return True
