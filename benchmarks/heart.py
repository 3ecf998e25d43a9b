"""Measures from inside the event loop how long the window stood still."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

HEARTBEAT_MS = 5


class Heart(QObject):
    """Beats every few milliseconds and remembers the longest pause.

    Attributes:
        beats: How many so far.
        stall: The longest, seconds.
        own: The longest without the time in which this thread could have run but other threads
            and programs had the processors (Linux tells).
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.beats, self.stall, self.own = 0, 0.0, 0.0
        self._last, self._waited = time.monotonic(), _waited()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(HEARTBEAT_MS)

    def rest(self) -> None:
        """Forget the pauses so far."""
        self.stall, self.own = 0.0, 0.0

    def _beat(self) -> None:
        now, waited = time.monotonic(), _waited()
        pause = now - self._last
        self.stall = max(self.stall, pause)
        self.own = max(self.own, pause - (waited - self._waited))
        self.beats += 1
        self._last, self._waited = now, waited


def _waited() -> float:
    """Seconds for which this thread has waited for a processor so far."""
    try:
        line = Path("/proc/thread-self/schedstat").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return int(line.split()[1]) / 1e9


def pause(seconds: float) -> None:
    """Let the window live for so long."""
    end = time.monotonic() + seconds
    wait(lambda: time.monotonic() > end)


def wait(done: Callable[[], bool], limit: float = 60.0) -> None:
    """Let the window live as it does for a reader until something holds.

    The event loop sleeps where nothing happens: one that looked again and again would want
    Python's lock all the time, which is then missing elsewhere.
    """
    end = time.monotonic() + limit
    look = QTimer(interval=HEARTBEAT_MS)
    look.start()
    while not done():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.monotonic() > end:
            raise SystemExit("waited too long")
