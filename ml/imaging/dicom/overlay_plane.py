"""Reads overlay planes: what the scanner or a reader drew over a slice.

They have their own element, or stand in the unused bits of the pixels.
Source: DICOM PS3.3 C.9.2; overlays in unused bits are retired since 2004 but still in archives.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from ml.imaging.dicom.pixel_data import Stored

_ORIGIN = 0x0050
_BIT = 0x0102
_DATA = 0x3000


def drawing(stored: Stored, frame: int) -> NDArray[np.bool_] | None:
    """All overlay planes of one frame, joined, on the slice's own grid; `None` without any.

    Shapes:
        returns: `(rows, cols)`.
    """
    union: NDArray[np.bool_] | None = None
    for group in stored.about.overlays:
        plane = _plane(stored, group, frame)
        if plane is not None and plane.any():
            union = plane if union is None else union | plane
    return union


def _plane(stored: Stored, group: int, frame: int) -> NDArray[np.bool_] | None:
    header, shape = stored.header, stored.pixels.shape[:2]
    if (group, _DATA) in header:
        planes = header.overlay_array(group)
        first = int(_value(header, group, 0x0051, 1)) - 1  # Image Frame Origin
        if planes.ndim == 2:
            planes = planes[None]
            first = frame if first == 0 and (group, 0x0015) not in header else first
        if not 0 <= frame - first < len(planes):
            return None
        return _placed(planes[frame - first] != 0, _value(header, group, _ORIGIN, [1, 1]), shape)
    if stored.unused_bits is not None and (group, _BIT) in header:
        bit = int(_value(header, group, _BIT, 0))
        if bit >= int(header.BitsStored):
            bits = np.asarray(stored.unused_bits).astype(np.int64)
            return np.asarray((bits >> bit) & 1 == 1)
    return None


def _placed(
    plane: NDArray[np.bool_], origin: list[int], shape: tuple[int, ...]
) -> NDArray[np.bool_]:
    """Put a plane where its origin says, row and column from 1; what lies outside is cut."""
    out = np.zeros(shape, dtype=np.bool_)
    top, left = int(origin[0]) - 1, int(origin[1]) - 1
    here = plane[max(-top, 0) :, max(-left, 0) :]
    rows = max(min(here.shape[0], shape[0] - max(top, 0)), 0)
    columns = max(min(here.shape[1], shape[1] - max(left, 0)), 0)
    out[max(top, 0) :, max(left, 0) :][:rows, :columns] = here[:rows, :columns]
    return out


def _value(header: Dataset, group: int, element: int, otherwise: Any) -> Any:
    stored = header.get((group, element))
    return otherwise if stored is None or stored.value is None else stored.value
