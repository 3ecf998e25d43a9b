"""Hands out elements of a header, as bytes or as a whole data set.

Most headers are walked (`header_walker`), which is ten times faster than parsing them. pydicom
parses those that are written unusually, deflated, or in big endian.
"""

from __future__ import annotations

import io
import os
import struct
import zlib
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import pydicom
from pydicom import config
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.uid import UID

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.imaging.dicom.frame_count import native_length
from ml.imaging.dicom.header_cache import HEAD_BYTES, CachedHeader, header_cache, shared_header
from ml.imaging.dicom.header_walker import BLOCK, ElementLayout, element_layout
from ml.imaging.dicom.object_kind import no_image
from ml.imaging.dicom.pixel_header import PixelHeader
from ml.imaging.dicom.quiet_warnings import quiet
from ml.imaging.dicom.vendors.unknown_vr import with_known_vrs
from ml.imaging.types.file_type import looks_raw
from ml.imaging.types.ordinary_file import open_ordinary

MOST_INFLATED = 1 << 30
"""A deflated file that grows beyond this is refused as a bomb (ours)."""
DEFLATED = b"1.2.840.10008.1.2.1.99"
SOP_CLASS, ROWS, SPECTROSCOPY_DATA = 0x00080016, 0x00280010, 0x56000020
EXPECTED = (
    OSError, ValueError, EOFError, KeyError, AttributeError, TypeError, IndexError,
    NotImplementedError, RecursionError, OverflowError, MemoryError, AssertionError,
    BytesLengthException, struct.error, zlib.error,
)  # fmt: skip
"""What pydicom raises on a damaged header, found by fuzzing."""


class Elements:
    """The header of one file.

    Args:
        header: Where its elements are, or the header itself as pydicom has read it.
        head: Of the latter, the first bytes of the pixel element, where they are at hand.
    """

    def __init__(self, header: ElementLayout | Dataset, head: bytes = b"") -> None:
        self._head = head
        self._layout = header if isinstance(header, ElementLayout) else None
        self._read: dict[int, Any] = {}
        if isinstance(header, ElementLayout):
            self.encoding: tuple[object, object] = (header.implicit, True)
            self.syntax: str = header.syntax
        else:
            self.dataset = header
            # Tags as plain numbers, which compare ten times faster.
            self._read = {+tag: element for tag, element in header.items()}
            self.encoding = header.original_encoding
            self.syntax = str(getattr(header, "file_meta", {}).get("TransferSyntaxUID") or "")

    def __contains__(self, tag: int) -> bool:
        """Whether an element is there, be it empty."""
        return tag in (self._layout.spans if self._layout is not None else self._read)

    def among(self, tags: frozenset[int]) -> list[int]:
        """Which of many tags are there, in order."""
        return sorted(tags.intersection(self._read if self._layout is None else self._layout.spans))

    @property
    def pixel_bytes(self) -> int:
        """Length of native pixel data; 0 where they are packed, or it is not known at once."""
        if self._layout is not None:
            at = self._layout.pixels_at
            return native_length(self._layout.data[at : at + HEAD_BYTES], self._layout.syntax)
        return native_length(self._head, UID(self.syntax))

    def raw(self, tag: int) -> bytes | str | None:
        """The bytes of an element, or as text what pydicom has decoded; `None` if absent."""
        if self._layout is not None:
            return self._layout.raw(tag)
        element = self._read.get(tag)
        if element is None:
            return None
        value = element.value
        return value if isinstance(value, bytes | None) else str(value)

    def written_as(self, tag: int) -> bytes | str | None:
        """The same with the element's own value representation, to tell equal bytes apart."""
        if self._layout is None or tag not in self._layout.spans:
            return self.raw(tag)
        begin, _, end = self._layout.spans[tag]
        return self._layout.data[begin:end]

    @cached_property
    def dataset(self) -> Dataset:
        """All of the header."""
        if self._layout is None:
            raise AttributeError("dataset")
        with quiet():
            return self._layout.dataset()


def read_elements(path: Path, file: BinaryIO | None = None) -> Elements:
    """Read everything before the pixels.

    Args:
        path: The file.
        file: Its bytes, open at the start, if they are at hand.

    Raises:
        ImageReadError: The file is not DICOM, ends too early, or holds no image.
    """
    try:
        if file is None:
            with open_ordinary(path) as own:
                elements = _read(path, own)
        else:
            elements = _read(path, file)
    except ImageReadError:
        raise
    except InvalidDicomError as error:
        raise ImageReadError(
            path.name, message("is not a DICOM file, whatever its name says")
        ) from error
    except EXPECTED as error:
        raise ImageReadError(
            path.name,
            message("the header cannot be read ({}); copy the file again", type(error).__name__),
        ) from error
    if ROWS not in elements or SPECTROSCOPY_DATA in elements:
        raise ImageReadError(path.name, no_image(elements.raw(SOP_CLASS)))
    return elements


def _read(path: Path, file: BinaryIO) -> Elements:
    block = file.read(BLOCK)
    layout = layout_of(block)
    if layout is not None:
        _keep(path, file, shared_header(layout))
        return Elements(layout)
    with quiet():  # odd values are judged where they are used
        return _by_pydicom(path, file, block)


def layout_of(block: bytes) -> ElementLayout | None:
    """Step through a header, also where value representations are none."""
    layout = element_layout(block)
    if layout is not None or (mended := with_known_vrs(block)) is None:
        return layout
    return element_layout(mended)


def _by_pydicom(path: Path, file: BinaryIO, block: bytes) -> Elements:
    if DEFLATED in block[:1024]:
        _refuse_bomb(path, block, file)
        file.seek(0)
        return Elements(pydicom.dcmread(file, stop_before_pixels=True))
    force = block[128:132] != b"DICM" and looks_raw(block)
    start = io.BytesIO(block)
    if len(block) < BLOCK:
        dataset = pydicom.dcmread(start, stop_before_pixels=True, force=force)
        return Elements(dataset, block[start.tell() :][:HEAD_BYTES])
    try:
        dataset = pydicom.dcmread(start, stop_before_pixels=True, force=force)
        at = start.tell()
        if block[at : at + 2] in (b"\xe0\x7f", b"\x7f\xe0"):
            _keep(path, file, CachedHeader(PixelHeader(dataset), at, block[at : at + HEAD_BYTES]))
            return Elements(dataset, block[at : at + HEAD_BYTES])
    except EXPECTED:  # the header may be longer than the block; what is wrong shows below
        pass
    file.seek(0)
    return Elements(pydicom.dcmread(file, stop_before_pixels=True, force=force))


def _keep(path: Path, file: BinaryIO, header: CachedHeader) -> None:
    """The slices of what is found are decoded soon; their headers need not be parsed again."""
    if len(header.head) == HEAD_BYTES and not isinstance(file, io.BytesIO):
        header_cache.put(path, os.fstat(file.fileno()).st_mtime_ns, header)


def _refuse_bomb(path: Path, block: bytes, rest: BinaryIO) -> None:
    """Inflate into nothing, to see how much it would be (the meta group stays plain)."""
    meta = 144 + int.from_bytes(block[140:144], "little")
    rest.seek(meta)
    inflater, total = zlib.decompressobj(-zlib.MAX_WBITS), 0
    data = rest.read(BLOCK)
    while data and not inflater.eof:
        total += len(inflater.decompress(data, 1 << 24))
        if total > MOST_INFLATED:
            raise ImageReadError(
                path.name,
                message("would unpack to more than {} MB; it is not opened", MOST_INFLATED >> 20),
            )
        data = inflater.unconsumed_tail or rest.read(BLOCK)


config.settings.reading_validation_mode = config.IGNORE  # values are judged where they are used
