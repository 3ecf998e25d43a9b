"""Every job of this session of the desk: what runs, what ended, how, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal


class JobState(StrEnum):
    """Where a job stands; it ends in one of the last four."""

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
        words: What is being done.
        state: Where it stands.
        told: How far it is or what came of it, in words.
        done: Steps done.
        total: Steps to do; 0 where nobody knows.
        place: The file or folder that came of it.
        stop: Stops it; `None` where it cannot be stopped.
        began: When.
        ended: When; `None` while it has not.
    """

    number: int
    words: str
    state: JobState = JobState.RUNNING
    told: str = ""
    done: int = 0
    total: int = 0
    place: Path | None = None
    stop: Callable[[], None] | None = None
    began: datetime = field(default_factory=lambda: datetime.now().astimezone())
    ended: datetime | None = None


class JobList(QObject):
    """Jobs in order of their beginning; none is ever taken out.

    Signals:
        added: Number of a new job.
        changed: Number of a job that is not what it was.
    """

    added = Signal(int)
    changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[int, JobEntry] = {}

    def __len__(self) -> int:
        return len(self._jobs)

    @property
    def every(self) -> tuple[JobEntry, ...]:
        """First to last."""
        return tuple(self._jobs.values())

    @property
    def going_on(self) -> int:
        """How many have not ended."""
        return sum(job.state not in ENDED for job in self._jobs.values())

    def get(self, number: int) -> JobEntry:
        """One job."""
        return self._jobs[number]

    def begin(
        self,
        words: str,
        stop: Callable[[], None] | None = None,
        state: JobState = JobState.RUNNING,
    ) -> int:
        """List a job; returns its number."""
        number = len(self._jobs) + 1
        self._jobs[number] = JobEntry(number, words, state, stop=stop)
        self.added.emit(number)
        return number

    def tell(self, number: int, done: int, total: int, told: str = "") -> None:
        """Say how far a job has come; one that has ended stays as it is."""
        job = self._jobs[number]
        if job.state not in ENDED:
            job.state, job.done, job.total, job.told = JobState.RUNNING, done, total, told
            self.changed.emit(number)

    def wait(self, number: int) -> None:
        """Say that a job gave way to another and will go on."""
        job = self._jobs[number]
        if job.state not in ENDED:
            job.state = JobState.WAITING
            self.changed.emit(number)

    def end(self, number: int, state: JobState, told: str = "", place: Path | None = None) -> None:
        """Say how a job ended; the first word counts."""
        job = self._jobs[number]
        if job.state not in ENDED:
            job.state, job.told, job.place, job.stop = state, told, place, None
            job.ended = datetime.now().astimezone()
            self.changed.emit(number)
