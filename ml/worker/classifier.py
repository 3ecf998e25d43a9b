"""Implements `ml.core.types.SliceClassifier` for the desk, by asking the worker process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from ml.core.messages import message
from ml.core.types import ModelInfo, SliceImage, Verdict
from ml.processes.watchdog import Patience
from ml.processes.worker_process import WorkerEndedError, WorkerError, WorkerProcess

log = logging.getLogger(__name__)

NAME = message("the networks' process")
RESTARTS = 3
"""So often in a row the process is started again without having read a slice (ours): one that
dies of every slice would cost the reader seconds for each."""


class WorkerClassifier:
    """Opens the cascade when it is first asked for something, and again after a death.

    Used from one thread, but for `interrupt`, `restart`, `forgive` and `unanswered`.

    Args:
        command: Starts a process that serves.
        folders: Of bundles, as `ml.inference.cascade.open_cascade` takes them.
        patience: How long the process may be silent before it is ended.
    """

    def __init__(
        self, command: Sequence[str], folders: Sequence[Path], patience: Patience | None = None
    ) -> None:
        self._patience = patience or Patience()
        self._command, self._folders = tuple(command), tuple(map(str, folders))
        self._worker: WorkerProcess | None = None
        self._lock = threading.Lock()
        self._interrupted = False
        self._deaths = 0
        self._forgiven = False
        self._opened: tuple[tuple[ModelInfo, ...], str, int] | None = None

    def begin(self) -> None:
        """Start the process and open the cascade there; nothing, where it is open.

        Raises:
            BundleError: As `open_cascade`.
            WorkerError: The process cannot be started, or died too often.
        """
        if self._worker is not None:
            return
        if self._forgiven:
            self._deaths, self._forgiven = 0, False
        if self._deaths > RESTARTS:
            raise WorkerError(
                message(
                    "the networks' process ended {} times in a row and waits to be asked "
                    "again; close some programs first, or start Whence with --safe",
                    self._deaths,
                )
            )
        worker = self._start()
        try:
            (opened,) = worker.ask("open", self._folders)
        except WorkerEndedError:
            self._died()
            raise
        except BaseException:
            self._let_go()
            raise
        if self._opened is not None and opened[0] != self._opened[0]:
            self._let_go()
            raise WorkerError(message("the installed networks have changed; restart Whence"))
        self._opened = opened

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """What the bundles say about themselves."""
        return self._open()[0]

    @property
    def device(self) -> str:
        """Where the networks run."""
        return self._open()[1]

    @property
    def max_batch(self) -> int:
        """Slices read at once."""
        return self._open()[2]

    @property
    def pid(self) -> int | None:
        """Number of the other process; `None` while there is none."""
        worker = self._worker
        return worker.pid if worker is not None else None

    def __call__(self, items: Sequence[SliceImage]) -> Iterable[Verdict]:
        """Read slices, in order.

        Raises:
            WorkerEndedError: The process died; the next call starts another.
            WorkerError: The process cannot be started, or a slice failed there.
        """
        self.begin()
        worker = self._worker
        assert worker is not None
        try:
            for verdict in worker.ask("read", tuple(items)):
                self._deaths = 0
                yield verdict
        except WorkerEndedError:
            self._died()
            raise

    def interrupt(self) -> None:
        """End the process at once and start none again; may be called from any thread."""
        with self._lock:
            self._interrupted = True
            if self._worker is not None:
                self._worker.stop()

    @property
    def unanswered(self) -> float:
        """Seconds for which an answer is overdue; 0 if none is. May be asked from any thread."""
        worker = self._worker
        return worker.unanswered if worker is not None else 0.0

    def restart(self) -> None:
        """End the process at once; the next call starts another. May be called from any thread."""
        with self._lock:
            self._forgiven = True
            if self._worker is not None:
                self._worker.stop()

    def forgive(self) -> None:
        """Start the process again however often it has died. May be called from any thread."""
        self._forgiven = True

    def close(self) -> None:
        """End the process."""
        self._let_go()

    def _open(self) -> tuple[tuple[ModelInfo, ...], str, int]:
        if self._opened is None:
            self.begin()
        assert self._opened is not None
        return self._opened

    def _start(self) -> WorkerProcess:
        with self._lock:
            if self._interrupted:
                raise WorkerError(message("the networks are being closed"))
            self._worker = WorkerProcess(self._command, NAME, self._patience)
            return self._worker

    def _died(self) -> None:
        self._deaths += 1
        self._let_go()

    def _let_go(self) -> None:
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()
