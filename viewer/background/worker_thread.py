"""One background thread that grants wishes in small steps."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, SignalInstance, Slot

from ml.core.errors import WhenceError
from viewer.background.request_queue import Want, WishList

log = logging.getLogger(__name__)

CLOSE_MS = 700
"""How long a closing lane may keep the user waiting."""
OPENING_MS = 100
"""The same for one that still opens its tool: an import cannot be interrupted, waiting is vain."""

HELPING_SECONDS = 0.004
"""For how long what has arrived is handed out before the event loop has its turn again."""

_abandoned: list[Lane] = []
"""Lanes whose thread outlived `close`; kept, since Qt aborts when a running one is freed."""


_lanes: WeakSet[Lane] = WeakSet()


def alive() -> tuple[Lane, ...]:
    """Every lane that is not yet freed, for tests and the log."""
    return tuple(_lanes)


class Tool(Protocol):
    """Something slow that lives on one thread: a decoder, a classifier."""

    max_batch: int

    def __call__(self, items: Sequence[Any]) -> Iterable[Any]:
        """Turn at most `max_batch` items into results."""
        ...

    def close(self) -> None:
        """Release files and devices."""
        ...


@runtime_checkable
class Interruptible(Protocol):
    """A tool whose slow parts are elsewhere, so that a closing lane need not wait for them."""

    def begin(self) -> None:
        """Get ready; called once on the lane, and may take long."""
        ...

    def interrupt(self) -> None:
        """Have what runs end at once with an error; called from another thread."""
        ...


class _Worker(QObject):
    """The half of a lane that lives on the background thread."""

    opened = Signal(object)
    granted = Signal(object)
    failed = Signal(object, str)
    _again = Signal()

    def __init__(self, open_tool: Callable[[], Tool], wishes: WishList[Any]) -> None:
        super().__init__()
        self.closing = threading.Event()
        self.opening = threading.Event()
        self._open_tool = open_tool
        self._wishes = wishes
        self._tool: Tool | None = None
        self._scheduled = False
        self._again.connect(self.step, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def open(self) -> None:
        """Build the tool here, so that heavy imports happen off the GUI thread."""
        if self.closing.is_set():
            return
        self.opening.set()
        try:
            self._tool = tool = self._open_tool()
            if isinstance(tool, Interruptible) and not self.closing.is_set():
                tool.begin()
        except Exception as error:
            self._release()  # a tool that did not begin is asked for nothing
            self._report([], error)
            return
        finally:
            self.opening.clear()
        if not self.closing.is_set():
            self.opened.emit(self._tool)
            self.wake()

    def interrupt(self) -> None:
        """Interrupt the tool, where it can be; the only thing here that another thread calls."""
        tool = self._tool
        if tool is not None and isinstance(tool, Interruptible):
            tool.interrupt()

    @Slot()
    def wake(self) -> None:
        """Schedule one step, however many wishes came in."""
        if not self._scheduled:
            self._scheduled = True
            self._again.emit()

    @Slot()
    def step(self) -> None:
        """Grant one small batch, then let the event loop breathe."""
        self._scheduled = False
        if self._tool is None or self.closing.is_set():
            return
        items = self._wishes.take(self._tool.max_batch)
        if not items:
            return
        try:
            for result in self._tool(items):
                if self.closing.is_set():
                    return
                self.granted.emit(result)
        except Exception as error:
            self._report(items, error)
        self.wake()

    @Slot()
    def close(self) -> None:
        """Release the tool and leave the event loop."""
        self._release()
        QThread.currentThread().quit()

    def _release(self) -> None:
        if self._tool is not None:
            try:
                self._tool.close()
            except Exception:
                log.exception("background tool did not close")
            self._tool = None

    def _report(self, items: list[Any], error: Exception) -> None:
        if not isinstance(error, WhenceError):
            log.error("background step failed", exc_info=error)
        if not self.closing.is_set():
            self.failed.emit(items, str(error) or type(error).__name__)


class Lane(QObject):
    """The GUI side of a background thread.

    What arrives is handed out in small helpings: Qt would deliver all that is queued in one go,
    and a hundred decoded slices would keep the window from painting.

    Signals:
        opened: The tool. Only its constant attributes may be read from here.
        granted: One result. Arrives on the thread that built the lane.
        failed: The items of the step that failed (empty if the tool did not open) and why.
    """

    opened = Signal(object)
    granted = Signal(object)
    failed = Signal(object, str)
    _wake = Signal()
    _close = Signal()

    def __init__(self, name: str, open_tool: Callable[[], Tool]) -> None:
        super().__init__()
        self._wishes: WishList[Any] = WishList()
        self._thread = QThread(self)
        self._thread.setObjectName(name)
        self._worker = _Worker(open_tool, self._wishes)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.open)
        self._wake.connect(self._worker.wake)
        self._close.connect(self._worker.close)
        self._arrived: deque[tuple[SignalInstance, tuple[Any, ...]]] = deque()
        self._helping = QTimer(self, interval=0)
        self._helping.timeout.connect(self._hand_out)
        self._worker.opened.connect(self._on_opened)
        self._worker.granted.connect(self._on_granted)
        self._worker.failed.connect(self._on_failed)
        _lanes.add(self)

    @property
    def name(self) -> str:
        """What the thread is called."""
        return self._thread.objectName()

    @property
    def running(self) -> bool:
        """Whether the thread runs."""
        return self._thread.isRunning()

    def start(self) -> None:
        """Start the thread; `opened` or `failed` follows."""
        self._thread.start()

    def wish(self, want: Want, items: Mapping[Hashable, Any]) -> None:
        """Replace one list of wishes; a list without any does not wake the thread for nothing."""
        self._wishes.replace(want, items)
        if items:
            self._wake.emit()

    def add(self, want: Want, items: Mapping[Hashable, Any]) -> None:
        """Append to one list of wishes."""
        self._wishes.add(want, items)
        self._wake.emit()

    def clear(self) -> None:
        """Drop every wish; the step in progress still ends."""
        self._wishes.clear()

    def ask_to_close(self) -> None:
        """Drop every wish and let the thread end after its step; does not wait for it.

        A tool that can be interrupted does not finish its step.
        """
        self._worker.closing.set()
        self._wishes.clear()
        self._arrived.clear()
        self._worker.interrupt()
        if self._thread.isRunning():
            self._close.emit()

    def close(self, timeout_ms: int = CLOSE_MS) -> bool:
        """Drop every wish and join the thread.

        Where a tool cannot be interrupted, a lane that is still busy after the time limit is
        kept alive and `False` is returned, upon which the process should end with `os._exit`.
        """
        self.ask_to_close()
        if not self._thread.isRunning():
            return True
        if self._worker.opening.is_set():
            timeout_ms = min(timeout_ms, OPENING_MS)
        if self._thread.wait(timeout_ms):
            return True
        _abandoned.append(self)
        return False

    @Slot(object)
    def _on_opened(self, tool: object) -> None:
        self._arrive(self.opened, tool)

    @Slot(object)
    def _on_granted(self, result: object) -> None:
        self._arrive(self.granted, result)

    @Slot(object, str)
    def _on_failed(self, items: list[Any], reason: str) -> None:
        self._arrive(self.failed, items, reason)

    def _arrive(self, signal: SignalInstance, *values: Any) -> None:
        """One list for all three, so that their order stays."""
        if not self._worker.closing.is_set():
            self._arrived.append((signal, values))
            self._helping.start()

    @Slot()
    def _hand_out(self) -> None:
        until = time.monotonic() + HELPING_SECONDS
        while self._arrived:
            signal, values = self._arrived.popleft()
            signal.emit(*values)
            if time.monotonic() > until:
                return
        self._helping.stop()
