"""Cuts axial, coronal and sagittal planes through a series that is a volume.

Planes follow the volume's own axes, each named after the axis of the patient that is nearest, so
that every pixel is a measured voxel; its letters say where they point (ADR 18). `straight` planes
follow the patient's axes instead and are interpolated, as are planes across a stack that leans.
The patient's left is on the right; the front, or the head, is at the top.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ml.core.messages import Message, message, with_commas
from ml.core.types import Presentation, SliceImage
from ml.imaging.decode import decode
from ml.imaging.formats.display_axes import COLUMNS_AND_ROWS, patient_axes
from ml.imaging.reformat.volume_assembly import Lattice, gathered, lattice
from ml.imaging.types.orientation import Plane
from ml.imaging.types.series import Series, SliceRef

Matrix = NDArray[np.float64]
ON_VOXELS = 1e-4
"""A grid this near to voxels, in voxels, is on them (ours)."""
LEANS = 0.25
"""From first slice to last, a stack may drift by so many voxels and still be upright (ours)."""
REFUSAL = message("a reformat: the networks read slices as acquired")
PARTS: dict[Plane, Message] = {
    Plane.AXIAL: message("axial reformat"),
    Plane.CORONAL: message("coronal reformat"),
    Plane.SAGITTAL: message("sagittal reformat"),
}


@dataclass(frozen=True, slots=True)
class Reformat:
    """Planes through a volume, to be used as a series is.

    Attributes:
        series: Geometry, UIDs and positions of the planes; `image` gives the pixels, never
            `ml.imaging.decode`.
        source: The series that was acquired.
        to_voxels: Of column, row and plane number, and 1, to column, row and slice of `source`.

    Shapes:
        to_voxels: `(4, 4)`.
    """

    series: Series
    source: Series
    to_voxels: Matrix

    def image(self, index: int) -> SliceImage:
        """Compute one plane; the first call reads all slices of the source.

        Safe to call from several threads.

        Args:
            index: Of the plane, from 0.

        Raises:
            ImageReadError: A slice of the source cannot be read.
            NoVolumeError: The source is in colour, too large, or its slices differ in size.

        Shapes:
            The plane's values are `(rows, cols)`.
        """
        reference = self.series.slices[index]
        volume = gathered(self.source)
        first = decode(self.source, 0)
        shape = (self.series.rows, self.series.columns)
        values, outside = _plane(volume, self.to_voxels, index, shape)
        values.flags.writeable = False
        return SliceImage(
            uid=reference.uid,
            values=values,
            spacing_mm=self.series.spacing_mm,
            window=first.window,
            level=index / max(len(self.series.slices) - 1, 1),
            presentation=Presentation(
                invert=first.presentation.invert,
                function=first.presentation.function,
                padding=outside,
            ),
            real_world=first.real_world,
        )


def reformat(series: Series, plane: Plane, *, straight: bool = False) -> Reformat:
    """Planes of one kind through a series; reads no pixels.

    Args:
        series: From a scan.
        plane: Which way to cut.
        straight: Cut exactly along the patient's axes, interpolated, instead of along the
            volume's own.

    Raises:
        NoVolumeError: The series is no volume; its text says why.
    """
    voxels = lattice(series)
    grid, shape = _straight(voxels, plane) if straight else _own(voxels, plane)
    steps = np.linalg.norm(grid[:3, :3], axis=0)
    rows, columns = shape[1:]
    cosines = [round(float(v), 9) + 0.0 for v in (*grid[:3, 0] / steps[0], *grid[:3, 1] / steps[1])]
    across = np.cross(cosines[:3], cosines[3:])
    uid = f"{series.uid}@{'straight ' if straight else ''}{plane}"
    planes = replace(
        series,
        uid=uid,
        slices=tuple(
            SliceRef(f"{uid}#{i}", series.slices[0].path, i, _position(grid, i), i + 1)
            for i in range(shape[0])
        ),
        rows=rows,
        columns=columns,
        spacing_mm=(round(float(steps[1]), 9), round(float(steps[0]), 9)),
        slice_spacing_mm=round(float(abs(across @ grid[:3, 2])), 9) if shape[0] > 1 else None,
        orientation=(cosines[0], cosines[1], cosines[2], cosines[3], cosines[4], cosines[5]),
        part=with_commas((series.part, PARTS[plane])),
        refusal=REFUSAL,
    )
    return Reformat(planes, series, np.linalg.inv(voxels.matrix) @ grid)


def _own(voxels: Lattice, plane: Plane) -> tuple[Matrix, tuple[int, int, int]]:
    """Planes along the volume's axes: their grid, and planes, rows and columns."""
    upright = _upright(voxels)
    nearest = patient_axes(upright[:3, :3] / np.linalg.norm(upright[:3, :3], axis=0))
    (column_axis, column_sign), (row_axis, row_sign) = COLUMNS_AND_ROWS[plane.across]
    columns, rows, planes = (nearest.index(a) for a in (column_axis, row_axis, plane.across))
    # planes along the acquired slices lean with them; planes across them stand upright
    steps = voxels.matrix if planes == 2 else upright
    counts = voxels.shape[::-1]
    low, high = np.zeros(3), np.array(counts) - 1.0
    if planes != 2:
        low, high = _reach(np.linalg.inv(upright) @ voxels.matrix, counts)
        low, high = np.floor(low + ON_VOXELS), np.ceil(high - ON_VOXELS)
    across = np.cross(
        steps[:3, columns] * np.sign(steps[column_axis, columns] * column_sign),
        steps[:3, rows] * np.sign(steps[row_axis, rows] * row_sign),
    )
    turn = np.zeros((4, 4))
    turn[3, 3] = 1
    ways = (
        (columns, steps[column_axis, columns] * column_sign),
        (rows, steps[row_axis, rows] * row_sign),
        (planes, float(across @ steps[:3, planes])),
    )
    for out, (axis, way) in enumerate(ways):
        turn[axis, out] = 1 if way > 0 else -1
        turn[axis, 3] = low[axis] if way > 0 else high[axis]
    size = (high - low).astype(int) + 1
    return steps @ turn, (int(size[planes]), int(size[rows]), int(size[columns]))


def _straight(voxels: Lattice, plane: Plane) -> tuple[Matrix, tuple[int, int, int]]:
    """Planes along the patient's axes around the whole volume, at its smallest spacing."""
    (column_axis, column_sign), (row_axis, row_sign) = COLUMNS_AND_ROWS[plane.across]
    low, high = _reach(voxels.matrix, voxels.shape[::-1])
    spacing = float(np.linalg.norm(_upright(voxels)[:3, :3], axis=0).min())
    grid, size = np.eye(4), []
    directions = np.zeros((3, 3))
    directions[column_axis, 0], directions[row_axis, 1] = column_sign, row_sign
    directions[:, 2] = np.cross(directions[:, 0], directions[:, 1])
    grid[:3, :3] = directions * spacing
    for axis, direction in zip((column_axis, row_axis, plane.across), directions.T, strict=True):
        grid[axis, 3] = low[axis] if direction[axis] > 0 else high[axis]
        size.append(int(np.floor((high[axis] - low[axis]) / spacing + ON_VOXELS)) + 1)
    return grid, (size[2], size[1], size[0])


def _upright(voxels: Lattice) -> Matrix:
    """The same stack with its slices set above one another; only a leaning stack changes."""
    matrix = voxels.matrix
    across = np.cross(matrix[:3, 0], matrix[:3, 1])
    across /= np.linalg.norm(across)
    upright = matrix.copy()
    upright[:3, 2] = across * (across @ matrix[:3, 2])
    sideways = np.linalg.inv(matrix)[:3, :3] @ (upright - matrix)[:3, 2] * voxels.shape[0]
    return upright if np.abs(sideways).max() > LEANS else matrix


def _reach(matrix: Matrix, counts: tuple[int, ...]) -> tuple[Matrix, Matrix]:
    """Lowest and highest coordinates of the outermost voxels."""
    corners = np.array([(*c, 1) for c in product(*((0, n - 1) for n in counts))]).T
    placed = (matrix @ corners)[:3]
    return placed.min(axis=1), placed.max(axis=1)


def _position(grid: Matrix, index: int) -> tuple[float, float, float]:
    x, y, z = grid[:3, 3] + grid[:3, 2] * index
    return float(x), float(y), float(z)


def _plane(
    volume: NDArray[np.generic], to_voxels: Matrix, index: int, shape: tuple[int, int]
) -> tuple[NDArray[np.generic], NDArray[np.bool_] | None]:
    """Values of one plane, and where it lies outside of the volume."""
    matrix = to_voxels.copy()
    matrix[:3, 3] += matrix[:3, 2] * index
    rounded = np.rint(matrix)
    reach = np.array([shape[1], shape[0], 1, 1])
    if (np.abs(matrix - rounded) @ reach).max() < ON_VOXELS:
        return _picked(volume, rounded.astype(int), shape), None
    return _interpolated(volume, matrix, shape)


def _picked(
    volume: NDArray[np.generic], matrix: NDArray[np.int_], shape: tuple[int, int]
) -> NDArray[np.generic]:
    rows, columns = np.arange(shape[0])[:, None], np.arange(shape[1])
    i, j, k = (m[0] * columns + m[1] * rows + m[3] for m in matrix[:3])
    return np.ascontiguousarray(volume[k, j, i])


def _interpolated(
    volume: NDArray[np.generic], matrix: Matrix, shape: tuple[int, int]
) -> tuple[NDArray[np.generic], NDArray[np.bool_] | None]:
    """Linear, in the space of voxel numbers: a leaning stack is nothing special."""
    rows, columns = np.arange(shape[0])[:, None], np.arange(shape[1])
    outside, beyond = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    corners: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]] = []
    for m, count in zip(matrix[:3], volume.shape[::-1], strict=True):
        at = m[0] * columns + m[1] * rows + m[3]
        outside |= (at < -ON_VOXELS) | (at > count - 1 + ON_VOXELS)
        beyond |= (at < -0.5) | (at >= count - 0.5)
        at = np.clip(at, 0, count - 1)
        low = at.astype(np.intp)
        corners.append((low, np.minimum(low + 1, count - 1), at - low))
    (i, i_next, right), (j, j_next, down), (k, k_next, through) = corners

    def along(k: NDArray[np.intp], j: NDArray[np.intp]) -> NDArray[np.float64]:
        first, second = (volume[k, j, x].astype(np.float64) for x in (i, i_next))
        return first + (second - first) * right

    def across(k: NDArray[np.intp]) -> NDArray[np.float64]:
        first = along(k, j)
        return first + (along(k, j_next) - first) * down

    first = across(k)
    values = (first + (across(k_next) - first) * through).astype(np.float32)
    values[beyond] = volume.min()
    outside.flags.writeable = False
    return values, outside if outside.any() else None
