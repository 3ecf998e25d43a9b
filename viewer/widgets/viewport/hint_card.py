"""A card that says what to do where there is no image; it fits into any viewport."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from viewer.widgets.style import palette
from viewer.widgets.viewport.text_style import CARD, CARD_EDGE, CARD_FAINT

WIDEST, LOWEST = 480.0, 180.0
"""Of the card, where there is room."""
ROOMY = 240.0
"""Width of a viewport from which the card has air around it and large words on it."""
FLAGS = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class HintCard:
    """Where everything stands.

    Attributes:
        box: The card.
        title: Where its title stands.
        words: Where the words below it stand.
        font: Of the title.
    """

    box: QRectF
    title: QRectF
    words: QRectF
    font: QFont


def card(area: QRectF, font: QFont, title: str, words: str) -> HintCard:
    """Lay out a card in the middle of an area.

    Args:
        area: The viewport.
        font: Of the words.
        title: In large letters.
        words: What else.
    """
    roomy = area.width() >= ROOMY
    edge, gap, size = (24, 28, 20) if roomy else (8, 12, 15)
    large = QFont(font)
    large.setPixelSize(size)
    width = min(area.width() - 2 * edge, WIDEST)
    inner = width - 2 * edge
    upper, lower = _height(large, title, inner), _height(font, words, inner)
    tall = upper + gap + lower
    box = QRectF(0, 0, width, max(tall + 2 * edge, LOWEST))
    box.moveCenter(area.center())
    top = box.center().y() - tall / 2
    left = box.left() + edge
    below = top + upper + gap
    return HintCard(box, QRectF(left, top, inner, upper), QRectF(left, below, inner, lower), large)


def paint_hint(painter: QPainter, area: QRectF, font: QFont, title: str, words: str) -> None:
    """Paint the card; arguments as of `card`."""
    laid = card(area, font, title, words)
    painter.setPen(QPen(CARD_EDGE, 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(CARD)
    painter.drawRoundedRect(laid.box, 12, 12)
    painter.setFont(laid.font)
    painter.setPen(palette.ON_PICTURE)
    painter.drawText(laid.title, FLAGS, title)
    painter.setFont(font)
    painter.setPen(CARD_FAINT)
    painter.drawText(laid.words, FLAGS, words)


def _height(font: QFont, text: str, width: float) -> float:
    return QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 1e4), FLAGS, text).height()
