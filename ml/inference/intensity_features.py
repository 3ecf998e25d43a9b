"""Computes features of grey values: histogram, contrast, texture, layers of the head.

Simple, so that it depends on no network; a picture of another kind (another sequence, another
modality, no head) differs in these before it differs in anything learnt.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml.inference.morphology import depth as depth_of
from ml.inference.morphology import filled, laplacian, opened

SIDE = 96
"""Side at which a picture is measured, so that figures of networks of every size are alike."""
BINS = 16
RINGS = ((1, 3), (3, 6), (6, 10), (10, 15), (15, 22), (22, 30), (30, 40), (40, 48))
"""Rings of the power spectrum, cycles per side."""
LAYERS = ((0.0, 0.03), (0.03, 0.07), (0.07, 0.12), (0.12, 0.2), (0.2, 0.3), (0.3, 0.5))
"""Depths below the head's surface, in its widths: scalp, skull, cortex, and inward."""
CORE = 0.12
"""Depth below which it is brain (ours)."""
AIR = 0.1
"""Brighter than this is head."""
FEWEST = 50
"""Pixels that a figure needs (ours)."""


def statistics(unit: NDArray[np.float32]) -> NDArray[np.float32]:
    """Figures of one picture, each of the order of one.

    Shapes:
        unit: `(SIDE, SIDE)` in [0, 1], the network's grey input made this size.
        returns: `(K,)`, K the same for all.
    """
    head = filled(opened(unit > AIR))
    return np.concatenate(
        [
            np.histogram(unit, BINS, (0, 1))[0] / unit.size,
            _quantiles(unit[unit > AIR], (5, 25, 50, 75, 95)),
            _edges(unit),
            _spectrum(unit),
            _layers(unit, head),
            _air(unit, head),
        ]
    ).astype(np.float32)


def _quantiles(values: NDArray[np.float32], at: tuple[int, ...]) -> NDArray[np.float64]:
    if values.size < FEWEST:
        return np.zeros(len(at))
    return np.percentile(values, at).astype(np.float64)


def _edges(unit: NDArray[np.float32]) -> NDArray[np.float64]:
    curved = np.abs(laplacian(unit))
    across, down = (np.abs(np.diff(unit, axis=axis)).mean() for axis in (1, 0))
    return np.array([across, down, curved.mean(), curved.std()])


def _spectrum(unit: NDArray[np.float32]) -> NDArray[np.float64]:
    """Logarithm of the power in rings, less its mean: which sizes of structure there are."""
    power = np.abs(np.fft.fftshift(np.fft.fft2(unit - unit.mean()))) ** 2
    rows, columns = np.indices(power.shape) - SIDE // 2
    radius = np.hypot(rows, columns)
    rings = [power[(radius >= low) & (radius < high)].mean() for low, high in RINGS]
    logs = np.log10(np.array(rings) + 1e-6)
    centred: NDArray[np.float64] = (logs - logs.mean()) / 4
    return centred


def _layers(unit: NDArray[np.float32], head: NDArray[np.bool_]) -> NDArray[np.float64]:
    depth = depth_of(head) / max(int(head.any(axis=0).sum()), 1)
    means = []
    for low, high in LAYERS:
        here = (depth > low) & (depth <= high)
        means.append(float(unit[here].mean()) if here.any() else 0.0)
    core = unit[depth > CORE]
    if core.size < FEWEST:
        return np.array([*means, 0.0, 0.0, 0.0, 0.0])
    lowest, tenth, ninth, highest = np.percentile(core, (1, 10, 90, 99))
    return np.array([*means, core.std(), highest, lowest, ninth - tenth])


def _air(unit: NDArray[np.float32], head: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How dark the head's dark parts and the air about it are."""
    dark = float((unit[head] < 0.12).mean()) if head.any() else 1.0
    air = unit[~head]
    if air.size < FEWEST:
        return np.array([dark, 0.0, 0.0])
    return np.array([dark, air.std(), air.mean()])
