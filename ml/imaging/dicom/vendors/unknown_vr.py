"""Gives elements whose value representation is none one that the standard knows.

Some writers put `--`, blanks or zeros where the value representation belongs, in private elements
above all. pydicom and GDCM stop reading there, and the rest of the header is lost; dcmtk takes the
length to have two bytes, as here, and reads on. Source: DICOM PS3.5 7.1.2.
"""

from __future__ import annotations

import struct

from pydicom.datadict import dictionary_VR

from ml.imaging.dicom.header_walker import (
    FIRST,
    LAST,
    LONG,
    SHORT,
    UNDEFINED,
    UnusualError,
    after_meta,
    after_sequence,
)

TEXT = b"LO"
"""What an element becomes that the dictionary does not know."""
_element = struct.Struct("<HH2sH").unpack_from


def with_known_vrs(data: bytes) -> bytes | None:
    """The same header, in which every element on the first level has a value representation.

    Args:
        data: The beginning of a file, at least up to the pixels.

    Returns:
        As many bytes; `None` where nothing is to be mended, or elements name none at all.
    """
    at = after_meta(data)
    if at is None:
        return None
    mended, changed = bytearray(data), False
    try:
        while True:
            group, element, vr, length = _element(data, at)
            tag = group << 16 | element
            if not FIRST <= tag < LAST:
                return bytes(mended) if changed and tag >= LAST else None
            if vr in LONG:
                length = int.from_bytes(data[at + 8 : at + 12], "little")
                at += 12 + length if length != UNDEFINED else 12
                if length == UNDEFINED:
                    at = after_sequence(data, at, explicit=True)
                continue
            if vr not in SHORT:
                mended[at + 4 : at + 6] = _known(tag)
                changed = True
            at += 8 + length
    except (UnusualError, struct.error):
        return None


def _known(tag: int) -> bytes:
    try:
        vr = dictionary_VR(tag).encode("ascii")
    except KeyError:
        return TEXT
    return vr if vr in SHORT else TEXT
