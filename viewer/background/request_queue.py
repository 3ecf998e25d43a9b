"""What the screen is waiting for, most wanted first."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping
from enum import IntEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Want(IntEnum):
    """How much an item is wanted; lower is served first."""

    VISIBLE = 0
    NEAR = 1
    BATCH = 2


class WishList(Generic[T]):
    """Wishes in three lists, safe to use from any thread.

    A list is replaced as a whole, so a wish that nobody has any more is never worked on:
    that is the whole of cancellation.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lists: dict[Want, dict[Hashable, T]] = {want: {} for want in Want}

    def __len__(self) -> int:
        with self._lock:
            return sum(len(items) for items in self._lists.values())

    def replace(self, want: Want, items: Mapping[Hashable, T]) -> None:
        """Make `items` the only wishes of one list."""
        with self._lock:
            self._lists[want] = dict(items)

    def add(self, want: Want, items: Mapping[Hashable, T]) -> None:
        """Append wishes to one list."""
        with self._lock:
            self._lists[want].update(items)

    def clear(self) -> None:
        """Forget every wish."""
        with self._lock:
            for items in self._lists.values():
                items.clear()

    def take(self, most: int) -> list[T]:
        """Remove up to `most` items from the most wanted list that has any.

        What is visible travels alone: on a CPU a full batch takes seconds, and somebody is
        looking at this one.
        """
        with self._lock:
            for want, wishes in self._lists.items():
                if not wishes:
                    continue
                keys = list(wishes)[: 1 if want is Want.VISIBLE else most]
                items = [wishes[key] for key in keys]
                for other in self._lists.values():
                    for key in keys:
                        other.pop(key, None)
                return items
        return []
