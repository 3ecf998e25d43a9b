"""Divides an image that holds all slices of a volume into its tiles."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ml.imaging.types.series import Tile

MOST_SLICES = 1000
"""No volume in one image has more (ours)."""


def tiles(rows: int, columns: int, count: int | None) -> list[Tile]:
    """The places of slices, from left to right and from top to bottom, in the smallest square.

    Args:
        rows: Of the whole image.
        columns: Of the whole image.
        count: Number of slices.

    Returns:
        One tile per slice; none where the number is unknown or does not fit the image.
    """
    across = math.ceil(math.sqrt(count)) if count and 0 < count <= MOST_SLICES else 0
    if not count or not across or rows % across or columns % across:
        return []
    high, wide = rows // across, columns // across
    return [Tile(i // across * high, i % across * wide, high, wide) for i in range(count)]


def cut(values: NDArray[np.generic], tile: Tile | None) -> NDArray[np.generic]:
    """The part of a frame that is one slice; all of it without a tile.

    Shapes:
        values: `(rows, cols)` of the whole image.
        returns: `(rows, cols)` of the slice, C-contiguous.
    """
    if tile is None:
        return values
    rows = slice(tile.top, tile.top + tile.rows)
    return np.ascontiguousarray(values[rows, tile.left : tile.left + tile.columns])
