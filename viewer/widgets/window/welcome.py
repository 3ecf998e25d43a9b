"""The welcome on an empty desk: open a folder, open the sample, or run the self-check."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from viewer.i18n.translate import tr

BELOW_HINT = 110
"""Pixels below the middle of the picture, where the hint's text has ended."""


class Welcome(QWidget):
    """A row of buttons that floats over the empty picture.

    Signals:
        folder_requested: Choose a folder.
        sample_requested: Open the sample.
        check_requested: Show the self-check.
    """

    folder_requested = Signal()
    sample_requested = Signal()
    check_requested = Signal()

    def __init__(self, over: QWidget, sample: bool) -> None:
        super().__init__(over)
        self._over = over
        self.folder = QPushButton(tr("Open a folder…"))
        self.sample = QPushButton(tr("Open the sample"))
        self.sample.setProperty("kind", "primary")
        self.sample.setEnabled(sample)
        self.check = QPushButton(tr("Self-check"))
        self.words = QLabel()
        self.words.setProperty("kind", "faint")
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        row = QHBoxLayout()
        column.addLayout(row)
        column.addWidget(self.words)
        for button, signal in (
            (self.folder, self.folder_requested),
            (self.sample, self.sample_requested),
            (self.check, self.check_requested),
        ):
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(signal)
            row.addWidget(button)
        over.installEventFilter(self)
        self._centre()

    def show_words(self, words: str) -> None:
        """Show one line below the buttons."""
        self.words.setText(words)
        self._centre()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle when the picture changes its size."""
        if watched is self._over and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._centre()
        return super().eventFilter(watched, event)

    def _centre(self) -> None:
        self.adjustSize()
        left = (self._over.width() - self.width()) // 2
        top = min(self._over.height() // 2 + BELOW_HINT, self._over.height() - self.height())
        self.move(max(left, 0), max(top, 0))
