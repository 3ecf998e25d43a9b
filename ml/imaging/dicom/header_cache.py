"""Keeps parsed headers, so that the scan and the decoder parse each only once.

A scan parses every header; the slices of a series are decoded soon after, and all frames of a file
one after the other. The last headers are kept, bounded in bytes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from ml.imaging.dicom.header_walker import ElementLayout
from ml.imaging.dicom.pixel_header import PixelHeader, shared_headers

HEAD_BYTES = 12
"""Of the pixel element: tag, value representation and length."""
KEPT_BYTES = 2**26
"""Of headers as they are in their files (ours): several thousand of a classic series."""
OWN_BYTES = 2**14
"""What pydicom adds to a header, about (ours)."""
SHARED_BYTES = 2**9
"""What a slice takes whose header is shared, about (ours)."""


@dataclass(frozen=True, slots=True)
class CachedHeader:
    """A parsed header.

    Attributes:
        pixels: What it says about the pixels.
        pixels_at: Where in the file the pixel element begins.
        head: The first 12 bytes of that element.
        own: Whether no other slice has the same header.
    """

    pixels: PixelHeader
    pixels_at: int
    head: bytes
    own: bool = True


def shared_header(layout: ElementLayout) -> CachedHeader:
    """The header of a file that was stepped through."""
    head = layout.data[layout.pixels_at : layout.pixels_at + HEAD_BYTES]
    return CachedHeader(shared_headers.of(layout), layout.pixels_at, head, own=False)


class HeaderCache:
    """The last headers by file and time of its change; safe to use from several threads."""

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self._limit = limit
        self._used = 0
        self._lock = threading.Lock()
        self._headers: OrderedDict[tuple[Path, int], CachedHeader] = OrderedDict()

    def get(self, path: Path, modified_ns: int) -> CachedHeader | None:
        """The header of a file that has not changed since, if it is still kept."""
        with self._lock:
            header = self._headers.get((path, modified_ns))
            if header is not None:
                self._headers.move_to_end((path, modified_ns))
            return header

    def put(self, path: Path, modified_ns: int, header: CachedHeader) -> None:
        """Keep a header, and drop the longest unused beyond the limit."""
        with self._lock:
            old = self._headers.pop((path, modified_ns), None)
            self._used += _cost(header) - (_cost(old) if old else 0)
            self._headers[path, modified_ns] = header
            while self._used > self._limit and len(self._headers) > 1:
                self._used -= _cost(self._headers.popitem(last=False)[1])


def _cost(header: CachedHeader) -> int:
    return header.pixels_at + OWN_BYTES if header.own else SHARED_BYTES


header_cache = HeaderCache()
"""Shared by scan and decode."""
