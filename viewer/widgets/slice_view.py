"""The picture: grey below, attention above, both on the same grid in millimetres."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QTransform
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ml.imaging.display import display
from ml.imaging.orientation import letters
from ml.protocol import SliceImage, Verdict
from viewer.marks import Marks
from viewer.measure import Tool
from viewer.render.corners import Corners, corner_texts
from viewer.render.overlay import attention_rgba
from viewer.render.scale_bar import distances_known
from viewer.state import ViewState
from viewer.widgets import palette
from viewer.widgets.annotation import AnnotationLayer
from viewer.widgets.measuring import Measuring
from viewer.words import mark, tr

ATTENTION = mark("attention, not a lesion border")
WHEEL_NOTCH = 120
FAST = 5
"""Slices per notch with Shift."""
DRAG_SPAN = 500.0
"""Dragging this many screen pixels changes the window by the larger of its width and centre."""


class _Box(pg.ViewBox):  # type: ignore[misc]
    """The mouse of a reading desk instead of the mouse of a plot."""

    scrolled = Signal(int)
    windowed = Signal(float, float)
    drawn = Signal(QPointF, QPointF, bool)
    clicked = Signal(QPointF)
    menu_asked = Signal(QPoint)

    def __init__(self) -> None:
        self.drawing = False
        super().__init__(invertY=True, lockAspect=1.0, enableMenu=False, defaultPadding=0.0)
        self._rest = 0

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        """Scroll; zoom with Ctrl."""
        event.accept()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = math.pow(1.0015, -event.delta())
            self.scaleBy((factor, factor), center=self.mapToView(event.pos()))
            return
        self._rest -= event.delta()
        notches = int(self._rest / WHEEL_NOTCH)
        if notches:
            self._rest -= notches * WHEEL_NOTCH
            fast = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.scrolled.emit(notches * (FAST if fast else 1))

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Left windows, middle pans, right zooms."""
        event.accept()
        moved: QPointF = event.screenPos() - event.lastScreenPos()
        if event.button() == Qt.MouseButton.LeftButton and self.drawing:
            start = self.mapToView(event.buttonDownPos(Qt.MouseButton.LeftButton))
            self.drawn.emit(start, self.mapToView(event.pos()), event.isFinish())
        elif event.button() == Qt.MouseButton.LeftButton:
            self.windowed.emit(moved.x(), moved.y())
        elif event.button() == Qt.MouseButton.MiddleButton:
            here, before = self.mapToView(event.pos()), self.mapToView(event.lastPos())
            self.translateBy(x=before.x() - here.x(), y=before.y() - here.y())
        elif event.button() == Qt.MouseButton.RightButton:
            factor = math.pow(1.005, moved.y())
            start = self.mapToView(event.buttonDownPos(Qt.MouseButton.RightButton))
            self.scaleBy((factor, factor), center=start)

    def mouseClickEvent(self, event: Any) -> None:
        """Point with a left click, ask for the menu with a right one."""
        if event.button() == Qt.MouseButton.LeftButton and self.drawing:
            event.accept()
            self.clicked.emit(self.mapToView(event.pos()))
        if event.button() == Qt.MouseButton.RightButton:
            event.accept()
            self.menu_asked.emit(event.screenPos().toPoint())


class SliceView(QWidget):
    """Shows one slice and, when asked, the attention above it."""

    scrolled = Signal(int)
    menu_asked = Signal(QPoint)

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._image: SliceImage | None = None
        self._verdict: Verdict | None = None
        self._fitted = ""
        self.setObjectName("sliceView")
        self.setAccessibleName(tr("Slice"))
        self.setMinimumSize(280, 280)
        self._view = pg.GraphicsView(self, background=palette.PICTURE)
        self._view.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view.setAcceptDrops(False)
        self._box = _Box()
        self._view.setCentralItem(self._box)
        self.grey_item = pg.ImageItem(axisOrder="row-major", levels=None)
        self.overlay_item = pg.ImageItem(axisOrder="row-major", levels=None)
        self.overlay_item.setZValue(1)
        self._box.addItem(self.grey_item)
        self._box.addItem(self.overlay_item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self._layer = AnnotationLayer(self)
        self._layer.raise_()
        self._box.scrolled.connect(self.scrolled)
        self._box.windowed.connect(self._on_windowed)
        self._box.menu_asked.connect(self.menu_asked)
        self._box.sigRangeChanged.connect(self._on_range)
        self._view.installEventFilter(self)
        state.window_changed.connect(self._paint_grey)
        state.look_changed.connect(self._on_look)
        self.measuring: Measuring | None = None
        state.overlay_changed.connect(self._paint_overlay)
        for signal in (state.privacy_changed, state.corners_changed, state.index_changed):
            signal.connect(self._write)
        self.set_hint("", "")

    @property
    def annotation(self) -> AnnotationLayer:
        """The layer of words."""
        return self._layer

    @property
    def image(self) -> SliceImage | None:
        """The slice on screen."""
        return self._image

    def attach_marks(self, marks: Marks) -> None:
        """Show and take measurements."""
        self.measuring = Measuring(self._state, marks, self)
        self._box.drawn.connect(self.measuring.on_drawn)
        self._box.clicked.connect(self.measuring.on_clicked)
        measuring = self.measuring
        self._view.scene().sigMouseMoved.connect(
            lambda place: measuring.on_moved(self._box.mapSceneToView(place))
        )
        self._state.tool_changed.connect(self._on_tool)
        marks.changed.connect(self._write)
        self.measuring.changed.connect(self._write)
        self._on_tool()

    def to_view(self) -> QTransform:
        """From pixels (x the column, y the row) to millimetres in the view."""
        if self._image is None:
            return QTransform()
        rows, columns = self._image.values.shape[:2]
        return self._state.pose.transform(rows, columns, self._image.spacing_mm)[0]

    def show_slice(self, image: SliceImage | None, verdict: Verdict | None) -> None:
        """Show a slice, or nothing, with the attention of its verdict."""
        if image is not None and verdict is not None and verdict.uid != image.uid:
            verdict = None
        other = image is not self._image
        self._image, self._verdict = image, verdict
        if image is None:
            self.grey_item.clear()
        elif other:
            self._paint_grey()
            series = self._state.series
            key = series.uid if series else image.uid
            if key != self._fitted:
                self._fitted = key
                self.fit()
        self._paint_overlay()

    def set_hint(self, title: str, words: str) -> None:
        """Say what to do instead of showing a picture; empty for a picture."""
        self._layer.hint = (title, words)
        self._layer.update()

    def fit(self) -> None:
        """Show the whole slice."""
        if self._image is not None:
            self._box.setRange(self._extent(), padding=0.02)

    def focus_picture(self) -> None:
        """Take the keyboard."""
        self._view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let keys pass to the window instead of the plot."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words over the picture."""
        super().resizeEvent(event)
        self._layer.setGeometry(self.rect())

    def _extent(self) -> QRectF:
        if self._image is None:
            return QRectF(0, 0, 1, 1)
        rows, columns = self._image.values.shape[:2]
        return self._state.pose.transform(rows, columns, self._image.spacing_mm)[1]

    def _on_look(self) -> None:
        self._view.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._state.smooth)
        self._paint_grey()
        self._paint_overlay()
        self.fit()

    def _on_tool(self) -> None:
        drawing = self._state.tool is not Tool.WINDOW
        self._box.drawing = drawing
        cross, arrow = Qt.CursorShape.CrossCursor, Qt.CursorShape.ArrowCursor
        self._view.setCursor(cross if drawing else arrow)

    def _paint_grey(self) -> None:
        if self._image is not None:
            shown = display(self._image, self._state.window)
            shown = 255 - shown if self._state.inverted else shown
            self.grey_item.setImage(shown, autoLevels=False, levels=None)
            self.grey_item.setTransform(self.to_view())
        self._write()

    def _paint_overlay(self) -> None:
        attention = self._verdict.attention if self._verdict is not None else None
        shown = self._state.overlay_shown and attention is not None and self._image is not None
        if shown and attention is not None:
            rgba = attention_rgba(attention, self._state.threshold, self._state.opacity)
            self.overlay_item.setImage(rgba, autoLevels=False, levels=None)
            self.overlay_item.setTransform(self.to_view())
        self.overlay_item.setVisible(shown)
        self._layer.tag = tr(ATTENTION) if shown else ""
        self._layer.update()

    def _on_windowed(self, right: float, down: float) -> None:
        if self._state.window is None:
            return
        centre, width = self._state.window
        gain = max(width, abs(centre)) / DRAG_SPAN
        floor = 1.0 if width >= 1 else 1e-4
        self._state.set_window(centre + down * gain, max(width + right * gain, floor))

    def _on_range(self) -> None:
        self._write()

    def _write(self) -> None:
        series, layer = self._state.series, self._layer
        if series is None or self._image is None:
            layer.corners, layer.letters, layer.mm_per_pixel = Corners(), ("", "", "", ""), None
            layer.shapes, layer.note = (), ""
            layer.update()
            return
        pixel = float(self._box.viewPixelSize()[0]) if self._box.width() > 1 else 0.0
        layer.mm_per_pixel = pixel if pixel and distances_known(series) else None
        zoom = self._image.spacing_mm[1] / pixel if pixel else None
        state = self._state
        layer.corners = (
            corner_texts(series, state.index, state.window, zoom, state.privacy)
            if state.corners
            else Corners()
        )
        turned = state.pose.cosines(series.orientation) if series.orientation else None
        layer.letters = letters(turned) if turned else ("", "", "", "")
        notes = [state.pose.words, tr("inverted") if state.inverted else ""]
        if self.measuring is not None:
            layer.shapes = self.measuring.shapes(self._to_screen())
            notes.append(self.measuring.words)
        layer.note = " · ".join(note for note in notes if note)
        layer.update()

    def _to_screen(self) -> QTransform:
        """From pixels to the layer of words."""
        box = self._box
        scene = box.childGroup.sceneTransform()
        made: QTransform = self.to_view() * scene * self._view.viewportTransform()
        return made
