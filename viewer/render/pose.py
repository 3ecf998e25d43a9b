"""The pose of a slice on screen: rotated and flipped, with its transform and directions."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTransform

from viewer.i18n.translate import joined, tr

Cosines = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Pose:
    """How a slice is rotated and flipped on screen, relative to its file.

    Attributes:
        turns: Quarter turns clockwise, 0 to 3.
        flipped: Whether left and right are exchanged after that.
    """

    turns: int = 0
    flipped: bool = False

    def turned(self) -> Pose:
        """The pose after a quarter turn clockwise, as seen on screen."""
        return Pose((self.turns + (-1 if self.flipped else 1)) % 4, self.flipped)

    def mirrored(self) -> Pose:
        """The pose after exchanging left and right, as seen on screen."""
        return Pose(self.turns, not self.flipped)

    @property
    def words(self) -> str:
        """What the screen must state; empty for the pose of the file."""
        turn = tr("turned {}°").format(90 * self.turns) if self.turns else ""
        return joined(turn, tr("flipped") if self.flipped else "")

    def transform(
        self, rows: int, columns: int, spacing_mm: tuple[float, float]
    ) -> tuple[QTransform, QRectF]:
        """The transform from pixels (x: column) to millimetres on screen, and its extent."""
        transform = QTransform.fromScale(spacing_mm[1], spacing_mm[0])
        for _ in range(self.turns):
            transform *= QTransform(0, 1, -1, 0, 0, 0)
        if self.flipped:
            transform *= QTransform(-1, 0, 0, 1, 0, 0)
        covered = transform.mapRect(QRectF(0, 0, columns, rows))
        transform *= QTransform.fromTranslate(-covered.left(), -covered.top())
        return transform, QRectF(0, 0, covered.width(), covered.height())

    def cosines(self, orientation: Cosines) -> Cosines:
        """Direction cosines to the right and down on screen, from the row and column cosines."""
        right, down = orientation[:3], orientation[3:]
        for _ in range(self.turns):
            right, down = (-down[0], -down[1], -down[2]), right
        if self.flipped:
            right = (-right[0], -right[1], -right[2])
        return (*right, *down)
