"""The slice strip: one line for each slice, by load, view, suspicion and refusal."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ml.core.types import Outcome, Verdict
from viewer.i18n.translate import tr, translated
from viewer.marks.marks import Judgement, Opinion
from viewer.widgets.style import palette

WIDTH = 56
PAD = 6
SIGNS = {Opinion.AGREE: "✓", Opinion.DISAGREE: "✗", Opinion.UNSURE: "?"}


@dataclass(frozen=True, slots=True)
class SliceMark:
    """What the strip shows of one slice."""

    loaded: bool = False
    viewed: bool = False
    verdict: Verdict | None = None
    key: bool = False
    judgement: Judgement | None = None


def describe(number: int, mark: SliceMark) -> str:
    """The words for one slice, for the tool tip."""
    parts = [tr("Slice {}").format(number)]
    if mark.verdict is not None:
        parts.append(tr(palette.HEADLINE[mark.verdict.outcome]))
        if mark.verdict.presence is not None:
            parts.append(tr("tumour present {}").format(palette.percent(mark.verdict.presence)))
        if mark.verdict.reason:
            parts.append(translated(mark.verdict.reason))
    if mark.judgement is not None:
        parts.append(tr("reader: {}").format(tr(mark.judgement.opinion.value)))
    if mark.key:
        parts.append(tr("key image"))
    parts.append(tr("viewed") if mark.viewed else tr("not yet viewed"))
    return " · ".join(parts)


class SliceStrip(QWidget):
    """A click or drag jumps to a slice."""

    jumped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sliceStrip")
        self.setAccessibleName(tr("Slices of the series"))
        self.setFixedWidth(WIDTH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._marks: list[SliceMark] = []
        self._current = 0
        self._threshold = 0.5

    def sizeHint(self) -> QSize:
        """The preferred size."""
        return QSize(WIDTH, 300)

    def set_marks(self, marks: list[SliceMark], current: int, threshold: float) -> None:
        """Show these slices."""
        self._marks, self._current, self._threshold = marks, current, threshold
        self.update()

    def index_at(self, y: float) -> int:
        """The slice at a height."""
        room = max(self.height() - 2 * PAD, 1)
        index = int((y - PAD) / room * len(self._marks))
        return min(max(index, 0), max(len(self._marks) - 1, 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump."""
        self._jump(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the drag."""
        self._jump(event)

    def event(self, event: QEvent) -> bool:
        """Name the slice under the mouse."""
        if isinstance(event, QHelpEvent) and self._marks:
            index = self.index_at(event.pos().y())
            QToolTip.showText(event.globalPos(), describe(index + 1, self._marks[index]), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a row for each slice."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), palette.PANEL)
        count = len(self._marks)
        if count:
            row = (self.height() - 2 * PAD) / count
            gap = 1.0 if row >= 4 else 0.0
            for index, mark in enumerate(self._marks):
                self._paint_row(painter, PAD + index * row, row - gap, mark)
            top = PAD + self._current * row
            painter.setPen(palette.TEXT)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(2, top - 1, WIDTH - 5, max(row, 3.0)))
        painter.end()

    def _paint_row(self, painter: QPainter, top: float, height: float, mark: SliceMark) -> None:
        base = palette.LOADED if mark.loaded else palette.UNLOADED
        painter.fillRect(QRectF(14, top, WIDTH - 20, height), base)
        if mark.viewed:
            painter.fillRect(QRectF(7, top, 3, height), palette.FAINT)
        self._paint_verdict(painter, top, height, mark.verdict)
        if mark.key or mark.judgement is not None:
            painter.setPen(palette.MARK)
            sign = SIGNS[mark.judgement.opinion] if mark.judgement is not None else ""
            area = QRectF(14, top + height / 2 - 8, WIDTH - 22, 16)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, side, f"{sign}{'★' if mark.key else ''}")

    def _paint_verdict(
        self, painter: QPainter, top: float, height: float, verdict: Verdict | None
    ) -> None:
        if verdict is None:
            return
        if verdict.presence is None:
            painter.fillRect(QRectF(14, top, WIDTH - 20, height), QColor(palette.FAINT).darker(150))
            painter.setPen(palette.TEXT)
            painter.drawLine(14, int(top + height / 2), WIDTH - 7, int(top + height / 2))
            return
        hot = verdict.presence >= self._threshold
        colour = palette.SUSPICIOUS if hot else palette.ACCENT
        bar = QRectF(14, top, max((WIDTH - 20) * verdict.presence, 2.0), height)
        if verdict.outcome is Outcome.UNSURE:
            # hollow, so that it reads as "not sure" without colour, and what is solid stands out
            veil = QColor(palette.OUTCOME_COLOUR[Outcome.UNSURE])
            painter.setPen(veil)
            veil.setAlpha(70)
            painter.fillRect(bar, veil)
            if height > 3:
                painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            painter.fillRect(bar, colour)

    def _jump(self, event: QMouseEvent) -> None:
        if self._marks and event.buttons() & Qt.MouseButton.LeftButton:
            self.jumped.emit(self.index_at(event.position().y()))
