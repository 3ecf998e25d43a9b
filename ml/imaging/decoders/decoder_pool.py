"""Asks decoders, starts them when they are needed, and starts them anew where a file ends one.

Each decodes one thing at a time, so that it is known what it died of. A file is blamed only for
the end of a decoder that had read nothing before: another may have damaged that one's memory. Nor
is it blamed for a decoder that does nothing, as one that somebody halted, before another did
nothing either.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import threading
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any

from ml.core.errors import (
    DecoderError,
    DecoderLostError,
    DecoderUnavailableError,
    WhenceError,
)
from ml.core.messages import Message, message
from ml.imaging.decoders import ENTRY
from ml.processes.activity import Activity
from ml.processes.another_start import another
from ml.processes.watchdog import Patience
from ml.processes.worker_process import (
    WorkerEndedError,
    WorkerError,
    WorkerProcess,
    WorkerStuckError,
    words_for,
)

log = logging.getLogger(__name__)

NAME = message("a decoder")
CODEC_SECONDS = 30.0
"""No frame takes longer: the largest take a second or two (ours)."""
PATIENCE = Patience(start=120.0, sign=CODEC_SECONDS, answer=CODEC_SECONDS)
MOST = max(min(4, os.cpu_count() or 1), 2)
"""So many slices are decoded side by side (ours), as `viewer.background.image_tool` asks."""
BY_OTHERS = frozenset(
    -getattr(signal, name)
    for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGALRM")
    if hasattr(signal, name)
)
"""Exit codes of a process that the system, or somebody, has ended."""


class DecoderPool:
    """Decoders of this process; asked from any thread.

    Args:
        command: Starts a decoder.
        patience: How long one may be silent before it is ended.
        most: So many run at a time.
    """

    def __init__(
        self, command: Sequence[str], patience: Patience = PATIENCE, most: int = MOST
    ) -> None:
        self._command, self._patience = tuple(command), patience
        self._room = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[WorkerProcess] = []
        self._running: set[WorkerProcess] = set()
        self._given_up: dict[Hashable, Message] = {}

    def begin(self) -> None:
        """Start one decoder, if none runs, and do not wait for it."""
        with self._lock:
            needed = not self._running
        if needed:
            self._give_back(self._start())

    def ask(self, service: str, *arguments: Any, key: Callable[[], Hashable]) -> Any:
        """Have something decoded.

        Args:
            service: Of `ml.imaging.decoders.decoder_server`.
            arguments: As there.
            key: What is decoded; asked for only where something was given up before. It is not
                decoded again if it ended a decoder.

        Raises:
            DecoderError: What is decoded is damaged.
            DecoderLostError: It ended its decoder, now or before.
            DecoderUnavailableError: No decoder can be started, or the system ended it.
        """
        if self._given_up and (words := self._given_up.get(key())) is not None:
            raise DecoderLostError(words)
        with self._room:
            try:
                return self._asked(service, arguments)
            except DecoderLostError as error:
                self._given_up[key()] = error.message
                raise

    def interrupt(self) -> None:
        """End what is being decoded at this moment: nobody waits for it any more."""
        with self._lock:
            busy = self._running.difference(self._idle)
        for process in busy:
            process.stop()

    def close(self) -> None:
        """End every decoder."""
        with self._lock:
            running, self._idle = list(self._running), []
            self._running.clear()
        for process in running:
            process.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """Numbers of the processes that run."""
        with self._lock:
            return tuple(sorted(process.pid for process in self._running))

    def _asked(self, service: str, arguments: Sequence[Any]) -> Any:
        """The answer of one decoder, or where that is not to be blamed on the file, of another."""
        process, was_idle = self._take(), False
        while True:
            fresh = process is None
            try:
                return self._answer(process or self._start(), service, arguments)
            except WorkerStuckError as error:
                if was_idle or error.activity is Activity.BUSY:
                    raise self._lost(error) from error
                log.info("a decoder that did nothing is gone; another one is asked")
                was_idle = True
            except WorkerEndedError as error:
                if fresh or error.code is None:
                    raise self._lost(error) from error
                log.info("a decoder that had read before is gone; another one is asked")
            process = None

    def _answer(self, process: WorkerProcess, service: str, arguments: Sequence[Any]) -> Any:
        try:
            (answer,) = process.ask(service, *arguments)
        except DecoderError:
            self._give_back(process)
            raise
        except WorkerEndedError:
            self._let_go(process)
            raise
        except WhenceError as error:  # out of step, or more than a message can hold
            self._let_go(process)
            raise DecoderError(error.message) from error
        except BaseException:
            self._let_go(process)
            raise
        self._give_back(process)
        return answer

    def _lost(self, error: WorkerEndedError) -> DecoderError:
        if isinstance(error, WorkerStuckError) and error.activity is Activity.HALTED:
            return DecoderUnavailableError(message("its decoder was halted from outside"))
        if isinstance(error, WorkerStuckError):
            seconds = f"{self._patience.answer:g}"
            return DecoderLostError(
                message(
                    "its decoder did not answer within {} s; the file may be damaged: "
                    "copy it again",
                    seconds,
                )
            )
        if error.code is None:
            return DecoderUnavailableError(message("{} was stopped", NAME))
        if error.code in BY_OTHERS:
            return DecoderUnavailableError(message("its decoder {}", words_for(error.code)))
        return DecoderLostError(
            message("its decoder {}; the file may be damaged: copy it again", words_for(error.code))
        )

    def _start(self) -> WorkerProcess:
        try:
            process = WorkerProcess(self._command, NAME, self._patience)
        except WorkerError as error:
            raise DecoderUnavailableError(error.message) from error
        with self._lock:
            self._running.add(process)
        return process

    def _take(self) -> WorkerProcess | None:
        """A decoder that waits, the last that was asked."""
        while True:
            with self._lock:
                if not self._idle:
                    return None
                process = self._idle.pop()
            if process.alive:
                return process
            self._let_go(process)

    def _give_back(self, process: WorkerProcess) -> None:
        with self._lock:
            if process in self._running:
                self._idle.append(process)

    def _let_go(self, process: WorkerProcess) -> None:
        with self._lock:
            self._running.discard(process)
        process.close()


@lru_cache(maxsize=1)
def decoders() -> DecoderPool:
    """The decoders of this process, which end with it."""
    pool = DecoderPool(another(ENTRY))
    atexit.register(pool.close)
    return pool


_inherited: list[DecoderPool] = []


def _leave_to_parent() -> None:
    """A process that was forked starts decoders of its own; the others are its parent's."""
    if decoders.cache_info().currsize:
        pool = decoders()
        atexit.unregister(pool.close)
        _inherited.append(pool)
        decoders.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)
