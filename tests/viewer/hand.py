"""The hand and the eye of a reader, for tests of a desk with several viewports."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def views_of(window):
    """The view of each viewport, in every window of the desk."""
    return {viewport: view for grid in window.grids for viewport, view in grid.views.items()}


def ready(qtbot, window):
    """Wait until every viewport has its picture."""
    state, slices, views = window.state, window.session.slices, views_of(window)
    qtbot.waitUntil(lambda: all(v.slice_uid in slices for v in state.shown if v.series is not None))
    qtbot.waitUntil(
        lambda: all(
            views[v].image is not None and views[v].image.uid == v.slice_uid
            for v in state.shown
            if v.series is not None
        )
    )
    seen = []

    def still():
        """Whether no view has been laid out anew since the last look."""
        looked = [views[viewport] for viewport in state.shown]
        seen.append(
            [(view.geometry().getRect(), view.canvas.box.viewRect().getRect()) for view in looked]
        )
        return len(seen) > 2 and seen[-1] == seen[-2] == seen[-3]

    qtbot.waitUntil(still)


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window, key, modifier)


def on_screen(view, row, column):
    """Where the point of a slice is on the view."""
    return view.canvas.to_screen().map(QPointF(column, row))


def wheel(window, view, notches):
    """Turn the wheel over a view, down the series."""
    handle = window.windowHandle()
    place = view.mapTo(window, view.rect().center())
    for _ in range(abs(notches)):
        QTest.wheelEvent(handle, place, QPoint(0, -120 if notches > 0 else 120))


def move(view, place, modifier=Qt.KeyboardModifier.NoModifier):
    """Move the mouse to a place of a view."""
    viewport = view.canvas.viewport()
    spot = viewport.mapFrom(view, place.toPoint())
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(spot),
        viewport.mapToGlobal(QPointF(spot)),
        none,
        none,
        modifier,
    )
    QApplication.sendEvent(viewport, event)


def click(qtbot, view, double=False):
    viewport = view.canvas.viewport()
    where = viewport.rect().center()
    act = qtbot.mouseDClick if double else qtbot.mouseClick
    act(viewport, Qt.MouseButton.LeftButton, pos=where)


def uid_of(window, name):
    """UID of the series with a description."""
    return next(s.uid for s in window.session.library if s.description == name)
