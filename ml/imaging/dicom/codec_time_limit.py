"""Gives up a codec that does not come back, so that it costs its slice and no other.

Some codecs loop for ever on a damaged stream. Nothing can end a thread in C code; it is left
behind, and what it was given is not decoded again.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
CODEC_SECONDS = 30.0
"""No frame takes longer: the largest take a second or two (ours)."""
_given_up: set[bytes] = set()


class CodecStuckError(RuntimeError):
    """A codec did not come back in time."""


def in_time(source: bytes, decode: Callable[[], T]) -> T:
    """Decode on a thread of its own, and wait for it no longer than `CODEC_SECONDS`.

    Args:
        source: What is decoded.
        decode: Decodes it.

    Raises:
        CodecStuckError: It takes longer, or did so before.
        Exception: What `decode` raises.
    """
    if _given_up and hashlib.sha256(source).digest() in _given_up:
        raise CodecStuckError("the codec did not come back from this frame before")
    results: list[T] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            results.append(decode())
        except Exception as error:  # noqa: BLE001  # raised again below, on the thread that asked
            errors.append(error)

    thread = threading.Thread(target=work, name="codec", daemon=True)
    thread.start()
    thread.join(CODEC_SECONDS)
    if errors:
        raise errors[0]
    if not results:
        _given_up.add(hashlib.sha256(source).digest())
        raise CodecStuckError("the codec does not come back from this frame")
    return results[0]
