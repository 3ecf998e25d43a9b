"""Paints corner text, orientation letters, scale bar and measurements over the image."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from viewer.i18n.translate import tr
from viewer.render.corners import Corners
from viewer.render.lesion_words import NOT_THE_READERS
from viewer.render.scale_bar import bar_length, bar_words
from viewer.widgets.style import palette
from viewer.widgets.viewport.hint_card import paint_hint
from viewer.widgets.viewport.measurement_shapes import (
    MeasurementShape,
    paint_guides,
    paint_outline,
    paint_shapes,
)
from viewer.widgets.viewport.text_style import PLAIN, write

MARGIN = 12
GAP = 24
"""Between the words of an upper and a lower corner, at least."""
LETTER = 16
"""From the middle of an edge, where its letter stands, to the words of a corner."""
BAR = 0.22
"""Of the width of the picture, which the scale bar takes at most."""
EDGE = 2
"""Width of the border around the active viewport."""
TAG, TAGS = 24, 28
"""Height of a pill with words; where the first begins, below the upper letter."""


class AnnotationLayer(QWidget):
    """Paints above the picture and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.corners = Corners()
        self.letters: tuple[str, str, str, str] = ("", "", "", "")
        self.mm_per_pixel: float | None = None
        self.hint: tuple[str, str] = ("", "")
        self.text_style = PLAIN
        self.tag = ""
        self.note = ""
        self.instead = ""
        self.key = False
        self.outline = QPainterPath()
        self.shapes: tuple[MeasurementShape, ...] = ()
        self.line: tuple[QPointF, ...] = ()
        self.cross: QPointF | None = None
        self.active = False
        self._pills: dict[tuple[int, float], QPixmap] = {}

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint corner text, letters, scale bar, tag and hint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hint[0]:
            paint_hint(painter, QRectF(self.rect()), self.font(), *self.hint)
        else:
            paint_outline(painter, self.outline)
            paint_guides(painter, self.line, self.cross)
            paint_shapes(painter, self.shapes)
            self._paint_corners(painter)
            self._paint_letters(painter)
            self._paint_scale(painter)
            self._paint_tags(painter)
            middle = (self.height() - TAG) / 2
            self._paint_tag(painter, self.instead, middle, palette.ON_PICTURE)
        if self.active:
            painter.setPen(QPen(palette.LETTERS, EDGE))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = EDGE / 2
            painter.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))
        painter.end()

    def set_corners(self, texts: Iterable[Corners]) -> None:
        """Show the first of these that fits; of the last, as much as fits."""
        last = Corners()
        for corners in texts:
            if self._fits(corners):
                self.corners = corners
                return
            last = corners
        self.corners = self._cut(last)

    def _fits(self, texts: Corners) -> bool:
        """Whether no corner runs into another, a letter or the scale bar."""
        area = self._area()
        top_left, top_right, bottom_left, bottom_right = _four(texts)
        top = self._widest(*top_left, *top_right)
        bottom = self._widest(*bottom_left, *bottom_right)
        tall = max(len(top_left), len(top_right)) + max(len(bottom_left), len(bottom_right))
        room = area.width() / 2
        return (
            top <= room - LETTER
            and bottom <= room - max(LETTER, BAR * self.width() / 2 + LETTER / 2)
            and tall <= self._lines()
        )

    def _lines(self) -> int:
        """How many there is room for, one below the other, with a gap between up and down."""
        return max(int((self._area().height() - 2 * GAP) / self.fontMetrics().lineSpacing()), 1)

    def _widest(self, *lines: str) -> int:
        return max((self.fontMetrics().horizontalAdvance(line) for line in lines), default=0)

    def _cut(self, texts: Corners) -> Corners:
        """Words cut short above; below, where numbers stand, a line is whole or left out."""
        metrics, half = self.fontMetrics(), self._area().width() / 2
        beside, alone = int(half - LETTER), int(half - GAP / 2)
        elide = Qt.TextElideMode.ElideRight
        top_left, top_right, bottom_left, bottom_right = _four(texts)
        lines = self._lines()

        def below(lines: tuple[str, ...]) -> tuple[str, ...]:
            rooms = [*(alone for _ in lines[1:]), beside]
            pairs = zip(lines, rooms, strict=False)
            return tuple(line for line, wide in pairs if self._widest(line) <= wide)

        bottom_left, bottom_right = below(bottom_left[-lines:]), below(bottom_right[-lines:])
        lines_above = lines - max(len(bottom_left), len(bottom_right))

        def above(lines: tuple[str, ...]) -> tuple[str, ...]:
            rooms = [beside, *(alone for _ in lines[1:])]
            pairs = zip(lines[:lines_above], rooms, strict=False)
            return tuple(metrics.elidedText(line, elide, wide) for line, wide in pairs)

        return Corners(above(top_left), above(top_right), bottom_left, bottom_right)

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)

    def _paint_corners(self, painter: QPainter) -> None:
        left, right = Qt.AlignmentFlag.AlignLeft.value, Qt.AlignmentFlag.AlignRight.value
        top, bottom = Qt.AlignmentFlag.AlignTop.value, Qt.AlignmentFlag.AlignBottom.value
        area, texts = self._area(), self.corners
        for flags, lines in (
            (left | top, texts.top_left),
            (right | top, texts.top_right),
            (left | bottom, texts.bottom_left),
            (right | bottom, texts.bottom_right),
        ):
            write(
                painter, area, flags, "\n".join(lines), self.text_style.words, self.text_style.seam
            )

    def _paint_letters(self, painter: QPainter) -> None:
        font = QFont(self.font())
        font.setPixelSize(16)
        font.setBold(True)
        painter.setFont(font)
        centre_x, centre_y = (
            Qt.AlignmentFlag.AlignHCenter.value,
            Qt.AlignmentFlag.AlignVCenter.value,
        )
        alignments = (
            Qt.AlignmentFlag.AlignLeft.value | centre_y,
            Qt.AlignmentFlag.AlignRight.value | centre_y,
            Qt.AlignmentFlag.AlignTop.value | centre_x,
            Qt.AlignmentFlag.AlignBottom.value | centre_x,
        )
        for flags, letter in zip(alignments, self.letters, strict=True):
            write(
                painter, self._area(), flags, letter, self.text_style.letters, self.text_style.seam
            )
        painter.setFont(self.font())

    def _paint_scale(self, painter: QPainter) -> None:
        if not self.mm_per_pixel:
            return
        mm = bar_length(self.mm_per_pixel, self.width() * BAR)
        length = mm / self.mm_per_pixel
        middle = self.width() * 0.5
        beside = self._widest(*self.corners.bottom_left, *self.corners.bottom_right)
        if beside > self._area().width() / 2 - length / 2:
            return
        y = self.height() - MARGIN - 30.0
        ends = (int(middle - length / 2), int(middle + length / 2))
        for pen in (QPen(self.text_style.seam, 4), QPen(self.text_style.words, 2)):
            painter.setPen(pen)
            painter.drawLine(ends[0], int(y), ends[1], int(y))
            for x in ends:
                painter.drawLine(x, int(y - 4), x, int(y + 4))
        area = QRectF(middle - 100, y - 24, 200, 18)
        centre = Qt.AlignmentFlag.AlignCenter.value
        write(painter, area, centre, bar_words(mm), self.text_style.words, self.text_style.seam)

    def _paint_tags(self, painter: QPainter) -> None:
        """One below the other, and below the corners where those are in the way."""
        tags = [
            (text, colour)
            for text, colour in (
                (self.tag, palette.WARNING),
                (self.note, palette.ON_PICTURE),
                ("" if self.outline.isEmpty() else tr(NOT_THE_READERS), palette.OUTLINE),
                (tr("★ key image") if self.key else "", palette.MARK),
            )
            if text
        ]
        y = MARGIN + TAGS
        corners = (self.corners.top_left, self.corners.top_right)
        beside = self._widest(*(line for lines in corners for line in lines[1:]))
        if self._widest(*(text for text, _ in tags)) + TAG > self._area().width() - 2 * beside:
            y = max(y, MARGIN + max(map(len, corners)) * self.fontMetrics().lineSpacing() + 4)
        for text, colour in tags:
            self._paint_tag(painter, text, y, colour)
            y += TAG + 4

    def _paint_tag(self, painter: QPainter, text: str, y: float, colour: QColor) -> None:
        if not text:
            return
        width = painter.fontMetrics().horizontalAdvance(text) + TAG
        area = QRectF((self.width() - width) / 2, y, width, TAG)
        painter.drawPixmap(area.topLeft(), self._pill(int(width)))
        painter.setPen(colour)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter.value, text)

    def _pill(self, width: int) -> QPixmap:
        """Dark ground with round ends; drawn once, since soft edges take a millisecond."""
        ratio = self.devicePixelRatioF()
        if (width, ratio) not in self._pills:
            pill = QPixmap(int(width * ratio), int(TAG * ratio))
            pill.setDevicePixelRatio(ratio)
            pill.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pill)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 170))
            painter.drawRoundedRect(QRectF(0, 0, width, TAG), TAG / 2, TAG / 2)
            painter.end()
            self._pills[width, ratio] = pill
        return self._pills[width, ratio]


def _four(texts: Corners) -> tuple[tuple[str, ...], ...]:
    return texts.top_left, texts.top_right, texts.bottom_left, texts.bottom_right
