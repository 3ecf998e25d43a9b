"""Stores the study list in one SQLite file: paths, UIDs, names and states; no pixels.

Deleting overwrites (`secure_delete`), and forgetting leaves nothing behind: not in free pages, not
in the write-ahead log, not in the copies that `viewer.storage.backups` keeps (docs/adr/0044).
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ml.core.errors import WhenceError
from ml.core.messages import from_text, message, to_text, verbatim
from ml.core.types import Check, Outcome
from ml.imaging.types.series import Patient
from viewer.i18n.translate import counted, mark, tr
from viewer.storage.backups import shred_copies
from viewer.storage.database_problem import (
    DatabaseProblem,
    ensure_writable,
    error_message,
    error_words,
    problem_words,
)
from viewer.storage.sqlite_file import (
    Schema,
    is_unrestored,
    is_whole,
    open_database,
    overwrite_deleted,
    reading,
    size_of,
)
from viewer.studies.study_record import Answer, ReadingState, SeriesRecord, Status, StudyRecord

NAME = "studies.sqlite"
SCHEMA = Schema(
    """
CREATE TABLE IF NOT EXISTS study (
  uid TEXT PRIMARY KEY, name TEXT NOT NULL, patient_id TEXT NOT NULL, birth_date TEXT NOT NULL,
  sex TEXT NOT NULL, description TEXT NOT NULL, date TEXT NOT NULL, paths TEXT NOT NULL,
  opened TEXT NOT NULL, status INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS series (
  uid TEXT NOT NULL, study TEXT NOT NULL REFERENCES study (uid) ON DELETE CASCADE,
  place INTEGER NOT NULL, number INTEGER, description TEXT NOT NULL, part TEXT NOT NULL,
  label TEXT NOT NULL, slices INTEGER NOT NULL, status INTEGER NOT NULL, asked TEXT NOT NULL,
  outcome TEXT, presence REAL, reason TEXT NOT NULL, model_id TEXT NOT NULL,
  done INTEGER NOT NULL, total INTEGER NOT NULL, PRIMARY KEY (study, uid)
);
""",
    version=1,
)
STUDY = "uid, name, patient_id, birth_date, sex, description, date, paths, opened, status"
SERIES = (
    "uid, number, description, part, label, slices, status, asked, outcome, presence, reason, "
    "model_id, done, total"
)


NOT_OPENED = mark("the study list cannot be saved for now, as its file cannot be opened: {}")
NOT_READ = mark("the study list cannot be read: {}")
NOT_KEPT = mark("the study list was not saved: {}")
NOT_FORGOTTEN = mark(
    "not everything could be deleted ({}); close other Whence windows and try again"
)


class StudyDatabaseError(WhenceError):
    """The study list cannot be kept."""


class StudyDatabase:
    """The file, or nothing but memory; used from one thread.

    A study is written in one transaction at once, on the GUI thread, as marks are: it takes a
    few milliseconds, and a kill loses nothing that was on screen.

    Args:
        path: The file; `None` to forget everything at the end.

    Raises:
        StudyDatabaseError: The file cannot be opened, is damaged, or is of a newer Whence.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        try:
            self._base = open_database(path, SCHEMA)
            self._base.execute(
                "UPDATE series SET asked = ? WHERE asked IN (?, ?)",
                (ReadingState.STOPPED, ReadingState.WAITING, ReadingState.READING),
            )
            self._base.commit()
        except sqlite3.Error as error:
            raise StudyDatabaseError(
                verbatim(tr(NOT_OPENED).format(error_words(error, path)))
            ) from error

    def all_studies(self) -> list[StudyRecord]:
        """Every study with every series, the one opened last first.

        Raises:
            StudyDatabaseError: The file is damaged.
        """
        try:
            series: dict[str, list[SeriesRecord]] = {}
            for study, *row in self._base.execute(
                f"SELECT study, {SERIES} FROM series ORDER BY study, place"
            ):
                series.setdefault(study, []).append(_series(row))
            rows = self._base.execute(f"SELECT {STUDY} FROM study ORDER BY opened DESC").fetchall()
            return [_study(row, tuple(series.get(row[0], ()))) for row in rows]
        except sqlite3.Error as error:
            words = error_words(error, self._path)
            raise StudyDatabaseError(verbatim(tr(NOT_READ).format(words))) from error
        except (ValueError, TypeError) as error:
            words = problem_words(DatabaseProblem.DAMAGED, NAME)
            raise StudyDatabaseError(verbatim(tr(NOT_READ).format(words))) from error

    def put(self, *studies: StudyRecord) -> None:
        """Keep studies as they are now, all of them whole or none.

        Raises:
            StudyDatabaseError: The disk is full, or the file is gone or damaged.
        """
        with self._writing():
            for study in studies:
                self._put(study)

    def forget(self, uid: str) -> None:
        """Forget one study for good.

        Raises:
            StudyDatabaseError: It could not be forgotten, or not for good.
        """
        self._forget("DELETE FROM study WHERE uid = ?", (uid,))

    def forget_all(self) -> None:
        """Forget every study for good.

        Raises:
            StudyDatabaseError: Something could not be forgotten, or not for good.
        """
        self._forget("DELETE FROM study", ())

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    # Inside

    def _put(self, study: StudyRecord) -> None:
        self._base.execute(
            f"INSERT OR REPLACE INTO study ({STUDY}) VALUES ({_marks(10)})",
            _study_row(study),
        )
        self._base.executemany(
            f"INSERT INTO series (study, place, {SERIES}) VALUES ({_marks(16)})",
            [
                (study.uid, position, *_series_row(series))
                for position, series in enumerate(study.series)
            ],
        )

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._base:
                yield
        except sqlite3.Error as error:
            words = error_words(error, self._path)
            raise StudyDatabaseError(verbatim(tr(NOT_KEPT).format(words))) from error

    def _forget(self, statement: str, values: tuple[str, ...]) -> None:
        """Delete, then overwrite what a deleted row may still stand in.

        The copies go first: a kill in between then never leaves one of what is gone. They go once
        more at the end, as another desk that starts meanwhile makes a new one.
        """
        try:
            if self._path is not None:
                shred_copies(self._path)
            with self._base:
                self._base.execute(statement, values)
            overwrite_deleted(self._base)
            if self._path is not None:
                shred_copies(self._path)
        except (sqlite3.Error, OSError) as error:
            words = error_words(error, self._path)
            raise StudyDatabaseError(verbatim(tr(NOT_FORGOTTEN).format(words))) from error


def check(path: Path) -> Check:
    """One line for the self-check."""
    topic = mark("study list")
    try:
        if size_of(path) == 0 and not is_unrestored(path):
            return Check(topic, True, message("nothing opened yet"))
        with reading(path) as base:
            intact = is_whole(base)
            count = base.execute("SELECT count(*) FROM study").fetchone()[0]
        ensure_writable(path)
    except (sqlite3.Error, OSError) as error:
        return Check(topic, False, error_message(error, path))
    if not intact:
        return Check(
            topic, False, message("is damaged; restart Whence to restore the last good copy")
        )
    return Check(topic, True, verbatim(counted("%n studies, intact", "%n study, intact", count)))


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _study_row(study: StudyRecord) -> tuple[object, ...]:
    patient = study.patient
    return (
        study.uid,
        *(
            _text(value)
            for value in (patient.name, patient.patient_id, patient.birth_date, patient.sex)
        ),
        *(_text(value) for value in (study.description, study.date)),
        json.dumps([str(path) for path in study.paths]),
        study.opened,
        int(study.status),
    )


def _series_row(series: SeriesRecord) -> tuple[object, ...]:
    answer = series.answer
    texts = (
        _text(value) for value in (series.description, to_text(series.part), to_text(series.label))
    )
    return (
        series.uid,
        series.number,
        *texts,
        series.slices,
        int(series.status),
        answer.state.value,
        answer.outcome.value if answer.outcome is not None else None,
        answer.presence,
        _text(to_text(answer.reason)),
        answer.model_id,
        answer.done,
        answer.total,
    )


def _study(row: tuple[str, ...], series: tuple[SeriesRecord, ...]) -> StudyRecord:
    uid, name, patient_id, birth_date, sex, description, date, paths, opened, status = row
    return StudyRecord(
        uid,
        Patient(name, patient_id, birth_date, sex),
        description,
        date,
        tuple(Path(path) for path in json.loads(paths)),
        opened,
        Status(int(status)),
        series,
    )


def _series(row: list[Any]) -> SeriesRecord:
    uid, number, description, part, label, slices, status, state, outcome, presence, *reading = row
    reason, *progress = reading
    verdict = Outcome(outcome) if outcome is not None else None
    answer = Answer(ReadingState(state), verdict, presence, from_text(reason), *progress)
    texts = description, from_text(part), from_text(label)
    return SeriesRecord(uid, number, *texts, slices, Status(status), answer)


def _text(text: str) -> str:
    """Text that SQLite takes: a half of a surrogate pair is no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
