"""Joins the study list to the desk: its page, tracker, reading queue and background tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ml.core.messages import Message
from viewer.background.request_queue import Priority
from viewer.background.worker_thread import WorkerThread
from viewer.i18n.translate import counted, mark, tr, translated
from viewer.report.model_words import caution_of
from viewer.state.job_list import JobList, JobState
from viewer.studies.background_tasks import (
    CheckPaths,
    ForgetHeaders,
    HeadersForgotten,
    PathsChecked,
    StudyTasks,
)
from viewer.studies.from_scan import FinishedScan, LocatedScan, series_key, study_key
from viewer.studies.reading_queue import ReadingQueue
from viewer.studies.session_jobs import SessionJobs
from viewer.studies.sort_order import Column
from viewer.studies.study_database import StudyDatabase, StudyDatabaseError
from viewer.studies.study_record import Status, StudyRecord
from viewer.studies.tracker import StudyTracker
from viewer.widgets.context import DeskContext, DeskRequests
from viewer.widgets.study_list.forget_question import ForgetQuestion
from viewer.widgets.study_list.study_page import StudyPage
from viewer.widgets.study_list.study_thumbnails import StudyThumbnails

ORDER = "studies/order"
"""Name of the setting."""
FOLDER_GONE = mark(
    "The folder of this study was not found: {}. It may be on a disc or network share "
    "that is not connected. Connect it and try again, or forget the study."
)
STUDY_GONE = mark("The folder exists, but this study is no longer in it.")
ALREADY_OPEN = mark("This study is already on screen. Select another one to open alongside.")
BUSY = mark("The scan for files is still running. Try again when it has finished.")
CHOOSE = mark("Select the study to compare with, then press Shift+Enter.")
NOT_OPEN = mark("Open a study first: the cascade reads studies that are open on the desk.")
NOTHING_TO_READ = mark("This study has no series that the cascade can read.")


@dataclass(frozen=True, slots=True)
class StudyRequest:
    """A request to open a study: its UID, a series of it or an empty text, and where to show it."""

    study: str
    series: str
    beside: bool = False


class StudyListController(QObject):
    """Opens, reads and forgets the studies of the list.

    Signals:
        forgot: A study was forgotten; what else is kept of it must go, too.

    Args:
        context: The desk.
        requests: What the reader asks for.
        page: Shows the list.
        thumbnails: Gives it small pictures of what is open.
        study_database: Where the list is kept; closed by whoever opened it.
        jobs: Where scans and readings are listed.
        start_page: Whether the list shows itself on an empty desk.
    """

    forgot = Signal()

    def __init__(
        self,
        context: DeskContext,
        requests: DeskRequests,
        page: StudyPage,
        thumbnails: StudyThumbnails,
        study_database: StudyDatabase,
        jobs: JobList,
        *,
        start_page: bool = False,
    ) -> None:
        super().__init__(context.window)
        self._context, self._session, self._state = context, context.session, context.state
        self._jobs, self._show_message = jobs, context.show_message
        self._requested: StudyRequest | None = None
        self._opening: StudyRequest | None = None
        self.queue = ReadingQueue(self._session, self)
        self.tracker = StudyTracker(self._session, study_database, self.queue, self)
        self.session_jobs = SessionJobs(self._session, self.queue, jobs, self)
        self.page, self.thumbnails = page, thumbnails
        self._thread = WorkerThread("background-tasks", StudyTasks)
        self._thread.served.connect(self._on_task_done)
        self._thread.failed.connect(self._on_task_failed)
        self._connect(requests)
        self.page.set_privacy(self._state.privacy)
        self.page.model.words_of_networks = self._words_of_networks
        self._restore_order()
        self.page.show_studies(self.tracker.studies)
        if start_page and self.tracker.studies:
            self.show()

    def show(self) -> None:
        """Show the list, and look where its studies are."""
        on_screen = self._state.series
        if on_screen is not None:
            self.page.tree.go_to(study_key(on_screen))
        self.page.appear()
        self._check_paths(self.tracker.studies.values(), Priority.BATCH)

    def hide(self) -> None:
        """Back to the desk."""
        self.page.hide()
        self._context.focus_image()

    def toggle(self) -> None:
        """Show the list or the desk."""
        if self.page.isVisible():
            self.hide()
        else:
            self.show()

    def open(self, uid: str, series: str = "") -> None:
        """Show a study, and a series of it where one is named."""
        study = self.tracker.studies.get(uid)
        if study is None:
            return
        if self.tracker.open_now(uid):
            self._select(uid, series)
            self.hide()
            return
        self._requested = StudyRequest(uid, series)
        self._check_paths([study], Priority.VISIBLE)

    def open_beside(self, uid: str, series: str = "") -> None:
        """Show a study beside what is on screen, of which nothing is closed."""
        study, on_screen = self.tracker.studies.get(uid), self._state.active.source
        if study is None:
            return
        if on_screen is None:
            self.open(uid, series)
        elif study_key(on_screen) == uid and not series:
            self._show_message(tr(ALREADY_OPEN))
        elif self.tracker.open_now(uid):
            self._hang_beside(uid, series)
            self.hide()
        elif self._session.scanning:
            self._show_message(tr(BUSY))
        else:
            self._requested = StudyRequest(uid, series, beside=True)
            self._check_paths([study], Priority.VISIBLE)

    def ask_beside(self) -> None:
        """Take the row that was chosen in the list, or show the list to choose one."""
        if self.page.isVisible():
            self.page.ask_beside()
        else:
            self.show()
            self._show_message(tr(CHOOSE))

    def read(self, uids: Sequence[str]) -> None:
        """Queue for the cascade every eligible series of those studies that are open."""
        opened = [self.tracker.open_now(uid) for uid in uids]
        series = [item for study in opened for item in study]
        closed = sum(not study for study in opened)
        added = self.queue.add(series)
        if not series:
            self._show_message(tr(NOT_OPEN))
        elif not any(not item.refusal for item in series):
            self._show_message(tr(NOTHING_TO_READ))
        elif closed:
            self._show_message(
                counted(
                    "%n of the selected studies are not open and will not be read.",
                    "%n of the selected studies is not open and will not be read.",
                    closed,
                )
            )
        elif added and self._session.classifier_note:
            self._show_message(translated(self._session.classifier_note, privacy=False))

    def _words_of_networks(self, model_id: str) -> str:
        """How far the networks of a cascade were validated; empty where they are not loaded."""
        return "\n".join(caution_of(m) for m in self._session.models if m.fingerprint in model_id)

    def read_shown(self) -> None:
        """Queue every series of the study on screen for the cascade."""
        series = self._state.series
        self.read([study_key(series)] if series is not None else [])

    def close(self) -> bool:
        """Stop; `False` if the thread could not end in time."""
        return self._thread.close()

    # Inside

    def _connect(self, requests: DeskRequests) -> None:
        page, session = self.page, self._session
        requests.studies_requested.connect(self.toggle)
        requests.beside_requested.connect(self.ask_beside)
        requests.read_study_requested.connect(self.read_shown)
        self._state.privacy_changed.connect(self._on_privacy)
        session.library_changed.connect(self._on_library)
        session.scan_ended.connect(self._on_scan_ended)
        session.stopped.connect(self._on_stopped)
        self.tracker.scan_finished.connect(self._locate)
        self.tracker.listed.connect(lambda: page.show_studies(self.tracker.studies))
        self.tracker.changed.connect(self._on_changed)
        self.tracker.failed.connect(self._show_message)
        self.thumbnails.arrived.connect(lambda: page.tree.viewport().update())
        page.opened.connect(self.open)
        page.beside_requested.connect(self.open_beside)
        page.read_requested.connect(self.read)
        page.status_requested.connect(self._set_status)
        page.forget_requested.connect(self._ask_forget)
        page.forget_all_requested.connect(lambda: self._ask_forget(list(self.tracker.studies)))
        page.closed.connect(self.hide)

    def _on_privacy(self) -> None:
        self.page.set_privacy(self._state.privacy)

    def _restore_order(self) -> None:
        stored = str(self._context.settings.value(ORDER, ""))
        name, _, falling = stored.partition(" ")
        if name in set(Column):
            self.page.order_by(Column(name), falling == "falling")
        self.page.ordered.connect(
            lambda name, falling: self._context.settings.setValue(
                ORDER, f"{name} {'falling' if falling else 'rising'}"
            )
        )

    def _on_changed(self, uid: str) -> None:
        self.page.show_change(self.tracker.studies[uid])

    def _on_library(self) -> None:
        self.page.model.set_open(study_key(series) for series in self._session.library)
        if self._session.scanning and self.page.isVisible():
            self.hide()

    def _on_stopped(self) -> None:
        """Drop the pending request, since something else is being opened."""
        self._requested = None

    def _on_scan_ended(self, why: Message) -> None:
        opening, self._opening = self._opening, None
        if opening is None or why:
            return
        if not self.tracker.open_now(opening.study):
            self._show_message(tr(STUDY_GONE))
        elif opening.beside:
            self._hang_beside(opening.study, opening.series)
        else:
            self._select(opening.study, opening.series)

    def _hang_beside(self, uid: str, series: str) -> None:
        open_series = self.tracker.open_now(uid)
        named = next((item for item in open_series if series and series_key(item) == series), None)
        self._session.hanging.compare_with(open_series, named)

    def _select(self, uid: str, series: str) -> None:
        """Show the series that was asked for, or the first of the study that may be read."""
        open_series = self.tracker.open_now(uid)
        on_screen = self._state.series
        if not series and on_screen is not None and study_key(on_screen) == uid:
            return
        named = [item for item in open_series if series_key(item) == series]
        usable = [item for item in open_series if not item.refusal]
        for first in (*named, *usable, *open_series)[:1]:
            self._session.select_series(first.uid)

    def _set_status(self, uids: Sequence[str], status: int) -> None:
        for uid in uids:
            self.tracker.set_status(uid, Status(status))

    def _locate(self, scan: FinishedScan) -> None:
        self._start()
        self._thread.add(Priority.NEAR, {scan: scan})

    def _check_paths(self, studies: Iterable[StudyRecord], priority: Priority) -> None:
        self._start()
        self._thread.request(
            priority, {study.uid: CheckPaths(study.uid, study.paths) for study in studies}
        )

    def _on_task_done(self, result: object) -> None:
        if isinstance(result, LocatedScan):
            self.tracker.add_scan(result)
        elif isinstance(result, HeadersForgotten):
            self._jobs.end(result.job, JobState.DONE, tr("overwritten"))
        elif isinstance(result, PathsChecked):
            self.page.model.set_missing(result.uid, result.missing)
            if self._requested is not None and self._requested.study == result.uid:
                self._open_checked(result)

    def _open_checked(self, checked: PathsChecked) -> None:
        study, requested = self.tracker.studies.get(checked.uid), self._requested
        self._requested = None
        if study is None or requested is None or checked.missing:
            if study is not None:
                hidden = self._state.privacy
                location = tr("(hidden)") if hidden else ", ".join(map(str, study.paths))
                self._show_message(tr(FOLDER_GONE).format(location))
            return
        if requested.beside and self._session.scanning:
            self._show_message(tr(BUSY))
            return
        if requested.beside:
            self._session.add_paths(study.paths)
        else:
            self._context.open_paths(study.paths)
        self._opening = requested

    def _on_task_failed(self, items: Sequence[object], reason: Message) -> None:
        for item in items:
            if isinstance(item, ForgetHeaders):
                self._jobs.end(item.job, JobState.FAILED, translated(reason))
        self._show_message(translated(reason))

    def _ask_forget(self, uids: Sequence[str]) -> None:
        studies = [self.tracker.studies[uid] for uid in uids if uid in self.tracker.studies]
        if not studies:
            return
        every = len(studies) == len(self.tracker.studies)
        privacy = self._state.privacy
        question = ForgetQuestion(
            studies, all_of_them=every, privacy=privacy, parent=self._context.window
        )
        question.accepted.connect(lambda: self._forget(studies, every))
        question.open()

    def _forget(self, studies: Sequence[StudyRecord], every: bool) -> None:
        if every:
            self.tracker.forget_all()
        else:
            for study in studies:
                self.tracker.forget(study.uid)
        self.thumbnails.forget()
        self.forgot.emit()
        paths = None if every else tuple(path for study in studies for path in study.paths)
        job = self._jobs.begin(tr("Deleting the file index"))
        self._start()
        self._thread.add(Priority.NEAR, {f"forget {job}": ForgetHeaders(job, paths)})
        self.page.tree.setFocus()

    def _start(self) -> None:
        if not self._thread.running:
            self._thread.start()


def open_study_database(path: Path | None) -> StudyDatabase:
    """The study database, read once.

    Raises:
        StudyDatabaseError: It cannot be opened, or not be read.
    """
    study_database = StudyDatabase(path)
    try:
        study_database.all_studies()
    except StudyDatabaseError:
        study_database.close()
        raise
    return study_database
