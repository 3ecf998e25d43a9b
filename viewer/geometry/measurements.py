"""Measures lengths, angles and regions on a slice; no Qt.

Points are `(row, column)` in pixels, with `(0, 0)` at the outer corner of the first pixel, so that
the centre of pixel `(r, c)` is `(r + 0.5, c + 0.5)`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ml.core.types import RealWorld
from viewer.i18n.translate import tr

Point = tuple[float, float]
Spacing = tuple[float, float]


class MouseTool(StrEnum):
    """What the left mouse button does."""

    WINDOW = "window"
    DISTANCE = "distance"
    ANGLE = "angle"
    ELLIPSE = "ellipse"
    RECTANGLE = "rectangle"
    PROBE = "probe"


POINTS = {
    MouseTool.DISTANCE: 2,
    MouseTool.ANGLE: 3,
    MouseTool.ELLIPSE: 2,
    MouseTool.RECTANGLE: 2,
    MouseTool.PROBE: 1,
}
"""Points of a measurement. The second point of an angle is its vertex; the points of a region are
corners of its box."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measurement on one slice.

    Attributes:
        uid: The slice.
        tool: The tool that made it.
        points: As many as `POINTS` says.
    """

    uid: str
    tool: MouseTool
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Values inside a region.

    Attributes:
        mean: Arithmetic mean.
        deviation: Standard deviation of the population.
        low: Least value.
        high: Greatest value.
        pixels: Number of pixels whose centre is inside.
        area: Of these pixels, in square millimetres.
    """

    mean: float
    deviation: float
    low: float
    high: float
    pixels: int
    area: float


def length(a: Point, b: Point, spacing: Spacing) -> float:
    """Distance in the unit of the spacing."""
    return math.hypot((b[0] - a[0]) * spacing[0], (b[1] - a[1]) * spacing[1])


def angle(a: Point, vertex: Point, b: Point, spacing: Spacing) -> float:
    """Angle at the vertex in degrees, 0 to 180; 0 where an arm has no length."""
    arms = [((p[0] - vertex[0]) * spacing[0], (p[1] - vertex[1]) * spacing[1]) for p in (a, b)]
    (ay, ax), (by, bx) = arms
    cross, dot = ax * by - ay * bx, ax * bx + ay * by
    return math.degrees(math.atan2(abs(cross), dot)) if cross or dot else 0.0


def inside(measurement: Measurement, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """The pixels whose centres lie in an ellipse or rectangle.

    Shapes:
        returns: `shape`.
    """
    (r0, c0), (r1, c1) = measurement.points
    row, column = np.mgrid[: shape[0], : shape[1]] + 0.5
    if measurement.tool is MouseTool.RECTANGLE:
        upright = (row >= min(r0, r1)) & (row <= max(r0, r1))
        box: NDArray[np.bool_] = upright & (column >= min(c0, c1)) & (column <= max(c0, c1))
        return box
    half_r, half_c = max(abs(r1 - r0) / 2, 1e-9), max(abs(c1 - c0) / 2, 1e-9)
    out: NDArray[np.bool_] = ((row - (r0 + r1) / 2) / half_r) ** 2 + (
        (column - (c0 + c1) / 2) / half_c
    ) ** 2 <= 1
    return out


def statistics(
    values: NDArray[np.generic], mask: NDArray[np.bool_], spacing: Spacing
) -> Statistics | None:
    """Statistics of the values in a mask; `None` where it is empty.

    Shapes:
        values: `(rows, cols)`.
        mask: `(rows, cols)`.
    """
    chosen = np.asarray(values[mask], dtype=np.float64)
    if not chosen.size:
        return None
    return Statistics(
        float(chosen.mean()),
        float(chosen.std()),
        float(chosen.min()),
        float(chosen.max()),
        int(chosen.size),
        chosen.size * spacing[0] * spacing[1],
    )


def words(
    measurement: Measurement,
    values: NDArray[np.generic],
    spacing: Spacing,
    spacing_known: bool,
    real_world: RealWorld | None = None,
) -> tuple[str, ...]:
    """The result of a measurement in words, line by line.

    Args:
        measurement: On this slice.
        values: The slice.
        spacing: Row and column spacing in millimetres.
        spacing_known: Whether the file states the spacing; otherwise lengths are in pixels.
        real_world: The meaning of values, where the file states it.

    Shapes:
        values: `(rows, cols)`, or `(rows, cols, 3)` for colour, of which no statistics are made.
    """
    scale, unit = (spacing, "mm") if spacing_known else ((1.0, 1.0), "px")
    points = measurement.points
    if measurement.tool is MouseTool.DISTANCE:
        return (f"{length(points[0], points[1], scale):.1f} {unit}",)
    if measurement.tool is MouseTool.ANGLE:
        return (f"{angle(points[0], points[1], points[2], scale):.1f}°",)
    if values.ndim != 2:
        return (tr("colour"),)
    if measurement.tool is MouseTool.PROBE:
        row, column = (math.floor(v) for v in points[0])
        if not (0 <= row < values.shape[0] and 0 <= column < values.shape[1]):
            return ()
        value = float(values[row, column])
        meaning = real_world.words(value) if real_world is not None else ""
        return (f"{value:g}", meaning) if meaning else (f"{value:g}",)
    region = statistics(values, inside(measurement, (values.shape[0], values.shape[1])), scale)
    if region is None:
        return (tr("no pixel inside"),)
    return (
        tr("mean {:.4g}, sd {:.3g}").format(region.mean, region.deviation),
        tr("{:.4g} to {:.4g}").format(region.low, region.high),
        f"{region.area:.1f} {unit}²",
        *_mean_in_words(region, real_world),
    )


def _mean_in_words(region: Statistics, real_world: RealWorld | None) -> tuple[str, ...]:
    """The real-world mean of a region; only where a linear scale covers all of its values."""
    if real_world is None or real_world.table:
        return ()
    ends = real_world.words(region.low), real_world.words(region.high)
    return (tr("mean {}").format(real_world.words(region.mean)),) if all(ends) else ()
