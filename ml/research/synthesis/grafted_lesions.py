"""Cuts real lesions from their slices, to graft them into others.

What is painted (`ml.research.synthesis.simulated_lesions`) never looks quite like a tumour. Were
only secondaries painted
and primaries real, painting would be the answer. So both kinds are painted half the time, and half
the time take the grey values and the border of a real primary, brought to the size and the place
that the kind has: then neither paint nor real tissue tells the class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ml.research.data.examples import Example
from ml.research.synthesis.enhancement import ENHANCING, brain_grey, brightest_quarter
from ml.research.synthesis.skull_strip import depth_below_surface

LEAST_AREA = 40
"""Pixels of an outline below which nothing can be seen of a lesion's inside (ours)."""
MARGIN = 0.15
"""Kept around the outline, as a share of its extent, so that its border can be softened."""


@dataclass(frozen=True, slots=True)
class Graft:
    """A lesion without its head.

    Attributes:
        grey: In units of its own brain's median.
        outline: 1 inside the lesion, soft at the border.
        diameter: Of a disc of its area, in widths of its head.

    Shapes:
        grey: `(h, w)` float32.
        outline: `(h, w)` float32 in [0, 1].
    """

    grey: NDArray[np.float32]
    outline: NDArray[np.float32]
    diameter: float


def grafts(examples: Sequence[Example]) -> list[Graft]:
    """Cut out every outlined lesion that takes up contrast agent.

    Args:
        examples: Of one set only, so that no patient's lesion is seen in two sets.
    """
    lesions = (_cut(e.unit, e.mask) for e in examples if e.mask.sum() >= LEAST_AREA)
    return [graft for graft in lesions if graft is not None]


def _cut(unit: NDArray[np.uint8], mask: NDArray[np.bool_]) -> Graft | None:
    depth, width = depth_below_surface(unit)
    tissue = brain_grey(unit, mask, depth)
    if not brightest_quarter(unit, mask) >= ENHANCING * tissue:  # neither does what cannot be told
        return None
    grey = unit.astype(np.float32) / tissue
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    spare = round(MARGIN * max(rows[-1] - rows[0], columns[-1] - columns[0])) + 1
    top, left = max(rows[0] - spare, 0), max(columns[0] - spare, 0)
    part = np.s_[top : rows[-1] + spare + 1, left : columns[-1] + spare + 1]
    outline = ndimage.gaussian_filter(mask.astype(np.float32), 0.7)[part]
    diameter = 2 * float(np.sqrt(mask.sum() / np.pi)) / width
    return Graft(grey[part], outline, diameter)


def set_in(
    size: int,
    graft: Graft,
    centre: tuple[float, float],
    radius: float,
    random: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A graft turned by chance, brought to a size, and laid on an empty slice.

    Args:
        size: Side of the slice.
        graft: What is set in.
        centre: Row and column of its middle.
        radius: Of a disc of its area, in pixels.
        random: Where chance comes from.

    Returns:
        Grey in units of the brain's median, and the soft outline; 0 outside.

    Shapes:
        returns: both `(size, size)` float32.
    """
    share = 2 * radius / (2 * np.sqrt(max(float(graft.outline.sum()), 1.0) / np.pi))
    angle = random.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / share
    if random.random() < 0.5:
        turn[:, 1] *= -1
    middle = np.array(ndimage.center_of_mass(graft.outline))
    offset = middle - turn @ np.array(centre)
    laid = (
        ndimage.affine_transform(part, turn, offset, (size, size), order=1, mode=mode)
        for part, mode in ((graft.grey, "nearest"), (graft.outline, "constant"))
    )
    grey, outline = (part.astype(np.float32) for part in laid)
    return grey, outline
