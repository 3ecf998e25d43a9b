"""The whole desk: builds a window with everything that belongs to it, and ends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSize

from ml.core.errors import WhenceError
from viewer.app.jobs import JobRunner, SupportsBundleInstall
from viewer.app.session_restore import SessionRestore
from viewer.app.startup import Start
from viewer.app.study_list import StudyListController, open_study_database
from viewer.app.support import Support
from viewer.i18n.translate import sentence
from viewer.session import OpenClassifier, Session
from viewer.settings.store import Settings
from viewer.state.job_list import JobList
from viewer.storage.dialog_history import DialogHistory
from viewer.storage.journal import NAME as JOURNAL
from viewer.storage.journal import Journal
from viewer.storage.saved_session import NAME as SAVED_SESSION
from viewer.storage.saved_session import SavedSessionFile
from viewer.studies.study_database import NAME as STUDY_DATABASE
from viewer.studies.study_database import StudyDatabase
from viewer.widgets.panels.job_drawer import JobDrawer
from viewer.widgets.study_list.study_page import StudyPage
from viewer.widgets.study_list.study_thumbnails import StudyThumbnails
from viewer.widgets.window.main_window import MainWindow
from viewer.widgets.window.welcome import Welcome

FRAME = 24
"""Room for the frame that a window manager draws, logical pixels (ours)."""
Record = TypeVar("Record")


class Desk:
    """Window, records, study list, jobs, their drawer, and session restore.

    Args:
        session: Closed together with the desk.
        records: Folder of what is kept of a reading; `None` to forget everything at the end.
        open_classifier: Opens the cascade for a batch; `None` where none can be read.
        sample: The sample study.
        settings: What the reader set; forgotten at the end where nothing is given.
        installer: Verifies and installs bundles; `None` where none can be installed.
        expecting: Whether something is opened at once. Otherwise the study list shows itself, and
            to go on where the reader left off is offered.
    """

    def __init__(
        self,
        session: Session,
        records: Path | None = None,
        *,
        open_classifier: OpenClassifier | None = None,
        sample: Path | None = None,
        settings: Settings | None = None,
        installer: SupportsBundleInstall | None = None,
        expecting: bool = False,
    ) -> None:
        self.session, self._expecting = session, expecting
        self.support: Support | None = None
        self._dialog_history = DialogHistory()
        self._problems: list[str] = []

        def opened(
            make: Callable[[Path | None], Record],
            name: str,
            otherwise: Callable[[Path], Record] | None = None,
        ) -> Record:
            """A record; where it cannot be opened, another one, by default in memory only."""
            path = records / name if records is not None else None
            try:
                return make(path)
            except WhenceError as error:
                self._problems.append(sentence(str(error)))
                return otherwise(path) if otherwise is not None and path is not None else make(None)

        self.journal = opened(Journal, JOURNAL, Journal.awaiting)
        self.window = MainWindow(session, sample, journal=self.journal, settings=settings)
        self.study_database = opened(open_study_database, STUDY_DATABASE)
        self.job_list = JobList(self.window)
        self.studies = open_study_list(
            self.window, self.study_database, self.job_list, start_page=not expecting
        )
        self.jobs = JobRunner(
            self.window.context,
            self.window.requests,
            self.window.status,
            open_classifier,
            installer,
            self.job_list,
        )
        self.jobs.reported.connect(self.studies.tracker.reported)
        self.drawer = open_drawer(self.window, self.job_list)
        self.saved_session = opened(SavedSessionFile, SAVED_SESSION)
        self.session_restore = open_session_restore(
            self.window, self.saved_session, offering=not expecting
        )
        self.studies.forgot.connect(self.session_restore.forget)
        if self._problems:
            self.window.messages.show_text(" ".join(self._problems))

    def show(self, start: Start | None = None) -> None:
        """Show the window.

        Args:
            start: How this process came up; with it come splash, self-check and crash reports.
        """
        fit_to_screen(self.window)
        self.window.show()
        if start is not None:
            start.words += self._problems
            self.support = open_support(self.window, start, expecting=self._expecting)
            self.drawer.log_requested.connect(self.support.show_log)
            self.studies.forgot.connect(self._dialog_history.forget)

    def close(self) -> bool:
        """Keep the last of it and end every thread; `False` if one could not end in time."""
        self.session_restore.close()
        self.window.close()
        ended = [self.session.close(), self.jobs.close(), self.studies.close()]
        for record in (self.study_database, self.saved_session, self.journal):
            record.close()
        self._dialog_history.close()
        if self.support is not None:
            ended.append(self.support.close())
        return all(ended)


def open_study_list(
    window: MainWindow, study_database: StudyDatabase, jobs: JobList, *, start_page: bool = False
) -> StudyListController:
    """The study list of a window; arguments as of `StudyListController`."""
    actions = window.actions_by_name
    thumbnails = StudyThumbnails(window.session, window)
    page = StudyPage(
        window.desk, thumbnails.thumbnail_of, sample=actions["open_sample"].isEnabled()
    )
    page.folder_requested.connect(actions["open_folder"].trigger)
    page.sample_requested.connect(actions["open_sample"].trigger)
    return StudyListController(
        window.context,
        window.requests,
        page,
        thumbnails,
        study_database,
        jobs,
        start_page=start_page,
    )


def open_session_restore(
    window: MainWindow, file: SavedSessionFile, *, offering: bool = True
) -> SessionRestore:
    """Session restore of a window; arguments as of `SessionRestore`."""
    return SessionRestore(
        window.context,
        window.second,
        window.verdict_panel.drafts,
        window.messages.offer,
        file,
        offering=offering,
    )


def open_support(window: MainWindow, start: Start, *, expecting: bool = False) -> Support:
    """Support of a window, with what its empty desk offers; arguments as of `Support`."""
    actions = window.actions_by_name
    welcome = Welcome(window.grid, actions["open_sample"].isEnabled())
    welcome.folder_requested.connect(actions["open_folder"].trigger)
    welcome.sample_requested.connect(actions["open_sample"].trigger)
    return Support(
        window.context,
        window.requests,
        start,
        welcome,
        window.commands.add_to_help,
        expecting=expecting,
    )


def open_drawer(window: MainWindow, jobs: JobList) -> JobDrawer:
    """The job drawer, shut, with what opens and shuts it."""
    drawer = JobDrawer(window.desk, jobs)
    drawer.counts_changed.connect(window.status.show_jobs)
    drawer.closed.connect(window.view.focus_image)
    window.requests.jobs_requested.connect(drawer.toggle)
    window.status.jobs_requested.connect(drawer.toggle)
    return drawer


def fit_to_screen(window: MainWindow) -> None:
    """Keep the whole window, with its frame, on a small or magnified screen."""
    room = window.screen().availableSize() - QSize(FRAME, 2 * FRAME)
    window.resize(window.size().boundedTo(room))
