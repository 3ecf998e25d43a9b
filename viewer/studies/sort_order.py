"""Searches and sorts the studies of the list; pure functions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum, StrEnum
from typing import Any

from ml.core.messages import NOTHING, Message, with_commas
from ml.core.release import released
from ml.core.types import PRESENT, Outcome
from ml.imaging.confidentiality import may_be_dated, may_be_named, may_be_titled
from viewer.render.corners import date_text
from viewer.render.names import person
from viewer.studies.study_record import Answer, ReadingState, SeriesRecord, StudyRecord


class Column(StrEnum):
    """The columns by which the list can be sorted."""

    PATIENT = "patient"
    STUDY = "study"
    SEQUENCES = "sequences"
    SIZE = "size"
    STATUS = "status"
    CASCADE = "cascade"
    OPENED = "opened"


class Urgency(IntEnum):
    """Places of the triage order, most urgent first.

    What nobody has cleared stands before what was read and found clear (ours): an order that
    put it last would hide it.
    """

    TUMOUR = 0
    NOT_SURE = 1
    FAILED = 2
    STOPPED = 3
    READING = 4
    WAITING = 5
    NOT_ASKED = 6
    NOT_ANALYSED = 7
    CLEAR = 8


_URGENCY_OF_STATE = {
    ReadingState.FAILED: Urgency.FAILED,
    ReadingState.STOPPED: Urgency.STOPPED,
    ReadingState.READING: Urgency.READING,
    ReadingState.WAITING: Urgency.WAITING,
    ReadingState.NOT: Urgency.NOT_ASKED,
    ReadingState.REFUSED: Urgency.NOT_ANALYSED,
}


def urgency(answer: Answer) -> Urgency:
    """Where an answer stands in the triage order."""
    if answer.state is not ReadingState.READ:
        return _URGENCY_OF_STATE[answer.state]
    if answer.outcome is None:
        return Urgency.NOT_ASKED  # read, but the reader has not asked to see it
    if answer.outcome in PRESENT:
        return Urgency.TUMOUR
    if answer.outcome is Outcome.ABSENT:
        return Urgency.CLEAR
    return Urgency.NOT_ANALYSED if answer.outcome is Outcome.REFUSED else Urgency.NOT_SURE


def triage(answer: Answer) -> tuple[int, float]:
    """Sorts answers: by urgency, then by presence, the highest first."""
    return (urgency(answer), -(answer.presence or 0.0))


def leading(study: StudyRecord) -> SeriesRecord | None:
    """The series that decides where a study stands.

    A refused one only where all were: a study with one clear series and many that are not for
    the networks is clear as far as it could be read.
    """
    read = [s for s in study.series if urgency(s.answer) is not Urgency.NOT_ANALYSED]
    return min(read or study.series, key=lambda s: triage(s.answer), default=None)


def study_triage(study: StudyRecord) -> tuple[int, float]:
    """Sorts studies by their leading series."""
    first = leading(study)
    return triage(first.answer if first is not None else Answer())


def plain(text: str) -> str:
    """Text without case and accents, for comparing."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in parts if not unicodedata.combining(c))


def search_text(study: StudyRecord, privacy: bool) -> str:
    """The text that a search looks through; without identity in privacy mode."""
    who = may_be_named(study.patient, privacy=privacy)
    texts = [] if who is None else [person(who.name), who.patient_id, *map(str, study.paths)]
    date = may_be_dated(study.date, privacy=privacy)
    texts += [may_be_titled(study.description, NOTHING, privacy=privacy), date, date_text(date)]
    for series in study.series:
        texts += [
            may_be_titled(series.description, series.label, privacy=privacy),
            released(series.label, privacy=privacy),
            released(series.part, privacy=privacy),
        ]
    return plain("\n".join(texts))


def matching(studies: Iterable[StudyRecord], typed: str, privacy: bool) -> list[StudyRecord]:
    """Studies in which every typed piece occurs, whatever the order."""
    pieces = plain(typed).split()
    if not pieces:
        return list(studies)
    texts = ((study, search_text(study, privacy)) for study in studies)
    return [study for study, text in texts if all(piece in text for piece in pieces)]


def sorted_studies(
    studies: Iterable[StudyRecord], column: Column, descending: bool, privacy: bool
) -> list[StudyRecord]:
    """Every study once, sorted; of equals the one opened last comes first.

    Args:
        studies: In any order.
        column: By what.
        descending: The highest first.
        privacy: Names sort nothing, since their order would tell of them.
    """
    newest = sorted(studies, key=lambda s: s.opened, reverse=True)
    keys: Mapping[Column, Callable[[StudyRecord], Any]] = {
        Column.PATIENT: lambda s: _hidden(s) if privacy else _patient(s),
        Column.STUDY: lambda s: _dated(s, privacy),
        Column.SEQUENCES: lambda s: sequences(s),
        Column.SIZE: lambda s: (len(s.series), s.slices),
        Column.STATUS: lambda s: s.status,
        Column.CASCADE: study_triage,
        Column.OPENED: lambda s: s.opened,
    }
    return sorted(newest, key=keys[column], reverse=descending)


def sorted_series(study: StudyRecord, column: Column) -> tuple[SeriesRecord, ...]:
    """Every series once: in triage order where the list is in it, else as the scan found them."""
    if column is not Column.CASCADE:
        return study.series
    return tuple(sorted(study.series, key=lambda s: triage(s.answer)))


def sequences(study: StudyRecord) -> Message:
    """Kinds of sequence in a study, each once, in order of appearance."""
    return with_commas(dict.fromkeys(series.label for series in study.series))


def _patient(study: StudyRecord) -> tuple[str, str]:
    return (plain(person(study.patient.name)), study.patient.patient_id)


def _dated(study: StudyRecord, privacy: bool) -> tuple[str, str]:
    title = may_be_titled(study.description, NOTHING, privacy=privacy)
    return (may_be_dated(study.date, privacy=privacy), plain(title))


def _hidden(study: StudyRecord) -> int:
    """Keeps studies of one patient together, and says nothing of who it is."""
    return hash((study.patient.name, study.patient.patient_id))
