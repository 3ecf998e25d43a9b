"""Imitates skull stripping, as brain extraction leaves heads.

Some collections and many research archives hold brains only. A network that has never seen one
takes the skull for part of the evidence, or refuses the slice as unlike its training.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from ml.inference.preprocessing import Preprocessing, cut, square, to_bytes

SKULL = 0.09
"""Scalp and skull as a share of the head's width (ours)."""
LEAST_BRAIN = 0.05
"""A slice with less brain than this share of its pixels is left as it is (ours)."""


def depth_below_surface(unit: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
    """Pixels below the brain's surface, negative in skull and air; and the head's width.

    Shapes:
        unit: `(S, S)` uint8, the network's grey input.
        returns: `(S, S)` float32, and pixels.
    """
    head = ndimage.binary_fill_holes(ndimage.binary_opening(unit > 25, iterations=2))
    width = float(head.any(axis=0).sum()) or float(unit.shape[1])
    below: NDArray[np.float32] = ndimage.distance_transform_edt(head).astype(np.float32)
    return below - SKULL * width, width


def strip_skull(
    unit: NDArray[np.uint8], mask: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Blacken what is not brain, then make the slice ready as any other.

    Args:
        unit: The network's grey input.
        mask: Where the lesion is.

    Returns:
        Both, cut to the brain.

    Shapes:
        unit: `(S, S)` uint8.
        mask: `(S, S)` bool.
        returns: as they came in.
    """
    brain = depth_below_surface(unit)[0] > 0
    if brain.mean() < LEAST_BRAIN:
        return unit, mask
    size = unit.shape[0]
    preprocessing = Preprocessing(size=size)
    values = np.where(brain, unit, 0)
    patch = cut((mask & brain).astype(np.float32), square(values, preprocessing))
    outline = Image.fromarray(patch).resize((size, size), Image.Resampling.BILINEAR)
    stripped = to_bytes(values, preprocessing)
    return stripped, np.asarray(outline) > 0.5
