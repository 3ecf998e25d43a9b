"""Signals the first painting of a window, so that other work can wait for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

PATIENCE_MS = 500
"""A window on another desktop, or behind others, may never be painted (ours)."""


class FirstPaint(QObject):
    """Watches a window that is about to be shown.

    Args:
        window: The window.

    Attributes:
        happened: Once: what was painted is on its way to the screen, or patience is over.
    """

    happened = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._end)
        self._patience.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for the first paint; nothing is filtered out."""
        if event.type() is QEvent.Type.Paint and watched is self._window:
            self._window.removeEventFilter(self)
            self._patience.start(0)  # once this paint has reached the screen
        return False

    def _end(self) -> None:
        self._window.removeEventFilter(self)
        self.happened.emit()
