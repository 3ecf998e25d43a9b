"""Queues requests for background work, the most urgent first."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping
from enum import IntEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Priority(IntEnum):
    """How urgent a request is; the lowest value is served first."""

    VISIBLE = 0
    NEAR = 1
    BATCH = 2


class RequestQueue(Generic[T]):
    """Requests of each priority, safe to use from any thread.

    The requests of one priority are replaced as a whole, so a request that nobody makes any more
    is never served. There is no other form of cancellation.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: dict[Priority, dict[Hashable, T]] = {priority: {} for priority in Priority}

    def __len__(self) -> int:
        with self._lock:
            return sum(len(requests) for requests in self._requests.values())

    def replace(self, priority: Priority, requests: Mapping[Hashable, T]) -> None:
        """Make `requests` the only ones of their priority."""
        with self._lock:
            self._requests[priority] = dict(requests)

    def add(self, priority: Priority, requests: Mapping[Hashable, T]) -> None:
        """Append requests to those of the same priority."""
        with self._lock:
            self._requests[priority].update(requests)

    def clear(self) -> None:
        """Drop every request."""
        with self._lock:
            for requests in self._requests.values():
                requests.clear()

    def take(self, limit: int) -> list[T]:
        """Remove and return up to `limit` requests of the most urgent priority that has any.

        A visible item is taken alone: on a CPU a full batch takes seconds, and somebody is
        looking at this one.
        """
        with self._lock:
            for priority, requests in self._requests.items():
                if not requests:
                    continue
                keys = list(requests)[: 1 if priority is Priority.VISIBLE else limit]
                batch = [requests[key] for key in keys]
                for others in self._requests.values():
                    for key in keys:
                        others.pop(key, None)
                return batch
        return []
