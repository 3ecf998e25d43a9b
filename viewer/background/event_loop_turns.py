"""Spreads calls over later turns of the event loop, so that none of them blocks it for long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer

SOON_MS = 1
"""A timer of 0 ms fires in the same turn, since Qt posts it as an event; one of 1 ms does not."""


def in_turn(owner: QObject, calls: Sequence[Callable[[], object]]) -> None:
    """Make each call in a turn of its own, the first one in the next turn.

    Args:
        owner: Calls not yet made are dropped when this object is deleted.
        calls: In order.
    """
    if calls:
        QTimer.singleShot(SOON_MS, owner, partial(_first, owner, calls))


def _first(owner: QObject, calls: Sequence[Callable[[], object]]) -> None:
    calls[0]()
    in_turn(owner, calls[1:])
