"""Knows slices by their pixels, so that a mark is not shown on another image with the same UID.

A series that was sent again after a change, or files of an anonymiser that gives all of them one
UID, cannot be told apart by UID.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from ml.core.types import SliceImage

DIGITS = 16


def picture_hash(values: NDArray[np.generic]) -> str:
    """Sixteen hex digits that stand for the pixels of a slice.

    Args:
        values: Rows x columns, after rescale; their number type does not count.
    """
    plain = np.ascontiguousarray(values, dtype="<f4")
    return hashlib.sha256(repr(plain.shape).encode() + plain.tobytes()).hexdigest()[:DIGITS]


class Pictures:
    """Hashes of the slices that were decoded, by UID; each is computed once, when it is asked for.

    Args:
        image_of: A decoded slice by its UID; `None` where it is not decoded now.
    """

    def __init__(self, image_of: Callable[[str], SliceImage | None]) -> None:
        self._image_of = image_of
        self._known: dict[str, str] = {}

    def hash_of(self, uid: str) -> str:
        """The hash of a slice; empty while it was not decoded."""
        if uid and uid not in self._known:
            image = self._image_of(uid)
            if image is None:
                return ""
            self._known[uid] = picture_hash(image.values)
        return self._known.get(uid, "")

    def keep(self, uids: Iterable[str]) -> None:
        """Forget all others: their UIDs may come to stand for other files."""
        self._known = {uid: self._known[uid] for uid in uids if uid in self._known}
