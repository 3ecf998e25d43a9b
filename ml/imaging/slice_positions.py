"""Says where the slices of a series are along their normal."""

from __future__ import annotations

import numpy as np

from ml.imaging.types.orientation import normal
from ml.imaging.types.series import Series

HEAD_MM = 150.0
"""Height of a head, which the slices of a series are taken to cover evenly where their distance is
not known (ours): 20 slices lie 7.5 mm apart, and two pictures are no neighbours."""


def slice_positions_mm(series: Series) -> tuple[float, ...]:
    """Positions of the slices along the normal of the series, in millimetres.

    They come from Image Position (Patient) (PS3.3 C.7.6.2.1.1), also of frames of a multi-frame
    file and slices of a volume; gaps and repeats stay what they are. Where a position or the
    orientation is unknown, the slices are taken to lie in their order at the distance that the
    series states, or else at `nominal_distance_mm`.

    Args:
        series: Of any plane.

    Returns:
        One for each of `Series.slices`, in their order; only their differences mean something.
    """
    count = len(series.slices)
    stated = [ref.position for ref in series.slices if ref.position is not None]
    if series.orientation is not None and stated and len(stated) == count:
        along = np.array(stated) @ np.array(normal(series.orientation))
        if np.isfinite(along).all():
            return tuple(along.tolist())
    distance = series.slice_spacing_mm or nominal_distance_mm(count)
    return tuple(index * distance for index in range(count))


def nominal_distance_mm(slices: int) -> float:
    """Distance between neighbouring slices of a head where none is known, in millimetres.

    Args:
        slices: How many the series has, at least one.
    """
    return HEAD_MM / max(slices, 1)
