"""Colours attention maps."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

TABLES = {
    "inferno": (
        (0, 0, 4),
        (33, 12, 74),
        (87, 16, 110),
        (138, 34, 106),
        (188, 55, 84),
        (228, 90, 49),
        (249, 142, 9),
        (249, 203, 53),
        (252, 255, 164),
    ),
    "viridis": (
        (68, 1, 84),
        (71, 45, 123),
        (59, 82, 139),
        (44, 114, 142),
        (33, 145, 140),
        (40, 174, 128),
        (94, 201, 98),
        (173, 220, 48),
        (253, 231, 37),
    ),
    "cividis": (
        (0, 34, 78),
        (26, 56, 111),
        (67, 78, 108),
        (97, 101, 111),
        (125, 124, 120),
        (155, 148, 118),
        (188, 174, 108),
        (222, 201, 88),
        (254, 232, 56),
    ),
}
"""Nine evenly spaced colours of matplotlib's maps (CC0), with the same names. Their lightness rises
in even steps, and they are readable with every common colour-vision deficiency; cividis looks
nearly the same to everybody."""

LEVELS = 1024
"""Steps from no attention to full; finer than the eye and the sliders can resolve (ours)."""
RAMP = 0.1
"""Width over which the overlay fades in above the threshold, so that no border is drawn."""


def colour_table(size: int = 256, name: str = "inferno") -> NDArray[np.uint8]:
    """The colours from 0 to 1.

    Args:
        size: Number of colours.
        name: One of `TABLES`.

    Shapes:
        return: `(size, 3)`.
    """
    anchors = np.array(TABLES[name], dtype=np.float64)
    positions = np.linspace(0, len(anchors) - 1, size)
    columns = [np.interp(positions, np.arange(len(anchors)), anchors[:, c]) for c in range(3)]
    return np.rint(np.stack(columns, axis=1)).astype(np.uint8)


def attention_rgba(
    attention: NDArray[np.float32], threshold: float, opacity: float, colours: str = "inferno"
) -> NDArray[np.uint8]:
    """Paint an attention map.

    Args:
        attention: Map in [0, 1]; values that are not finite are not painted.
        threshold: Nothing is painted below this, in [0, 1].
        opacity: Opacity well above the threshold, in [0, 1].
        colours: One of `TABLES`.

    Returns:
        Colours with straight alpha, C-contiguous.

    Shapes:
        attention: `(rows, cols)`.
        return: `(rows, cols, 4)`, red, green, blue, alpha.
    """
    return _looked_up(attention, _colours(threshold, opacity, colours))


def attention_argb(
    attention: NDArray[np.float32], threshold: float, opacity: float, colours: str = "inferno"
) -> NDArray[np.uint8]:
    """Paint an attention map for the screen, in the byte order that Qt draws fastest.

    Args:
        attention: Map in [0, 1], as in `attention_rgba`.
        threshold: Nothing is painted below this, in [0, 1].
        opacity: Opacity well above the threshold, in [0, 1].
        colours: One of `TABLES`.

    Returns:
        Colours multiplied by alpha (Qt's ARGB32_Premultiplied), C-contiguous.

    Shapes:
        attention: `(rows, cols)`.
        return: `(rows, cols, 4)`, blue, green, red, alpha.
    """
    return _looked_up(attention, _premultiplied(threshold, opacity, colours))


def _looked_up(attention: NDArray[np.float32], table: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Look up the colour of each level in a table of four bytes per level."""
    finite = np.isfinite(attention)
    all_finite = bool(finite.all())
    levels = attention if all_finite else np.where(finite, attention, 0)
    indices = (np.clip(levels, 0.0, 1.0) * (LEVELS - 1) + 1.5).astype(np.uint16)
    if not all_finite:
        indices[~finite] = 0
    return table.take(indices).view(np.uint8).reshape(*attention.shape, 4)


@lru_cache(maxsize=8)
def _colours(threshold: float, opacity: float, colours: str) -> NDArray[np.uint32]:
    """Red, green, blue, alpha of each level; the first, for values not finite, is transparent."""
    level = np.linspace(0, 1, LEVELS)
    fade = np.clip((level - threshold) / RAMP + 0.2, 0.0, 1.0)
    fade[level < threshold] = 0.0
    rgba = np.zeros((LEVELS + 1, 4), dtype=np.uint8)
    rgba[1:, :3] = colour_table(LEVELS, colours)
    rgba[1:, 3] = np.rint(255 * min(max(opacity, 0.0), 1.0) * fade)
    out: NDArray[np.uint32] = rgba.view(np.uint32)[:, 0]
    return out


@lru_cache(maxsize=8)
def _premultiplied(threshold: float, opacity: float, colours: str) -> NDArray[np.uint32]:
    """The same as blue, green, red, alpha, the first three multiplied by the last."""
    rgba = _colours(threshold, opacity, colours).view(np.uint8).reshape(-1, 4)
    bgra = np.empty_like(rgba)
    bgra[:, :3] = np.rint(rgba[:, 2::-1] * (rgba[:, 3:] / 255.0))
    bgra[:, 3] = rgba[:, 3]
    out: NDArray[np.uint32] = bgra.view(np.uint32)[:, 0]
    return out
