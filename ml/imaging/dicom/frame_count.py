"""Counts the frames that native pixels hold, since some writers do not state their number."""

from __future__ import annotations

from functools import lru_cache

from pydicom.uid import UID

from ml.imaging.dicom.header_walker import UNDEFINED

PIXEL_DATA = b"\xe0\x7f\x10\0"
"""The tag (7FE0,0010) in little endian."""


def native_length(head: bytes, syntax: UID) -> int:
    """Length of the value of a pixel element (PS3.5 7.1), in bytes.

    Args:
        head: Its first twelve bytes.
        syntax: Of the file.

    Returns:
        0 where pixels are packed, or it is no such element, or not in little endian.
    """
    native, implicit = _written(syntax)
    if not native or len(head) < 12 or head[:4] != PIXEL_DATA:
        return 0
    explicit = not implicit and head[4:6] in (b"OB", b"OW")
    length = int.from_bytes(head[8:12] if explicit else head[4:8], "little")
    return 0 if length == UNDEFINED else length


@lru_cache(maxsize=64)
def _written(syntax: UID) -> tuple[bool, bool]:
    """Whether pixels are native and in little endian, and whether elements are implicit."""
    if not syntax.is_transfer_syntax:
        return False, False
    return not syntax.is_encapsulated and syntax.is_little_endian, syntax.is_implicit_VR


def whole_frames(bits: int, length: int) -> int:
    """How many whole frames fill the pixel data.

    Args:
        bits: That a frame takes: Rows, Columns and Bits Allocated (PS3.3 C.7.6.3), multiplied.
        length: Of the native pixel data, in bytes.

    Returns:
        Their number; 0 where they do not fill it, but for one byte of padding.
    """
    if bits < 8 or bits % 8 or length < 1:
        return 0
    frames, rest = divmod(length, bits // 8)
    return frames if rest <= 1 else 0
