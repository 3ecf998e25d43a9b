"""Serves in the worker process: messages from standard input, answers on standard output.

It ends when its input does, which is when the desk has ended, however it ended. What libraries
print goes to standard error. Its log goes to the desk's, in words that `redacted` lets through.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue
from typing import Any, BinaryIO

from ml.core.errors import WhenceError
from ml.core.messages import to_json
from ml.core.types import Check, ModelInfo, SliceClassifier, SliceImage, Verdict
from ml.worker.framing import FrameError, read_frame, write_frame
from ml.worker.serialization import Arrays, pack, unpack

log = logging.getLogger(__name__)

Frame = tuple[dict[str, Any], Arrays]
ALIVE_SECONDS = 5.0
"""Between two signs of life (ours); the desk waits for several (`ml.worker.watchdog`)."""
MOST_FRAMES = 8
"""Messages that wait to be answered (ours); the desk asks one thing at a time."""


class Services:
    """What the desk may ask for; torch is imported by the first that needs it."""

    def __init__(self) -> None:
        self._cascade: SliceClassifier | None = None

    def open(self, folders: Iterable[str]) -> Iterator[tuple[tuple[ModelInfo, ...], str, int]]:
        """Open the cascade; answers its networks, its device and how many slices it takes."""
        from ml.inference.cascade import open_cascade

        cascade = open_cascade(*map(Path, folders))
        self._cascade = cascade
        yield cascade.models, cascade.device, cascade.max_batch

    def read(self, items: tuple[SliceImage, ...]) -> Iterator[Verdict]:
        """Read slices; answers a verdict for each."""
        if self._cascade is None:
            raise FrameError("slices came before the networks were opened")
        yield from self._cascade(items)

    def examine(self, bundles: Iterable[str], records: str, samples: str) -> Iterator[Check]:
        """Make the self-check."""
        from ml.inference.selfcheck import examine

        yield from examine([Path(b) for b in bundles], Path(records), Path(samples))

    def verify(self, into: str, source: str) -> Iterator[ModelInfo]:
        """Check a bundle from elsewhere."""
        from ml.inference.bundle_install import BundleInstaller

        yield BundleInstaller(Path(into)).verify(Path(source))

    def install(self, into: str, source: str) -> Iterator[ModelInfo]:
        """Check and install a bundle."""
        from ml.inference.bundle_install import BundleInstaller

        yield BundleInstaller(Path(into)).install(Path(source))


SERVICES = frozenset({"open", "read", "examine", "verify", "install"})


class _Out:
    """The one pipe back; frames of several threads do not mix."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, **body: Any) -> None:
        """Write one message; where the desk is gone, end."""
        arrays: Arrays = []
        if "answer" in body:
            body["answer"] = pack(body["answer"], arrays)
        try:
            with self._lock:
                write_frame(self._stream, body, arrays)
        except OSError:
            os._exit(0)


class _SignsOfLife:
    """Tells the desk now and then, while it waits, that this process has not come to a halt."""

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


class _DeskLogHandler(logging.Handler):
    """Sends records to the desk's log."""

    def __init__(self, out: _Out, redacted: Callable[[logging.LogRecord], str]) -> None:
        super().__init__()
        self._out, self._redacted = out, redacted

    def emit(self, record: logging.LogRecord) -> None:
        words = f"{record.name}: {self._redacted(record)}"
        self._out.send(log={"level": record.levelno, "words": words})


def serve(redacted: Callable[[logging.LogRecord], str]) -> int:
    """Answer until the desk is gone.

    Args:
        redacted: Words of a log record without patient data (docs/adr/0032).

    Returns:
        Exit code.
    """
    incoming, out = _take_pipes()
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the desk, which then ends us
    _log_to(_DeskLogHandler(out, redacted))
    _end_first_without_memory()
    frames: Queue[Frame | None] = Queue(MOST_FRAMES)
    threading.Thread(target=_listen, args=(incoming, frames), name="listen", daemon=True).start()
    services, alive = Services(), _SignsOfLife(out)
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


def _answer(frame: Frame, services: Services, out: _Out) -> None:
    body, arrays = frame
    number, service = body.get("number"), body.get("ask")
    try:
        if service not in SERVICES:
            raise FrameError(f"the networks' process does not know {service}")
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
