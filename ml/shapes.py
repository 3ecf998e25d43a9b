"""Opening, filling, depth and curvature of small pictures, exactly as SciPy has them.

The installed application leaves SciPy out, which would weigh more than all of this package; the
tests compare every function with `scipy.ndimage`, on which the figures were first fitted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def opened(mask: Mask) -> Mask:
    """Without what is narrower than a cross of three pixels; beyond the edge is nothing.

    Shapes:
        mask: `(H, W)`.
        returns: `(H, W)`.
    """
    centre, *beside = _neighbours(mask)
    inside = centre.copy()
    for each in beside:
        inside &= each
    return _grown(inside)


def filled(mask: Mask) -> Mask:
    """With its holes: all that cannot be reached from the edge, from pixel to next pixel.

    Shapes:
        mask: `(H, W)`.
        returns: `(H, W)`.
    """
    free = np.pad(~mask, 1, constant_values=True)
    outside = np.zeros_like(free)
    outside[0, :] = outside[-1, :] = outside[:, 0] = outside[:, -1] = True
    reached = 0
    while (now := int(outside.sum())) != reached:
        reached = now
        outside = _grown(outside) & free
    return ~outside[1:-1, 1:-1]


def depth(mask: Mask) -> NDArray[np.float64]:
    """Distance of each pixel to the nearest outside the mask, in pixels; 0 outside.

    Args:
        mask: Must leave a pixel out.

    Shapes:
        mask: `(H, W)`.
        returns: `(H, W)`.
    """
    height, width = mask.shape
    far = height + width
    up = np.where(mask, far, 0)
    for row in range(1, height):
        up[row] = np.minimum(up[row], up[row - 1] + 1)
    for row in range(height - 2, -1, -1):
        up[row] = np.minimum(up[row], up[row + 1] + 1)
    aside = (np.arange(width)[:, None] - np.arange(width)) ** 2
    squares: NDArray[np.int_] = (up[:, None, :] ** 2 + aside).min(axis=2)
    return np.sqrt(squares.astype(np.float64))


def curvature(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum of both second differences (the Laplacian); the picture is mirrored at its edges.

    Shapes:
        values: `(H, W)`.
        returns: `(H, W)`.
    """
    wide = np.pad(values.astype(np.float64), 1, mode="symmetric")
    down = wide[2:, 1:-1] - 2 * wide[1:-1, 1:-1] + wide[:-2, 1:-1]
    across = wide[1:-1, 2:] - 2 * wide[1:-1, 1:-1] + wide[1:-1, :-2]
    return down.astype(np.float32) + across.astype(np.float32)


def _grown(mask: Mask) -> Mask:
    """With the pixels above, below, left and right of it."""
    grown = np.zeros_like(mask)
    for each in _neighbours(mask):
        grown |= each
    return grown


def _neighbours(mask: Mask) -> tuple[Mask, ...]:
    """Each pixel, and what lies above, below, left and right of it."""
    wide = np.pad(mask, 1)
    return (
        mask, wide[:-2, 1:-1], wide[2:, 1:-1], wide[1:-1, :-2], wide[1:-1, 2:],
    )  # fmt: skip
