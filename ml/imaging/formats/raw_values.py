"""Reads the values behind a text header: raw, packed or as text, in one file or several.

No more is unpacked than the header claims, so that a few bytes cannot fill the memory.

Source: teem.sourceforge.net/nrrd/format.html; docs.itk.org, MetaIO.
"""

from __future__ import annotations

import bz2
import re
import zlib
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import ImageReadError
from ml.core.messages import message

CHUNK = 1 << 20
EITHER_ZLIB_OR_GZIP = zlib.MAX_WBITS | 32
MOST_FILES = 65536
LONGEST_LIST = 1 << 22
DAMAGED = message("the volume is damaged; copy the file again")
MISSING = message("a file that holds its values is missing; copy all of them")
PATTERN = re.compile(r"(%0?\d*d)")


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

    def read(self) -> NDArray[np.generic]:
        """All values, in one row, in the machine's byte order.

        Raises:
            ImageReadError: A file is missing, ends too early or is damaged.
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
        with path.open("rb") as file:
            file.seek(self.offset)
            for _ in range(self.skip_lines):
                file.readline(CHUNK)
            if self.packing is Packing.TEXT:
                file.seek(max(self.skip_bytes, 0), 1)
                words = file.read().split()[:count]
                if len(words) < count:
                    raise EOFError
                return np.array([float(word) for word in words]).astype(self.kind)
            wanted = count * self.kind.itemsize
            if self.packing is Packing.RAW and self.skip_bytes == -1:
                if file.seek(-wanted, 2) < self.offset:
                    raise EOFError
                data = memoryview(file.read())
            else:
                skip = max(self.skip_bytes, 0)
                data = _unpacked(file, self.packing, skip + wanted)[skip:]
        if len(data) < wanted:
            raise EOFError
        return np.frombuffer(data, self.kind, count)


def _unpacked(file: BinaryIO, packing: Packing, most: int) -> memoryview:
    if packing is Packing.RAW:
        return memoryview(file.read(most))
    if packing is Packing.HEX:
        return memoryview(bytes.fromhex(file.read(4 * most).decode("ascii")))
    done = bytearray()
    tool = zlib.decompressobj(EITHER_ZLIB_OR_GZIP) if packing is Packing.ZLIB else None
    other = bz2.BZ2Decompressor()
    while len(done) < most:
        packed = file.read(CHUNK)
        if not packed:
            break
        while packed and len(done) < most:
            if tool is not None:
                done += tool.decompress(packed, most - len(done))
                packed = tool.unconsumed_tail
            else:
                done += other.decompress(packed, most - len(done))
                packed = b""
                while not other.needs_input and not other.eof and len(done) < most:
                    done += other.decompress(b"", most - len(done))
        if tool.eof if tool is not None else other.eof:
            break
    return memoryview(done)


def beside(header: Path, name: str) -> Path:
    """A file that a header names: beside it, unless the name is a whole path."""
    return header.parent / name


def listed(header: Path, end: int) -> tuple[Path, ...]:
    """The files that a header names line by line after its end.

    Raises:
        ImageReadError: It names none.
    """
    with header.open("rb") as file:
        file.seek(end)
        lines = [line.decode("utf-8", "replace").strip() for line in file.readlines(LONGEST_LIST)]
    names = [line for line in lines if line][:MOST_FILES]
    if not names:
        raise ImageReadError(header.name, DAMAGED)
    return tuple(beside(header, name) for name in names)


def counted(header: Path, pattern: str, first: int, last: int, step: int) -> tuple[Path, ...]:
    """The files of a numbered row, such as `slice%03d.raw` from 1 to 20.

    Raises:
        ImageReadError: The row has no end, or the pattern holds no number.
    """
    fields = PATTERN.findall(pattern)
    if step == 0 or len(fields) != 1 or not 0 <= (last - first) // step < MOST_FILES:
        raise ImageReadError(header.name, DAMAGED)
    numbers = range(first, last + (1 if step > 0 else -1), step)
    return tuple(beside(header, pattern.replace(fields[0], fields[0] % n)) for n in numbers)
