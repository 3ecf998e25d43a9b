"""Counts the frames that native pixels hold, since some writers do not state their number."""

from __future__ import annotations

from pydicom.dataset import Dataset
from pydicom.uid import UID

from ml.imaging.dicom.header_walker import UNDEFINED
from ml.imaging.types.value_parsing import integer

PIXEL_DATA = b"\xe0\x7f\x10\0"
"""The tag (7FE0,0010) in little endian."""


def frames_held(header: Dataset, length: int) -> int:
    """How many whole frames fill the pixel data.

    Args:
        header: With Rows, Columns, Samples per Pixel and Bits Allocated (PS3.3 C.7.6.3).
        length: Of the native pixel data, in bytes.

    Returns:
        Their number; 0 where they do not fill it, but for one byte of padding, or what they take
        is not stated.
    """
    rows, columns, bits = (
        integer(header.get(keyword)) or 0 for keyword in ("Rows", "Columns", "BitsAllocated")
    )
    samples = integer(header.get("SamplesPerPixel")) or 1
    if samples != 1:  # subsampled colours take less
        return 0
    return whole_frames(rows * columns * bits, length)


def native_length(head: bytes, syntax: UID) -> int:
    """Length of the value of a pixel element (PS3.5 7.1), in bytes.

    Args:
        head: Its first twelve bytes.
        syntax: Of the file.

    Returns:
        0 where pixels are packed, or it is no such element, or not in little endian.
    """
    if len(head) < 12 or head[:4] != PIXEL_DATA or not syntax.is_transfer_syntax:
        return 0
    if syntax.is_encapsulated or not syntax.is_little_endian:
        return 0
    explicit = not syntax.is_implicit_VR and head[4:6] in (b"OB", b"OW")
    length = int.from_bytes(head[8:12] if explicit else head[4:8], "little")
    return 0 if length == UNDEFINED else length


def whole_frames(bits: int, length: int) -> int:
    """The same, of frames of so many bits."""
    if bits < 8 or bits % 8 or length < 1:
        return 0
    frames, rest = divmod(length, bits // 8)
    return frames if rest <= length % 2 or rest == 1 else 0
