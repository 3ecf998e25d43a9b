"""Reads the values behind a text header: raw, packed or as text, in one file or several.

No more is read or unpacked than the header claims, so that a few bytes cannot fill the memory, and
what it claims is compared with what is there before memory is taken.

Source: teem.sourceforge.net/nrrd/format.html; docs.itk.org, MetaIO.
"""

from __future__ import annotations

import bz2
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.imaging.types.ordinary_file import open_ordinary, ordinary_status

CHUNK = 1 << 20
EITHER_ZLIB_OR_GZIP = zlib.MAX_WBITS | 32
MOST_SKIPPED = 1 << 26
"""No lines before the values, and no packed bytes before them, are longer than this (ours)."""
LONGEST_WORD = 64
"""No number takes more bytes as text, blanks included (ours)."""
DAMAGED = message("the volume is damaged; copy the file again")
MISSING = message("a file that holds its values is missing; copy all of them")


class Packing(Enum):
    """How values are written."""

    RAW = auto()
    ZLIB = auto()
    """Zlib or gzip, told apart by their first bytes."""
    BZIP2 = auto()
    TEXT = auto()
    HEX = auto()


@dataclass(frozen=True, slots=True)
class ValueFiles:
    """Where the values of a volume are.

    Attributes:
        header: The file that was opened.
        files: What holds the values, in order; each holds as many.
        kind: Of one number, with its byte order.
        count: Numbers in all files together.
        packing: How they are written.
        skip_lines: Lines before them in each file.
        skip_bytes: Bytes before them, after unpacking; -1 if they end with the file.
        offset: Where lines are counted from: the end of a header in the same file.
    """

    header: Path
    files: tuple[Path, ...]
    kind: np.dtype[np.generic]
    count: int
    packing: Packing
    skip_lines: int = 0
    skip_bytes: int = 0
    offset: int = 0

    def stored_bytes(self) -> int:
        """Bytes of all files that hold the values.

        Raises:
            ImageReadError: One of them is missing, or is no ordinary file.
        """
        try:
            return sum(ordinary_status(path).st_size for path in self.files)
        except FileNotFoundError as error:
            raise ImageReadError(self.header.name, MISSING) from error
        except OSError as error:
            raise ImageReadError(
                self.header.name,
                message("a file that holds its values cannot be opened ({})", str(error.strerror)),
            ) from error

    def read(self) -> NDArray[np.generic]:
        """All values, in one row, in the machine's byte order.

        Raises:
            ImageReadError: A file is missing, ends too early, is damaged or no ordinary file.
        """
        per_file, rest = divmod(self.count, len(self.files))
        if rest or self.skip_lines < 0 or self.skip_bytes < -1:
            raise ImageReadError(self.header.name, DAMAGED)
        try:
            parts = [self._one(path, per_file) for path in self.files]
        except FileNotFoundError as error:
            raise ImageReadError(self.header.name, MISSING) from error
        except (OSError, EOFError, ValueError, zlib.error, MemoryError, OverflowError) as error:
            raise ImageReadError(self.header.name, DAMAGED) from error
        values = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return values.astype(values.dtype.newbyteorder("="), copy=False)

    def _one(self, path: Path, count: int) -> NDArray[np.generic]:
        with open_ordinary(path) as file:
            file.seek(self.offset)
            _skip_lines(file, self.skip_lines)
            if self.packing is Packing.TEXT:
                file.seek(max(self.skip_bytes, 0), 1)
                return _numbers(file, count).astype(self.kind)
            wanted = count * self.kind.itemsize
            if self.packing is Packing.RAW:
                data = self._raw(file, wanted, ordinary_status(path).st_size)
            else:
                data = _taken(_unpacked(file, self.packing), max(self.skip_bytes, 0), wanted)
        if len(data) < wanted:
            raise EOFError
        return np.frombuffer(data, self.kind, count)

    def _raw(self, file: BinaryIO, wanted: int, size: int) -> memoryview:
        start = size - wanted if self.skip_bytes == -1 else file.tell() + self.skip_bytes
        if start < self.offset or start + wanted > size:
            raise EOFError
        file.seek(start)
        return memoryview(file.read(wanted))


def _skip_lines(file: BinaryIO, count: int) -> None:
    most = file.tell() + MOST_SKIPPED
    for _ in range(count):
        if not file.readline(CHUNK) or file.tell() > most:
            raise EOFError


def _numbers(file: BinaryIO, count: int) -> NDArray[np.float64]:
    """So many numbers that are written as text."""
    parts: list[NDArray[np.float64]] = []
    have, rest, left = 0, b"", count * LONGEST_WORD + CHUNK
    while have < count:
        piece = file.read(min(CHUNK, left))
        left -= len(piece)
        text = rest + piece
        words = text.split()
        whole = not piece or text[-1:].isspace()
        rest = b"" if whole or not words else words.pop()
        if len(rest) > LONGEST_WORD:
            raise ValueError("a word that is no number")
        parts.append(np.array([float(word) for word in words[: count - have]], dtype=np.float64))
        have += len(parts[-1])
        if not piece and have < count:
            raise EOFError
    return np.concatenate(parts) if parts else np.zeros(0)


def _taken(pieces: Iterator[bytes], skip: int, wanted: int) -> memoryview:
    """What follows after some bytes, no more than is wanted."""
    if skip > MOST_SKIPPED:
        raise EOFError
    done = bytearray()
    for piece in pieces:
        done += piece[skip : skip + wanted - len(done)]
        skip = max(skip - len(piece), 0)
        if len(done) >= wanted:
            break
    return memoryview(done)


def _unpacked(file: BinaryIO, packing: Packing) -> Iterator[bytes]:
    """Unpack piece by piece; no piece is much larger than `CHUNK`."""
    if packing is Packing.HEX:
        yield from _from_hex(file)
        return
    zlib_tool = zlib.decompressobj(EITHER_ZLIB_OR_GZIP)
    bzip2_tool = bz2.BZ2Decompressor()
    tool = zlib_tool if packing is Packing.ZLIB else bzip2_tool
    while not tool.eof and (packed := file.read(CHUNK)):
        yield tool.decompress(packed, CHUNK)
        if packing is Packing.ZLIB:
            while zlib_tool.unconsumed_tail and not zlib_tool.eof:
                yield zlib_tool.decompress(zlib_tool.unconsumed_tail, CHUNK)
        else:
            while not bzip2_tool.needs_input and not bzip2_tool.eof:
                yield bzip2_tool.decompress(b"", CHUNK)


def _from_hex(file: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while text := file.read(CHUNK):
        digits = rest + b"".join(text.split())
        rest = digits[len(digits) // 2 * 2 :]
        yield bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
    if rest:
        raise ValueError("half a byte")
