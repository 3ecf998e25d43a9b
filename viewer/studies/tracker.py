"""Updates the study list from what happens in the session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from ml.core.messages import Message
from ml.core.types import PRESENT, Outcome
from ml.imaging.types.series import Series
from viewer.session import Session
from viewer.state.viewport import Viewport
from viewer.studies.from_scan import FinishedScan, LocatedScan, series_key, study_key, study_records
from viewer.studies.reading_queue import ReadingQueue
from viewer.studies.study_database import StudyDatabase, StudyDatabaseError
from viewer.studies.study_record import Answer, ReadingState, SeriesRecord, Status, StudyRecord

Change = Callable[[SeriesRecord], SeriesRecord]


class StudyTracker(QObject):
    """Follows the session; what it learns is in the database before it is announced.

    Signals:
        scan_finished: The result of a scan; `add_scan` takes it once its studies are located.
        listed: Studies came or went.
        changed: UID of a study that is not what it was.
        failed: Something could not be kept, and why.
    """

    scan_finished = Signal(object)
    listed = Signal()
    changed = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        session: Session,
        database: StudyDatabase,
        queue: ReadingQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._database = session, database
        self._studies = {study.uid: study for study in database.all_studies()}
        self._library: dict[str, Series] = {}
        self._slices_seen: dict[str, set[str]] = {}
        self._reading: Series | None = None
        session.scan_ended.connect(self._on_scanned)
        session.library_changed.connect(self._on_library)
        session.reading_changed.connect(self._on_reading)
        session.reading_finished.connect(self._on_finished)
        session.verdicts_changed.connect(self._on_verdicts)
        session.slice_ready.connect(self._on_slice)
        for viewport in session.state.viewports:
            viewport.index_changed.connect(lambda _index, v=viewport: self._on_shown(v))
            viewport.index_settled.connect(lambda _index, v=viewport: self._on_settled(v))
        queue.queued.connect(lambda uid: self._answer(uid, Answer(ReadingState.WAITING)))
        queue.dropped.connect(lambda uid: self._answer(uid, Answer(ReadingState.STOPPED)))
        queue.failed.connect(
            lambda uid, why: self._answer(uid, Answer(ReadingState.FAILED, reason=why))
        )

    @property
    def studies(self) -> Mapping[str, StudyRecord]:
        """Every study of the list, by UID."""
        return self._studies

    def open_now(self, uid: str) -> tuple[Series, ...]:
        """The series of a study that are open at the desk."""
        return tuple(series for series in self._session.library if study_key(series) == uid)

    def add_scan(self, located: LocatedScan) -> None:
        """Take what a scan found into the list."""
        opened_at = datetime.now(UTC).isoformat(timespec="milliseconds")
        studies = study_records(located, self._studies, opened_at)
        self._studies |= {study.uid: study for study in studies}
        self._try(lambda: self._database.put(*studies))
        for viewport in self._session.state.shown:
            if viewport.slice_uid in self._session.state.viewed:
                self._on_settled(viewport)
        self.listed.emit()

    def set_status(self, uid: str, status: Status) -> None:
        """Set the status of a study as the reader chose it."""
        study = self._studies[uid]
        for record in study.series:
            self._slices_seen.pop(record.uid, None)
        self._keep(study.set_by_hand(status))

    def reported(self, series: Series) -> None:
        """Note that a report on a series was written."""
        study = self._studies.get(study_key(series))
        if study is not None:
            self._keep(replace(study, status=Status.REPORTED))

    def forget(self, uid: str) -> None:
        """Forget one study for good, also the one that is open."""
        self._try(lambda: self._database.forget(uid))
        self._studies.pop(uid, None)
        self.listed.emit()

    def forget_all(self) -> None:
        """Forget every study for good."""
        self._try(self._database.forget_all)
        self._studies.clear()
        self.listed.emit()

    # What happens at the desk

    def _on_scanned(self, why: str) -> None:
        if why:
            return  # stopped or failed: half a study would look like a whole one
        session, before = self._session, self._library
        self._library = {series.uid: series for series in session.library}
        same = {uid for uid, series in self._library.items() if before.get(uid) is series}
        self._slices_seen = {uid: seen for uid, seen in self._slices_seen.items() if uid in same}
        self.scan_finished.emit(FinishedScan(session.library, tuple(session.opened_paths)))

    def _on_library(self) -> None:
        """Update labels of series whose kind was guessed from pixels after the scan."""
        for series in self._session.library:
            old = self._library.get(series.uid)
            if old is not None and old is not series and not self._session.scanning:
                self._library[series.uid] = series
                label = series.sequence.label
                self._change(series.uid, partial(_labelled, label=label))

    def _on_settled(self, viewport: Viewport) -> None:
        """A slice, or a plane through the series, was looked at."""
        source = viewport.source
        if source is not None and viewport in self._session.state.shown:
            self._change(source.uid, lambda record: _at_least(record, Status.VIEWED))

    def _on_slice(self, uid: str) -> None:
        for viewport in self._session.state.shown:
            if viewport.slice_uid == uid:
                self._on_shown(viewport)

    def _on_shown(self, viewport: Viewport) -> None:
        """A slice came on screen; a series of which all did was gone through."""
        series, uid = viewport.series, viewport.slice_uid
        on_screen = viewport in self._session.state.shown and uid in self._session.slices
        if series is None or not on_screen:
            return
        seen = self._slices_seen.setdefault(series.uid, set())
        seen.add(uid)
        if len(seen) == len(series.slices):
            self._change(series.uid, lambda record: _at_least(record, Status.READ))

    def _on_reading(self, done: int, total: int) -> None:
        reading = self._session.reading
        if self._reading is not None and (reading is None or reading.uid != self._reading.uid):
            self._change(self._reading.uid, _stopped)
        self._reading = reading
        if reading is not None and total:
            self._answer(reading.uid, Answer(ReadingState.READING, done=done, total=total))

    def _on_finished(self, uid: str) -> None:
        series = self._library.get(uid)
        if series is not None:
            self._answer(uid, self._result(series))

    def _on_verdicts(self, uid: str) -> None:
        """The reader may have asked to see what was read before."""
        if uid:
            return
        for series in self._library.values():
            study = self._studies.get(study_key(series))
            record = study.find(series_key(series)) if study is not None else None
            if record is not None and record.answer.state is ReadingState.READ:
                result = self._result(series)
                if record.answer.outcome is None and result.outcome is not None:
                    self._answer(series.uid, result)

    def _result(self, series: Series) -> Answer:
        result = self._session.series_result(series)
        model_id, lost = self._session.model_id, self._session.shortfall(series)
        total = len(series.slices)
        present = result is not None and result.outcome in PRESENT
        if lost.unreadable == total or (lost.unasked and not present):
            return Answer(ReadingState.FAILED, reason=lost.words, model_id=model_id)
        if result is None:
            return Answer(ReadingState.READ, model_id=model_id)
        if result.outcome is Outcome.REFUSED:
            return Answer(ReadingState.REFUSED, reason=result.reason, model_id=model_id)
        answer = Answer(ReadingState.READ, result.outcome, result.presence, result.words, model_id)
        return replace(answer, done=total - lost.unasked - lost.unreadable, total=total)

    # Inside

    def _answer(self, uid: str, answer: Answer) -> None:
        self._change(uid, lambda record: replace(record, answer=answer))

    def _change(self, uid: str, change: Change) -> None:
        series = self._library.get(uid)
        study = self._studies.get(study_key(series)) if series is not None else None
        record = study.find(series_key(series)) if study is not None and series else None
        if study is None or record is None:
            return
        changed = change(record)
        if changed != record:
            progress = changed.answer.state is record.answer.state is ReadingState.READING
            self._keep(study.with_series(changed).moved_forward(), on_disk=not progress)

    def _keep(self, study: StudyRecord, *, on_disk: bool = True) -> None:
        self._studies[study.uid] = study
        if on_disk:
            self._try(lambda: self._database.put(study))
        self.changed.emit(study.uid)

    def _try(self, call: Callable[[], None]) -> None:
        try:
            call()
        except StudyDatabaseError as error:
            self.failed.emit(str(error))


def _at_least(series: SeriesRecord, status: Status) -> SeriesRecord:
    return replace(series, status=max(series.status, status))


def _labelled(series: SeriesRecord, label: Message) -> SeriesRecord:
    return replace(series, label=label)


def _stopped(series: SeriesRecord) -> SeriesRecord:
    answer = series.answer
    if answer.state is not ReadingState.READING:
        return series
    return replace(series, answer=replace(answer, state=ReadingState.STOPPED))
