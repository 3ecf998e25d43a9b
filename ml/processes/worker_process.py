"""Starts, asks and ends a worker process, from the other side.

Used from one thread, but for `stop`, which may come from any.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from ml.core import errors
from ml.core.errors import WhenceError
from ml.core.messages import Message, from_json, message
from ml.processes.activity import Activity, activity
from ml.processes.framing import FrameError, read_frame, write_frame
from ml.processes.serialization import Arrays, pack, unpack
from ml.processes.watchdog import Patience, Watchdog

log = logging.getLogger(__name__)

ENDING_SECONDS = 1.0
"""A process that closed its pipes has a reason; so long it may take to be there."""
GONE_SECONDS = 5.0
"""A process that was killed is gone long before this."""
PIPE_BYTES = 2**20
"""More needs special rights on Linux."""
FAULT_LINE = re.compile(
    r'^  File "(?P<file>[^"\n]+)", line (?P<line>\d+) in (?P<name>[\w<>]+)$', re.MULTILINE
)
FAULT_BYTES, FAULT_LINES = 20_000, 30
EXPECTED = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, WhenceError)
}


class WorkerError(WhenceError):
    """A worker process does not run, or could not do what it was asked."""


class WorkerEndedError(WorkerError):
    """A worker process is gone.

    Attributes:
        code: Its exit code, negative for a signal; `None` where it did not end by itself.
    """

    code: int | None = None


class WorkerStuckError(WorkerEndedError):
    """A worker process did not answer and was ended.

    Attributes:
        activity: What it was doing.
    """

    activity = Activity.UNKNOWN


class WorkerProcess:
    """One process that serves (`ml.processes.serving`).

    Args:
        command: Program and arguments.
        name: What it is called in errors, at the beginning of a sentence.
        patience: How long it may be silent before it is ended.

    Raises:
        WorkerError: It cannot be started.
    """

    def __init__(
        self, command: Sequence[str], name: Message, patience: Patience | None = None
    ) -> None:
        self._name = name
        self._number = 0
        self._stopped = False
        self._activity = Activity.UNKNOWN
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the child
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows, no console appears
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                creationflags=hidden,
            )
        except OSError as error:
            self._errors.close()
            raise WorkerError(
                message(
                    "{} could not be started ({}); install Whence again or free some memory",
                    name,
                    error.strerror or str(error),
                )
            ) from error
        self._to = cast("BinaryIO", self._process.stdin)
        self._from = cast("BinaryIO", self._process.stdout)
        self._watchdog = Watchdog(self._give_up, patience or Patience())
        self._watchdog.start()
        _widen(self._to, self._from)
        log.info("%s was started", name)

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    @property
    def unanswered(self) -> float:
        """Seconds for which an answer is overdue; 0 if none is. May be asked from any thread."""
        return self._watchdog.unanswered

    def ask(self, service: str, *arguments: Any) -> Iterator[Any]:
        """Ask for something, and yield each answer as it comes.

        Answers to what was asked before and not waited for are passed over.

        Args:
            service: Name of a service of that process.
            arguments: Values that `ml.processes.serialization` can pack.

        Raises:
            WorkerEndedError: The process is gone.
            WorkerStuckError: It did not answer and was ended.
            WhenceError: What the other side raised, if it was expected there.
            WorkerError: What the other side raised, if not; its log says more.
        """
        self._number += 1
        number = self._number
        arrays: Arrays = []
        body = {"number": number, "ask": service, "with": pack(arguments, arrays)}
        self._watchdog.asked()
        try:
            self._send(body, arrays)
            while True:
                answer, came = self._receive()
                self._watchdog.heard()
                if "log" in answer:
                    log.log(answer["log"]["level"], "%s", answer["log"]["words"])
                if answer.get("number") != number:
                    continue
                if "error" in answer:
                    raise _error(answer["error"], self._name)
                if "done" in answer:
                    return
                self._watchdog.answered(verdict=service == "read")
                yield unpack(answer["answer"], came)
                self._watchdog.asked()  # the time that its use has taken does not count
        finally:
            self._watchdog.done()

    def stop(self) -> None:
        """End the process at once; whoever waits for its answer gets `WorkerEndedError`."""
        self._stopped = True
        self._kill()

    def _give_up(self) -> None:
        """The watchdog ends the process."""
        self._activity = activity(self.pid)
        log.error("%s did not answer; it was %s", self._name, self._activity.name.lower())
        self._kill()

    def _kill(self) -> None:
        """A process that is stopped by a signal ends as well."""
        with suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """End the process and let go of the pipes."""
        self._watchdog.close()
        self.stop()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GONE_SECONDS)
        for stream in (self._to, self._from, self._errors):
            with suppress(OSError):
                stream.close()

    def _send(self, body: dict[str, Any], arrays: Arrays) -> None:
        try:
            write_frame(self._to, body, arrays)
        except (OSError, ValueError) as error:  # its end of the pipe is closed, or ours
            raise self._ended() from error

    def _receive(self) -> tuple[dict[str, Any], Arrays]:
        try:
            frame = read_frame(self._from)
        except FrameError:
            self.stop()
            raise
        except (OSError, ValueError):
            frame = None
        if frame is None:
            raise self._ended()
        return frame

    def _ended(self) -> WorkerEndedError:
        """What can be said of a process that is gone."""
        if self._stopped:
            return WorkerEndedError(message("{} was stopped", self._name))
        if self._watchdog.ended:
            words = message("{} did not answer any more and was ended", self._name)
            stuck = WorkerStuckError(words)
            stuck.activity = self._activity
            return stuck
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDING_SECONDS)
        self.stop()
        code = self._process.returncode
        ending = words_for(code)
        for line in self._left_behind():
            log.error("%s was at %s", self._name, line)
        log.error("%s %s", self._name, ending)
        error = WorkerEndedError(message("{} {}", self._name, ending))
        error.code = code
        return error

    def _left_behind(self) -> Iterator[str]:
        """Places that faulthandler named; nothing else of standard error, which may quote files."""
        end = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(end - FAULT_BYTES, 0))
        text = self._errors.read().decode(errors="replace")
        for match in list(FAULT_LINE.finditer(text))[:FAULT_LINES]:
            file_name = "/".join(Path(match["file"]).parts[-2:])
            yield f"{file_name}:{match['line']} in {match['name']}"


def _widen(*pipes: BinaryIO) -> None:
    """Let a slice pass at once, where the system can; else it takes many turns."""
    if sys.platform == "linux":
        import fcntl

        for pipe in pipes:
            with suppress(OSError):  # the user has many pipes already
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def words_for(code: int | None) -> Message:
    """How a process ended, in words."""
    if code is None:
        return message("does not answer")
    if sys.platform != "win32" and code < 0:
        if -code == signal.SIGKILL:
            return message("was ended by the system, probably because memory ran out")
        try:
            return message("crashed ({})", signal.Signals(-code).name)
        except ValueError:
            return message("crashed (signal {})", -code)
    return message("ended with code {}", code)


def _error(answer: dict[str, Any], name: Message) -> WhenceError:
    """The other side's error, of its own kind where we know that kind."""
    kind = EXPECTED.get(answer["kind"])
    if kind is None:
        return WorkerError(
            message("{} could not answer ({}); see Help > Log", name, str(answer["kind"]))
        )
    error = kind.__new__(kind)  # some take more than words; the words are what is shown
    Exception.__init__(error, from_json(answer["words"]))
    return error
