"""Holds what decoding needs of a header, shared by all slices that say the same.

The header of a slice differs from its neighbour's in a dozen attributes, none of which says how
pixels are stored or shown. So what does is read once for a series, and kept as one object.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cached_property
from io import BytesIO
from typing import Any, TypeVar

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filereader import read_dataset
from pydicom.pixels import as_pixel_options
from pydicom.uid import UID

from ml.imaging.dicom.header_walker import ElementLayout

T = TypeVar("T")
MOST = 256
"""Kept at a time (ours): a scan goes through many series."""
OVERLAYS = range(0x6000, 0x6020, 2)
GROUPS = frozenset((0x0028, 0x5200, 0x7FE0, *OVERLAYS))
"""Image pixel, functional groups, offsets of frames, overlays."""
SINGLE = frozenset((0x00080005, 0x00080070, 0x00409096))
"""Character set, manufacturer (whose private scale is it?), real world value mapping."""
WINDOW, WINDOW_WIDTH = 0x00281050, 0x00281051
NOT_HERE = frozenset((*range(0x00280104, 0x00280112), WINDOW, WINDOW_WIDTH, 0x00281055))
"""Smallest and largest value, and windows: of each slice its own, and read by the scan."""
VOI_TABLES = 0x00283010
PHILIPS, SCALE = 0x2005, 0x0E


class PixelHeader:
    """Attributes that say how pixels are stored and shown.

    Args:
        dataset: These, and perhaps others; not to be changed.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._found: dict[Hashable, Any] = {}

    def once(self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` finds in the data set, which is asked only the first time."""
        if key not in self._found:
            self._found[key] = find()
        return self._found[key]  # type: ignore[no-any-return]

    @cached_property
    def overlays(self) -> tuple[int, ...]:
        """Groups of overlay planes, with data of their own or in the pixels (PS3.3 C.9.2)."""
        stated = {+tag for tag in self.dataset.keys()}  # noqa: SIM118  # else it decodes them
        return tuple(
            group
            for group in OVERLAYS
            if group << 16 | 0x3000 in stated or group << 16 | 0x0102 in stated
        )

    @cached_property
    def options(self) -> dict[str, Any]:
        """Pydicom's description of the pixels; not to be changed.

        Raises:
            AttributeError: An attribute without which there are no pixels is missing.
        """
        options: dict[str, Any] = as_pixel_options(self.dataset)
        return options


class SharedHeaders:
    """One object for all slices that say the same; safe to use from several threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._headers: OrderedDict[tuple[UID, bytes], PixelHeader] = OrderedDict()

    def of(self, layout: ElementLayout) -> PixelHeader:
        """What a header says about its pixels."""
        data = layout.data
        # A VOI table counts only where no window is stated (`ml.imaging.dicom.presentation`).
        windowed = None not in (layout.raw(WINDOW), layout.raw(WINDOW_WIDTH))
        stated = b"".join(
            [
                data[begin:end]
                for tag, (begin, _, end) in layout.spans.items()
                if _concerns_pixels(tag) and not (windowed and tag == VOI_TABLES)
            ]
        )
        key = (layout.syntax, stated)
        with self._lock:
            header = self._headers.get(key)
            if header is None:
                header = self._headers[key] = _read(layout, stated)
            self._headers.move_to_end(key)
            while len(self._headers) > self._most:
                self._headers.popitem(last=False)
            return header


def _concerns_pixels(tag: int) -> bool:
    group = tag >> 16
    if group in GROUPS:
        return tag not in NOT_HERE
    if group == PHILIPS:
        return tag & 0xFF00 == 0 or tag & 0xFF == SCALE
    return tag in SINGLE


def _read(layout: ElementLayout, stated: bytes) -> PixelHeader:
    dataset = read_dataset(BytesIO(stated), layout.implicit, is_little_endian=True)
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = layout.syntax
    return PixelHeader(dataset)


shared_headers = SharedHeaders()
"""Of this process."""
