"""Turned and flipped on screen: where a pixel lands, and which letters stand at the edges."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTransform

from viewer.i18n.translate import joined, tr

Cosines = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Pose:
    """How a slice lies on screen, against how its file has it.

    Attributes:
        turns: Quarter turns clockwise, 0 to 3.
        flipped: Whether left and right are then exchanged.
    """

    turns: int = 0
    flipped: bool = False

    def turned(self) -> Pose:
        """A quarter turn clockwise, as seen on screen."""
        return Pose((self.turns + (-1 if self.flipped else 1)) % 4, self.flipped)

    def mirrored(self) -> Pose:
        """Left and right exchanged, as seen on screen."""
        return Pose(self.turns, not self.flipped)

    @property
    def words(self) -> str:
        """What must be said on screen; empty for the file's own way."""
        turn = tr("turned {}°").format(90 * self.turns) if self.turns else ""
        return joined(turn, tr("flipped") if self.flipped else "")

    def transform(
        self, rows: int, columns: int, spacing_mm: tuple[float, float]
    ) -> tuple[QTransform, QRectF]:
        """From pixels (x the column, y the row) to millimetres on screen, and what that covers."""
        made = QTransform.fromScale(spacing_mm[1], spacing_mm[0])
        for _ in range(self.turns):
            made *= QTransform(0, 1, -1, 0, 0, 0)
        if self.flipped:
            made *= QTransform(-1, 0, 0, 1, 0, 0)
        covered = made.mapRect(QRectF(0, 0, columns, rows))
        made *= QTransform.fromTranslate(-covered.left(), -covered.top())
        return made, QRectF(0, 0, covered.width(), covered.height())

    def cosines(self, orientation: Cosines) -> Cosines:
        """Directions to the right and down on screen, from the file's row and column cosines."""
        right, down = orientation[:3], orientation[3:]
        for _ in range(self.turns):
            right, down = (-down[0], -down[1], -down[2]), right
        if self.flipped:
            right = (-right[0], -right[1], -right[2])
        return (*right, *down)
