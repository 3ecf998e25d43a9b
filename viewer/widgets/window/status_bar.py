"""The status bar: progress of background work, a stop button, and the research-use line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from ml.core.types import RESEARCH_USE
from viewer.i18n.translate import tr


class DeskStatus(QStatusBar):
    """The bottom line of the window."""

    cancelled = Signal()
    jobs_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setFixedSize(180, 6)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.stop = QToolButton()
        self.stop.setText(tr("Stop"))
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop.clicked.connect(self.cancelled)
        self.jobs = QToolButton()
        self.jobs.setText(tr("Jobs"))
        self.jobs.setAccessibleName(tr("Jobs"))
        self.jobs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.jobs.clicked.connect(self.jobs_requested)
        self.research = QLabel(tr(RESEARCH_USE))
        self.research.setObjectName("researchUse")
        for widget in (self.words, self.bar, self.stop):
            self.addWidget(widget)
        for lasting in (self.jobs, self.research):
            self.addPermanentWidget(lasting)
        self.show_idle("")

    def show_jobs(self, going_on: int, failed: int) -> None:
        """Show how many jobs are running, and how many failed unseen."""
        parts = [tr("{} running").format(going_on)] if going_on else []
        parts += [tr("{} failed").format(failed)] if failed else []
        words = tr("Jobs: {}").format(", ".join(parts)) if parts else tr("Jobs")
        self.jobs.setText(words)
        self.jobs.setAccessibleName(words)

    def show_idle(self, words: str) -> None:
        """Nothing is going on."""
        self.words.setText(words)
        self.bar.hide()
        self.stop.hide()

    def show_busy(self, words: str, done: int, total: int) -> None:
        """Show progress; a total of 0 means that the amount of work is unknown."""
        self.words.setText(words)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.show()
        self.stop.show()
