"""Recognises DICOM files and archives by their first bytes.

Source: DICOM PS3.10 7.1 (preamble; Media Storage SOP Class UID (0002,0002)), and the signature
that ZIP defines; RFC 1740.
"""

from __future__ import annotations

import re
from enum import Enum, auto

HEAD = 1024
"""Bytes that are looked at; packed, they hold any header that must be recognised (ours)."""
DICOM_ENDINGS = (".dcm", ".ima", ".dicom")
MEDIA_CLASS = re.compile(rb"\x02\0\x02\0UI..([0-9.]+)", re.DOTALL)
DIRECTORY = b"1.2.840.10008.1.3.10"
ARCHIVE_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
ARCHIVE_ENDINGS = (".zip",)
COMPANION_SIGNATURES = (b"\0\x05\x16\x07", b"\0\x05\x16\0")
"""AppleDouble and AppleSingle (RFC 1740): macOS keeps its own notes on a file in another beside it,
wherever the disk has no room for them."""
COMPANION_NAME = "._"
"""Its name: that of the file behind these; empty or cut short, it has no signature."""


class Content(Enum):
    """What a file holds that is of no format in the registry."""

    DICOM = auto()
    DICOMDIR = auto()
    ARCHIVE = auto()
    COMPANION = auto()
    """Notes of macOS on another file; passed over."""
    OTHER = auto()


def is_dicom(head: bytes) -> bool:
    """Whether a file begins as DICOM does, with a preamble or without."""
    return head[128:132] == b"DICM" or looks_raw(head)


def looks_raw(head: bytes) -> bool:
    """Whether the bytes begin like a data set without preamble: an element of group 0002 or 0008.

    Source: DICOM PS3.5 7.1; such files come from old archives and from network captures.
    """
    group, length = head[:2], int.from_bytes(head[4:8], "little")
    explicit = head[4:6].isalpha() and head[4:6].isupper()
    plausible = explicit or 0 < length < 99 or (length == 0 and len(head) > 16)
    return group in (b"\x08\x00", b"\x02\x00") and head[3:4] == b"\0" and plausible


def is_directory(name: str, head: bytes) -> bool:
    """Whether a DICOM file is a table of contents; by its name only where it does not say."""
    stated = MEDIA_CLASS.search(head, 128)
    return stated[1] == DIRECTORY if stated else name.startswith("dicomdir")
