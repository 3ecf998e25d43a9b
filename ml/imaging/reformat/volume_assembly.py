"""Gathers the slices of a series into one volume, if they fill space evenly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import NoVolumeError
from ml.core.messages import Message, message
from ml.imaging.decode import decode
from ml.imaging.sorting.repeated_positions import PLACE_MM
from ml.imaging.sorting.slice_order import GAP
from ml.imaging.types.bounded_cache import BoundedCache
from ml.imaging.types.orientation import normal
from ml.imaging.types.series import Series

SIDEWAYS_MM = 1.0
"""Slices further than this from an even row of slices are no volume (ours, as in `order`)."""
LARGEST = 2**31
"""Bytes of a volume that is gathered at most (ours)."""
_volumes = BoundedCache(2**30)


@dataclass(frozen=True, slots=True)
class Lattice:
    """Where the voxels of a stack are.

    Attributes:
        shape: Slices, rows and columns.
        matrix: Of column, row and slice number, and 1, to LPS millimetres. The step from slice
            to slice is not at a right angle to the slice where the stack leans.

    Shapes:
        matrix: `(4, 4)`.
    """

    shape: tuple[int, int, int]
    matrix: NDArray[np.float64]


def lattice(series: Series) -> Lattice:
    """Where the voxels of a series are, by its headers alone.

    Source: DICOM PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1.

    Raises:
        NoVolumeError: There is one slice only, a position or the orientation is unknown, slices
            share a place, are at uneven distances or shifted against one another.
    """
    if len(series.slices) < 2:
        raise _no(message("it has a single slice"))
    if series.orientation is None:
        raise _no(message("its orientation is unknown, or each slice has its own"))
    stated = [s.position for s in series.slices if s.position is not None]
    if len(stated) < len(series.slices):
        raise _no(message("positions of slices are missing"))
    positions = np.array(stated)
    steps = np.diff(positions @ np.array(normal(series.orientation)))
    step = float(np.median(steps))
    if np.abs(steps).min() <= PLACE_MM:
        raise _no(message("several slices share a position"))
    if np.abs(steps - step).max() > GAP * abs(step):
        low, high = float(np.abs(steps).min()), float(np.abs(steps).max())
        raise _no(message("its slices are unevenly spaced, {:.2f} to {:.2f} mm apart", low, high))
    between = (positions[-1] - positions[0]) / (len(positions) - 1)
    off = np.abs(positions - positions[0] - np.arange(len(positions))[:, None] * between).max()
    if off > SIDEWAYS_MM:
        raise _no(message("its slices are shifted relative to each other"))
    cosines, (down, right) = np.array(series.orientation), series.spacing_mm
    matrix = np.eye(4)
    matrix[:3, 0], matrix[:3, 1] = cosines[:3] * right, cosines[3:] * down
    matrix[:3, 2], matrix[:3, 3] = between, positions[0]
    return Lattice((len(positions), series.rows, series.columns), matrix)


def gathered(series: Series) -> NDArray[np.generic]:
    """Values of all slices; kept for the next who asks, within a bound of memory.

    Args:
        series: A volume, as `lattice` says.

    Raises:
        ImageReadError: A slice cannot be read.
        NoVolumeError: It is in colour, too large, or its slices differ in size.

    Shapes:
        returns: `(slices, rows, cols)`, not writeable.
    """
    files = {s.path: s.path.stat().st_mtime_ns for s in series.slices if s.path.exists()}
    key = (tuple((s.uid, s.path, files.get(s.path)) for s in series.slices),)
    return _volumes.get(key, lambda: _read(series))


def _read(series: Series) -> NDArray[np.generic]:
    shape = (len(series.slices), series.rows, series.columns)
    values: NDArray[np.generic] | None = None
    for index in range(len(series.slices)):
        pixels = decode(series, index).values
        if pixels.ndim != 2:
            raise _no(message("it is in colour"))
        if pixels.shape != shape[1:]:
            raise _no(message("its slices differ in size"))
        if values is None:
            if int(np.prod(shape, dtype=object)) * pixels.itemsize > LARGEST:
                raise _no(message("it would take more than {} GB of memory", LARGEST // 2**30))
            values = np.empty(shape, pixels.dtype)
        wide = np.promote_types(values.dtype, pixels.dtype)
        if wide != values.dtype:  # a slice with a rescale of its own
            values = values.astype(wide)
        values[index] = pixels
    if values is None:
        raise _no(message("it has no slices"))
    values.flags.writeable = False
    return values


def _no(reason: Message) -> NoVolumeError:
    return NoVolumeError(
        message(
            "This series is not a volume: {}. It can be read slice by slice; planes "
            "across its slices are not shown",
            reason,
        )
    )
