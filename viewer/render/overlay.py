"""Attention becomes colour."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_INFERNO = np.array(
    [
        [0, 0, 4],
        [31, 12, 72],
        [85, 15, 109],
        [136, 34, 106],
        [186, 54, 85],
        [227, 89, 51],
        [249, 140, 10],
        [249, 201, 50],
        [252, 255, 164],
    ],
    dtype=np.float64,
)
"""Nine evenly spaced colours of inferno (matplotlib, CC0): even steps in lightness, and
readable with every common colour-vision deficiency."""

LEVELS = 1024
"""Steps between no attention and full; finer than the eye and than the sliders (ours)."""
RAMP = 0.1
"""Width over which the overlay fades in above the threshold, so that no border is drawn."""


def colour_table(size: int = 256) -> NDArray[np.uint8]:
    """The colours from 0 to 1.

    Shapes:
        return: `(size, 3)`.
    """
    places = np.linspace(0, len(_INFERNO) - 1, size)
    columns = [np.interp(places, np.arange(len(_INFERNO)), _INFERNO[:, c]) for c in range(3)]
    return np.rint(np.stack(columns, axis=1)).astype(np.uint8)


def attention_rgba(
    attention: NDArray[np.float32], threshold: float, opacity: float
) -> NDArray[np.uint8]:
    """Paint an attention map.

    Args:
        attention: Map in [0, 1]; what is not finite is not painted.
        threshold: Nothing is painted below this, in [0, 1].
        opacity: Opacity well above the threshold, in [0, 1].

    Returns:
        Colours with straight alpha, C-contiguous.

    Shapes:
        attention: `(rows, cols)`.
        return: `(rows, cols, 4)`, red, green, blue, alpha.
    """
    index = np.zeros(attention.shape, dtype=np.uint16)
    finite = np.isfinite(attention)
    levels = np.clip(attention, 0.0, 1.0, out=np.zeros_like(attention), where=finite)
    np.rint(levels * (LEVELS - 1) + 1, out=index, where=finite, casting="unsafe")
    painted = _colours(threshold, opacity).take(index)
    rgba: NDArray[np.uint8] = painted.view(np.uint8).reshape(*attention.shape, 4)
    return rgba


@lru_cache(maxsize=8)
def _colours(threshold: float, opacity: float) -> NDArray[np.uint32]:
    """Four bytes for each level; the first is for what is not finite, and transparent."""
    level = np.linspace(0, 1, LEVELS)
    fade = np.clip((level - threshold) / RAMP + 0.2, 0.0, 1.0)
    fade[level < threshold] = 0.0
    rgba = np.zeros((LEVELS + 1, 4), dtype=np.uint8)
    rgba[1:, :3] = colour_table(LEVELS)
    rgba[1:, 3] = np.rint(255 * min(max(opacity, 0.0), 1.0) * fade)
    out: NDArray[np.uint32] = rgba.view(np.uint32)[:, 0]
    return out
