"""Mouse control of a viewport as on a reading desk, instead of pyqtgraph's own."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt, Signal

from viewer.i18n.translate import mark

WHEEL_NOTCH = 120
FAST = 5
"""Slices per notch with Shift."""


class Drag(StrEnum):
    """What dragging does; English, translated where it is shown."""

    WINDOW = mark("window")
    PAN = mark("pan")
    ZOOM = mark("zoom")


_LEFT, _MIDDLE, _RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
BUTTONS = {
    "left": {_LEFT: Drag.WINDOW, _MIDDLE: Drag.PAN, _RIGHT: Drag.ZOOM},
    "middle": {_LEFT: Drag.PAN, _MIDDLE: Drag.WINDOW, _RIGHT: Drag.ZOOM},
    "right": {_LEFT: Drag.PAN, _MIDDLE: Drag.ZOOM, _RIGHT: Drag.WINDOW},
}
"""By the button that sets the window: the first as IHE Basic Image Review has it, the others as
vendors' desks do (ours)."""


class ImageBox(pg.ViewBox):  # type: ignore[misc]
    """Handles wheel and buttons over an image, in millimetres of the image.

    Signals:
        scrolled: Slices to move by.
        windowed: Screen pixels dragged to the right and down.
        drawn: Where a drag began, where it is, and whether it has ended.
        clicked: Where.
        menu_requested: Where on screen.
        framed: The reader zoomed or panned.
    """

    scrolled = Signal(int)
    windowed = Signal(float, float)
    drawn = Signal(QPointF, QPointF, bool)
    clicked = Signal(QPointF)
    menu_requested = Signal(QPoint)
    framed = Signal()

    def __init__(self) -> None:
        self.drawing = False
        self.scheme = "left"
        super().__init__(invertY=True, lockAspect=1.0, enableMenu=False, defaultPadding=0.0)
        self._wheel_rest = 0

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        """Scroll; zoom with Ctrl."""
        event.accept()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = math.pow(1.0015, -event.delta())
            self._zoom(factor, self.mapToView(event.pos()))
            return
        self._wheel_rest -= event.delta()
        notches = int(self._wheel_rest / WHEEL_NOTCH)
        if notches:
            self._wheel_rest -= notches * WHEEL_NOTCH
            fast = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.scrolled.emit(notches * (FAST if fast else 1))

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Draw with the left button, if a tool does; else window, pan or zoom (`BUTTONS`)."""
        event.accept()
        moved: QPointF = event.screenPos() - event.lastScreenPos()
        start = self.mapToView(event.buttonDownPos(event.button()))
        action = BUTTONS[self.scheme].get(event.button())
        if event.button() == Qt.MouseButton.LeftButton and self.drawing:
            self.drawn.emit(start, self.mapToView(event.pos()), event.isFinish())
        elif action is Drag.WINDOW:
            self.windowed.emit(moved.x(), moved.y())
        elif action is Drag.PAN:
            current, before = self.mapToView(event.pos()), self.mapToView(event.lastPos())
            self.translateBy(x=before.x() - current.x(), y=before.y() - current.y())
            self.framed.emit()
        elif action is Drag.ZOOM:
            self._zoom(math.pow(1.005, moved.y()), start)

    def mouseClickEvent(self, event: Any) -> None:
        """Point with a left click, ask for the menu with a right one."""
        if event.button() == Qt.MouseButton.LeftButton and self.drawing and not event.double():
            event.accept()
            self.clicked.emit(self.mapToView(event.pos()))
        if event.button() == Qt.MouseButton.RightButton:
            event.accept()
            self.menu_requested.emit(event.screenPos().toPoint())

    def _zoom(self, factor: float, centre: QPointF) -> None:
        self.scaleBy((factor, factor), center=centre)
        self.framed.emit()
