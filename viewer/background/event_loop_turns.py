"""Later turns of the event loop, for what would hold it up if it were done at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer

SOON_MS = 1
"""What waits for 0 ms comes in the same turn: Qt posts it as an event."""


def in_turn(owner: QObject, calls: Sequence[Callable[[], object]]) -> None:
    """Do each in a turn of its own, the first in the next one.

    Args:
        owner: Without it nothing is done any more.
        calls: What to do, in order.
    """
    if calls:
        QTimer.singleShot(SOON_MS, owner, partial(_first, owner, calls))


def _first(owner: QObject, calls: Sequence[Callable[[], object]]) -> None:
    calls[0]()
    in_turn(owner, calls[1:])
