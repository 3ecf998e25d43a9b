"""What a file is, by its first bytes; names are believed only where the bytes cannot tell.

Source: DICOM PS3.10 7.1 (preamble; Media Storage SOP Class UID (0002,0002)), and the
signatures that PNG, JPEG, TIFF, ZIP, NRRD and NIfTI define.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from pathlib import Path

HEAD = 512
"""Bytes that are looked at."""
VOLUME_SUFFIXES = (".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd")
DICOM_SUFFIXES = (".dcm", ".ima", ".dicom")
MEDIA_CLASS = re.compile(rb"\x02\0\x02\0UI..([0-9.]+)", re.DOTALL)
DIRECTORY = b"1.2.840.10008.1.3.10"
PICTURE_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")


class Content(Enum):
    """What a file holds."""

    DICOM = auto()
    DICOMDIR = auto()
    VOLUME = auto()
    PICTURE = auto()
    ARCHIVE = auto()
    OTHER = auto()


def content(path: Path, head: bytes) -> Content:
    """Tell what a file holds.

    A file that is something by name only is taken for it, so that what is wrong with it is told.

    Args:
        path: The file.
        head: Its first `HEAD` bytes, or all if it has fewer.
    """
    name = path.name.lower()
    if head[128:132] == b"DICM" or looks_raw(head):
        return Content.DICOMDIR if _is_directory(name, head) else Content.DICOM
    if head.startswith(PICTURE_SIGNATURES):
        return Content.PICTURE
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return Content.ARCHIVE
    if name.endswith(VOLUME_SUFFIXES):
        return Content.VOLUME
    if name.endswith(DICOM_SUFFIXES):
        return Content.DICOM
    if name.endswith(PICTURE_SUFFIXES):
        return Content.PICTURE
    return Content.ARCHIVE if name.endswith(".zip") else Content.OTHER


def looks_raw(head: bytes) -> bool:
    """Whether the bytes begin like a data set without preamble: an element of group 0002 or 0008.

    Source: DICOM PS3.5 7.1; such files come from old archives and from network captures.
    """
    group, length = head[:2], int.from_bytes(head[4:8], "little")
    explicit = head[4:6].isalpha() and head[4:6].isupper()
    plausible = explicit or 0 < length < 99 or (length == 0 and len(head) > 16)
    return group in (b"\x08\x00", b"\x02\x00") and head[3:4] == b"\0" and plausible


def _is_directory(name: str, head: bytes) -> bool:
    """Whether a DICOM file is a table of contents; by its name only where it does not say."""
    stated = MEDIA_CLASS.search(head, 128)
    return stated[1] == DIRECTORY if stated else name.startswith("dicomdir")


@lru_cache(maxsize=4096)
def content_of(path: Path) -> Content:
    """As `content`, reading the head; a file that cannot be opened is judged by its name."""
    try:
        with path.open("rb", buffering=0) as file:
            return content(path, file.read(HEAD))
    except OSError:
        return content(path, b"")
