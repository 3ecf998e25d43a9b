"""Background threads step aside while the GUI thread has something to do.

Python runs one thread at a time. The GUI thread lets go of Python's lock with every call into Qt,
and a thread that only computes takes it each time: what takes 40 ms alone takes 200 ms beside a
scan (measured). So a thread that has time now and then asks the event loop a question, and goes on
when it is answered: what was there before has been done by then, paintings included.
"""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QObject, Qt, Signal, Slot

TURN_SECONDS = 0.002
"""For so long a thread works before it asks (ours)."""
MOST_SECONDS = 0.05
"""For so long it waits for the answer; then it works for as long before it asks again (ours)."""


class Courtesy(QObject):
    """Answers; built on the GUI thread."""

    _asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answered = threading.Event()
        self._again = 0.0
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def give_way(self) -> None:
        """Wait until the event loop has nothing else to do; called from one other thread."""
        began = time.monotonic()
        if began < self._again:
            return
        self._answered.clear()
        self._asked.emit()
        self._answered.wait(MOST_SECONDS)
        ended = time.monotonic()
        self._again = ended + max(ended - began, TURN_SECONDS)

    @Slot()
    def _answer(self) -> None:
        self._answered.set()
