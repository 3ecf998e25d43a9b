"""Provides four operations on small masks and images: opening, hole filling, depth, Laplacian.

As `scipy.ndimage` has them, which tests compare with. Reading one slice needs just these four, on a
picture of some ninety pixels a side; SciPy would bring 35 MB into the installed application.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def opened(mask: Mask) -> Mask:
    """Without what is thinner than a pixel and its four neighbours.

    Shapes:
        mask: `(rows, cols)`.
        returns: `(rows, cols)`.
    """
    core = ~_grown(np.pad(~mask, 1, constant_values=True))[1:-1, 1:-1]
    return _grown(core)


def filled(mask: Mask) -> Mask:
    """With every hole that no way along four neighbours leads out of.

    Shapes:
        mask: `(rows, cols)`.
        returns: `(rows, cols)`.
    """
    free = np.pad(~mask, 1, constant_values=True)
    outside = np.zeros_like(free)
    outside[0, 0] = True
    count = 0
    while count != (count := int(outside.sum())):
        for _ in range(8):
            outside = _grown(outside) & free
    return ~outside[1:-1, 1:-1]


def depth(mask: Mask) -> NDArray[np.float64]:
    """Distance of each pixel of a mask to the nearest pixel outside of it, pixels.

    Shapes:
        mask: `(rows, cols)`, not all true.
        returns: `(rows, cols)`; 0 outside.
    """
    rows, columns = (np.arange(n) for n in mask.shape)
    far = float(sum(mask.shape)) ** 2
    along = np.where(mask[:, None, :], far, (columns[:, None] - columns) ** 2).min(axis=2)
    across = along[None] + ((rows[:, None] - rows) ** 2)[:, :, None]
    distances: NDArray[np.float64] = np.sqrt(across.min(axis=1).astype(np.float64))
    return distances


def laplacian(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Second differences along rows and columns, the border mirrored.

    Shapes:
        values: `(rows, cols)`.
        returns: `(rows, cols)`.
    """
    total = np.zeros_like(values)
    for axis in (0, 1):
        wide = np.pad(values, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], mode="symmetric")
        total += np.diff(wide.astype(np.float64), 2, axis).astype(np.float32)
    return total


def _grown(mask: Mask) -> Mask:
    """A mask and the four neighbours of its pixels."""
    out = mask.copy()
    out[1:] |= mask[:-1]
    out[:-1] |= mask[1:]
    out[:, 1:] |= mask[:, :-1]
    out[:, :-1] |= mask[:, 1:]
    return out
