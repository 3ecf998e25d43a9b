"""Opens files that may be packed by gzip as a whole: their first bytes tell, not their names.

Source: RFC 1952 (ID1 and ID2).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from ml.imaging.types.ordinary_file import open_ordinary

GZIP = b"\x1f\x8b"
UNPACKS_NOT = (gzip.BadGzipFile, EOFError, zlib.error)
"""What is raised where a packed file is damaged or cut short."""
CHUNK = 1 << 20


def unpacked_head(head: bytes, most: int) -> bytes:
    """The beginning of what is packed; the bytes themselves where nothing is.

    Args:
        head: The first bytes of a file.
        most: How many bytes are wanted.
    """
    if not head.startswith(GZIP):
        return head
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, most)
    except zlib.error:
        return b""


def is_packed(path: Path) -> bool:
    """Whether a file is packed.

    Raises:
        ImageReadError: It is no ordinary file.
        OSError: It cannot be opened.
    """
    with open_ordinary(path, buffered=False) as file:
        return file.read(len(GZIP)) == GZIP


@contextmanager
def open_unpacked(path: Path) -> Iterator[BinaryIO]:
    """Open a file, and unpack it while it is read if it is packed.

    Raises:
        ImageReadError: It is no ordinary file.
        OSError: It cannot be opened; reading may raise what `UNPACKS_NOT` names.
    """
    with open_ordinary(path) as file:
        packed = file.read(len(GZIP)) == GZIP
        file.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield cast(BinaryIO, unpacked)
        else:
            yield file


def length_up_to(path: Path, most: int) -> int:
    """How many bytes a file holds, unpacked; no more than `most` are counted.

    Raises:
        ImageReadError: It is no ordinary file.
        OSError: It cannot be opened; `UNPACKS_NOT` where it cannot be unpacked.
    """
    if not is_packed(path):
        return min(path.stat().st_size, most)
    count = 0
    with open_unpacked(path) as file:
        while count < most and (piece := file.read(min(CHUNK, most - count))):
            count += len(piece)
    return count
