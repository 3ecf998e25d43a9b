"""Reads how a file asks for a slice to be shown: inverted, through a table, with overlays.

Sources: DICOM PS3.3 C.7.6.3.1.2 (Photometric Interpretation), C.7.5.1.1.2 (Pixel Padding Value),
C.11.2 (VOI LUT), C.9.2 (Overlay Plane).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from ml.core.types import Presentation
from ml.imaging.dicom.functional_groups import macro
from ml.imaging.dicom.lut import Lookup
from ml.imaging.dicom.overlay_plane import drawing
from ml.imaging.dicom.pixel_data import Stored
from ml.imaging.dicom.pixel_header import PixelHeader
from ml.imaging.display.window import FUNCTIONS
from ml.imaging.types.value_parsing import numbers, windows


def presentation(stored: Stored, frame: int) -> Presentation:
    """Gather what the file says about showing one grey frame.

    Raises:
        ValueError: A table is not what its descriptor says.
    """
    stated = stored.about.once(("presentation", frame), lambda: _stated(stored, frame))
    fills = padding(stored.pixels, stored.about)
    overlay = drawing(stored, frame)
    if fills is None and overlay is None:
        return stated
    return replace(stated, padding=fills, drawing=overlay)


def _stated(stored: Stored, frame: int) -> Presentation:
    """What holds for every pixel."""
    header = stored.header
    voi = macro(header, frame, "FrameVOILUTSequence") or header
    function = str(voi.get("VOILUTFunction") or "LINEAR").upper()
    table = None
    if not stated_windows(voi) and (tables := voi.get("VOILUTSequence")):
        table = Lookup.read(tables[0], signed=bool(header.get("PixelRepresentation")))
    return Presentation(
        invert=stored.photometric == "MONOCHROME1",
        function=function if function in FUNCTIONS else "LINEAR",
        table=None if table is None else table.as_grey(),
        table_first=0 if table is None else table.first,
    )


def padding(pixels: NDArray[np.generic], about: PixelHeader) -> NDArray[np.bool_] | None:
    """Which pixels only fill the rectangle; `None` where there are none, or nothing else.

    Shapes:
        pixels: `(rows, cols)`, stored values.
        returns: `(rows, cols)`.
    """
    floating = np.issubdtype(pixels.dtype, np.floating)
    kind = "" if not floating else "DoubleFloat" if pixels.dtype.itemsize == 8 else "Float"
    ends = about.once(("padding", kind), lambda: _padding_range(about.dataset, kind))
    if ends is None and not floating:
        return None
    mask = ~np.isfinite(pixels) if floating else np.zeros(pixels.shape, dtype=np.bool_)
    if ends is not None:
        mask |= np.greater_equal(pixels, ends[0]) & np.less_equal(pixels, ends[1])
    return mask if mask.any() and not mask.all() else None


def _padding_range(header: Dataset, kind: str) -> tuple[float, float] | None:
    """Least and greatest Pixel Padding Value (0028,0120), (0028,0122), (0028,0123)."""
    value = header.get(f"{kind}PixelPaddingValue")
    if value is None:
        return None
    limit = header.get(f"{kind}PixelPaddingRangeLimit")
    ends = [value, value if limit is None else limit]
    if not kind:
        ends = [_as_stored(int(end), header) for end in ends]
    return min(ends), max(ends)


def _as_stored(value: int, header: Dataset) -> int:
    """A value of the other sign's VR as the pixels hold it: the same bytes mean 63536 and -2000.

    Source: PS3.3 C.7.5.1.1.2; the VR, US or SS, follows Pixel Representation (0028,0103), and some
    writers take the wrong one.
    """
    span = 1 << int(header.BitsAllocated)
    value %= span
    signed = bool(header.get("PixelRepresentation"))
    return value - span if signed and value >= span >> 1 else value


def stated_windows(voi: Dataset) -> bool:
    """Whether Window Center and Width (0028,1050), (0028,1051) are there and hold a window."""
    return bool(windows(numbers(voi.get("WindowCenter")), numbers(voi.get("WindowWidth"))))
