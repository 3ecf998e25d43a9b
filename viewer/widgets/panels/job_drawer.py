"""The job drawer: every job of this session, with its progress or its result."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.i18n.translate import mark, tr
from viewer.state.job_list import ENDED, JobEntry, JobList, JobState
from viewer.widgets.style.style_class import set_style_class

WIDE, MARGIN = 480, 12
TALLEST = 0.6
"""Of the desk's height."""
TELL_MS = 100
"""A job in a hurry repaints its row no more often than this."""
NOTHING = mark("No jobs yet. Scans, readings, reports and installations appear here.")
SIGNS = {
    JobState.WAITING: ("…", mark("waiting")),
    JobState.RUNNING: ("▸", mark("running")),
    JobState.DONE: ("✓", mark("done")),
    JobState.REFUSED: ("–", mark("not analysed")),
    JobState.STOPPED: ("■", mark("stopped")),
    JobState.FAILED: ("!", mark("failed")),
}


class JobRow(QFrame):
    """One job.

    Signals:
        log_requested: Why it failed shall be looked for in the log.
    """

    log_requested = Signal()

    def __init__(self, job: JobEntry) -> None:
        super().__init__()
        self._job = job
        self.setProperty("kind", "result")
        self.sign, self.words, self.detail = QLabel(), QLabel(job.title), QLabel()
        self.sign.setFixedWidth(16)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.detail.setProperty("kind", "faint")
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setFixedHeight(4)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of: {}").format(job.title))
        self.stop = self._button(tr("Stop"), self._stop)
        self.open = self._button(tr("Open"), self._open)
        self.folder = self._button(tr("Show folder"), self._show_folder)
        self.log = self._button(tr("Log"), self.log_requested.emit)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.sign)
        top.addWidget(self.words, 1)
        for button in (self.stop, self.open, self.folder, self.log):
            top.addWidget(button)
        below = QVBoxLayout()
        below.setContentsMargins(24, 0, 0, 0)
        below.setSpacing(6)
        below.addWidget(self.detail)
        below.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(below)
        self.refresh()

    def refresh(self) -> None:
        """Show the job as it is now."""
        job = self._job
        sign, state = SIGNS[job.state]
        failed = job.state is JobState.FAILED
        self.sign.setText(sign)
        set_style_class(self.sign, "ill" if failed else "well")
        self.sign.setAccessibleName(tr(state))
        clock = f"{job.ended or job.began:%H:%M}"
        parts = [tr(state), job.status, clock if job.state in ENDED else ""]
        self.detail.setText(" · ".join(part for part in parts if part))
        self.setAccessibleName(f"{job.title}: {self.detail.text()}")
        self.bar.setVisible(job.state is JobState.RUNNING)
        self.bar.setRange(0, job.total)
        self.bar.setValue(job.done)
        self.stop.setVisible(job.stop is not None)
        self.open.setVisible(job.path is not None)
        self.folder.setVisible(job.path is not None)
        self.log.setVisible(failed)

    def _button(self, words: str, call: object) -> QToolButton:
        button = QToolButton()
        button.setText(words)
        button.setAccessibleName(f"{words}: {self._job.title}")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(call)
        return button

    def _stop(self) -> None:
        if self._job.stop is not None:
            self._job.stop()

    def _open(self) -> None:
        if self._job.path is not None:
            _show(self._job.path)

    def _show_folder(self) -> None:
        if self._job.path is not None:
            _show(self._job.path.parent)


class JobDrawer(QFrame):
    """Floats over the lower right of the desk; the newest job stands on top.

    Signals:
        log_requested: The log shall be shown.
        closed: The drawer was closed by its own key or button.
        counts_changed: How many jobs are running, and how many failed unseen.
    """

    log_requested = Signal()
    closed = Signal()
    counts_changed = Signal(int, int)

    def __init__(self, over: QWidget, jobs: JobList) -> None:
        super().__init__(over)
        self.setObjectName("jobDrawer")
        self.setAccessibleName(tr("Jobs"))
        self._over, self._jobs = over, jobs
        self._rows: dict[int, JobRow] = {}
        self._stale: set[int] = set()
        self._unseen: set[int] = set()
        self._nothing = QLabel(tr(NOTHING))
        self._nothing.setProperty("kind", "faint")
        self._nothing.setWordWrap(True)
        self.leave = QPushButton(tr("Close"))
        self._list = QVBoxLayout()
        self._scroll = QScrollArea()
        self._build()
        self._tick = QTimer(self)
        self._tick.setSingleShot(True)
        self._tick.setInterval(TELL_MS)
        self._tick.timeout.connect(self._refresh)
        for job in jobs.entries:
            self._add(job.number)
        jobs.added.connect(self._add)
        jobs.changed.connect(self._on_changed)
        self.leave.clicked.connect(self._close)
        over.installEventFilter(self)
        self.hide()

    def row(self, number: int) -> JobRow:
        """The row of a job."""
        return self._rows[number]

    def toggle(self) -> None:
        """Show or hide."""
        if self.isVisible():
            self._close()
            return
        self._refresh()
        self._lay_out()
        self.show()
        self.raise_()
        self._unseen.clear()
        self._show_counts()
        self.leave.setFocus()

    def event(self, event: QEvent) -> bool:
        """Keys of the desk do not reach through."""
        strong = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not event.modifiers() & strong:
                event.accept()
                return True
        elif event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._lay_out()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._lay_out()
        return super().eventFilter(watched, event)

    # Inside

    def _build(self) -> None:
        title = QLabel(tr("Jobs"))
        title.setProperty("kind", "headline")
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self.leave)
        body = QWidget()
        body.setObjectName("jobs")
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.setSpacing(8)
        self._list.addWidget(self._nothing)
        self._list.addStretch(1)
        body.setLayout(self._list)
        self._scroll.setWidget(body)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("Jobs"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self._scroll, 1)

    def _add(self, number: int) -> None:
        row = JobRow(self._jobs.get(number))
        row.log_requested.connect(self.log_requested)
        self._rows[number] = row
        self._list.insertWidget(0, row)
        self._nothing.hide()
        self._on_changed(number)

    def _on_changed(self, number: int) -> None:
        self._stale.add(number)
        job = self._jobs.get(number)
        if job.state is JobState.FAILED and not self.isVisible():
            self._unseen.add(number)
        if not self._tick.isActive():
            self._tick.start()

    def _refresh(self) -> None:
        for number in self._stale:
            self._rows[number].refresh()
        self._stale.clear()
        self._show_counts()

    def _show_counts(self) -> None:
        self.counts_changed.emit(self._jobs.unfinished, len(self._unseen))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _lay_out(self) -> None:
        room = self._over.rect()
        width = min(WIDE, room.width() - 2 * MARGIN)
        needed = self._list.heightForWidth(width - 40) + 84
        height = min(max(needed, 160), int(room.height() * TALLEST))
        self.setGeometry(
            room.right() - width - MARGIN, room.bottom() - height - MARGIN, width, height
        )


def _show(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
