"""Converts colour frames to RGB, for the screen only: the networks read grey values.

Source: DICOM PS3.3 C.7.6.3.1.2 and C.7.6.3.1.5 (palettes).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydicom.pixels import apply_color_lut

from ml.imaging.dicom.pixel_data import Stored

PALETTE = "PALETTE COLOR"


def rgb(stored: Stored) -> NDArray[np.uint8]:
    """A colour frame in 8 bits a channel.

    Raises:
        ValueError: The colours are of a kind that DICOM has retired, or a palette is broken.

    Shapes:
        returns: `(rows, cols, 3)`.
    """
    pixels = stored.pixels
    if stored.photometric == PALETTE:
        pixels = apply_color_lut(pixels, stored.header)
        bits = 8 * pixels.dtype.itemsize
    elif stored.photometric == "RGB" and pixels.ndim == 3 and pixels.shape[2] == 3:
        bits = min(int(stored.header.BitsStored), 8 * pixels.dtype.itemsize)
    else:
        raise ValueError(f"colours of kind {stored.photometric} are not known")
    shifted = pixels >> (bits - 8) if bits > 8 else pixels
    return np.ascontiguousarray(shifted[..., :3]).astype(np.uint8)
