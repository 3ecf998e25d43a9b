"""Attention becomes colour."""

from __future__ import annotations

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


_TABLE = colour_table()


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
    clean = np.clip(np.nan_to_num(attention, nan=-1.0, posinf=-1.0, neginf=-1.0), -1.0, 1.0)
    places = np.rint(np.maximum(clean, 0.0) * 255).astype(np.uint8)
    rgba = np.empty((*attention.shape, 4), dtype=np.uint8)
    rgba[..., :3] = _TABLE[places]
    fade = np.clip((clean - threshold) / RAMP + 0.2, 0.0, 1.0)
    fade[clean < threshold] = 0.0
    rgba[..., 3] = np.rint(255 * min(max(opacity, 0.0), 1.0) * fade).astype(np.uint8)
    return rgba
