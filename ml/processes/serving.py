"""Serves in a worker process: messages from standard input, answers on standard output.

It ends when its input does, which is when whoever asks has ended, however it ended. What libraries
print goes to standard error. Its log goes to the other side's, in words that `redacted` lets
through.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Queue
from typing import Any, BinaryIO, Protocol

from ml.core.errors import WhenceError
from ml.core.messages import to_json
from ml.processes.framing import FrameError, read_frame, write_frame
from ml.processes.serialization import Arrays, pack, unpack

log = logging.getLogger(__name__)

Frame = tuple[dict[str, Any], Arrays]
ALIVE_SECONDS = 5.0
"""Between two signs of life (ours); the other side waits for several (`ml.processes.watchdog`)."""
MOST_FRAMES = 8
"""Messages that wait to be answered (ours); one thing is asked at a time."""


class _Out:
    """The one pipe back; frames of several threads do not mix."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, **body: Any) -> None:
        """Write one message; where nobody reads it any more, end."""
        arrays: Arrays = []
        if "answer" in body:
            body["answer"] = pack(body["answer"], arrays)
        try:
            with self._lock:
                write_frame(self._stream, body, arrays)
        except OSError:
            os._exit(0)


class _SignsOfLife:
    """Tells the other side now and then, while it waits, that this process goes on."""

    def __init__(self, out: _Out) -> None:
        self._out = out
        self._working = threading.Event()
        threading.Thread(target=self._tell, name="signs of life", daemon=True).start()

    def __enter__(self) -> None:
        self._working.set()

    def __exit__(self, *_: object) -> None:
        self._working.clear()

    def _tell(self) -> None:
        while self._working.wait():
            self._out.send(alive=True)
            time.sleep(ALIVE_SECONDS)


class _FarLogHandler(logging.Handler):
    """Sends records to the log of the other side."""

    def __init__(self, out: _Out, redacted: Callable[[logging.LogRecord], str]) -> None:
        super().__init__()
        self._out, self._redacted = out, redacted

    def emit(self, record: logging.LogRecord) -> None:
        words = f"{record.name}: {self._redacted(record)}"
        self._out.send(log={"level": record.levelno, "words": words})


class Served(Protocol):
    """What may be asked for: generators that answer, by name."""

    @property
    def names(self) -> frozenset[str]:
        """Of the methods that are services."""


def serve(services: Served, redacted: Callable[[logging.LogRecord], str]) -> int:
    """Answer until whoever asks is gone.

    Args:
        services: What may be asked for.
        redacted: Words of a log record without patient data (docs/adr/0032).

    Returns:
        Exit code.
    """
    incoming, out = _take_pipes()
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for whoever asks, and then ends us
    _log_to(_FarLogHandler(out, redacted))
    _end_first_without_memory()
    _leave_no_core()
    frames: Queue[Frame | None] = Queue(MOST_FRAMES)
    threading.Thread(target=_listen, args=(incoming, frames), name="listen", daemon=True).start()
    alive = _SignsOfLife(out)
    out.send(alive=True)  # it has started: the first codec may keep the interpreter to itself
    while (frame := frames.get()) is not None:
        with alive:
            _answer(frame, services, out)
    return 1


def _take_pipes() -> tuple[BinaryIO, _Out]:
    """Keep the pipes for ourselves: whoever prints or asks must not get in between."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123  # the descriptor is what matters
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return incoming, _Out(outgoing)


def _log_to(handler: logging.Handler) -> None:
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("ml").setLevel(logging.INFO)
    logging.captureWarnings(True)


def _end_first_without_memory() -> None:
    """Where memory runs out, let Linux end this process rather than the desk with its marks.

    Source: proc(5), oom_score_adj. A limit of address space would do harm: CUDA reserves far more
    than it uses.
    """
    with suppress(OSError):  # other systems have no such file
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def _leave_no_core() -> None:
    """What the system writes of a process that crashed would hold a patient's pixels."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _listen(incoming: BinaryIO, frames: Queue[Frame | None]) -> None:
    """Take messages while the other thread works; where they end, so does the process."""
    try:
        while (frame := read_frame(incoming)) is not None:
            frames.put(frame)
    except FrameError:
        log.exception("messages out of step")
        frames.put(None)
        return
    except OSError:
        pass
    os._exit(0)


def _answer(frame: Frame, services: Served, out: _Out) -> None:
    body, arrays = frame
    number, service = body.get("number"), body.get("ask")
    try:
        if service not in services.names:
            raise FrameError(f"a worker process does not know {service}")
        for answer in getattr(services, service)(*unpack(body["with"], arrays)):
            out.send(number=number, answer=answer)
    except WhenceError as error:
        out.send(
            number=number, error={"kind": type(error).__name__, "words": to_json(error.message)}
        )
    except Exception as error:
        log.exception("a request failed")
        out.send(number=number, error={"kind": type(error).__name__, "words": ""})
    else:
        out.send(number=number, done=True)
