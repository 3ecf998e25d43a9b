"""Determines whether a lesion takes up contrast agent, as far as one slice shows it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml.research.synthesis.skull_strip import depth_below_surface

ENHANCING = 1.25
"""How much brighter than the brain the brightest quarter of a lesion must be (ours)."""


def enhancement(unit: NDArray[np.uint8], mask: NDArray[np.bool_]) -> float:
    """Grey that a quarter of a lesion passes, in units of the median of the brain around it.

    Args:
        unit: The network's grey input.
        mask: Where the lesion is.

    Returns:
        1 for a lesion like brain; NaN where there is no lesion or no brain.

    Shapes:
        unit: `(S, S)` uint8.
        mask: `(S, S)` bool.
    """
    depth, _ = depth_below_surface(unit)
    return brightest_quarter(unit, mask) / brain_grey(unit, mask, depth)


def brightest_quarter(unit: NDArray[np.uint8], mask: NDArray[np.bool_]) -> float:
    """Grey that a quarter of the lesion passes; NaN where there is none. Shapes as above."""
    return float(np.quantile(unit[mask], 0.75)) if mask.any() else float("nan")


def brain_grey(
    unit: NDArray[np.uint8], mask: NDArray[np.bool_], depth: NDArray[np.float32]
) -> float:
    """Median grey of the brain outside a mask; NaN where there is no brain or it is black.

    Args:
        unit: As above.
        mask: As above.
        depth: Of `depth_below_surface`.
    """
    brain = unit[(depth > 0) & ~mask]
    return (float(np.median(brain)) if brain.size else 0.0) or float("nan")
