"""Lists the scans and readings of a session as jobs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer

from ml.core.messages import Message
from ml.core.types import Outcome
from ml.imaging.confidentiality import may_be_numbered
from ml.imaging.types.series import Series
from viewer.i18n.translate import counted, joined, tr, translated
from viewer.render.corners import series_name
from viewer.session import Session
from viewer.session.controller import STOPPED
from viewer.state.job_list import JobList, JobState
from viewer.studies.from_scan import study_key
from viewer.studies.reading_queue import ReadingQueue


class SessionJobs(QObject):
    """Each scan is a job, each series that is read or waits for it another."""

    def __init__(
        self, session: Session, queue: ReadingQueue, jobs: JobList, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._queue, self._jobs = session, queue, jobs
        self._scan = 0
        self._readings: dict[str, int] = {}
        self._reading_uid = ""
        session.library_changed.connect(self._on_library)
        session.scan_ended.connect(self._on_scan_ended)
        session.reading_changed.connect(self._on_reading)
        session.reading_finished.connect(self._on_finished)
        queue.queued.connect(self._on_queued)
        queue.dropped.connect(lambda uid: self._end(uid, JobState.STOPPED, ""))
        queue.failed.connect(lambda uid, why: self._end(uid, JobState.FAILED, translated(why)))

    # Scans

    def _on_library(self) -> None:
        if not self._session.scanning:
            return
        if not self._scan:
            self._scan = self._jobs.begin(tr("Scanning for files"), self._session.cancel)
        files = self._session.files_scanned
        self._jobs.report(self._scan, 0, 0, counted("%n files so far", "%n file so far", files))

    def _on_scan_ended(self, why: Message) -> None:
        if not self._scan:
            self._scan = self._jobs.begin(tr("Scanning for files"))
        number, self._scan = self._scan, 0
        if why == STOPPED:
            self._jobs.end(number, JobState.STOPPED, self._scan_words())
        elif why:
            self._jobs.end(number, JobState.FAILED, translated(why))
        else:
            self._jobs.end(number, JobState.DONE, self._scan_words())

    def _scan_words(self) -> str:
        library, problems = self._session.library, len(self._session.problems)
        if not library:
            return tr("no image was found")
        studies = len({study_key(series) for series in library})
        parts = [
            counted("%n series", "%n series", len(library)),
            counted("%n studies", "%n study", studies),
        ]
        if problems:
            parts.append(counted("%n files passed over", "%n file passed over", problems))
        return joined(*parts)

    # Readings

    def _on_queued(self, uid: str) -> None:
        series = self._series(uid)
        if series is None:
            return
        if uid in self._readings:
            self._jobs.wait(self._readings[uid])
            return
        words = tr("Reading {}").format(_name(series))
        self._readings[uid] = self._jobs.begin(
            words, partial(self._queue.stop, uid), JobState.WAITING
        )

    def _on_reading(self, done: int, total: int) -> None:
        series = self._session.reading
        if self._reading_uid and (series is None or series.uid != self._reading_uid):
            QTimer.singleShot(0, self, partial(self._after, self._reading_uid))
            self._reading_uid = ""
        if series is None or not total:
            return
        self._reading_uid = series.uid
        if series.uid not in self._readings:
            words = tr("Reading {}").format(_name(series))
            self._readings[series.uid] = self._jobs.begin(
                words, partial(self._queue.stop, series.uid)
            )
        words = tr("opening the network") if self._session.opening else ""
        words = words or tr("{} of {} slices").format(done, total)
        if self._session.networks_silent:
            words = joined(words, tr("no answer for half a minute"))
        self._jobs.report(self._readings[series.uid], done, total, words)

    def _after(self, uid: str) -> None:
        """End the job as stopped, unless its series finished, is being read or waits."""
        reading = self._session.reading
        if uid not in self._queue.waiting and (reading is None or reading.uid != uid):
            self._end(uid, JobState.STOPPED, "")

    def _on_finished(self, uid: str) -> None:
        series = self._series(uid)
        if series is None:
            return
        lost = self._session.shortfall(series)
        result = self._session.series_result(series)
        if lost.unasked or lost.unreadable == len(series.slices):
            self._end(uid, JobState.FAILED, translated(lost.words))
        elif result is not None and result.outcome is Outcome.REFUSED:
            self._end(uid, JobState.REFUSED, translated(result.reason))
        else:
            words = counted("%n slices", "%n slice", len(series.slices))
            if lost.words:
                words = joined(words, translated(lost.words))
            self._end(uid, JobState.DONE, words)

    def _end(self, uid: str, state: JobState, words: str) -> None:
        number = self._readings.pop(uid, 0)
        if number:
            job = self._jobs.get(number)
            self._jobs.end(number, state, words or job.status)

    def _series(self, uid: str) -> Series | None:
        return next((series for series in self._session.library if series.uid == uid), None)


def _name(series: Series) -> str:
    """What the list calls a series; it stays there, so identity is always left out."""
    number = may_be_numbered(series.number, privacy=True)
    placed = tr("series {}").format(number) if number is not None else series.key
    return " · ".join(part for part in (placed, series_name(series, privacy=True)) if part)
