"""Opens ZIP archives whose entries claim names in UTF-8 that are none.

Python refuses the whole archive for one such name. Here these names are read byte by byte, as
those that claim no UTF-8 are (APPNOTE 4.4.4 bit 11, appendix D); they are only looked at, and
stripped of everything odd before anything is written (`ml.imaging.scanning.archive.harmless`).
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ml.imaging.types.ordinary_file import open_ordinary

ENTRY = struct.Struct("<4s4H3L5H2L")
"""Of the central directory, before its name (APPNOTE 4.3.12)."""
SIGNATURE = b"PK\1\2"
LOCAL, LOCAL_BYTES = b"PK\3\4", 30
"""Before the name at the entry itself (APPNOTE 4.3.7); `zipfile` reads it by itself."""
FLAGS_AT, LOCAL_FLAGS_AT, UTF_8 = 8, 6, 0x800


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive, whatever its entries are called.

    Raises:
        zipfile.BadZipFile: It is none, or its table of contents is damaged.
        OSError: It cannot be opened.
    """
    with open_ordinary(path) as file:
        try:
            archive = zipfile.ZipFile(file)
        except UnicodeDecodeError:
            file.seek(0)
            archive = zipfile.ZipFile(_BytewiseNames(file))  # type: ignore[arg-type]
        with archive:
            yield archive


class _BytewiseNames(io.RawIOBase):
    """An archive in which no name claims to be UTF-8."""

    def __init__(self, file: io.BufferedIOBase) -> None:
        self._file = file

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        return _claimless(self._file.read(size))


def _claimless(read: bytes) -> bytes:
    """Headers of entries without the claim that their names are UTF-8; other bytes as they are."""
    out, at = bytearray(read), 0
    if len(read) == LOCAL_BYTES and read[:4] == LOCAL:
        _clear(out, LOCAL_FLAGS_AT)
    while read[at : at + 4] == SIGNATURE and at + ENTRY.size <= len(read):
        _clear(out, at + FLAGS_AT)
        at += ENTRY.size + sum(ENTRY.unpack_from(read, at)[10:13])  # name, extra field, comment
    return bytes(out)


def _clear(header: bytearray, at: int) -> None:
    (flags,) = struct.unpack_from("<H", header, at)
    struct.pack_into("<H", header, at, flags & ~UTF_8)
