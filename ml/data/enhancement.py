"""Whether a lesion took up contrast agent, as far as one slice can tell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml.data.strip import depth_below_surface

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
    tissue = brain_grey(unit, mask)
    if not mask.any() or not tissue:
        return float("nan")
    return float(np.quantile(unit[mask], 0.75)) / tissue


def brain_grey(unit: NDArray[np.uint8], mask: NDArray[np.bool_]) -> float:
    """Median grey of the brain outside a mask; 0 where there is none. Shapes as above."""
    depth, _ = depth_below_surface(unit)
    brain = unit[(depth > 0) & ~mask]
    return float(np.median(brain)) if brain.size else 0.0
