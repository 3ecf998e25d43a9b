"""Ends a command in order when it is asked to end: Ctrl+C, SIGTERM, or a terminal that closes."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Not each system has each of them."""
INSIST_SECONDS = 1.0
"""A second signal after so long is meant; before, it is the first one once more (ours): a shell
and a service manager often send two."""


@contextmanager
def stop_signals() -> Iterator[Callable[[], bool]]:
    """Turn these signals into `KeyboardInterrupt`, while inside; main thread only.

    Python swallows an exception in some places, such as a finaliser. What is yielded says whether
    a signal came, so that work that asks between its steps ends in any case.
    """
    first: list[float] = []

    def stop(_number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        first.append(now)
        if len(first) == 1 or now - first[0] > INSIST_SECONDS:
            raise KeyboardInterrupt

    before = {}
    if threading.current_thread() is threading.main_thread():
        present = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
        # what the parent wants ignored, as nohup does, stays so
        wanted = [number for number in present if signal.getsignal(number) != signal.SIG_IGN]
        before = {number: signal.signal(number, stop) for number in wanted}
    try:
        yield lambda: bool(first)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
