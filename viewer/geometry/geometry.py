"""Where slices lie in the patient, and where they meet; pure, no Qt.

Places are LPS millimetres. Points on a slice are `(row, column)` as in
`viewer.geometry.measurements`: `(0, 0)`
is the outer corner of the first pixel, whose middle, DICOM's Image Position, is `(0.5, 0.5)`.

Source: DICOM PS3.3 C.7.6.2.1.1 (pixels to places) and C.7.4.1 (frame of reference).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ml.imaging.types.orientation import Cosines, normal
from ml.imaging.types.series import Series, Vector
from viewer.geometry.measurements import Point

Place = NDArray[np.float64]
Space = tuple[str, ...]
PARALLEL = math.cos(math.radians(25))
"""Slices tilted less than this against each other are looked at together; as `orientation.plane`
names planes."""
CROSSING = math.sin(math.radians(5))
"""Slices tilted less than this against each other have no line in common worth drawing (ours)."""
HALF = 0.5
KEPT = 16
"""Series whose positions are kept, since linked viewports ask with every slice (ours)."""
_heights: dict[str, tuple[Series, Place]] = {}


def space(series: Series) -> Space:
    """What must be equal for places in two series to be comparable.

    The frame of reference where the files state one; else patient and study, since nobody moves
    the origin within an examination without saying so. Never across patients.
    """
    if series.frame_of_reference:
        return "frame", series.frame_of_reference, series.patient.patient_id
    return "study", series.study_uid, series.patient.patient_id


def placed(series: Series) -> bool:
    """Whether the files say where each slice lies."""
    return series.orientation is not None and all(s.position is not None for s in series.slices)


def across(series: Series) -> Place:
    """Unit normal of the slices.

    Shapes:
        returns: `(3,)`.
    """
    assert series.orientation is not None
    return _normal(series.orientation)


def parallel(one: Series, other: Series) -> bool:
    """Whether slices of two series lie nearly alike, from either side."""
    return abs(float(across(one) @ across(other))) >= PARALLEL


def place(series: Series, index: int, point: Point) -> Place:
    """Where a point of a slice is.

    Shapes:
        returns: `(3,)`.
    """
    row, column = point
    right, down = _steps(series)
    return _corner(series, index) + (column - HALF) * right + (row - HALF) * down


def middle(series: Series, index: int) -> Place:
    """Where the middle of a slice is.

    Shapes:
        returns: `(3,)`.
    """
    return place(series, index, (series.rows / 2, series.columns / 2))


def point(series: Series, index: int, where: Place) -> Point:
    """The point of a slice that is nearest to a place; may lie outside of the picture.

    Shapes:
        where: `(3,)`.
    """
    right, down = _steps(series)
    away = where - _corner(series, index)
    return (
        float(away @ down / (down @ down)) + HALF,
        float(away @ right / (right @ right)) + HALF,
    )


def heights(series: Series) -> Place:
    """Positions of all slices along their normal.

    Shapes:
        returns: `(slices,)`.
    """
    kept = _heights.get(series.uid)
    if kept is None or kept[0] is not series:
        if len(_heights) >= KEPT:
            _heights.clear()
        places = np.array([s.position for s in series.slices], dtype=np.float64)
        kept = _heights[series.uid] = series, places @ across(series)
    return kept[1]


def nearest(series: Series, where: Place) -> tuple[int, float]:
    """The slice that is nearest to a place, and how far off it is along the normal.

    Shapes:
        where: `(3,)`.
    """
    away = np.abs(heights(series) - float(where @ across(series)))
    index = int(away.argmin())
    return index, float(away[index])


def reach(series: Series) -> float:
    """How far off its slices still show something: half a step between two, or 1 mm for one."""
    if len(series.slices) < 2:
        return 1.0
    return float(np.abs(np.diff(np.sort(heights(series)))).max()) / 2


def crossing(
    other: Series, other_index: int, series: Series, index: int
) -> tuple[Point, Point] | None:
    """Where another slice cuts through one, as far as the other reaches.

    Args:
        other: Whose slice cuts.
        other_index: Which of its slices.
        series: On whose slice the line is wanted.
        index: Which of its slices.

    Returns:
        Two points on the slice; `None` where the planes are nearly parallel or do not meet
        within the other slice.
    """
    n = across(series)
    if 1 - float(n @ across(other)) ** 2 < CROSSING**2:
        return None
    height = float(n @ _corner(series, index))
    rows, columns = other.rows, other.columns
    corners = [
        place(other, other_index, at) for at in ((0, 0), (0, columns), (rows, columns), (rows, 0))
    ]
    away = [float(n @ corner) - height for corner in corners]
    met: list[Place] = []
    for (a, below), (b, above) in zip(
        zip(corners, away, strict=True),
        zip([*corners[1:], corners[0]], [*away[1:], away[0]], strict=True),
        strict=True,
    ):
        if (below <= 0) != (above <= 0):
            met.append(a + (b - a) * (below / (below - above)))
    if len(met) != 2:
        return None
    return point(series, index, met[0]), point(series, index, met[1])


@lru_cache(maxsize=64)
def _normal(orientation: Cosines) -> Place:
    made = np.array(normal(orientation))
    made.flags.writeable = False
    return made


def _steps(series: Series) -> tuple[Place, Place]:
    """From one pixel to the next, to the right and down."""
    assert series.orientation is not None
    cosines, (down, right) = np.array(series.orientation), series.spacing_mm
    return cosines[:3] * right, cosines[3:] * down


def _corner(series: Series, index: int) -> Place:
    """Middle of a slice's first pixel."""
    position: Vector | None = series.slices[index].position
    assert position is not None
    return np.array(position, dtype=np.float64)
