"""Keeps a fault of ours, which one file brings out, from costing the other files.

What a reader expects leaves as `ImageReadError` with the file's own reason. Everything else is a
fault in Whence or in a library, and is said to be one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from ml.core.messages import Message, message, verbatim

log = logging.getLogger(__name__)

TRIES = 256
"""So many items are left out in turn, to find the one that fails only beside others (ours)."""

Item = TypeVar("Item")
Made = TypeVar("Made")


def unforeseen(error: Exception) -> Message:
    """What is told of a file that brought a fault out; logs it, without what it says of the file.

    Args:
        error: Caught where one file is left aside.
    """
    log.error("a file brought out an unforeseen fault", exc_info=error)
    return message(
        "cannot be read, because of a fault in Whence ({}); the other files are read",
        verbatim(type(error).__name__),
    )


class aside:  # noqa: N801  # a context manager, read as a word; a class is faster than a generator
    """Leave one file aside where reading it brings a fault out.

    Args:
        tell: Takes the reason.
    """

    __slots__ = ("_tell",)

    def __init__(self, tell: Callable[[Message], None]) -> None:
        self._tell = tell

    def __enter__(self) -> None:
        """Nothing is prepared."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        """Tell of a fault; what ends the program goes on."""
        if not isinstance(error, Exception):
            return False
        self._tell(unforeseen(error))
        return True


def surviving(
    make: Callable[[Sequence[Item]], Made], items: Sequence[Item], nothing: Made
) -> tuple[Made, list[tuple[Item, Exception]]]:
    """Make something of many items, without those that make it fail.

    Args:
        make: Works on many items, and on one.
        items: All of them.
        nothing: What is made where not even the sound ones can be worked on together.

    Returns:
        What was made, and the items left aside, each with its error.
    """
    try:
        return make(items), []
    except Exception as error:
        failed = error
    errors = [(item, _error_of(make, [item])) for item in items]
    bad = [(item, fault) for item, fault in errors if fault is not None]
    if bad:
        sound = [item for item, fault in errors if fault is None]
        if sound and _error_of(make, sound) is None:
            return make(sound), bad
    for at in range(min(len(items), TRIES)):  # one that fails only beside others
        others = [*items[:at], *items[at + 1 :]]
        if others and _error_of(make, others) is None:
            return make(others), [(items[at], failed)]
    return nothing, [(item, failed) for item in items]


def _error_of(make: Callable[[Sequence[Item]], object], items: Sequence[Item]) -> Exception | None:
    try:
        make(items)
    except Exception as error:
        return error
    return None
