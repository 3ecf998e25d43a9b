"""Reads the header of a NIfTI or Analyze file, and says where its values are and how they are kept.

nibabel knows the fields; they are taken unchecked, since its checks refuse files of which only a
field that nobody needs is wrong. What is needed is checked here. Extensions hold no pixels and are
never read: a few packed bytes could fill the memory.

Source: nifti1.h and nifti2.h (magic, dim, datatype, vox_offset, scl_slope); Analyze 7.5.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from nibabel.analyze import AnalyzeHeader
from nibabel.arrayproxy import ArrayProxy
from nibabel.nifti1 import Nifti1Header
from nibabel.nifti2 import Nifti2Header
from nibabel.spatialimages import HeaderDataError

from ml.core.errors import ImageReadError
from ml.core.messages import Message, message
from ml.imaging.formats.gzip_files import UNPACKS_NOT, length_up_to, open_unpacked
from ml.imaging.formats.pair_files import is_header_name, values_name, values_of
from ml.imaging.formats.text_header import UNCLEAR, UNTRUE
from ml.imaging.types.ordinary_file import ordinary_status

logging.getLogger("nibabel.global").handlers.clear()  # it prints header fields on standard error

LENGTHS = {348: Nifti1Header, 540: Nifti2Header}
MAGICS = (
    (344, b"n+1\0", Nifti1Header, True),
    (344, b"ni1\0", Nifti1Header, False),
    (4, b"n+2\0", Nifti2Header, True),
    (4, b"ni2\0", Nifti2Header, False),
)
"""Where each magic word stands, and whether the values follow in the same file."""
AFTER_NIFTI_2 = b"\r\n\x1a\n"
"""Follows on the magic word of NIfTI-2, and tells whether line ends were changed."""
EXTENSION = 4
"""Bytes between a header and the values after it, which say whether extensions follow."""
NUMBERS = "iufc"
"""Kinds of numbers that are read, besides colours; others are bits and what has no type."""
COUNTED = 2**31
"""Larger volumes are not unpacked only to find out where their values begin (ours)."""
NO_NIFTI = message("does not begin as a NIfTI file does; copy the file again")
CUT_SHORT = message("ends within its header; copy the file again")
NO_UNPACKING = message("cannot be unpacked (gzip); copy the file again")
NO_SUCH_KIND = message("holds values of a data type that is not read")
AS_TEXT = message("was changed by a transfer as text; copy the file again, as binary")


@dataclass(frozen=True, slots=True)
class NiftiFile:
    """What a header says of its values, as far as it can be true.

    Attributes:
        fields: The header's fields, by nibabel.
        values: The file that holds the values.
        shape: Lengths of the axes, the fastest first; at least two.
        kind: Of one stored value.
        offset: Byte at which the values begin, after unpacking.
        slope: Factor from stored values to those shown.
        inter: What is then added.
        analyze: Whether it is an Analyze file, which states no orientation.
        doubts: In words.
    """

    fields: Any
    values: Path
    shape: tuple[int, ...]
    kind: np.dtype[Any]
    offset: int
    slope: float
    inter: float
    analyze: bool
    doubts: tuple[Message, ...]

    @property
    def nbytes(self) -> int:
        """Bytes of all values as they are stored."""
        return _nbytes(self.shape, self.kind)

    @property
    def plain(self) -> bool:
        """Whether values are shown as they are stored."""
        return (self.slope, self.inter) == (1.0, 0.0)

    def proxy(self, file: BinaryIO) -> Any:
        """The values in an open file, read by nibabel when they are asked for."""
        how = (self.shape, self.kind, self.offset, self.slope, self.inter)
        return ArrayProxy(file, how, mmap=False)  # type: ignore[no-untyped-call]


def read_header(path: Path) -> NiftiFile:
    """Read the header of a file, be it packed or not.

    Args:
        path: A file with header and values, or the header of a pair.

    Raises:
        ImageReadError: It is neither NIfTI nor Analyze, or claims what cannot be true.
    """
    try:
        return _read(path, ordinary_status(path).st_mtime_ns)
    except UNPACKS_NOT as error:
        raise ImageReadError(path.name, NO_UNPACKING) from error
    except OSError as error:
        raise ImageReadError(
            path.name, message("cannot be opened ({})", str(error.strerror))
        ) from error


@lru_cache(maxsize=64)
def _read(path: Path, _modified_ns: int) -> NiftiFile:
    with open_unpacked(path) as file:
        block = file.read(max(LENGTHS))
    header_class, single = _class_of(path, block)
    length = header_class.template_dtype.itemsize
    if len(block) < length:
        raise ImageReadError(path.name, CUT_SHORT)
    fields = header_class(block[:length], check=False)
    analyze = header_class is AnalyzeHeader
    shape, kind = _shape(path, fields), _kind(path, fields)
    nbytes = _nbytes(shape, kind)
    values = path if single else values_of(path)
    if values is None:
        if is_header_name(path.name):
            raise ImageReadError(
                path.name,
                message("the file with its values ({}) is missing; copy both", values_name(path)),
            )
        values = path  # a single file whose magic word is that of a pair
    offset, moved = _offset(fields, values, length + EXTENSION if values == path else 0, nbytes)
    slope, inter, scaled = _scaling(fields, analyze=analyze)
    return NiftiFile(
        fields, values, shape, kind, offset, slope, inter, analyze, (*moved, *scaled)
    )  # fmt: skip


def _class_of(path: Path, block: bytes) -> tuple[Any, bool]:
    """The version of a header, and whether its values follow in the same file."""
    for at, magic, header_class, single in MAGICS:
        if block[at : at + len(magic)] == magic:
            if header_class is Nifti2Header and block[8:12] != AFTER_NIFTI_2:
                raise ImageReadError(path.name, AS_TEXT)
            return header_class, single
    lengths = (int.from_bytes(block[:4], "little"), int.from_bytes(block[:4], "big"))
    if not any(length in LENGTHS for length in lengths):
        raise ImageReadError(path.name, NO_NIFTI)
    if len(block) < min(LENGTHS):
        raise ImageReadError(path.name, CUT_SHORT)
    if not is_header_name(path.name) or min(LENGTHS) not in lengths:
        raise ImageReadError(path.name, NO_NIFTI)
    return AnalyzeHeader, False


def _shape(path: Path, fields: Any) -> tuple[int, ...]:
    """Lengths of the axes; one of none beyond the third is 1, as ITK has it."""
    count, *lengths = (int(n) for n in fields["dim"])
    if not 2 <= count <= len(lengths):
        raise ImageReadError(path.name, UNCLEAR)
    lengths = [length or (1 if axis > 2 else 0) for axis, length in enumerate(lengths[:count])]
    if min(lengths) < 1:
        raise ImageReadError(path.name, UNTRUE)
    return tuple(lengths)


def _kind(path: Path, fields: Any) -> np.dtype[Any]:
    try:
        kind: np.dtype[Any] = np.dtype(fields.get_data_dtype())
    except (HeaderDataError, KeyError) as error:
        raise ImageReadError(path.name, NO_SUCH_KIND) from error
    if kind.kind not in NUMBERS and not kind.names:
        raise ImageReadError(path.name, NO_SUCH_KIND)
    return kind


def _nbytes(shape: tuple[int, ...], kind: np.dtype[Any]) -> int:
    return math.prod(shape) * kind.itemsize


def _offset(fields: Any, values: Path, least: int, nbytes: int) -> tuple[int, tuple[Message, ...]]:
    """Where values begin: where the header says, unless they cannot begin there.

    In a file of their own they may begin at once; some writers state there what holds for a single
    file. Behind a header, `least` bytes come before them; writers that state less mean that, or
    begin right behind the header, as the length tells.
    """
    stated = float(fields["vox_offset"])
    possible = math.isfinite(stated) and stated >= least
    if possible and (least or not stated):
        return int(stated), ()
    try:
        length = length_up_to(values, least + nbytes + 1) if nbytes < COUNTED else 0
    except UNPACKS_NOT:
        length = 0  # reading the values will tell
    start, bare = least, least - EXTENSION
    if not least:
        if possible and length != nbytes:
            return int(stated), ()
    elif length == bare + nbytes:
        start = bare
    elif length != least + nbytes and math.isfinite(stated) and stated >= bare:
        start = int(stated)
    return start, (
        message(
            "the header is wrong about where values begin; they are read from byte {}, and rows "
            "may be shifted",
            start,
        ),
    )


def _scaling(fields: Any, *, analyze: bool) -> tuple[float, float, tuple[Message, ...]]:
    """From stored values to those shown: nothing where no slope is stated (nifti1.h)."""
    if analyze:
        factor = float(fields["funused1"])
        if math.isfinite(factor) and factor not in (0.0, 1.0):
            doubt = message(
                "SPM would multiply the values by {:g}; they are shown as stored", factor
            )
            return 1.0, 0.0, (doubt,)
        return 1.0, 0.0, ()
    slope, inter = float(fields["scl_slope"]), float(fields["scl_inter"])
    if not math.isfinite(slope) or slope == 0:
        if not math.isfinite(inter) or inter == 0:
            return 1.0, 0.0, ()
        return 1.0, 0.0, (
            message("an intercept ({:g}) is stated without a slope; values are as stored", inter),
        )  # fmt: skip
    if not math.isfinite(inter):
        return slope, 0.0, (message("the intercept of values is no number; it is taken as 0"),)
    return slope, inter, ()
