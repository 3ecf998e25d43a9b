"""The message bar: one line that says what went wrong until the reader closes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from viewer.i18n.translate import tr


class MessageBar(QFrame):
    """Never modal; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._call: Callable[[], object] | None = None
        self.button = QPushButton()
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._accept)
        self.button.hide()
        close = QToolButton()
        close.setText("✕")
        close.setAccessibleName(tr("Close the message"))
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.button)
        layout.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """The message."""
        return self._label.text()

    def show_text(self, text: str) -> None:
        """Show a message instead of the one before."""
        self._label.setText(text)
        self.button.hide()
        self.setVisible(bool(text))

    def offer(self, text: str, words: str, call: Callable[[], object]) -> None:
        """Show a message with a button.

        Args:
            text: The message.
            words: On the button.
            call: What it does; the message goes with it.
        """
        self.show_text(text)
        self._call = call
        self.button.setText(words)
        self.button.show()

    def _accept(self) -> None:
        self.hide()
        if self._call is not None:
            self._call()
