"""A volume's own axes, turned so that its slices lie on screen as a radiologist expects.

A DICOM series comes with rows and columns the right way round; the axes of NIfTI, NRRD and
MetaImage may run anywhere. The slices stay those along the third axis; in them, the patient's
left comes to the right and the front (in sagittal slices, the head) to the top. Nothing is
resampled: axes are exchanged and reversed, and the geometry says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
COLUMNS_AND_ROWS = {0: ((1, 1), (2, -1)), 1: ((0, 1), (2, -1)), 2: ((0, 1), (1, 1))}
"""For slices across an axis of the patient (x, y, z in LPS): the axis and the direction along
which columns, then rows, rise on screen."""


@dataclass(frozen=True, slots=True)
class Axes:
    """How stored axes become slices, rows and columns.

    Attributes:
        exchange: Whether the first stored axis becomes rows instead of columns.
        reverse: Whether slices, rows and columns run against their stored axis.
        shape: Slices, rows and columns.
        spacing: Between slices, rows and columns, millimetres.
        corner: Position of the first pixel of the first slice, LPS millimetres.
        directions: Unit directions along slices, rows and columns.
    """

    exchange: bool
    reverse: tuple[bool, bool, bool]
    shape: tuple[int, int, int]
    spacing: tuple[float, float, float]
    corner: Vector
    directions: tuple[Vector, Vector, Vector]

    def turn(self, stored: NDArray[np.generic]) -> NDArray[np.generic]:
        """Turn an array as stored into slices, rows and columns, without a copy.

        Shapes:
            stored: `(k, j, i)`, or `(k, j, i, 3)`.
            returns: `(slices, rows, cols)`, or with colour.
        """
        turned = stored.swapaxes(1, 2) if self.exchange else stored
        return turned[tuple(slice(None, None, -1 if r else 1) for r in self.reverse)]


def turned(size: Vector, spacing: Vector, origin: Vector, direction: NDArray[np.float64]) -> Axes:
    """Decide how a volume is turned.

    Args:
        size: Of the stored axes i, j and k.
        spacing: Along them, millimetres.
        origin: Position of the first stored voxel, LPS.
        direction: Unit directions of i, j and k as columns.

    Shapes:
        size: `(3,)`.
        spacing: `(3,)`.
        origin: `(3,)`.
        direction: `(3, 3)`.
    """
    across = _patient_axes(direction)
    (column_axis, column_sign), (_, row_sign) = COLUMNS_AND_ROWS[across[2]]
    exchange = across[0] != column_axis
    i, j = (1, 0) if exchange else (0, 1)
    columns, rows = direction[:, i].copy(), direction[:, j].copy()
    slices = direction[:, 2].copy()
    flip_columns = columns[column_axis] * column_sign < 0
    flip_rows = rows[across[j]] * row_sign < 0
    columns *= -1 if flip_columns else 1
    rows *= -1 if flip_rows else 1
    flip_slices = float(np.dot(np.cross(columns, rows), slices)) < 0
    slices *= -1 if flip_slices else 1
    corner = origin.astype(np.float64).copy()
    for axis, flipped in ((i, flip_columns), (j, flip_rows), (2, flip_slices)):
        if flipped:
            corner += direction[:, axis] * spacing[axis] * (size[axis] - 1)
    return Axes(
        exchange=exchange,
        reverse=(bool(flip_slices), bool(flip_rows), bool(flip_columns)),
        shape=(int(size[2]), int(size[j]), int(size[i])),
        spacing=(float(spacing[2]), float(spacing[j]), float(spacing[i])),
        corner=corner,
        directions=(slices, rows, columns),
    )


def _patient_axes(direction: NDArray[np.float64]) -> tuple[int, ...]:
    """The patient's axis nearest to each stored one, each taken once."""
    return max(
        permutations(range(3)),
        key=lambda axes: sum(abs(direction[axis, i]) for i, axis in enumerate(axes)),
    )
