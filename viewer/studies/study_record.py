"""Describes a study of the list and its series: identity, status, the answer of the cascade."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from pathlib import Path

from ml.core.messages import NOTHING, Message
from ml.core.types import Outcome
from ml.imaging.types.series import Patient


class Status(IntEnum):
    """How far the reader has come; what the reader does moves it forward, a hand also back."""

    NEW = 0
    VIEWED = 1
    READ = 2
    REPORTED = 3


class ReadingState(StrEnum):
    """How far the cascade has come with a series."""

    NOT = "none"
    WAITING = "waiting"
    READING = "reading"
    STOPPED = "stopped"
    READ = "read"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """The cascade's state on one series.

    Attributes:
        state: How far the reading has come.
        outcome: The series verdict where it was read and may be shown; else `None`.
        presence: Probability that the series holds a tumour, in [0, 1], or `None`.
        reason: Why it was refused, failed, or abstained; words.
        model_id: Fingerprint of the cascade that read it.
        done: Slices read so far; 0 where no reading was requested.
        total: Slices to read; likewise. Where it was read, the rest could not be.
    """

    state: ReadingState = ReadingState.NOT
    outcome: Outcome | None = None
    presence: float | None = None
    reason: Message = NOTHING
    model_id: str = ""
    done: int = 0
    total: int = 0

    @property
    def never_read(self) -> bool:
        """Whether it was refused by its kind, before any network saw it."""
        return self.state is ReadingState.REFUSED and not self.model_id


@dataclass(frozen=True, slots=True)
class SeriesRecord:
    """One series of a study.

    Attributes:
        uid: As `ml.imaging.types.series.Series.uid`.
        number: Series Number (0020,0011).
        description: Series Description (0008,103E), or the folder or file name.
        part: What sets it apart from others of the same file series.
        label: SequenceKind of sequence, with a question mark where it is doubtful.
        slices: How many.
        status: How far the reader has come.
        answer: The cascade's state.
    """

    uid: str
    number: int | None
    description: str
    part: Message
    label: Message
    slices: int
    status: Status = Status.NEW
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """One study.

    Attributes:
        uid: Study Instance UID (0020,000D), or what stands for it.
        patient: Who was imaged; shown, never logged.
        description: Study Description (0008,1030).
        date: Study Date (0008,0020), `YYYYMMDD`, may be empty.
        paths: What to open to see it again.
        opened: When it was last opened, UTC, ISO 8601.
        status: How far the reader has come with the study.
        series: Every series that was ever found, in the order of the scan.
    """

    uid: str
    patient: Patient = field(repr=False)
    description: str
    date: str
    paths: tuple[Path, ...]
    opened: str
    status: Status = Status.NEW
    series: tuple[SeriesRecord, ...] = ()

    @property
    def slices(self) -> int:
        """Slices of all its series."""
        return sum(series.slices for series in self.series)

    def find(self, uid: str) -> SeriesRecord | None:
        """One of its series."""
        return next((series for series in self.series if series.uid == uid), None)

    def with_series(self, changed: SeriesRecord) -> StudyRecord:
        """The same study with one series replaced."""
        records = tuple(changed if series.uid == changed.uid else series for series in self.series)
        return replace(self, series=records)

    def moved_forward(self) -> StudyRecord:
        """The study's own status follows from its series, never back.

        It was viewed with its first series. It was read once every series was that is of a kind
        for the cascade; where there is none of that kind, once every series was.
        """
        status = self.status
        if any(series.status >= Status.VIEWED for series in self.series):
            status = max(status, Status.VIEWED)
        eligible = [series for series in self.series if not series.answer.never_read]
        counted = eligible or self.series
        if counted and all(series.status >= Status.READ for series in counted):
            status = max(status, Status.READ)
        return replace(self, status=status)

    def set_by_hand(self, status: Status) -> StudyRecord:
        """The study as the reader says it is; its series do not say otherwise afterwards."""
        cap = min(status, Status.READ)
        series = tuple(
            replace(series, status=cap if status >= Status.READ else min(series.status, cap))
            for series in self.series
        )
        return replace(self, status=status, series=series)
