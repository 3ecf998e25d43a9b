"""Turns the axes of a volume so that its slices lie on screen as a radiologist expects.

Rows and columns of a DICOM series are the right way round; the axes of other volumes may run in
any direction. Slices stay those along the third axis. Within them, the patient's left is shown on
the right, and the front (in sagittal slices, the head) at the top. Nothing is resampled: axes are
exchanged and reversed, and the geometry follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from ml.imaging.formats.volume_geometry import Space
from ml.imaging.types.orientation import Cosines

Vector = NDArray[np.float64]
COLUMNS_AND_ROWS = {0: ((1, 1), (2, -1)), 1: ((0, 1), (2, -1)), 2: ((0, 1), (1, 1))}
"""For slices across an axis of the patient (x, y, z in LPS): the axis and the direction along
which columns, then rows, rise on screen."""


@dataclass(frozen=True, slots=True)
class DisplayAxes:
    """How stored axes become slices, rows and columns.

    Attributes:
        exchange: Whether the first stored axis becomes rows instead of columns.
        reverse: Whether slices, rows and columns run against their stored axis.
        shape: Slices, rows and columns.
        spacing: Between slices, rows and columns, millimetres.
        corner: Position of the first pixel of the first slice, LPS millimetres.
        directions: Unit directions along slices, rows and columns; `None` where unknown.
    """

    exchange: bool
    reverse: tuple[bool, bool, bool]
    shape: tuple[int, int, int]
    spacing: tuple[float, float, float]
    corner: Vector
    directions: tuple[Vector, Vector, Vector] | None

    @property
    def orientation(self) -> Cosines | None:
        """Row and column cosines as in Image Orientation (Patient) (0020,0037)."""
        if self.directions is None:
            return None
        c = [round(float(v), 9) + 0.0 for v in (*self.directions[2], *self.directions[1])]
        return c[0], c[1], c[2], c[3], c[4], c[5]

    def position(self, index: int) -> tuple[float, float, float] | None:
        """Image Position (Patient) (0020,0032) of a slice."""
        if self.directions is None:
            return None
        position = self.corner + self.directions[0] * self.spacing[0] * index
        return float(position[0]), float(position[1]), float(position[2])

    def turn(self, stored: NDArray[np.generic]) -> NDArray[np.generic]:
        """Turn one slice as stored into rows and columns, without a copy.

        Shapes:
            stored: `(j, i)`, or `(j, i, 3)`.
            returns: `(rows, cols)`, or with colour.
        """
        turned = stored.swapaxes(0, 1) if self.exchange else stored
        return turned[tuple(slice(None, None, -1 if r else 1) for r in self.reverse[1:])]


def turned(space: Space) -> DisplayAxes:
    """Decide how a volume is turned."""
    size, spacing, direction = space.size, space.spacing, space.direction
    if direction is None:
        return DisplayAxes(
            False, (False, False, False), (size[2], size[1], size[0]),
            (spacing[2], spacing[1], spacing[0]), space.origin, None,
        )  # fmt: skip
    across = patient_axes(direction)
    (column_axis, column_sign), (row_axis, row_sign) = COLUMNS_AND_ROWS[across[2]]
    exchange = across[0] != column_axis
    i, j = (1, 0) if exchange else (0, 1)
    columns, rows, slices = direction[:, i], direction[:, j], direction[:, 2]
    flip_columns = bool(columns[column_axis] * column_sign < 0)
    flip_rows = bool(rows[row_axis] * row_sign < 0)
    columns = -columns if flip_columns else columns
    rows = -rows if flip_rows else rows
    flip_slices = bool(np.dot(np.cross(columns, rows), slices) < 0)
    corner = space.origin.astype(np.float64)
    for axis, flipped in ((i, flip_columns), (j, flip_rows), (2, flip_slices)):
        if flipped:
            corner = corner + direction[:, axis] * spacing[axis] * (size[axis] - 1)
    return DisplayAxes(
        exchange=exchange,
        reverse=(flip_slices, flip_rows, flip_columns),
        shape=(size[2], size[j], size[i]),
        spacing=(spacing[2], spacing[j], spacing[i]),
        corner=corner,
        directions=(-slices if flip_slices else slices, rows, columns),
    )


def patient_axes(direction: NDArray[np.float64]) -> tuple[int, ...]:
    """The patient's axis nearest to each stored one, each taken once."""
    return max(
        permutations(range(3)),
        key=lambda axes: sum(abs(direction[axis, i]) for i, axis in enumerate(axes)),
    )
