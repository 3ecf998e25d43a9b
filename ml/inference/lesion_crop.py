"""Cuts a lesion out of a slice by itself: at a fixed scale, without its surroundings.

Metastases and gliomas in public collections come from different hospitals. A network that sees a
whole slice, or a square around the lesion, tells hospitals apart (skull, sharpness, oedema,
plane), and answers as surely where the lesion is gone. So the source network sees what enhances
inside the lesion's outline and what that encloses, in units of the tissue around it, and nothing
else: where there is no lesion, there is nearly nothing to see (ADR 75).
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ml.inference import morphology

PIXEL_MM = 1.5
"""Size of a pixel, millimetres: as fine as the coarsest collection shows (ours)."""
NEAR = 1
"""Pixels around the outline that belong neither to the lesion nor to its surroundings."""
RING = 4
"""Width of the surroundings, pixels."""
LEAST_RING = 20
"""Pixels of surroundings without which nothing can be compared."""
TISSUE = 0.12
"""Share of the slice's brightness from which there is tissue, as in `preprocessing`."""
GREY = 1 / 3
"""Input of tissue that is as bright as the surroundings; three times as bright is white."""
BRIGHT = 1.25
"""Times the surroundings from which a pixel enhances (ours)."""
CLOSED = 2
"""Pixels by which a gap in an enhancing rim is closed (ours)."""
CRUMB = 4
"""Pixels below which an enhancing part is a crumb (ours)."""
LEAST_ENHANCING_MM2, LEAST_ENHANCING = 8.0, 0.1
"""How much of a lesion must enhance, square millimetres and as a share of it (ours)."""
SOFT = 1.0
"""Deviation of the border, pixels: how finely an outline was drawn must not be seen."""


def lesion_alone(
    values: NDArray[np.generic],
    spacing_mm: float,
    mask: NDArray[np.bool_],
    field_mm: float,
    size: int,
) -> NDArray[np.float32] | None:
    """The network's input for one lesion.

    Args:
        values: The slice, with square pixels.
        spacing_mm: Side of a pixel, millimetres.
        mask: The lesion's outline on this slice.
        field_mm: Side of the square around the lesion's centre that is seen, millimetres.
        size: Side of the input, pixels.

    Returns:
        The input, or `None` where the mask is empty, or too little tissue lies around it, or too
        little inside it enhances for the network to be asked.

    Shapes:
        values: `(rows, cols)`.
        mask: `(rows, cols)`.
        returns: `(size, size)` float32 in [0, 1].
    """
    if not mask.any():
        return None
    image = np.asarray(values, dtype=np.float32)
    floor = float(np.percentile(image, 2))
    tissue = floor + TISSUE * (float(np.percentile(image, 99)) - floor)
    both = np.stack([image - floor, mask.astype(np.float32), (image > tissue).astype(np.float32)])
    grid = round(field_mm / PIXEL_MM)
    window = _window(both, mask, round(field_mm / spacing_mm))
    small = functional.interpolate(
        torch.from_numpy(window)[None], (grid, grid), mode="bilinear", antialias=True
    )[0]
    inside = (blurred(small[1], SOFT) > 0.5) | (small[1] > 0.5)
    if not bool(inside.any()):
        inside = small[1] >= small[1].max()
    around = _grown(inside, NEAR + RING) & ~_grown(inside, NEAR) & (small[2] > 0.5)
    if int(around.sum()) < LEAST_RING:
        return None
    level = float(small[0][around].median())
    if level <= 0:
        return None
    core = _enhancing_core((small[0] > BRIGHT * level) & inside)
    if not bool(core.any()):
        return None
    soft = blurred(_grown(core, NEAR).float(), SOFT)
    seen = GREY * (1 + (small[0] / level - 1) * soft)
    out = functional.interpolate(
        seen[None, None], (size, size), mode="bilinear", align_corners=False, antialias=True
    )
    seen_square: NDArray[np.float32] = out[0, 0].clamp(0, 1).numpy()
    least = max(LEAST_ENHANCING_MM2, LEAST_ENHANCING * float(mask.sum()) * spacing_mm**2)
    return seen_square if enhancing_mm2(seen_square, field_mm) >= least else None


def _enhancing_core(bright: Tensor) -> Tensor:
    """What enhances, with small gaps closed and what it encloses; crumbs are dropped.

    Outlines differ in whether they hold oedema; what enhances does not depend on who drew them.

    Shapes:
        bright: `(h, w)` bool.
        returns: the same.
    """
    closed = morphology.grown(np.pad(bright.numpy(), CLOSED), CLOSED)
    closed = ~morphology.grown(~closed, CLOSED)[CLOSED:-CLOSED, CLOSED:-CLOSED]
    whole = morphology.filled(closed | bright.numpy())
    labels, count = morphology.parts(whole)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0
    return torch.from_numpy(sizes[labels] >= CRUMB)


def enhancing_mm2(unit: NDArray[np.float32], field_mm: float) -> float:
    """How much of a lesion is brighter than the tissue around it, square millimetres.

    Shapes:
        unit: `(size, size)` in [0, 1], of `lesion_alone`.
    """
    return float((unit > BRIGHT * GREY).mean()) * field_mm**2


def window_of(
    mask: NDArray[np.bool_], spacing_mm: float, field_mm: float
) -> tuple[int, int, int, int]:
    """Top, left, height and width of what `lesion_alone` sees, pixels; may reach beyond the slice.

    Shapes:
        mask: `(rows, cols)`, not empty.
    """
    side = round(field_mm / spacing_mm)
    return *_corner(mask, side), side, side


def _corner(mask: NDArray[np.bool_], side: int) -> tuple[int, int]:
    rows, columns = np.nonzero(mask)
    return round(float(rows.mean()) - side / 2), round(float(columns.mean()) - side / 2)


def _window(layers: NDArray[np.float32], mask: NDArray[np.bool_], side: int) -> NDArray[np.float32]:
    """A square around the middle of a mask, padded with zeros: `(C, r, c)` to `(C, side, side)`."""
    top, left = _corner(mask, side)
    out = np.zeros((len(layers), side, side), dtype=np.float32)
    height, width = mask.shape
    y0, y1, x0, x1 = max(top, 0), min(top + side, height), max(left, 0), min(left + side, width)
    out[:, y0 - top : y1 - top, x0 - left : x1 - left] = layers[:, y0:y1, x0:x1]
    return out


def _grown(mask: Tensor, by: int) -> Tensor:
    """A mask with all pixels within a distance, `(h, w)` bool."""
    reach = torch.arange(-by, by + 1)
    disc = (reach[:, None] ** 2 + reach**2 <= by * by + 0.5).float()[None, None]
    return functional.conv2d(mask[None, None].float(), disc, padding=by)[0, 0] > 0.5


def blurred(image: Tensor, deviation: float) -> Tensor:
    """A Gaussian, zero outside.

    Args:
        image: What is blurred.
        deviation: Pixels.

    Shapes:
        image: `(..., h, w)` float.
        returns: the same.
    """
    reach = torch.arange(-4, 5).float()
    line = torch.exp(-0.5 * (reach / deviation) ** 2)
    line = line / line.sum()
    flat = image.reshape(-1, 1, *image.shape[-2:])
    down = functional.conv2d(flat, line.view(1, 1, -1, 1), padding=(4, 0))
    return functional.conv2d(down, line.view(1, 1, 1, -1), padding=(0, 4)).view(image.shape)
