"""Says in words where in the head a point is: side, third from front to back, third of the height.

No more than that: without a registered atlas nobody can name a lobe, and a wrong name is worse
than none. Where the orientation is unknown, so is the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml.core.messages import NOTHING, Message, message, with_commas

Cosines = tuple[float, float, float, float, float, float]
HeadSquare = tuple[int, int, int]
MIDLINE = 0.08
"""Share of half the head's length within which a point counts as near the midline (ours): about 8
mm, since the head is seldom straight in the scanner."""
FACING = 0.7
"""Cosine from which the normal of the slices is taken to point along an axis of the patient."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the head; each part is empty where it is unknown.

    Attributes:
        side: The patient's left or right, or near the midline.
        depth: Third from front to back.
        height: Third from top to bottom of the slices that show the head.
    """

    side: Message = NOTHING
    depth: Message = NOTHING
    height: Message = NOTHING

    @property
    def words(self) -> Message:
        """All that is known; may be empty."""
        return with_commas((self.side, self.depth, self.height))


@dataclass(frozen=True, slots=True)
class HeadBox:
    """The box around the head, along rows, columns and normal of the slices.

    Attributes:
        orientation: Row and column cosines (0020,0037).
        spacing: Between rows and between columns.
        square: Top, left and side of the square around the head, in pixels.
        stretch: Lowest and highest position of the slices that show the head; `None` unknown.
    """

    orientation: Cosines
    spacing: tuple[float, float]
    square: HeadSquare
    stretch: tuple[float, float] | None

    def place(self, row: float, column: float, position: float) -> Place:
        """Where a point of a slice is.

        Args:
            row: Of the point.
            column: Of the point.
            position: Of its slice along the normal; means nothing where `stretch` is `None`.
        """
        top, left, side = self.square
        low, high = self.stretch or (0.0, 0.0)
        half = np.array([self.spacing[0] * side, self.spacing[1] * side, high - low]) / 2
        away = np.array(
            [
                (row - top - side / 2) * self.spacing[0],
                (column - left - side / 2) * self.spacing[1],
                position - (low + high) / 2 if self.stretch else 0.0,
            ]
        )
        right, down = np.array(self.orientation[:3]), np.array(self.orientation[3:])
        axes = np.stack([down, right, np.cross(right, down)])
        reach = half @ np.abs(axes)
        share = away @ axes / np.where(reach > 0, reach, 1.0)
        unknown = (reach <= 0) | ((high <= low) & (np.abs(axes[2]) > FACING))
        x, y, z = (None if gone else float(s) for gone, s in zip(unknown, share, strict=True))
        return Place(_side(x), _third(y, *DEPTH), _third(z, *HEIGHT))


DEPTH = (
    message("anterior third"),
    message("middle third in depth"),
    message("posterior third"),
)
HEIGHT = (
    message("lower third"),
    message("middle third in height"),
    message("upper third"),
)


def head_square(squares: Sequence[HeadSquare]) -> HeadSquare | None:
    """The square of a series: of its slices the one that three quarters do not exceed in size.

    The widest may be an artefact, and slices near the vertex show little of the head.
    """
    if not squares:
        return None
    return sorted(squares, key=lambda square: square[2])[3 * (len(squares) - 1) // 4]


def _side(share: float | None) -> Message:
    if share is None:
        return NOTHING
    if abs(share) < MIDLINE:
        return message("near the midline")
    return message("left") if share > 0 else message("right")


def _third(share: float | None, low: Message, middle: Message, high: Message) -> Message:
    if share is None:
        return NOTHING
    return low if share < -1 / 3 else high if share > 1 / 3 else middle
