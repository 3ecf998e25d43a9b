"""The histogram of the slice, with the window over it; its edges can be dragged."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QShowEvent,
)
from PySide6.QtWidgets import QGroupBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from viewer.i18n.translate import tr
from viewer.render.corners import number_text
from viewer.render.histogram import BINS, Histogram, histogram
from viewer.session import Session
from viewer.widgets.style import palette

HEIGHT = 84
EDGE = 7
"""So near to an edge, in logical pixels, the mouse takes it."""
MARGIN = 0.04
"""Of the width, left free on either side so that edges at the ends can be taken (ours)."""
LEAST = 1e-3
"""The narrowest window that can be dragged, of the whole range (ours)."""


class Hold(Enum):
    """The part of the window that the mouse drags."""

    LOW = "low"
    HIGH = "high"
    ALL = "all"


class HistogramPlot(QWidget):
    """Draws the counts, and the ramp from black to white; the mouse drags its edges."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._state = session, session.state
        self._counts: Histogram | None = None
        self._uid = ""
        self._hold: Hold | None = None
        self._from = (0.0, 0.0, 0.0)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Histogram of the slice with the window limits"))

    @property
    def counts(self) -> Histogram | None:
        """Of the slice on screen; `None` while it is not there."""
        return self._counts

    def sizeHint(self) -> QSize:
        """The preferred size."""
        return QSize(200, HEIGHT)

    def follow(self) -> None:
        """Compute the histogram again if another slice is on screen."""
        uid = self._state.slice_uid
        image = self._session.slices.get(uid) if uid else None
        if image is None:
            self._counts, self._uid = None, ""
        elif uid != self._uid:
            self._counts, self._uid = histogram(image), uid
        self.update()

    def x_of(self, value: float) -> float:
        """Where a value stands, in logical pixels."""
        low, high = self._range()
        room = self.width() * (1 - 2 * MARGIN)
        return self.width() * MARGIN + (value - low) / (high - low) * room

    def value_at(self, x: float) -> float:
        """The value at a place."""
        low, high = self._range()
        return low + (x / self.width() - MARGIN) / (1 - 2 * MARGIN) * (high - low)

    def edges(self) -> tuple[float, float] | None:
        """The values that are just black and just white."""
        window = self._state.window
        if window is None or self._counts is None:
            return None
        return window[0] - window[1] / 2, window[0] + window[1] / 2

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take an edge, or all of the window."""
        edges = self.edges()
        if edges is not None and event.button() == Qt.MouseButton.LeftButton:
            x = event.position().x()
            self._from = (self.value_at(x), *edges)
            self._hold = self._under(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what was taken."""
        x = event.position().x()
        if self._hold is None:
            edge = self._under(x) if self.edges() is not None else None
            side = edge in (Hold.LOW, Hold.HIGH)
            shape = Qt.CursorShape.SplitHCursor if side else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            return
        start, low, high = self._from
        moved = self.value_at(x) - start
        least = (self._range()[1] - self._range()[0]) * LEAST
        if self._hold is not Hold.HIGH:
            low += moved
        if self._hold is not Hold.LOW:
            high += moved
        if self._hold is Hold.LOW:
            low = min(low, high - least)
        if self._hold is Hold.HIGH:
            high = max(high, low + least)
        self._state.set_window((low + high) / 2, high - low)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        self._hold = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint counts, ramp and edges."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.height() - 4.0
        painter.setPen(palette.LINE)
        painter.drawLine(QPointF(0, base), QPointF(self.width(), base))
        counts, edges = self._counts, self.edges()
        if counts is not None:
            step = (counts.high - counts.low) / BINS
            top = base - 6
            line = [
                QPointF(self.x_of(counts.low + (n + 0.5) * step), base - top * float(h))
                for n, h in enumerate(counts.heights)
            ]
            area = [QPointF(line[0].x(), base), *line, QPointF(line[-1].x(), base)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.LOADED)
            painter.drawPolygon(QPolygonF(area))
        if edges is not None:
            self._paint_window(painter, edges, base)
        painter.end()

    def _paint_window(self, painter: QPainter, edges: tuple[float, float], base: float) -> None:
        low, high = (self.x_of(edge) for edge in edges)
        shade = QColor(palette.ACCENT)
        shade.setAlpha(36)
        painter.fillRect(QRectF(low, 2, high - low, base - 2), shade)
        painter.setPen(QPen(palette.ACCENT, 1.5))
        painter.drawLine(QPointF(low, base), QPointF(high, 4))
        for x in (low, high):
            painter.drawLine(QPointF(x, 2), QPointF(x, base))
            painter.setBrush(palette.ACCENT)
            painter.drawRoundedRect(QRectF(x - 2.5, base / 2 - 8, 5, 16), 2, 2)

    def _range(self) -> tuple[float, float]:
        """The range of values drawn: all counts, and the window as it was when the drag began."""
        counts = self._counts
        if counts is None:
            return 0.0, 1.0
        window = self._from[1:] if self._hold is not None else self.edges()
        low, high = window if window is not None else (counts.low, counts.high)
        wide = max(counts.high - counts.low, high - low)
        return max(min(counts.low, low), counts.low - wide), min(
            max(counts.high, high), counts.high + wide
        )

    def _under(self, x: float) -> Hold:
        edges = self.edges()
        assert edges is not None
        low, high = (abs(self.x_of(edge) - x) for edge in edges)
        if min(low, high) <= EDGE:
            return Hold.LOW if low < high else Hold.HIGH
        return Hold.ALL


class HistogramPanel(QGroupBox):
    """The plot with its numbers; follows the active viewport."""

    def __init__(self, session: Session) -> None:
        super().__init__(tr("Window"))
        self._state = session.state
        self.plot = HistogramPlot(session)
        self.low, self.middle, self.high = QLabel(), QLabel(), QLabel()
        row = QHBoxLayout()
        for label, side in (
            (self.low, Qt.AlignmentFlag.AlignLeft),
            (self.middle, Qt.AlignmentFlag.AlignHCenter),
            (self.high, Qt.AlignmentFlag.AlignRight),
        ):
            label.setProperty("kind", "faint")
            row.addWidget(label, 1, side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.plot)
        layout.addLayout(row)
        self._state.index_changed.connect(self._follow)
        self._state.window_changed.connect(self._follow)
        session.slice_ready.connect(self._on_slice)
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self._follow(now_visible=True)

    def _on_slice(self, uid: str) -> None:
        if uid == self._state.slice_uid:
            self._follow()

    def _follow(self, *_: object, now_visible: bool = False) -> None:
        if not (now_visible or self.isVisible()):
            return
        self.plot.follow()
        edges, window = self.plot.edges(), self._state.window
        texts = ("", "" if self._state.series is not None else tr("Nothing is open."), "")
        if edges is not None and window is not None:
            middle = f"C {number_text(window[0])}  W {number_text(window[1])}"
            texts = (number_text(edges[0]), middle, number_text(edges[1]))
        for label, text in zip((self.low, self.middle, self.high), texts, strict=True):
            label.setText(text)
