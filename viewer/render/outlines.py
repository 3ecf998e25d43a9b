"""Turns regions into lines that follow their border, for screen and report."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtGui import QPainterPath

from ml.core.types import Region

TOP, LEFT, BOTTOM, RIGHT = (0.0, 0.5), (0.5, 0.0), (1.0, 0.5), (0.5, 1.0)
"""Row and column of the middle of each side of a cell between four pixel centres."""
SEGMENTS = {
    1: ((LEFT, BOTTOM),),
    2: ((BOTTOM, RIGHT),),
    3: ((LEFT, RIGHT),),
    4: ((TOP, RIGHT),),
    5: ((TOP, LEFT), (BOTTOM, RIGHT)),
    6: ((TOP, BOTTOM),),
    7: ((TOP, LEFT),),
    8: ((TOP, LEFT),),
    9: ((TOP, BOTTOM),),
    10: ((TOP, RIGHT), (LEFT, BOTTOM)),
    11: ((TOP, RIGHT),),
    12: ((LEFT, RIGHT),),
    13: ((BOTTOM, RIGHT),),
    14: ((LEFT, BOTTOM),),
}
"""Marching squares (Lorensen 1987, in two dimensions): lines through a cell by which corners are
inside, upper left 8, upper right 4, lower right 2, lower left 1; opposite ones hang together."""


def outline_path(regions: Iterable[Region]) -> QPainterPath:
    """The border of regions, through the edges of pixels where inside meets outside.

    Args:
        regions: Of one slice.

    Returns:
        Lines in pixels of the slice, x the column and y the row; (0, 0) is the outer corner of the
        first pixel, so that the ends of diameters (`ml.core.diameters`) lie on it.
    """
    path = QPainterPath()
    for region in regions:
        wide = np.pad(region.mask, 1).astype(np.uint8)
        cells = 8 * wide[:-1, :-1] + 4 * wide[:-1, 1:] + 2 * wide[1:, 1:] + wide[1:, :-1]
        for row, column in np.argwhere((cells > 0) & (cells < 15)).tolist():
            down, right = region.top + row - 0.5, region.left + column - 0.5
            for start, end in SEGMENTS[int(cells[row, column])]:
                path.moveTo(right + start[1], down + start[0])
                path.lineTo(right + end[1], down + end[0])
    return path
