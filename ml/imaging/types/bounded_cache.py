"""Keeps the arrays that were read last, within a bound of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

import numpy as np
from numpy.typing import NDArray


class BoundedCache:
    """Arrays by key, the least recently used dropped first; the newest always stays.

    Safe to use from several threads; one that asks for what another is reading waits for it
    instead of reading it as well.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._arrays: OrderedDict[Hashable, NDArray[np.generic]] = OrderedDict()

    @property
    def used(self) -> int:
        """Bytes in use."""
        return sum(array.nbytes for array in self._arrays.values())

    def get(self, key: Hashable, read: Callable[[], NDArray[np.generic]]) -> NDArray[np.generic]:
        """The array of a key, read if it is not there."""
        with self._lock:
            if key not in self._arrays:
                self._arrays[key] = read()
            self._arrays.move_to_end(key)
            while self.used > self._limit and len(self._arrays) > 1:
                self._arrays.popitem(last=False)
            return self._arrays[key]
