"""A background thread that owns one slow tool and serves requests in small steps."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, SignalInstance, Slot

from ml.core.errors import WhenceError, message_of
from ml.core.messages import Message
from viewer.background.request_queue import Priority, RequestQueue

log = logging.getLogger(__name__)

CLOSE_MS = 700
"""How long a closing thread may keep the user waiting."""
OPENING_MS = 100
"""The same while the tool is opening: an import cannot be interrupted, so waiting is pointless."""

DELIVERY_SECONDS = 0.004
"""How long results are delivered before the event loop has its turn again."""

_abandoned: list[WorkerThread] = []
"""Threads that outlived `close`; kept, since Qt aborts when a running one is freed."""
_instances: WeakSet[WorkerThread] = WeakSet()


def alive() -> tuple[WorkerThread, ...]:
    """Every worker thread that is not yet freed, for tests and the log."""
    return tuple(_instances)


class Tool(Protocol):
    """Something slow that is used by one thread only: a decoder, a classifier."""

    @property
    def max_batch(self) -> int:
        """Requests served at once, at most."""
        ...

    def __call__(self, items: Sequence[Any]) -> Iterable[Any]:
        """Turn at most `max_batch` items into results."""
        ...

    def close(self) -> None:
        """Release files and devices."""
        ...


@runtime_checkable
class Interruptible(Protocol):
    """A tool that works in another process, so that a closing thread need not wait for it."""

    def begin(self) -> None:
        """Prepare for work; called once on the worker thread, and may take long."""
        ...

    def interrupt(self) -> None:
        """End the running step at once with an error; called from another thread."""
        ...


@runtime_checkable
class Watched(Protocol):
    """A tool that works in another process, which may come to a halt; used from any thread."""

    @property
    def unanswered(self) -> float:
        """Seconds for which an answer is overdue; 0 if none is."""
        ...

    def restart(self) -> None:
        """End the running step at once with an error; the next step begins anew."""
        ...

    def forgive(self) -> None:
        """Begin anew however often that failed before."""
        ...


class _Worker(QObject):
    """The half of a worker thread that lives on the background thread."""

    opened = Signal(object)
    served = Signal(object)
    failed = Signal(object, object)
    _again = Signal()

    def __init__(self, open_tool: Callable[[], Tool], requests: RequestQueue[Any]) -> None:
        super().__init__()
        self.closing = threading.Event()
        self.opening = threading.Event()
        self._open_tool = open_tool
        self._requests = requests
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
            self._release()  # a tool that did not begin is not used
            self._report([], error)
            return
        finally:
            self.opening.clear()
        if not self.closing.is_set():
            self.opened.emit(self._tool)
            self.wake()

    @property
    def watched(self) -> Watched | None:
        """The tool, if it can be watched; asked by the GUI thread."""
        tool: object = self._tool
        return tool if isinstance(tool, Watched) else None

    def interrupt(self) -> None:
        """Interrupt the tool if it allows that; called by the GUI thread."""
        tool = self._tool
        if tool is not None and isinstance(tool, Interruptible):
            tool.interrupt()

    @Slot()
    def wake(self) -> None:
        """Schedule one step, however many requests have arrived."""
        if not self._scheduled:
            self._scheduled = True
            self._again.emit()

    @Slot()
    def step(self) -> None:
        """Serve one small batch, then return to the event loop."""
        self._scheduled = False
        if self._tool is None or self.closing.is_set():
            return
        items = self._requests.take(self._tool.max_batch)
        if not items:
            return
        try:
            for result in self._tool(items):
                if self.closing.is_set():
                    return
                self.served.emit(result)
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
            self.failed.emit(items, message_of(error))


class WorkerThread(QObject):
    """The GUI side of a background thread.

    Results are delivered a few at a time: Qt would deliver everything that is queued in one go,
    and a hundred decoded slices would keep the window from painting.

    Signals:
        opened: The tool. Only its constant attributes may be read from here.
        served: One result; emitted on the thread that built this object.
        failed: The items of the step that failed (empty if the tool did not open) and why.
    """

    opened = Signal(object)
    served = Signal(object)
    failed = Signal(object, object)
    _wake = Signal()
    _close = Signal()

    def __init__(self, name: str, open_tool: Callable[[], Tool]) -> None:
        super().__init__()
        self._requests: RequestQueue[Any] = RequestQueue()
        self._thread = QThread(self)
        self._thread.setObjectName(name)
        self._worker = _Worker(open_tool, self._requests)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.open)
        self._wake.connect(self._worker.wake)
        self._close.connect(self._worker.close)
        self._pending: deque[tuple[SignalInstance, tuple[Any, ...]]] = deque()
        self._delivery = QTimer(self, interval=0)
        self._delivery.timeout.connect(self._deliver)
        self._worker.opened.connect(self._on_opened)
        self._worker.served.connect(self._on_served)
        self._worker.failed.connect(self._on_failed)
        _instances.add(self)

    @property
    def name(self) -> str:
        """The name of the thread."""
        return self._thread.objectName()

    @property
    def running(self) -> bool:
        """Whether the thread runs."""
        return self._thread.isRunning()

    def start(self) -> None:
        """Start the thread; `opened` or `failed` follows."""
        self._thread.start()

    def request(self, priority: Priority, requests: Mapping[Hashable, Any]) -> None:
        """Replace the requests of one priority; an empty mapping does not wake the thread."""
        self._requests.replace(priority, requests)
        if requests:
            self._wake.emit()

    def add(self, priority: Priority, requests: Mapping[Hashable, Any]) -> None:
        """Append to the requests of one priority."""
        self._requests.add(priority, requests)
        self._wake.emit()

    def clear(self) -> None:
        """Drop every request; the step in progress still ends."""
        self._requests.clear()

    @property
    def unanswered(self) -> float:
        """Seconds for which the tool owes an answer; 0 if it owes none or cannot be watched."""
        watched = self._worker.watched
        return watched.unanswered if watched is not None else 0.0

    def restart_tool(self) -> None:
        """Let the running step fail at once, if the tool can be watched; the next begins anew."""
        watched = self._worker.watched
        if watched is not None:
            watched.restart()

    def forgive(self) -> None:
        """Let the tool begin anew however often that failed before, if it can be watched."""
        watched = self._worker.watched
        if watched is not None:
            watched.forgive()

    def ask_to_close(self) -> None:
        """Drop every request and let the thread end after its step; does not wait for it.

        A tool that can be interrupted does not finish its step.
        """
        self._worker.closing.set()
        self._requests.clear()
        self._pending.clear()
        self._worker.interrupt()
        if self._thread.isRunning():
            self._close.emit()

    def close(self, timeout_ms: int = CLOSE_MS) -> bool:
        """Drop every request and join the thread.

        A thread whose tool cannot be interrupted and that is still busy after the time limit is
        kept alive, and `False` is returned; the process should then end with `os._exit`.
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
        self._queue(self.opened, tool)

    @Slot(object)
    def _on_served(self, result: object) -> None:
        self._queue(self.served, result)

    @Slot(object, object)
    def _on_failed(self, items: list[Any], reason: Message) -> None:
        self._queue(self.failed, items, reason)

    def _queue(self, signal: SignalInstance, *values: Any) -> None:
        """Keep all three signals in one list, so that their order stays."""
        if not self._worker.closing.is_set():
            self._pending.append((signal, values))
            self._delivery.start()

    @Slot()
    def _deliver(self) -> None:
        until = time.monotonic() + DELIVERY_SECONDS
        while self._pending:
            signal, values = self._pending.popleft()
            signal.emit(*values)
            if time.monotonic() > until:
                return
        self._delivery.stop()
