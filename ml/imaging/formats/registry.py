"""The registry of formats besides DICOM: one row each.

To read another format, write its module and its test, and add a row to `FORMATS`. Scanning,
decoding, the dialog that opens files and the tests of packaging and of damaged files follow the
rows. Modules are imported when the first file of their format comes: nibabel takes a while, and
most folders hold no NIfTI.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ml.imaging.formats.volume_reader import VolumeReader
from ml.imaging.types.file_type import DICOM_ENDINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of files.

    Attributes:
        name: As it is shown.
        endings: Of file names, in lower case.
        signatures: First bytes that prove the format, whatever the name.
        marks: Other bytes that prove it, each with the place where they stand.
        gzipped: Whether a file of it may be packed as a whole.
        media_type: Under which packaging announces it to the system; empty where the system
            itself knows the format and Whence does not offer itself for it.
    """

    name: str
    endings: tuple[str, ...]
    signatures: tuple[bytes, ...] = ()
    marks: tuple[tuple[int, bytes], ...] = ()
    gzipped: bool = False
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeFormat(Format):
    """A format whose files hold whole volumes.

    Attributes:
        load: Imports the module that reads it.
        detached: Endings of headers whose values lie in other files beside them.
        pair: Endings of a header and of its values that others use as well, so that they alone
            say nothing; either file is offered where files are chosen.
    """

    load: Callable[[], VolumeReader]
    detached: tuple[str, ...] = ()
    pair: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFormat(Format):
    """A format that Pillow reads, whose files hold slices.

    Attributes:
        paged: Whether a file may hold several pictures.
    """

    paged: bool = False


def _nifti() -> VolumeReader:
    from ml.imaging.formats.nifti import READER

    return READER


def _nrrd() -> VolumeReader:
    from ml.imaging.formats.nrrd import READER

    return READER


def _metaimage() -> VolumeReader:
    from ml.imaging.formats.metaimage import READER

    return READER


AnyFormat = VolumeFormat | PictureFormat
FORMATS: tuple[AnyFormat, ...] = (
    VolumeFormat(
        name="NIfTI",
        endings=(".nii", ".nii.gz"),
        marks=((344, b"n+1\0"), (344, b"ni1\0"), (4, b"n+2\0"), (4, b"ni2\0")),
        gzipped=True,
        detached=(".hdr",),
        pair=(".hdr", ".img"),
        media_type="application/x-nifti",
        load=_nifti,
    ),
    VolumeFormat(
        name="NRRD",
        endings=(".nrrd", ".nhdr"),
        signatures=(b"NRRD00",),
        media_type="application/x-nrrd",
        load=_nrrd,
        detached=(".nhdr",),
    ),
    VolumeFormat(
        name="MetaImage",
        endings=(".mha", ".mhd"),
        signatures=(b"ObjectType = Image",),
        media_type="application/x-metaimage",
        load=_metaimage,
        detached=(".mhd",),
    ),
    PictureFormat(name="PNG", endings=(".png",), signatures=(b"\x89PNG\r\n\x1a\n",)),
    PictureFormat(name="JPEG", endings=(".jpg", ".jpeg"), signatures=(b"\xff\xd8\xff",)),
    PictureFormat(
        name="TIFF", endings=(".tif", ".tiff"), signatures=(b"II*\0", b"MM\0*"), paged=True
    ),
)


def by_signature(head: bytes) -> AnyFormat | None:
    """The format whose signature a file begins with."""
    return next((row for row in FORMATS if _is_signed(row, head)), None)


def _is_signed(row: AnyFormat, head: bytes) -> bool:
    return head.startswith(row.signatures) or any(
        head.startswith(mark, at) for at, mark in row.marks
    )


def by_packed_signature(unpacked: bytes) -> AnyFormat | None:
    """The format of what is packed in a file, by its first bytes."""
    row = by_signature(unpacked)
    return row if row is not None and row.gzipped else None


def of_pairs() -> AnyFormat | None:
    """The format whose header and values have endings that others use as well."""
    return next((row for row in FORMATS if isinstance(row, VolumeFormat) and row.pair), None)


def by_name(name: str) -> AnyFormat | None:
    """The format whose ending a file name has."""
    return next((row for row in FORMATS if name.lower().endswith(row.endings)), None)


def file_kinds() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every kind of file that is read, DICOM first: its name, and the endings of its files."""
    offered = (
        (row.name, row.endings + (row.pair if isinstance(row, VolumeFormat) else ()))
        for row in FORMATS
    )
    return ("DICOM", DICOM_ENDINGS), *offered
