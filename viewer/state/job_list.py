"""Lists every job of the session: waiting, running or ended, with its progress and result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal


class JobState(StrEnum):
    """The state of a job; it ends in one of the last four."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"
    FAILED = "failed"


ENDED = frozenset({JobState.DONE, JobState.REFUSED, JobState.STOPPED, JobState.FAILED})


@dataclass(slots=True)
class JobEntry:
    """One job.

    Attributes:
        number: Counts up from 1.
        title: What the job does, in words.
        state: Waiting, running or how it ended.
        status: Its progress or result, in words.
        done: Steps done.
        total: Steps in all; 0 if unknown.
        path: The file or folder that it wrote.
        stop: Stops it; `None` if it cannot be stopped.
        began: When it was listed.
        ended: When it ended; `None` before that.
    """

    number: int
    title: str
    state: JobState = JobState.RUNNING
    status: str = ""
    done: int = 0
    total: int = 0
    path: Path | None = None
    stop: Callable[[], None] | None = None
    began: datetime = field(default_factory=lambda: datetime.now().astimezone())
    ended: datetime | None = None


class JobList(QObject):
    """Jobs in the order in which they were listed; none is ever removed.

    Signals:
        added: Number of a new job.
        changed: Number of a job whose state, progress or result changed.
    """

    added = Signal(int)
    changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[int, JobEntry] = {}

    def __len__(self) -> int:
        return len(self._jobs)

    @property
    def entries(self) -> tuple[JobEntry, ...]:
        """All jobs, first to last."""
        return tuple(self._jobs.values())

    @property
    def unfinished(self) -> int:
        """Number of jobs that have not ended."""
        return sum(job.state not in ENDED for job in self._jobs.values())

    def get(self, number: int) -> JobEntry:
        """One job."""
        return self._jobs[number]

    def begin(
        self,
        title: str,
        stop: Callable[[], None] | None = None,
        state: JobState = JobState.RUNNING,
    ) -> int:
        """List a job; returns its number."""
        number = len(self._jobs) + 1
        self._jobs[number] = JobEntry(number, title, state, stop=stop)
        self.added.emit(number)
        return number

    def report(self, number: int, done: int, total: int, status: str = "") -> None:
        """Note the progress of a job; a job that has ended stays as it is."""
        job = self._jobs[number]
        if job.state not in ENDED:
            job.state, job.status = JobState.RUNNING, status
            job.done, job.total = done, total
            self.changed.emit(number)

    def wait(self, number: int) -> None:
        """Note that a job waits for another one and will continue."""
        job = self._jobs[number]
        if job.state not in ENDED:
            job.state = JobState.WAITING
            self.changed.emit(number)

    def end(self, number: int, state: JobState, status: str = "", path: Path | None = None) -> None:
        """Note how a job ended; a later call changes nothing."""
        job = self._jobs[number]
        if job.state not in ENDED:
            job.state, job.status, job.path, job.stop = state, status, path, None
            job.ended = datetime.now().astimezone()
            self.changed.emit(number)
