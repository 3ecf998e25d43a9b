"""Paces garbage collection, and keeps it on the GUI thread.

Python collects garbage on whichever thread allocates. A cycle that holds a QObject of the GUI
thread would then be freed on a worker thread, and Qt would crash.

Objects that live as long as the desk (modules, the headers of open series) are frozen, because
traversing them blocks the window for too long: 0.1 s for the modules alone.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from viewer.background.event_loop_turns import SOON_MS

INTERVAL_MS = 2000
YOUNG_INTERVAL_MS = 50
MANY = 5000
"""From this number of new objects on the youngest generation is collected early, while that is
quick: 5,000 objects take 1 ms (ours)."""


class GcPacing(QObject):
    """Replaces Python's automatic garbage collection until it is stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._check)
        self._timer.start(INTERVAL_MS)
        self._young_timer = QTimer(self)
        self._young_timer.timeout.connect(self._check_young)
        self._young_timer.start(YOUNG_INTERVAL_MS)
        self._freeze_timer = QTimer(self, singleShot=True, interval=SOON_MS)
        self._freeze_timer.timeout.connect(self._freeze_now)

    def freeze(self) -> None:
        """Exclude all present objects from collection, from the next turn of the event loop on.

        Call it whenever long-lived objects were loaded, before they are many: the headers of
        10,000 files take 0.05 s to traverse, which is why this has a turn of its own.
        """
        self._freeze_timer.start()

    def _freeze_now(self) -> None:
        gc.collect(1)  # free what was dropped while loading, so that it is not frozen
        gc.freeze()

    def stop(self) -> None:
        """Hand garbage collection back to Python."""
        for timer in (self._timer, self._young_timer, self._freeze_timer):
            timer.stop()
        gc.unfreeze()
        gc.enable()

    def _check(self) -> None:
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return

    def _check_young(self) -> None:
        """Collect the youngest generation if it has grown large.

        A scan creates 100,000 objects in half a second, most of them tuples of numbers and
        strings. Once Python has traversed such a tuple, it no longer tracks it.
        """
        if gc.get_count()[0] > MANY:
            gc.collect(0)
