"""How far background work has come, with a button to stop it, and the research-use line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from ml.protocol import RESEARCH_USE
from viewer.words import tr


class DeskStatus(QStatusBar):
    """The bottom line of the window."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.words = QLabel()
        self.bar = QProgressBar()
        self.bar.setFixedSize(180, 6)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.stop = QToolButton()
        self.stop.setText(tr("Stop"))
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop.clicked.connect(self.cancelled)
        self.research = QLabel(tr(RESEARCH_USE))
        self.research.setObjectName("researchUse")
        for widget in (self.words, self.bar, self.stop):
            self.addWidget(widget)
        self.addPermanentWidget(self.research)
        self.show_idle("")

    def show_idle(self, words: str) -> None:
        """Nothing is going on."""
        self.words.setText(words)
        self.bar.hide()
        self.stop.hide()

    def show_busy(self, words: str, done: int, total: int) -> None:
        """Something is going on; a total of 0 means that nobody knows how much there is."""
        self.words.setText(words)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.show()
        self.stop.show()
