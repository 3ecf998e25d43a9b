"""Compares maps with lesion outlines, and with a null map to beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NULL_SPREAD = 0.25
"""Standard deviation of the null, a Gaussian about the centre, in sides of the map (ours):
what a map scores that knows nothing but that lesions lie inside the head."""
TOP = 0.05
"""Share of a map's places that are taken for the overlap (ours): about what a lesion covers."""


@dataclass(frozen=True, slots=True)
class Localisation:
    """One figure per slice that holds a lesion, for the map and for the null.

    Attributes:
        energy: Share of the map's mass inside the outline.
        hit: Whether the map's maximum lies inside the outline (pointing game).
        null_energy: `energy` of the null.
        null_hit: `hit` of the null.
        area: Share of the map that the outline covers.
        overlap: Intersection over union of the outline with the map's highest `TOP`.

    Shapes:
        each: `(N,)` float.
    """

    energy: NDArray[np.float64]
    hit: NDArray[np.float64]
    null_energy: NDArray[np.float64]
    null_hit: NDArray[np.float64]
    area: NDArray[np.float64]
    overlap: NDArray[np.float64]


def localise(maps: NDArray[np.float32], masks: NDArray[np.bool_]) -> Localisation:
    """Compare maps with outlines.

    Shapes:
        maps: `(N, S, S)`, not negative.
        masks: `(N, S, S)`, each with at least one pixel.
    """
    nulls = np.broadcast_to(centre(maps.shape[1]), maps.shape)
    return Localisation(
        _energy(maps, masks),
        _hit(maps, masks),
        _energy(nulls, masks),
        _hit(nulls, masks),
        masks.mean(axis=(1, 2), dtype=np.float64),
        _overlap(maps, masks),
    )


def centre(size: int) -> NDArray[np.float32]:
    """The null, `(size, size)`."""
    offset = (np.arange(size) + 0.5) / size - 0.5
    blob = np.exp(-(offset[:, None] ** 2 + offset[None, :] ** 2) / (2 * NULL_SPREAD**2))
    return blob.astype(np.float32)


def _energy(maps: NDArray[np.float32], masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    mass = maps.sum(axis=(1, 2), dtype=np.float64)
    inside = (maps * masks).sum(axis=(1, 2), dtype=np.float64)
    share: NDArray[np.float64] = inside / np.maximum(mass, 1e-12)
    return share


def _hit(maps: NDArray[np.float32], masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    peaks = maps.reshape(len(maps), -1).argmax(axis=1)
    hits: NDArray[np.float64] = masks.reshape(len(masks), -1)[np.arange(len(masks)), peaks] * 1.0
    return hits


def _overlap(maps: NDArray[np.float32], masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    flat, outline = maps.reshape(len(maps), -1), masks.reshape(len(masks), -1)
    count = max(round(TOP * flat.shape[1]), 1)
    highest = np.argpartition(flat, -count, axis=1)[:, -count:]
    taken = np.zeros(flat.shape, dtype=bool)
    np.put_along_axis(taken, highest, values=True, axis=1)
    taken &= flat > flat.min(axis=1, keepdims=True)  # a flat map has no highest places
    union = (taken | outline).sum(axis=1)
    share: NDArray[np.float64] = (taken & outline).sum(axis=1) / np.maximum(union, 1)
    return share
