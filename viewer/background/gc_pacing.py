"""Collects garbage on the GUI thread only.

Python collects on whichever thread allocates. A cycle that holds a QObject of the GUI thread
would then be freed on a lane's thread, upon which Qt crashes.

What lives as long as the desk (modules, the headers of what is open) is set aside, since going
through it takes longer than the window may stand still: 0.1 s for the modules alone.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from viewer.background.event_loop_turns import SOON_MS

INTERVAL_MS = 2000
SOONER_MS = 50
MANY = 5000
"""So many new objects are gone through sooner, while they are few: 5,000 take 1 ms (ours)."""


class GuiCollector(QObject):
    """Takes over from Python's own collector until it is stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._check)
        self._timer.start(INTERVAL_MS)
        self._sooner = QTimer(self)
        self._sooner.timeout.connect(self._check_new)
        self._sooner.start(SOONER_MS)
        self._aside = QTimer(self, singleShot=True, interval=SOON_MS)
        self._aside.timeout.connect(self._set_aside)

    def set_aside(self) -> None:
        """Go no more through what is there now, from the next turn of the event loop on.

        To be called whenever something was loaded that stays, while it is little: the headers of
        10,000 files take 0.05 s to go through, and so have a turn of their own.
        """
        self._aside.start()

    def _set_aside(self) -> None:
        gc.collect(1)  # what was dropped on the way
        gc.freeze()

    def stop(self) -> None:
        """Give collecting back to Python."""
        for timer in (self._timer, self._sooner, self._aside):
            timer.stop()
        gc.unfreeze()
        gc.enable()

    def _check(self) -> None:
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return

    def _check_new(self) -> None:
        """Scans make 100,000 objects in half a second, most of them tuples of numbers and words.

        Python leaves such tuples out of later rounds once it has been through them.
        """
        if gc.get_count()[0] > MANY:
            gc.collect(0)
