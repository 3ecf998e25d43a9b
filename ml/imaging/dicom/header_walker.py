"""Finds every element of a header by lengths alone, without decoding any.

A scan needs two dozen values of a header that may be 100 KB long, most of it the maker's own.
pydicom makes an object of each element; this module steps over them. It accepts only headers that
follow the standard: little endian, each tag once and in order, every length inside the block. For
any other header it returns `None`, and pydicom, which knows the oddities, reads the file.

Source: DICOM PS3.5 7.1 (elements), 7.5 (sequences), 10.1 and PS3.10 7.1 (what begins a file).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO

import pydicom
from pydicom.dataset import Dataset
from pydicom.uid import (
    UID,
    AllTransferSyntaxes,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
)

BLOCK = 1 << 17
"""Bytes read at once; nearly every header is shorter (measured: faster than seeking)."""
PREAMBLE = 132
META = b"\x02\0"
TRANSFER_SYNTAX = 0x00020010
FIRST, LAST = 0x00080000, 0x7FE00008
PIXELS = frozenset((0x7FE00008, 0x7FE00009, 0x7FE00010))
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
UNDEFINED = 0xFFFFFFFF
SHORT = frozenset(
    (b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FL", b"FD", b"IS", b"LO", b"LT", b"PN",
     b"SH", b"SL", b"SS", b"ST", b"TM", b"UI", b"UL", b"US")
)  # fmt: skip
"""Value representations whose length has two bytes."""
LONG = frozenset(
    (b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV")
)
"""Those whose length has four."""
DEEPEST = 20
"""Sequences inside sequences that are followed (ours); pydicom judges what lies deeper."""
_element = struct.Struct("<HH2sH").unpack_from
_implicit = struct.Struct("<HHL").unpack_from
_length = struct.Struct("<L").unpack_from

Span = tuple[int, int, int]
"""Where an element begins, where its value begins, and the byte after its last.

A sequence that ends by a delimiter has no value that could be taken as it is: both are its end.
"""


class UnusualError(Exception):
    """Not written as the standard wants it."""


@dataclass(frozen=True, slots=True)
class ElementLayout:
    """A header that was stepped through.

    Attributes:
        data: The file from its first byte to somewhere behind the header.
        spans: Of each value by tag, in order, without the meta group.
        syntax: Transfer Syntax UID (0002,0010).
        implicit: Whether elements do not name their value representation.
        pixels_at: Where the pixel element begins.
    """

    data: bytes
    spans: dict[int, Span]
    syntax: UID
    implicit: bool
    pixels_at: int

    def raw(self, tag: int) -> bytes | None:
        """The bytes of a value; `None` where it is absent or empty."""
        span = self.spans.get(tag)
        return self.data[span[1] : span[2]] or None if span is not None else None

    def dataset(self) -> Dataset:
        """The whole header, as pydicom reads it."""
        return pydicom.dcmread(BytesIO(self.data[: self.pixels_at]), stop_before_pixels=True)


def element_layout(data: bytes) -> ElementLayout | None:
    """Step through a header.

    Args:
        data: The beginning of a file, at least up to the pixels.

    Returns:
        Where its elements are; `None` where the file is not DICOM, ends before its pixels, or is
        written in a way that is left to pydicom.
    """
    if data[PREAMBLE - 4 : PREAMBLE] != b"DICM":
        return None
    try:
        syntax, at = _meta(data)
        implicit = syntax == ImplicitVRLittleEndian
        spans: dict[int, Span] = {}
        pixels_at = (_implicit_elements if implicit else _elements)(data, at, spans)
    except (UnusualError, struct.error):
        return None
    return ElementLayout(data, spans, syntax, implicit, pixels_at)


def after_meta(data: bytes) -> int | None:
    """Where the first element behind the meta group begins, where elements are explicit.

    Returns:
        `None` where the file is no DICOM file, or its elements do not name their value
        representation, or are deflated or in big endian.
    """
    if data[PREAMBLE - 4 : PREAMBLE] != b"DICM":
        return None
    try:
        syntax, at = _meta(data)
    except (UnusualError, struct.error):
        return None
    return None if syntax == ImplicitVRLittleEndian else at


def _meta(data: bytes) -> tuple[UID, int]:
    """The transfer syntax, and where the meta group ends."""
    at, stated = PREAMBLE, b""
    while data[at : at + 2] == META:
        _, element, vr, length = _element(data, at)
        if vr in SHORT:
            start = at + 8
        elif vr in LONG:
            (length,) = _length(data, at + 8)
            start = at + 12
        else:
            raise UnusualError
        if element == TRANSFER_SYNTAX & 0xFFFF:
            stated = data[start : start + length]
        at = start + length
    syntax = UID(stated.rstrip(b" \0").decode("ascii", "replace"))
    standard = syntax in AllTransferSyntaxes
    if not standard or syntax in (ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian):
        raise UnusualError
    return syntax, at


def _elements(data: bytes, at: int, spans: dict[int, Span]) -> int:
    """Note the places of explicit elements; returns where the pixels begin."""
    last = FIRST - 1
    while True:
        group, element, vr, length = _element(data, at)
        tag = group << 16 | element
        if tag <= last or tag >= LAST:
            if tag in PIXELS and tag > last:
                return at
            raise UnusualError
        last = tag
        if vr in SHORT:
            start = at + 8
            end = start + length
        elif vr in LONG:
            (length,) = _length(data, at + 8)
            start = at + 12
            end = start + length
            if length == UNDEFINED:
                if vr != b"SQ":
                    raise UnusualError
                start = end = after_sequence(data, start, explicit=True)
        else:
            raise UnusualError
        spans[tag] = at, start, end
        at = end


def _implicit_elements(data: bytes, at: int, spans: dict[int, Span]) -> int:
    """The same for implicit elements."""
    if data[at + 4 : at + 6].isalpha():
        raise UnusualError  # some writers put explicit elements where implicit ones belong
    last = FIRST - 1
    while True:
        group, element, length = _implicit(data, at)
        tag = group << 16 | element
        if tag <= last or tag >= LAST:
            if tag in PIXELS and tag > last:
                return at
            raise UnusualError
        last = tag
        start = at + 8
        end = start + length
        if length == UNDEFINED:
            start = end = after_sequence(data, start, explicit=False)
        spans[tag] = at, start, end
        at = end


def after_sequence(data: bytes, at: int, *, explicit: bool, depth: int = 0) -> int:
    """Where a sequence of undefined length ends."""
    if depth > DEEPEST:
        raise UnusualError
    while True:
        group, element, length = _implicit(data, at)
        tag = group << 16 | element
        at += 8
        if tag == SEQUENCE_END:
            return at
        if tag != ITEM:
            raise UnusualError
        at = _after_item(data, at, explicit, depth) if length == UNDEFINED else at + length


def _after_item(data: bytes, at: int, explicit: bool, depth: int) -> int:
    while True:
        group, element, length = _implicit(data, at)
        vr = data[at + 4 : at + 6]
        at += 8
        if group << 16 | element == ITEM_END:
            return at
        if explicit:
            if vr in SHORT:
                length >>= 16
            elif vr in LONG:
                (length,) = _length(data, at)
                at += 4
            else:
                raise UnusualError
        if length == UNDEFINED:
            if explicit and vr != b"SQ":
                raise UnusualError
            at = after_sequence(data, at, explicit=explicit, depth=depth + 1)
        else:
            at += length
