"""Maps points between slices and the patient, and intersects slices; no Qt.

A patient point is in LPS millimetres. A point on a slice is `(row, column)` as in
`viewer.geometry.measurements`: `(0, 0)` is the outer corner of the first pixel, whose centre,
DICOM's Image Position, is `(0.5, 0.5)`.

Source: DICOM PS3.3 C.7.6.2.1.1 (pixels to patient points) and C.7.4.1 (frame of reference).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ml.imaging.types.orientation import Cosines, normal
from ml.imaging.types.series import Series, Vector
from viewer.geometry.measurements import Point

PatientPoint = NDArray[np.float64]
Space = tuple[str, ...]
PARALLEL = math.cos(math.radians(25))
"""Cosine of the largest angle between slices that scroll together; the angle is that by which
`orientation.plane` names planes."""
INTERSECTING = math.sin(math.radians(5))
"""Sine of the smallest angle between slices whose line of intersection is worth drawing (ours)."""
HALF = 0.5
MAX_CACHED = 16
"""Series whose positions are cached, since linked viewports need them for every slice (ours)."""
_positions: dict[str, tuple[Series, PatientPoint]] = {}


def patient_space(series: Series) -> Space:
    """The patient coordinate system of a series; points are comparable only if it is equal.

    The frame of reference where the files state one; otherwise the study, since nobody moves
    the origin within an examination without saying so. Always with the patient.
    """
    if series.frame_of_reference:
        return "frame", series.frame_of_reference, series.patient.patient_id
    return "study", series.study_uid, series.patient.patient_id


def has_positions(series: Series) -> bool:
    """Whether the files state orientation and position of every slice."""
    return series.orientation is not None and all(s.position is not None for s in series.slices)


def slice_normal(series: Series) -> PatientPoint:
    """Unit normal of the slices.

    Shapes:
        returns: `(3,)`.
    """
    assert series.orientation is not None
    return _normal(series.orientation)


def nearly_parallel(first: Series, second: Series) -> bool:
    """Whether slices of two series are nearly parallel, whichever way their normals point."""
    return abs(float(slice_normal(first) @ slice_normal(second))) >= PARALLEL


def to_patient(series: Series, index: int, point: Point) -> PatientPoint:
    """The patient point at a point of a slice.

    Shapes:
        returns: `(3,)`.
    """
    row, column = point
    right, down = _steps(series)
    return _corner(series, index) + (column - HALF) * right + (row - HALF) * down


def slice_centre(series: Series, index: int) -> PatientPoint:
    """The patient point at the centre of a slice.

    Shapes:
        returns: `(3,)`.
    """
    return to_patient(series, index, (series.rows / 2, series.columns / 2))


def to_slice(series: Series, index: int, target: PatientPoint) -> Point:
    """The point of a slice that is nearest to a patient point; may lie outside of the image.

    Shapes:
        target: `(3,)`.
    """
    right, down = _steps(series)
    away = target - _corner(series, index)
    return (
        float(away @ down / (down @ down)) + HALF,
        float(away @ right / (right @ right)) + HALF,
    )


def positions_along_normal(series: Series) -> PatientPoint:
    """Positions of all slices along their normal, in millimetres.

    Shapes:
        returns: `(slices,)`.
    """
    cached = _positions.get(series.uid)
    if cached is None or cached[0] is not series:
        if len(_positions) >= MAX_CACHED:
            _positions.clear()
        positions = np.array([s.position for s in series.slices], dtype=np.float64)
        cached = _positions[series.uid] = series, positions @ slice_normal(series)
    return cached[1]


def nearest_slice(series: Series, target: PatientPoint) -> tuple[int, float]:
    """The slice that is nearest to a patient point, and its distance along the normal.

    Shapes:
        target: `(3,)`.
    """
    away = np.abs(positions_along_normal(series) - float(target @ slice_normal(series)))
    index = int(away.argmin())
    return index, float(away[index])


def reach_mm(series: Series) -> float:
    """How far a slice stands for its surroundings: half a slice spacing, or 1 mm for one slice."""
    if len(series.slices) < 2:
        return 1.0
    return float(np.abs(np.diff(np.sort(positions_along_normal(series)))).max()) / 2


def intersection(
    cutting: Series, cutting_index: int, series: Series, index: int
) -> tuple[Point, Point] | None:
    """The line in which another slice cuts a slice, clipped to the other slice.

    Args:
        cutting: The series whose slice cuts.
        cutting_index: Its slice.
        series: The series on whose slice the line is drawn.
        index: Its slice.

    Returns:
        Two points on the slice; `None` where the planes are nearly parallel or do not meet
        within the other slice.
    """
    normal_vector = slice_normal(series)
    if 1 - float(normal_vector @ slice_normal(cutting)) ** 2 < INTERSECTING**2:
        return None
    height = float(normal_vector @ _corner(series, index))
    rows, columns = cutting.rows, cutting.columns
    corners = [
        to_patient(cutting, cutting_index, at)
        for at in ((0, 0), (0, columns), (rows, columns), (rows, 0))
    ]
    away = [float(normal_vector @ corner) - height for corner in corners]
    meeting: list[PatientPoint] = []
    for (a, below), (b, above) in zip(
        zip(corners, away, strict=True),
        zip([*corners[1:], corners[0]], [*away[1:], away[0]], strict=True),
        strict=True,
    ):
        if (below <= 0) != (above <= 0):
            meeting.append(a + (b - a) * (below / (below - above)))
    if len(meeting) != 2:
        return None
    return to_slice(series, index, meeting[0]), to_slice(series, index, meeting[1])


@lru_cache(maxsize=64)
def _normal(orientation: Cosines) -> PatientPoint:
    vector = np.array(normal(orientation))
    vector.flags.writeable = False
    return vector


def _steps(series: Series) -> tuple[PatientPoint, PatientPoint]:
    """The steps from one pixel to the next, to the right and down, in millimetres."""
    assert series.orientation is not None
    cosines, (down, right) = np.array(series.orientation), series.spacing_mm
    return cosines[:3] * right, cosines[3:] * down


def _corner(series: Series, index: int) -> PatientPoint:
    """The patient point at the centre of a slice's first pixel."""
    position: Vector | None = series.slices[index].position
    assert position is not None
    return np.array(position, dtype=np.float64)
