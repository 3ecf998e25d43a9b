"""The second window, for another monitor: viewports of the same desk, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QScreen,
)
from PySide6.QtWidgets import QLabel, QMainWindow

from ml.core.types import RESEARCH_USE
from viewer.i18n.translate import tr
from viewer.state.window_placement import (
    Area,
    Screen,
    WindowPlacement,
    initial_placement,
    restored_placement,
)
from viewer.widgets.context import DeskContext
from viewer.widgets.viewport.viewport_grid import ViewportGrid


class SecondWindow(QMainWindow):
    """Every key, drop and menu is the main window's.

    It has no parent: a window manager would keep it above the main window, and minimise both.

    Args:
        context: The desk.
        show_menu: Shows the context menu at a place of the screen.

    Signals:
        moved: It stands elsewhere, or has another size.
    """

    moved = Signal()

    def __init__(self, context: DeskContext, show_menu: Callable[[QPoint], None]) -> None:
        super().__init__()
        self._state, self._main = context.state, context.window
        self.setObjectName("secondWindow")
        self.setWindowTitle(" – ".join((tr("Second monitor"), "Whence")))
        self.setAccessibleName(tr("Second monitor"))
        self.setAcceptDrops(True)
        self.grid = ViewportGrid(context.session, context.marks, context.state.boxes[1])
        self.grid.menu_requested.connect(show_menu)
        self.setCentralWidget(self.grid)
        research = QLabel(tr(RESEARCH_USE))
        research.setObjectName("researchUse")
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        status.addPermanentWidget(research)
        self.addActions(self._main.actions())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As in the main window."""
        self._main.keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """As in the main window."""
        self._main.keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """As in the main window."""
        self._main.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """As in the main window."""
        self._main.dropEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the state that the window is closed; its viewports keep their series."""
        super().closeEvent(event)
        self._state.set_second(False)

    def event(self, event: QEvent) -> bool:
        """Notice moves."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange):
            self.moved.emit()
        return super().event(event)


class SecondMonitor(QObject):
    """Shows the second window while the state says that it is open, where it stood before.

    Args:
        context: The desk.
        show_menu: Shows the context menu at a place of the screen.

    Attributes:
        window: The window, once it was asked for.
        placement: Where it was last; `None` if it was never open.

    Signals:
        moved: The window stands elsewhere, or has another size.
    """

    moved = Signal()

    def __init__(self, context: DeskContext, show_menu: Callable[[QPoint], None]) -> None:
        super().__init__(context.window)
        self._context, self._main, self._show_menu = context, context.window, show_menu
        self.window: SecondWindow | None = None
        self.placement: WindowPlacement | None = None
        context.state.shown_changed.connect(self._follow)

    def shut(self) -> None:
        """Hide the window with the main window; the next start shows it again."""
        if self.window is not None and self.window.isVisible():
            self._note()
            self.window.hide()

    def _follow(self) -> None:
        is_open, window = self._context.state.second, self.window
        if not is_open:
            if window is not None and window.isVisible():
                self._note()
                window.hide()
                self._context.focus_image()
            return
        if window is None:
            window = self.window = SecondWindow(self._context, self._show_menu)
            window.moved.connect(self._note)
            self._main.destroyed.connect(window.deleteLater)
        if not window.isVisible():
            self._show_window(window)

    def _show_window(self, window: SecondWindow) -> None:
        screens = _screens()
        placement = self.placement
        self.placement = (
            restored_placement(placement, screens)
            if placement
            else initial_placement(self._main.screen().name(), screens)
        )
        left, top, width, height = self.placement.area
        window.move(left, top)
        window.resize(width, height)
        if self.placement.maximised:
            window.showMaximized()
        else:
            window.show()

    def _note(self) -> None:
        """Keep where the window stands."""
        window = self.window
        if window is None or not window.isVisible() or window.isMinimized():
            return
        screen, frame = window.screen(), window.frameGeometry()
        maximised = window.isMaximized()
        inner = window.normalGeometry() if maximised else QRect(frame.topLeft(), window.size())
        placement = WindowPlacement(screen.name(), _area(screen), _as_area(inner), maximised)
        if placement != self.placement:
            self.placement = placement
            self.moved.emit()


def _screens() -> list[Screen]:
    primary = QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if screen is not primary]
    return [Screen(screen.name(), _area(screen)) for screen in (primary, *others)]


def _area(screen: QScreen) -> Area:
    return _as_area(screen.availableGeometry())


def _as_area(rect: QRect) -> Area:
    return rect.x(), rect.y(), rect.width(), rect.height()
