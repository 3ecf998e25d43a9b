"""Notices that the networks do not answer, for the desk to say so and to offer a new start."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.background.worker_thread import WorkerThread

SILENT_SECONDS = 30.0
"""An answer that is overdue for so long is told (ours); a slow computer needs less for a batch."""
GRACE_SECONDS = 3.0
"""So long the step in progress may take to end after the reader has stopped it (ours)."""
LOOK_MS = 1000


class Silence(QObject):
    """Looks at a worker thread once a second.

    Signals:
        changed: Whether the networks are silent has changed.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.silent = False
        self._thread: WorkerThread | None = None
        self._ending = False
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self.look)

    def watch(self, thread: WorkerThread | None) -> None:
        """Watch a thread instead of the one before; none where it is `None`."""
        self._thread, self._ending = thread, False
        if thread is None:
            self._look.stop()
        else:
            self._look.start()
        self._tell(silent=False)

    def end_step(self) -> None:
        """Let the step in progress end; at once where it is silent, else after a short grace."""
        self._ending = True
        if self.silent:
            self.restart()

    def go_on(self) -> None:
        """Let the step in progress take its time after all."""
        self._ending = False

    def restart(self) -> None:
        """End the process of the networks; the next step starts another."""
        self._ending = False
        if self._thread is not None:
            self._thread.forgive()
            self._thread.restart_tool()
        self._tell(silent=False)

    def look(self) -> None:
        """Look whether an answer is overdue."""
        seconds = self._thread.unanswered if self._thread is not None else 0.0
        if self._ending and seconds >= GRACE_SECONDS:
            self.restart()
        elif not seconds:
            self._ending = False
        self._tell(silent=seconds >= SILENT_SECONDS)

    def _tell(self, *, silent: bool) -> None:
        if silent != self.silent:
            self.silent = silent
            self.changed.emit()
