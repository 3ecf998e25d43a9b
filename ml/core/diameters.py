"""Measures the longest diameter of a mask and the longest one across it; numpy only.

Source: two perpendicular diameters on one slice are what RANO (Wen 2010, doi
10.1200/JCO.2009.26.3541) and RANO-BM (Lin 2015, doi 10.1016/S1470-2045(15)70057-4) measure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Diameter:
    """A straight line across an outline.

    Attributes:
        length: In the unit of the spacing it was measured with.
        start: Row and column of one end; (0, 0) is the outer corner of the first pixel.
        end: Of the other.
    """

    length: float
    start: Point
    end: Point

    def moved(self, rows: float, columns: float) -> Diameter:
        """The same line further down and to the right."""
        return Diameter(
            self.length,
            (self.start[0] + rows, self.start[1] + columns),
            (self.end[0] + rows, self.end[1] + columns),
        )


def diameters(mask: NDArray[np.bool_], spacing: tuple[float, float]) -> tuple[Diameter, Diameter]:
    """The longest diameter of a mask, and the longest one perpendicular to it.

    Both are measured on the convex hull, so that a bay in the outline shortens neither.

    Args:
        mask: With at least one true pixel.
        spacing: Between rows and between columns, in any unit.

    Shapes:
        mask: `(h, w)`.
    """
    step = np.array(spacing, dtype=np.float64)
    hull = _hull(edge_midpoints(mask) * step)
    apart = np.linalg.norm(hull[:, None] - hull[None, :], axis=-1)
    first, second = np.unravel_index(int(apart.argmax()), apart.shape)
    along = (hull[second] - hull[first]) / apart[first, second]
    start, end = _widest_chord(hull, along)
    return (
        _diameter(hull[first] / step, hull[second] / step, float(apart[first, second])),
        _diameter(start / step, end / step, float(np.linalg.norm(end - start))),
    )


def edge_midpoints(mask: NDArray[np.bool_]) -> Points:
    """Midpoints of the pixel edges between inside and outside: a square of n is n across.

    Shapes:
        mask: `(h, w)`.
        returns: `(N, 2)`, rows and columns; (0, 0) is the outer corner of the first pixel.
    """
    wide = np.pad(mask, 1)
    between_rows = np.argwhere(wide[1:] != wide[:-1]) + np.array([0.0, -0.5])
    between_columns = np.argwhere(wide[:, 1:] != wide[:, :-1]) + np.array([-0.5, 0.0])
    return np.concatenate([between_rows, between_columns])


def _hull(points: Points) -> Points:
    """Corners of the convex hull, in order (Andrew's monotone chain)."""
    ordered = points[np.lexsort((points[:, 1], points[:, 0]))].tolist()

    def half(way: list[list[float]]) -> list[list[float]]:
        chain: list[list[float]] = []
        for row, column in way:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], row, column) <= 0:
                chain.pop()
            chain.append([row, column])
        return chain[:-1]

    return np.array(half(ordered) + half(ordered[::-1]))


def _turn(before: list[float], at: list[float], row: float, column: float) -> float:
    """Above 0 where the way from `before` over `at` to a point turns left."""
    return (at[0] - before[0]) * (column - before[1]) - (at[1] - before[1]) * (row - before[0])


def _widest_chord(hull: Points, along: Points) -> tuple[Points, Points]:
    """Ends of the longest chord across a direction; it goes through a corner of the hull."""
    across = np.array([-along[1], along[0]])
    place, height = hull @ along, hull @ across
    next_place, next_height = np.roll(place, -1), np.roll(height, -1)
    at = place[:, None]  # a chord through each corner, against each edge
    low, high = np.minimum(place, next_place), np.maximum(place, next_place)
    meets = (at >= low - 1e-9) & (at <= high + 1e-9)
    run = next_place - place
    flat = np.abs(run) < 1e-12  # an edge along the chord: its next edge has the other end
    share = np.clip((at - place) / np.where(flat, 1.0, run), 0, 1)
    crossing = height + np.where(flat, 0.0, share) * (next_height - height)
    top = np.where(meets, crossing, -np.inf).max(axis=1)
    bottom = np.where(meets, crossing, np.inf).min(axis=1)
    best = int((top - bottom).argmax())
    return (
        place[best] * along + bottom[best] * across,
        place[best] * along + top[best] * across,
    )


def _diameter(start: Points, end: Points, length: float) -> Diameter:
    return Diameter(length, (float(start[0]), float(start[1])), (float(end[0]), float(end[1])))
