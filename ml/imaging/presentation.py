"""How a file asks for one of its slices to be shown: inverted, through a table, drawn upon.

Sources: DICOM PS3.3 C.7.6.3.1.2 (Photometric Interpretation), C.7.5.1.1.2 (Pixel Padding Value),
C.11.2 (VOI LUT), C.9.2 (Overlay Plane).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from ml.imaging.functional_groups import macro
from ml.imaging.lookup import Lookup
from ml.imaging.overlay_plane import drawing
from ml.imaging.stored import Stored
from ml.imaging.window import FUNCTIONS
from ml.protocol import Presentation


def presentation(stored: Stored, frame: int) -> Presentation:
    """Gather what the file says about showing one grey frame.

    Raises:
        ValueError: A table is not what its descriptor says.
    """
    header = stored.header
    voi = macro(header, frame, "FrameVOILUTSequence") or header
    function = str(voi.get("VOILUTFunction") or "LINEAR").upper()
    table = None
    if "WindowCenter" not in voi and (tables := voi.get("VOILUTSequence")):
        table = Lookup.read(tables[0], signed=bool(header.get("PixelRepresentation")))
    return Presentation(
        invert=stored.photometric == "MONOCHROME1",
        function=function if function in FUNCTIONS else "LINEAR",
        table=None if table is None else table.as_grey(),
        table_first=0 if table is None else table.first,
        padding=padding(stored.pixels, header),
        drawing=drawing(stored, frame),
    )


def padding(pixels: NDArray[np.generic], header: Dataset) -> NDArray[np.bool_] | None:
    """Which pixels only fill the rectangle; `None` where there are none, or nothing else.

    Shapes:
        pixels: `(rows, cols)`, stored values.
        returns: `(rows, cols)`.
    """
    if np.issubdtype(pixels.dtype, np.floating):
        mask = ~np.isfinite(pixels)
        names = ("FloatPixelPaddingValue", "FloatPixelPaddingRangeLimit")
        if pixels.dtype.itemsize == 8:
            names = ("DoubleFloatPixelPaddingValue", "DoubleFloatPixelPaddingRangeLimit")
    else:
        names = ("PixelPaddingValue", "PixelPaddingRangeLimit")
        if names[0] not in header:
            return None
        mask = np.zeros(pixels.shape, dtype=np.bool_)
    value = header.get(names[0])
    if value is not None:
        limit = header.get(names[1])
        ends = (value, value if limit is None else limit)
        mask |= (pixels >= min(ends)) & (pixels <= max(ends))
    return mask if mask.any() and not mask.all() else None
