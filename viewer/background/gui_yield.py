"""Lets a background thread yield to the GUI thread while that has work to do.

Python runs one thread at a time. The GUI thread releases the interpreter lock with every call into
Qt, and a thread that only computes takes it each time: work of 40 ms takes 200 ms beside a scan
(measured). A thread that can afford to wait therefore posts an event to the GUI thread now and
then, and continues when it is answered. By then all earlier events, including paint events, have
been processed.
"""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QObject, Qt, Signal, Slot

TURN_SECONDS = 0.002
"""A thread works for this long before it yields again (ours)."""
MAX_WAIT_SECONDS = 0.05
"""The longest wait for the answer; the thread then works for as long before it yields again
(ours)."""


class GuiYield(QObject):
    """Answers from the GUI thread, on which it must be built."""

    _requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answered = threading.Event()
        self._next_yield = 0.0
        self._requested.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def yield_to_gui(self) -> None:
        """Wait until the GUI thread has processed its events; called from one other thread."""
        began = time.monotonic()
        if began < self._next_yield:
            return
        self._answered.clear()
        self._requested.emit()
        self._answered.wait(MAX_WAIT_SECONDS)
        ended = time.monotonic()
        self._next_yield = ended + max(ended - began, TURN_SECONDS)

    @Slot()
    def _answer(self) -> None:
        self._answered.set()
