"""Counts how long the worker process has not answered, and when it has to be ended.

The clock stands still while nothing was asked and while this computer sleeps. The first loading of
the networks takes as long as it takes: while it lasts, the process gives a sign of life now and
then, and only their absence counts.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

TICK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the process may be silent, in seconds (ours).

    Attributes:
        start: Until its first sign of life: a program that is started for the first time is looked
            through by a virus scanner.
        loading: Until its first verdict, while it gives signs of life.
        sign: Without any sign of life, before it is ended. A stopped or frozen process gives none.
        answer: Without an answer, before it is ended although it gives signs of life. `start` is
            added to it and to `sign` where it has not given any yet.
    """

    start: float = 120.0
    loading: float = 120.0
    sign: float = 60.0
    answer: float = 600.0


class Watchdog:
    """What is known of one process. Told from the thread that asks; asked from any.

    Args:
        end: Ends the process; called once, from a thread of the watchdog's own.
        patience: How long it may be silent.
    """

    def __init__(self, end: Callable[[], None], patience: Patience) -> None:
        self._end, self._patience = end, patience
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._asked = self._has_answered = self._has_shown_life = False
        self._without_answer = self._without_sign = 0.0
        self.ended = False

    def start(self) -> None:
        """Begin to count."""
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def close(self) -> None:
        """Count no more."""
        self._closed.set()

    def asked(self) -> None:
        """Something is asked now."""
        with self._lock:
            self._asked = True
            self._without_answer = self._without_sign = 0.0

    def heard(self) -> None:
        """The process gave a sign of life; what its start has taken does not count."""
        with self._lock:
            if not self._has_shown_life:
                self._has_shown_life, self._without_answer = True, 0.0
            self._without_sign = 0.0

    def answered(self, *, verdict: bool) -> None:
        """The process gave an answer; the clock stands still until more is waited for."""
        with self._lock:
            self._has_shown_life = True
            self._has_answered |= verdict
        self.done()

    def done(self) -> None:
        """Nothing is waited for any more."""
        with self._lock:
            self._asked = False
            self._without_answer = self._without_sign = 0.0

    @property
    def unanswered(self) -> float:
        """Seconds for which an answer is overdue that was to be expected; 0 if none is."""
        with self._lock:
            if not self._asked:
                return 0.0
            if self._has_answered:
                return self._without_answer
            overdue = self._without_sign
            if not self._has_shown_life:
                overdue -= self._patience.start
            return max(overdue, self._without_answer - self._patience.loading, 0.0)

    def tick(self, seconds: float) -> bool:
        """Let time pass.

        Returns:
            Whether the process has to be ended.
        """
        with self._lock:
            if not self._asked:
                return False
            self._without_answer += seconds
            self._without_sign += seconds
            leeway = 0.0 if self._has_shown_life else self._patience.start
            silent = self._without_sign >= self._patience.sign + leeway
            return silent or self._without_answer >= self._patience.answer + leeway

    def _watch(self) -> None:
        before = time.monotonic()
        while not self._closed.wait(TICK_SECONDS):
            now = time.monotonic()
            # However long the computer slept, or this process was stopped: that does not count.
            passed, before = min(now - before, 2 * TICK_SECONDS), now
            if self.tick(passed):
                self.ended = True
                self._end()
                return
