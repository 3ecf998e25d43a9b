"""Opens NIfTI files by nibabel without their extensions.

Extensions hold no pixels, and nibabel reads each as long as it says that it is: a few packed bytes
could fill the memory. So they are passed over.

Source: nifti1.h (extension, vox_offset) and nifti2.h.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, BinaryIO

from nibabel.filebasedimages import ImageFileError
from nibabel.nifti1 import Nifti1Extensions, Nifti1Header, Nifti1Image
from nibabel.nifti2 import Nifti2Header, Nifti2Image
from nibabel.openers import ImageOpener

from ml.imaging.types.ordinary_file import ordinary_status

logging.getLogger("nibabel.global").handlers.clear()  # it prints header fields on standard error


class _NoExtensions(Nifti1Extensions):
    @classmethod
    def from_fileobj(cls, _file: BinaryIO, _size: int, _byteswap: bool) -> _NoExtensions:
        return cls()


class _Header1(Nifti1Header):
    exts_klass = _NoExtensions


class _Header2(Nifti2Header):
    exts_klass = _NoExtensions


class _Image1(Nifti1Image):
    header_class = _Header1


class _Image2(Nifti2Image):
    header_class = _Header2


IMAGES: dict[int, type[Any]] = {348: _Image1, 540: _Image2}
"""The first number in a file, the length of its header, tells which version it is."""


def load_nifti(path: Path) -> Any:
    """Open a NIfTI-1 or NIfTI-2 file with its pixels in it.

    Returns:
        A nibabel image; its values are read when they are asked for.

    Raises:
        ImageFileError: It is neither.
        ImageReadError: It is no ordinary file.
        OSError: It cannot be opened or unpacked.
    """
    ordinary_status(path)
    with ImageOpener(str(path)) as file:
        start = file.read(4)
    lengths = (int.from_bytes(start, "little"), int.from_bytes(start, "big"))
    kind = next((IMAGES[length] for length in lengths if length in IMAGES), None)
    if kind is None:
        raise ImageFileError("no NIfTI file")
    return kind.from_filename(path, mmap=False)
