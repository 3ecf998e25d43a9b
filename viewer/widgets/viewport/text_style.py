"""The style of text over the image, which can be read on white and on black."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from viewer.widgets.style import palette

AROUND = ((-1, -1), (1, -1), (-1, 1), (1, 1))
"""Logical pixels; from the corners a seam of four goes all around letters of 13 pixels."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Colours over one kind of picture.

    Attributes:
        ground: Around the slice, as what holds no signal in it, so that its margin has no edge.
        words: Of corners and scale bar.
        letters: Of orientation.
        seam: Around words that lie on the slice.
    """

    ground: QColor
    words: QColor
    letters: QColor
    seam: QColor


PLAIN = TextStyle(palette.PICTURE, palette.ON_PICTURE, palette.LETTERS, QColor(0, 0, 0, 230))
INVERTED = TextStyle(
    QColor("#ffffff"), QColor("#14181d"), QColor("#1c68a8"), QColor(255, 255, 255, 230)
)
"""For a picture in which what holds no signal is white."""
CARD, CARD_EDGE, CARD_FAINT = QColor("#1b1f26"), QColor("#4a5361"), QColor("#a9b1be")
"""Of what is said where there is no picture; dark in every theme, as its ground is."""


def write(
    painter: QPainter, area: QRectF, flags: int, text: str, colour: QColor, seam: QColor
) -> None:
    """Write text with an outline.

    Args:
        painter: Paints them, with its font.
        area: Where, logical pixels.
        flags: Of alignment.
        text: May have several lines.
        colour: Of the words.
        seam: Of what is around them.
    """
    if not text:
        return
    painter.setPen(seam)
    for right, down in AROUND:
        painter.drawText(area.translated(right, down), flags, text)
    painter.setPen(colour)
    painter.drawText(area, flags, text)
