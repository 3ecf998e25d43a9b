"""Replaces a lesion by the other half of the head, and healthy tissue likewise.

What a network says of a slice whose lesion is gone shows what else it goes by: the plane, the
collection, the patient. Slices like that are a control, and negatives to learn from. Were lesions
alone replaced, the seam would be the answer; so slices with and without a lesion have healthy
tissue replaced in the same way (the sham).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

SPARE = 3
"""Pixels around the outline that are replaced, too: the rim of a lesion is blurred (ours)."""
SOFT = 1.5
"""Deviation of the seam, pixels (ours)."""
CLEAR = SPARE + 6
"""Pixels between a sham and a lesion: what is replaced, and four deviations of the seam."""
SHARED = 0.1
"""Share of a lesion that may lie opposite to lesion: more, and the other half holds it, too."""
BLACK = 20
"""Grey of 255 below which there is no head."""
EMPTY = 0.2
"""Share of what would take the lesion's place that may lie outside the head (ours)."""


def blanked(
    unit: NDArray[np.uint8], mask: NDArray[np.bool_], lesion: NDArray[np.bool_] | None = None
) -> NDArray[np.uint8] | None:
    """A slice in which the other half of the head takes the place of what a mask covers.

    The head lies in the middle of the network's input (`ml.inference.preprocessing`), so that the
    middle column is its axis.

    Args:
        unit: The network's grey input.
        mask: What is replaced.
        lesion: Where lesion is, of which no copy may be made; `mask` where `None`.

    Returns:
        The slice, or `None` where the lesion crosses the midline, or nothing lies opposite.

    Shapes:
        unit: `(S, S)` uint8.
        mask: `(S, S)` bool.
        lesion: `(S, S)` bool.
        returns: `(S, S)` uint8.
    """
    other = unit[:, ::-1]
    opposite = (mask if lesion is None else lesion)[:, ::-1]
    area = int(mask.sum())
    if area == 0 or (mask & opposite).sum() > SHARED * area:
        return None
    if (other[mask] < BLACK).mean() > EMPTY:
        return None
    wide = ndimage.binary_dilation(mask, iterations=SPARE)
    part = ndimage.gaussian_filter(wide.astype(np.float32), SOFT)
    mixed = unit * (1 - part) + other * part
    out: NDArray[np.uint8] = np.clip(np.round(mixed), 0, 255).astype(np.uint8)
    return out


def sham(
    unit: NDArray[np.uint8],
    lesion: NDArray[np.bool_],
    outline: NDArray[np.bool_],
    random: np.random.Generator,
) -> NDArray[np.uint8]:
    """A slice in which healthy tissue is replaced inside an outline of another's lesion.

    Args:
        unit: The network's grey input.
        lesion: Where its own lesion is; neither that nor what lies near it is touched.
        outline: The other's; it is moved by chance.
        random: Where chance comes from.

    Returns:
        The slice; as it was, where no place is found.

    Shapes:
        unit: `(S, S)` uint8.
        lesion: `(S, S)` bool.
        outline: `(S, S)` bool.
        returns: `(S, S)` uint8.
    """
    near = ndimage.binary_dilation(lesion, iterations=CLEAR) if lesion.any() else lesion
    reach = unit.shape[0] // 4
    for _ in range(4):
        rows, columns = random.integers(-reach, reach + 1, size=2)
        moved = ndimage.shift(outline.astype(np.uint8), (rows, columns), order=0).astype(bool)
        if (
            moved.sum() < outline.sum()
            or (moved & near).any()
            or (unit[moved] < BLACK).mean() > 0.1
        ):
            continue
        replaced = blanked(unit, moved, near)
        if replaced is not None:
            return replaced
    return unit
