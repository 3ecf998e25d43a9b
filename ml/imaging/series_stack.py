"""Says of a series what joining outlines to lesions needs."""

from __future__ import annotations

from ml.core.lesion_stack import LesionStack
from ml.imaging.slice_positions import slice_positions_mm
from ml.imaging.types.series import Series


def stack_of(series: Series) -> LesionStack:
    """The slices of a series: their neighbours, and millimetres as far as the files state them.

    Args:
        series: Of any plane.
    """
    stated = all(ref.position is not None for ref in series.slices)
    located = (series.orientation is not None and stated) or series.slice_spacing_mm is not None
    return LesionStack(
        uids=tuple(ref.uid for ref in series.slices),
        spacing_mm=series.spacing_mm if series.spacing_known else None,
        positions_mm=slice_positions_mm(series) if located else None,
        orientation=series.orientation,
    )
