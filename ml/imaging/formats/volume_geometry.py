"""The geometry of a volume as its header states it, before axes are turned for the screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.core.messages import Message


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
        channels: 3 for colour; otherwise the numbers in each voxel.
        item_bytes: Bytes of one number, or of all three of a colour.
        doubts: In words.
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
    item_bytes: int = 8
    doubts: tuple[Message, ...] = ()
    stored_bytes: int | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of all values."""
        i, j, k = self.size
        return i * j * k * self.times * self.channels * self.item_bytes
