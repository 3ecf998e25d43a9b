"""Looks at what a process that does not answer is doing, before it is ended.

One that computes is at work on what it was asked, and will be for ever. One that was halted, by a
signal or with the whole computer, has no fault, nor has what it was asked.
"""

from __future__ import annotations

import time
from enum import Enum, auto
from pathlib import Path

LOOK_SECONDS = 0.5
"""For so long a process is watched; one that computes uses up most of it."""
BUSY_TICKS = 2
"""Of processor time within it, in hundredths of a second: fewer are its signs of life (ours)."""


class Activity(Enum):
    """What a process was doing."""

    BUSY = auto()
    IDLE = auto()
    HALTED = auto()
    UNKNOWN = auto()


def activity(pid: int) -> Activity:
    """Watch a process for `LOOK_SECONDS`.

    Args:
        pid: Its number.

    Returns:
        `UNKNOWN` where the system has no `/proc` (it is Linux's), or the process is gone.
    """
    try:
        state, before = _state_and_ticks(pid)
        if state in "Tt":
            return Activity.HALTED
        time.sleep(LOOK_SECONDS)
        state, after = _state_and_ticks(pid)
    except (OSError, ValueError, IndexError):
        return Activity.UNKNOWN
    if state in "Tt":
        return Activity.HALTED
    return Activity.BUSY if after - before >= BUSY_TICKS else Activity.IDLE


def _state_and_ticks(pid: int) -> tuple[str, int]:
    """State, and processor time of user and system (proc(5): fields 3, 14 and 15 of stat)."""
    stat = Path(f"/proc/{pid}/stat").read_bytes()
    fields = stat[stat.rindex(b")") + 2 :].split()  # the name before may hold anything
    return fields[0].decode("ascii"), int(fields[11]) + int(fields[12])
