"""Orientation letters and names of planes.

Source: DICOM PS3.3 C.7.6.2.1.1; patient space is LPS (x to the left, y to the back, z up).
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from ml.core.messages import NOTHING, Message, message
from ml.imaging.types.series import Vector

Cosines = tuple[float, float, float, float, float, float]
LETTERS = (("R", "L"), ("A", "P"), ("F", "H"))
OBLIQUE = 0.3
"""A second letter appears where its cosine is above this, about 17 degrees (ours)."""
AXIAL_WITHIN = 45.0
"""Slices that lean further than this from the axial plane, in degrees, are not analysed (ours):
a gantry or a hippocampus tilts slices by less, and at this angle another plane is as near."""
NOT_AXIAL = {
    "sagittal": message("sagittal slices"),
    "coronal": message("coronal slices"),
    "oblique": message("oblique slices"),
}
"""What slices of other planes are called in a refusal, by `plane`."""


class Plane(StrEnum):
    """Which way a plane cuts; the value is what `plane` calls slices that lie so."""

    SAGITTAL = "sagittal"
    CORONAL = "coronal"
    AXIAL = "axial"

    @property
    def across(self) -> int:
        """Axis of the patient (x, y, z in LPS) that the plane cuts across."""
        return list(Plane).index(self)


def letters(orientation: Cosines) -> tuple[str, str, str, str]:
    """Letters at the left, right, top and bottom edge of the image, up to two each."""
    right, bottom = _letter(orientation[:3]), _letter(orientation[3:])
    left = _letter(tuple(-v for v in orientation[:3]))
    top = _letter(tuple(-v for v in orientation[3:]))
    return left, right, top, bottom


def _letter(direction: tuple[float, ...]) -> str:
    order = sorted(range(3), key=lambda axis: -abs(direction[axis]))
    return "".join(
        LETTERS[axis][direction[axis] > 0] for axis in order[:2] if abs(direction[axis]) > OBLIQUE
    )


def normal(orientation: Cosines) -> Vector:
    """Unit normal of the slices, row direction cross column direction."""
    n = np.cross(orientation[:3], orientation[3:])
    length = float(np.linalg.norm(n)) or 1.0
    return float(n[0]) / length, float(n[1]) / length, float(n[2]) / length


def plane(orientation: Cosines) -> str:
    """`sagittal`, `coronal`, `axial`, or `oblique` where no axis is within 25 degrees."""
    n = np.abs(normal(orientation))
    axis = int(n.argmax())
    return ("sagittal", "coronal", "axial")[axis] if n[axis] > np.cos(np.radians(25)) else "oblique"


def plane_refusal(orientation: Cosines | None) -> Message:
    """Why the cascade must not read slices of a plane, in words; empty if it may.

    Slices of unknown orientation may be read; the series warns that it is unknown.
    """
    if orientation is None:
        return NOTHING
    lean = np.degrees(np.arccos(min(abs(normal(orientation)[2]), 1.0)))
    if round(float(lean), 3) <= AXIAL_WITHIN:
        return NOTHING
    return message(
        "{}: the networks were trained on tumour-free slices of the axial plane only",
        NOT_AXIAL[plane(orientation)],
    )
