"""Decides how often a scan reports its progress."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")

STEP_SECONDS = 0.1
"""A reader cannot follow more than ten steps a second, and drawing each one costs."""
SHARE = 25
"""Sorting what was found so far takes at most about one part in this many of the time."""
FIRST_STEP = 25


class Pace(Protocol):
    """When to yield a step, and whether to sort again for it."""

    def due(self, files: int, *, has_image: bool) -> bool:
        """Whether a step is due after so many files, and whether there is an image among them."""
        ...

    def sorted(self, last: T, sort: Callable[[], T]) -> T:
        """What the step shows: sorted again, or, where that comes too often, as last time."""
        ...


class Doubling:
    """Steps at growing distances in files, whatever the clock says."""

    def __init__(self, first: int = FIRST_STEP) -> None:
        self._next = first

    def due(self, files: int, *, has_image: bool) -> bool:
        """After the first few files, then after twice as many each time."""
        if files < self._next:
            return False
        self._next *= 2
        return True

    def sorted(self, last: T, sort: Callable[[], T]) -> T:
        """Every step is sorted."""
        return sort()


class Clocked:
    """Steps at even distances in time, for a screen; the first as soon as there is an image.

    A reader waits for that one. What else belongs to its series follows with the next step.

    Args:
        seconds: Between two steps.
        clock: Seconds that only rise.
    """

    def __init__(
        self, seconds: float = STEP_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._clock = seconds, clock
        self._sort_after = clock()
        self._last = self._sort_after
        self._has_image = False

    def due(self, files: int, *, has_image: bool) -> bool:
        """Whether the time is over, or the first image was found."""
        now = self._clock()
        first, self._has_image = has_image and not self._has_image, has_image
        if now - self._last < self._seconds and not first:
            return False
        self._last = now
        return True

    def sorted(self, last: T, sort: Callable[[], T]) -> T:
        """Sort, unless the last sorting took so long that it is not yet worth it again."""
        before = self._clock()
        if before < self._sort_after:
            return last
        result = sort()
        after = self._clock()
        self._sort_after = after + SHARE * (after - before)
        self._last = after
        return result
