"""Asks before a window closes over unfinished work, if the reader wants to be asked."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox

from viewer.i18n.translate import mark, tr
from viewer.widgets.context import DeskContext

UNFINISHED = mark("A series is still being read. Quit anyway?")


class QuitQuestion(QObject):
    """Lets the window close, or asks first.

    Attributes:
        asks: Whether the reader wants to be asked.
        box: The question, while it is on screen.
    """

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context.window)
        self._session, self._window = context.session, context.window
        self._sure = False
        self.asks = False
        self.box: QMessageBox | None = None

    def set_asking(self, on: bool) -> None:
        """Ask from now on, or no longer."""
        self.asks = on

    def lets_close(self) -> bool:
        """Whether the window may close now; asks where it may not."""
        if self._sure or not self.asks or self._session.reading is None:
            return True
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Whence")
        box.setText(tr(UNFINISHED))
        box.setStandardButtons(buttons.Cancel)
        leave = box.addButton(tr("Quit"), QMessageBox.ButtonRole.AcceptRole)
        leave.clicked.connect(self._close)
        box.open()
        self.box = box
        return False

    def _close(self) -> None:
        self._sure = True
        self._window.close()
