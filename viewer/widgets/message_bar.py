"""One line that says what went wrong, and waits until it was read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from viewer.words import tr


class MessageBar(QFrame):
    """Never modal; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        close = QToolButton()
        close.setText("✕")
        close.setAccessibleName(tr("Close the message"))
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.addWidget(self._label, 1)
        layout.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """The message."""
        return self._label.text()

    def show_text(self, text: str) -> None:
        """Show a message instead of the one before."""
        self._label.setText(text)
        self.setVisible(bool(text))
