"""The geometry of a volume as its header states it, before axes are turned for the screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.core.messages import Message, message

SPACING_UNKNOWN = message(
    "pixel spacing is not stated; shown {}, distances are not valid", message("as square")
)

SMALLEST_MM, LARGEST_MM = 1.0, 3000.0
"""No volume of a patient is smaller than this in every direction, or larger in any (ours)."""


def is_possible(extent: NDArray[np.float64]) -> bool:
    """Whether a volume of that size, in millimetres, may lie in a scanner."""
    return bool(extent.max() >= SMALLEST_MM and extent.max() <= LARGEST_MM)


def no_patient(width: float) -> Message:
    """What is told of a volume whose size is not possible.

    Args:
        width: Along its first axis, millimetres.
    """
    return message("the header makes the volume {:.6g} mm wide; no length is measured", width)


def is_colour(channels: int, kind: np.dtype[np.generic]) -> bool:
    """Whether the numbers of a voxel are taken for a colour where the file does not say.

    Three whole numbers without a sign may be one; three others are a vector.
    """
    return channels == 3 and kind.kind == "u" and kind.itemsize <= 2


@dataclass(frozen=True, slots=True)
class Space:
    """What the header of a volume says.

    Attributes:
        size: Voxels along the stored axes i, j and k.
        spacing: Between them, millimetres.
        origin: Position of the first voxel, LPS millimetres.
        direction: Unit directions of i, j and k as columns, in LPS; `None` for a single picture
            without a place in a patient.
        times: Volumes in the file.
        channels: Numbers in each voxel; 3 for colour.
        colour: Whether these are the three of a colour.
        item_bytes: Bytes of one number.
        doubts: In words.
        spacing_known: Whether `spacing` is trusted to be in millimetres; otherwise it only says how
            high a voxel is, and no position follows from it.
        stored_bytes: Of the files that hold the values; `None` where that is the file itself.

    Shapes:
        origin: `(3,)`.
        direction: `(3, 3)`.
    """

    size: tuple[int, int, int]
    spacing: tuple[float, float, float]
    origin: NDArray[np.float64]
    direction: NDArray[np.float64] | None
    times: int = 1
    channels: int = 1
    colour: bool = False
    item_bytes: int = 8
    doubts: tuple[Message, ...] = ()
    spacing_known: bool = True
    stored_bytes: int | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of all values."""
        i, j, k = self.size
        return i * j * k * self.times * self.channels * self.item_bytes
