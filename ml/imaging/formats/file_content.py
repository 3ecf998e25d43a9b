"""Tells what a file is by its first bytes; believes its name only where the bytes cannot tell."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ml.imaging.formats.gzip_files import GZIP, unpacked_head
from ml.imaging.formats.pair_files import is_header_name
from ml.imaging.formats.registry import (
    AnyFormat,
    by_name,
    by_packed_signature,
    by_signature,
    of_pairs,
)
from ml.imaging.types.file_type import (
    ARCHIVE_ENDINGS,
    ARCHIVE_SIGNATURES,
    COMPANION_NAME,
    COMPANION_SIGNATURES,
    DICOM_ENDINGS,
    HEAD,
    Content,
    is_dicom,
    is_directory,
)
from ml.imaging.types.ordinary_file import open_ordinary, ordinary_status

LENGTHS_OF_ANALYZE = (b"\x5c\x01\0\0", b"\0\0\x01\x5c")
"""How the header of an Analyze file begins, which has no signature: its length, 348."""


def content(path: Path, head: bytes) -> Content | AnyFormat:
    """Tell what a file holds: the row of its format, or what it is besides.

    A file that is something by name only is taken for it, so that what is wrong with it is told.

    Args:
        path: The file.
        head: Its first `HEAD` bytes, or all if it has fewer.
    """
    name = path.name.lower()
    if head.startswith(COMPANION_SIGNATURES):
        return Content.COMPANION
    if is_dicom(head):
        return Content.DICOMDIR if is_directory(name, head) else Content.DICOM
    inner = unpacked_head(head, HEAD)
    signed = by_packed_signature(inner) if head.startswith(GZIP) else by_signature(head)
    if signed is not None:
        return signed
    if is_header_name(name) and inner.startswith(LENGTHS_OF_ANALYZE):
        return of_pairs() or Content.OTHER
    if head.startswith(ARCHIVE_SIGNATURES):
        return Content.ARCHIVE
    if name.startswith(COMPANION_NAME):
        return Content.COMPANION
    if (named := by_name(name)) is not None:
        return named
    if name.endswith(DICOM_ENDINGS):
        return Content.DICOM
    return Content.ARCHIVE if name.endswith(ARCHIVE_ENDINGS) else Content.OTHER


def content_of(path: Path) -> Content | AnyFormat:
    """As `content`, reading the head; a file that cannot be opened is judged by its name.

    Raises:
        ImageReadError: It is no ordinary file.
    """
    try:
        return _content_of(path, ordinary_status(path).st_mtime_ns)
    except OSError:
        return content(path, b"")


@lru_cache(maxsize=4096)
def _content_of(path: Path, _modified_ns: int) -> Content | AnyFormat:
    with open_ordinary(path, buffered=False) as file:
        return content(path, file.read(HEAD))
