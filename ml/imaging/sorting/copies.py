"""Tells whether two files with equal headers hold the same pixels.

Headers alone do not tell a copy from a version whose face was removed, whose values were smoothed
or which was damaged on its way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

import numpy as np

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.imaging.dicom.pixel_data import read_stored
from ml.imaging.types.frame_record import Record
from ml.imaging.types.ordinary_file import open_ordinary, ordinary_status

CHUNK = 1 << 20
OTHER_PIXELS = message(
    "other files have the same headers and other pixels; both are shown, so check which is meant"
)


@dataclass(frozen=True, slots=True)
class Twin:
    """A file whose header equals that of a file found before.

    Attributes:
        record: Of the file, under a UID of its own.
        original: Of the file found before.
        differs: Whether no file with this header has the same pixels.
    """

    record: Record
    original: Record
    differs: bool


def has_equal_header(record: Record, other: Record) -> bool:
    """Whether two files hold the same slice, as far as their headers tell."""
    return (
        record.header == other.header
        and record.size == other.size
        and record.order == other.order
        and record.position == other.position
        and record.position is not None
        and record.split == other.split
        and record.repeat == other.repeat
    )


def with_versions(
    records: Sequence[Record], twins: Sequence[Twin]
) -> tuple[Sequence[Record], list[Twin]]:
    """Add what is no copy to the records of a file series.

    A folder in which one slice differs is a version of its own, and keeps its equal slices, too.

    Returns:
        The records, where there are versions with what tells them apart; and the true copies.
    """
    versions = sorted({t.record.path.parent for t in twins if t.differs and not _side_by_side(t)})
    kept = [t for t in twins if t.differs or t.record.path.parent in versions]
    if not kept:
        return records, list(twins)
    number = {folder: str(n) for n, folder in enumerate(versions, 2)}
    return [
        *(_numbered(record, "1") for record in records),
        *(_numbered(t.record, number.get(t.record.path.parent, "2")) for t in kept),
    ], [t for t in twins if not (t.differs or t.record.path.parent in versions)]


def _side_by_side(twin: Twin) -> bool:
    return twin.record.path.parent == twin.original.path.parent


def _numbered(record: Record, version: str) -> Record:
    repeat = (*record.repeat, ("version", version))
    return replace(record, repeat=repeat, doubts=(*record.doubts, OTHER_PIXELS))


def same_pixels(record: Record, other: Record) -> bool:
    """Whether two frames are equal, value by value.

    A file that cannot be read equals only one with the same bytes.
    """
    try:
        key = _version(record.path), _version(other.path)
        return _same_bytes(*key) or _same_values(record, other)
    except (OSError, ImageReadError):
        return False


def _version(path: Path) -> tuple[Path, int]:
    return path, ordinary_status(path).st_mtime_ns


@lru_cache(maxsize=1024)
def _same_bytes(version: tuple[Path, int], other_version: tuple[Path, int]) -> bool:
    """Whether two files are equal; asked for each frame of a file, and answered once."""
    with open_ordinary(version[0]) as file, open_ordinary(other_version[0]) as other_file:
        chunks = iter(lambda: file.read(CHUNK), b"")
        other_chunks = iter(lambda: other_file.read(CHUNK), b"")
        return all(a == b for a, b in zip_longest(chunks, other_chunks))


def _same_values(record: Record, other: Record) -> bool:
    pixels = read_stored(record.path, record.frame).pixels
    other_pixels = read_stored(other.path, other.frame).pixels
    return pixels.dtype == other_pixels.dtype and np.array_equal(pixels, other_pixels)
