"""Axial, coronal and sagittal planes through any volume, one at a time, when somebody looks.

The planes are those of the patient (LPS), not of the scanner: rows and columns run as radiology
shows them (patient's right on the left, head up, sagittal with the back on the right). Pixels are
square. Each plane is interpolated linearly in the volume as the slices really lie: unevenly, or
leaning (gantry tilt), since every slice's own position is used, not a mean step.

Source: DICOM PS3.3 C.7.6.2.1.1 for the way from index to patient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ml.imaging.orientation import Cosines, normal
from ml.imaging.series import Series, Vector

Floats = NDArray[np.float64]

LEAST_MM = 0.2
"""Planes are not drawn finer than this, whatever the volume (ours)."""
EDGE = 1e-6
"""Indices this close to a whole number are one: rounding."""
BORDER = 0.05
"""Indices this little outside the volume are on its border: cosines come with four digits."""


class Plane(StrEnum):
    """The planes of the patient."""

    AXIAL = "axial"
    CORONAL = "coronal"
    SAGITTAL = "sagittal"


COSINES: dict[Plane, Cosines] = {
    Plane.AXIAL: (1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
    Plane.CORONAL: (1.0, 0.0, 0.0, 0.0, 0.0, -1.0),
    Plane.SAGITTAL: (0.0, 1.0, 0.0, 0.0, 0.0, -1.0),
}
THROUGH: dict[Plane, Vector] = {
    Plane.AXIAL: (0.0, 0.0, 1.0),
    Plane.CORONAL: (0.0, 1.0, 0.0),
    Plane.SAGITTAL: (1.0, 0.0, 0.0),
}
"""From the first plane to the last: feet to head, front to back, right to left."""


class NoVolumeError(ValueError):
    """A series is no volume; the text says why, and may be shown."""


@dataclass(frozen=True)
class Volume:
    """Slices of one stack with their places.

    Attributes:
        values: The slices' values, in the order of the series.
        positions: Centre of the first pixel of each slice, LPS millimetres.
        orientation: Row and column cosines.
        spacing_mm: Row and column spacing.

    Shapes:
        values: `(slices, rows, cols)`; may be an array that is still being filled.
        positions: `(slices, 3)`.
    """

    values: NDArray[np.generic]
    positions: Floats
    orientation: Cosines
    spacing_mm: tuple[float, float]


def why_not(series: Series) -> str:
    """Why no planes can be cut through a series, in words; empty if they can."""
    if series.orientation is None or any(ref.position is None for ref in series.slices):
        return "slice positions are not known"
    if len(series.slices) < 2:
        return "there is one slice only"
    along = _along(positions(series), series.orientation)
    if (np.diff(along) * np.sign(along[-1] - along[0]) <= 0).any():
        return "slices share positions"
    return ""


def positions(series: Series) -> Floats:
    """Positions of the slices.

    Shapes:
        returns: `(slices, 3)`, LPS millimetres.
    """
    return np.array([ref.position for ref in series.slices], dtype=np.float64)


def volume(series: Series, values: NDArray[np.generic]) -> Volume:
    """Put values where they belong.

    Args:
        series: The slices.
        values: Theirs, in order.

    Raises:
        NoVolumeError: The slices make no volume, or the values are not theirs.

    Shapes:
        values: `(slices, rows, cols)`.
    """
    reason = why_not(series)
    if reason or series.orientation is None:
        raise NoVolumeError(reason)
    if values.shape != (len(series.slices), series.rows, series.columns):
        raise NoVolumeError("the values are not those of the series")
    return Volume(values, positions(series), series.orientation, series.spacing_mm)


class Reformat:
    """All planes of one kind through a volume; each is computed when it is asked for.

    Args:
        source: The volume.
        plane: Which planes.
        spacing_mm: Of rows, columns and planes; the finest of the volume's if absent.
        outside: Value of what lies outside the volume; the least of the volume's type for
            integers that cannot be negative, else the least value of the middle slice.

    Attributes:
        spacing_mm: Row and column spacing, equal.
        slice_spacing_mm: From plane to plane.
        orientation: Row and column cosines.
        rows: Of every plane.
        columns: Of every plane.
    """

    def __init__(
        self,
        source: Volume,
        plane: Plane,
        spacing_mm: float | None = None,
        outside: float | None = None,
    ) -> None:
        self._volume, self.plane = source, plane
        self._along = _along(source.positions, source.orientation)
        steps = np.abs(np.diff(self._along))
        finest = min(*source.spacing_mm, float(np.median(steps)))
        self.slice_spacing_mm = max(spacing_mm or finest, LEAST_MM)
        self.spacing_mm = (self.slice_spacing_mm, self.slice_spacing_mm)
        self.orientation = COSINES[plane]
        axes = np.array([self.orientation[:3], self.orientation[3:], THROUGH[plane]])
        corners = _corners(source) @ axes.T
        low, high = corners.min(axis=0), corners.max(axis=0)
        counts = np.floor((high - low) / self.slice_spacing_mm + EDGE).astype(int) + 1
        self.columns, self.rows, self._count = (int(n) for n in counts)
        self._origin = low @ axes
        self._axes = axes * self.slice_spacing_mm
        self._outside = _least(source.values) if outside is None else outside

    def __len__(self) -> int:
        return self._count

    def position(self, index: int) -> Vector:
        """Centre of the first pixel of a plane, LPS millimetres.

        Raises:
            IndexError: There is no such plane.
        """
        if not 0 <= index < self._count:
            raise IndexError(index)
        place = self._origin + self._axes[2] * index
        return float(place[0]), float(place[1]), float(place[2])

    def index_at(self, place: Sequence[float]) -> int:
        """The plane nearest to a point of the patient, LPS millimetres."""
        step = self._axes[2] / self.slice_spacing_mm**2
        return int(np.clip(np.rint((np.asarray(place) - self._origin) @ step), 0, self._count - 1))

    def values(self, index: int) -> NDArray[np.float32]:
        """One plane.

        Raises:
            IndexError: There is no such plane.

        Shapes:
            returns: `(rows, cols)`, not writeable.
        """
        start = np.array(self.position(index))
        down = start + np.arange(self.rows)[:, None] * self._axes[1]
        places = down[:, None, :] + np.arange(self.columns)[None, :, None] * self._axes[0]
        out = self._interpolated(places.reshape(-1, 3)).reshape(self.rows, self.columns)
        out.flags.writeable = False
        return out

    def _interpolated(self, places: Floats) -> NDArray[np.float32]:
        """Values at points of the patient, linear in slice, row and column."""
        source = self._volume
        slices = self._slice_index(_along(places, source.orientation))
        low = np.clip(np.floor(slices).astype(int), 0, len(self._along) - 2)
        part = slices - low
        first = source.positions[low]
        corner = first + part[:, None] * (source.positions[low + 1] - first)
        offset = places - corner
        columns = offset @ np.array(source.orientation[:3]) / source.spacing_mm[1]
        rows = offset @ np.array(source.orientation[3:]) / source.spacing_mm[0]
        size = source.values.shape
        inside = np.ones(len(places), dtype=bool)
        for found, count in ((slices, size[0]), (rows, size[1]), (columns, size[2])):
            inside &= (found >= -BORDER) & (found <= count - 1 + BORDER)
        out = np.full(len(places), self._outside, dtype=np.float32)
        if inside.any():
            at = [each[inside] for each in (slices, rows, columns)]
            out[inside] = _trilinear(source.values, at)
        return out

    def _slice_index(self, along: Floats) -> Floats:
        """Fractional slice numbers; beyond the ends they go on, so that they are outside."""
        known = self._along
        sign = 1.0 if known[-1] > known[0] else -1.0
        index = np.interp(sign * along, sign * known, np.arange(len(known), dtype=np.float64))
        before, after = sign * (known[0] - along), sign * (along - known[-1])
        index = np.where(before > EDGE, -before / abs(known[1] - known[0]), index)
        beyond = len(known) - 1 + after / abs(known[-1] - known[-2])
        return np.where(after > EDGE, beyond, index)


def _along(places: Floats, orientation: Cosines) -> Floats:
    out: Floats = places @ np.array(normal(orientation))
    return out


def _corners(source: Volume) -> Floats:
    """Centres of the eight outermost pixels."""
    rows, columns = source.values.shape[1] - 1, source.values.shape[2] - 1
    right = np.array(source.orientation[:3]) * source.spacing_mm[1] * columns
    down = np.array(source.orientation[3:]) * source.spacing_mm[0] * rows
    ends = source.positions  # all of them: a crooked stack may bulge
    return np.concatenate([ends, ends + right, ends + down, ends + right + down])


def _least(values: NDArray[np.generic]) -> float:
    if np.issubdtype(values.dtype, np.unsignedinteger):
        return 0.0
    least = np.nanmin(np.asarray(values[len(values) // 2], dtype=np.float64))
    return float(least) if np.isfinite(least) else 0.0


def _trilinear(values: NDArray[np.generic], at: Sequence[Floats]) -> Floats:
    """Linear in three axes; points on a pixel give its value exactly."""
    lows, parts = [], []
    for index, count in zip(at, values.shape, strict=True):
        index = np.clip(index, 0, count - 1)
        index = np.where(np.abs(index - np.rint(index)) < EDGE, np.rint(index), index)
        low = np.minimum(np.floor(index).astype(int), max(count - 2, 0))
        lows.append(low)
        parts.append(index - low)
    out = np.zeros(len(at[0]))
    for corner in np.ndindex(2, 2, 2):
        weight = np.ones(len(out))
        for part, high in zip(parts, corner, strict=True):
            weight = weight * (part if high else 1 - part)
        used = weight > 0
        if used.any():
            where = tuple(
                np.minimum(low + high, count - 1)[used]
                for low, high, count in zip(lows, corner, values.shape, strict=True)
            )
            out[used] += weight[used] * values[where].astype(np.float64)
    return out
