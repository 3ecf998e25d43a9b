"""Runs long commands, one after another, on a worker thread of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from ml.core.errors import WhenceError
from ml.core.messages import Message
from ml.core.types import ModelInfo
from ml.imaging.api import header_rows
from ml.imaging.types.series import Series
from viewer.background.request_queue import Priority
from viewer.background.worker_thread import WorkerThread
from viewer.i18n.translate import counted, joined, mark, tr, translated
from viewer.report.export import gather, write
from viewer.report.marks_table import write_marks
from viewer.report.model_words import name_of
from viewer.session import OpenClassifier
from viewer.state.job_list import JobList, JobState
from viewer.widgets.context import DeskContext, DeskRequests
from viewer.widgets.dialogs.header_dialog import HeaderDialog
from viewer.widgets.dialogs.install_dialog import InstallDialog
from viewer.widgets.window.status_bar import DeskStatus

if TYPE_CHECKING:
    from ml.imaging.dicom.header_table import HeaderRow
    from viewer.report.batch import BatchSummary

NO_NETWORK = mark("No network is installed: nothing can be annotated.")
NO_INSTALL = mark("This desk cannot install networks.")


class SupportsBundleInstall(Protocol):
    """Verifies and installs bundles; called on a worker thread, where torch may be imported."""

    def verify(self, source: Path) -> ModelInfo:
        """Check a bundle; raises `WhenceError` where it is not to be believed."""
        ...

    def install(self, source: Path, shown: str) -> ModelInfo:
        """Check and install the bundle of which the reader saw the fingerprint.

        Raises `WhenceError` and leaves the old one.
        """
        ...


@dataclass(frozen=True, slots=True)
class JobResult:
    """The result of a job: a message, a file or folder to open, and the final state."""

    words: str = ""
    path: Path | None = None
    state: JobState = JobState.DONE


@dataclass(slots=True)
class DeskJob:
    """Something that takes its time.

    Attributes:
        words: What is being done, for the status line.
        call: Does it, on the worker thread.
        on_done: Takes the result, on the GUI thread.
        stop: Set where the reader wants it no more; what has not begun then never does.
        heeds: Whether it looks at `stop` while it runs.
        quick: Whether it is over at once, and listed only where it fails.
        number: Under which it is listed; 0 where it is not.
    """

    words: str
    call: Callable[[], Any]
    on_done: Callable[[Any], JobResult]
    stop: threading.Event = field(default_factory=threading.Event)
    heeds: bool = False
    quick: bool = False
    number: int = 0


class _JobTool:
    """Does one job after another."""

    max_batch = 1

    def __init__(self, began: Callable[[DeskJob], None]) -> None:
        self._began = began

    def __call__(self, items: Sequence[DeskJob]) -> Iterable[tuple[DeskJob, Any]]:
        for job in items:
            if not job.stop.is_set():
                self._began(job)
                yield job, job.call()

    def close(self) -> None:
        """Nothing is held."""


class JobRunner(QObject):
    """Writes reports, annotates folders and installs networks; none blocks the desk.

    Args:
        context: The desk.
        requests: What the reader asks for.
        status: Shows how far a job has come, and can stop it.
        open_classifier: Opens the cascade for a batch; `None` where none can be read.
        installer: Verifies and installs bundles; `None` where none can be installed.
        job_list: Where jobs are listed; a list of their own where nothing is given.

    Signals:
        progressed: How far a job has come: words, done, total.
        began: A `DeskJob` began, on its thread.
        reported: The report of this `Series` was written.
    """

    progressed = Signal(str, int, int)
    began = Signal(object)
    reported = Signal(object)

    def __init__(
        self,
        context: DeskContext,
        requests: DeskRequests,
        status: DeskStatus,
        open_classifier: OpenClassifier | None,
        installer: SupportsBundleInstall | None = None,
        job_list: JobList | None = None,
    ) -> None:
        super().__init__(context.window)
        self.job_list = job_list if job_list is not None else JobList(self)
        self._running = 0
        self._context, self._status, self._show_message = context, status, context.show_message
        self._open = open_classifier
        self._installer = installer
        self._count = 0
        self._stops: list[threading.Event] = []
        self._thread = WorkerThread("jobs", lambda: _JobTool(self.began.emit))
        self._thread.served.connect(self._on_done)
        self._thread.failed.connect(self._on_failed)
        requests.export_requested.connect(self.export)
        requests.marks_requested.connect(self.export_marks)
        requests.annotate_requested.connect(self.annotate)
        requests.bundle_offered.connect(self.offer_bundle)
        requests.header_requested.connect(self.show_header)
        status.cancelled.connect(self._cancel)
        self.progressed.connect(self._on_progressed)
        self.began.connect(self._on_began)

    def export(self, path: Path) -> None:
        """Write the report of the series on screen."""
        try:
            report = gather(self._context.session, self._context.marks)
        except WhenceError as error:
            self._show_message(translated(error.message))
            return
        self._do(
            DeskJob(
                tr("Writing the report"),
                lambda: write(report, path),
                lambda _: self._on_reported(report.series, path),
            )
        )

    def export_marks(self, path: Path) -> None:
        """Write every mark of the reader's as a table."""
        session, marks = self._context.session, self._context.marks
        entries, library = marks.journal_entries(), session.library
        privacy = session.state.privacy
        self._do(
            DeskJob(
                tr("Writing the marks"),
                lambda: write_marks(path, entries, library, privacy=privacy),
                lambda _: JobResult(tr("Marks saved"), path),
            )
        )

    def annotate(self, source: Path, out: Path) -> None:
        """Annotate a folder in the background."""
        if self._open is None:
            self._show_message(tr(NO_NETWORK))
            return
        opener, stop = self._open, threading.Event()
        self._stops.append(stop)
        self._do(
            DeskJob(
                tr("Annotating"),
                lambda: _annotate(source, out, opener, self.progressed.emit, stop),
                self._on_annotated,
                stop,
                heeds=True,
            )
        )

    def offer_bundle(self, source: Path) -> None:
        """Verify a bundle, then ask the reader whether to install it."""
        installer = self._installer
        if installer is None:
            self._show_message(tr(NO_INSTALL))
            return
        self._do(
            DeskJob(
                tr("Verifying the network"),
                lambda: installer.verify(source),
                lambda info: self._offer_install(source, info, installer),
            )
        )

    def show_header(self, path: Path) -> None:
        """Read a file's header and show it."""
        self._do(
            DeskJob(
                tr("Reading the header"),
                lambda: header_rows(path),
                self._show_rows,
                quick=True,
            )
        )

    def _show_rows(self, rows: Sequence[HeaderRow]) -> JobResult:
        state = self._context.state
        dialog = HeaderDialog(rows, state.privacy, self._context.window)
        state.privacy_changed.connect(dialog.close)
        dialog.show()
        return JobResult()

    def close(self) -> bool:
        """Stop; `False` if the thread could not end in time."""
        for stop in self._stops:
            stop.set()
        return self._thread.close()

    def _offer_install(
        self, source: Path, info: ModelInfo, installer: SupportsBundleInstall
    ) -> JobResult:
        present = next((m for m in self._context.session.models if m.task == info.task), None)
        dialog = InstallDialog(info, present, self._context.window)
        dialog.accepted.connect(
            lambda: self._do(
                DeskJob(
                    tr("Installing the network"),
                    lambda: installer.install(source, info.fingerprint),
                    self._on_installed,
                )
            )
        )
        dialog.open()
        return JobResult()

    def _on_reported(self, series: Series, path: Path) -> JobResult:
        self._context.marks.note("report", {"model_id": self._context.session.model_id})
        self.reported.emit(series)
        return JobResult(tr("Report saved"), path)

    def _on_installed(self, info: ModelInfo) -> JobResult:
        self._context.session.reopen_classifier()
        words = tr("Installed: {}. Verdicts of the previous network are no longer shown.")
        return JobResult(words.format(name_of(info)))

    def _on_annotated(self, summary: BatchSummary) -> JobResult:
        counts = joined(
            counted("%n series read", "%n series read", summary.done),
            *([tr("{} read in part").format(summary.incomplete)] if summary.incomplete else []),
            tr("{} not analysed").format(summary.refused),
            tr("{} failed").format(summary.failed),
            tr("{} skipped").format(summary.skipped),
            *([tr("pictures of {} withheld").format(summary.withheld)] if summary.withheld else []),
        )
        done = tr("Annotation stopped") if summary.cancelled else tr("Annotated")
        words = tr("{}: {}. See {}.").format(done, counts, summary.table.name)
        state = JobState.STOPPED if summary.cancelled else JobState.DONE
        return JobResult(words, summary.table, state)

    def _do(self, job: DeskJob) -> None:
        if not self._thread.running:
            self._thread.start()
        self._count += 1
        if not job.quick:
            stop = partial(self._drop, job)
            job.number = self.job_list.begin(job.words, stop, JobState.WAITING)
        self._status.show_busy(job.words, 0, 0)
        self._thread.add(Priority.BATCH, {self._count: job})

    def _drop(self, job: DeskJob) -> None:
        """Stop a job that can be stopped, or that has not begun."""
        job.stop.set()
        if self.job_list.get(job.number).state is JobState.WAITING:
            self.job_list.end(job.number, JobState.STOPPED, tr("before it began"))

    def _cancel(self) -> None:
        if self._running:
            stop = self.job_list.get(self._running).stop
            if stop is not None:
                stop()

    def _on_began(self, job: DeskJob) -> None:
        self._running = job.number
        if job.number:
            if not job.heeds:
                self.job_list.get(job.number).stop = None
            self.job_list.report(job.number, 0, 0)

    def _on_progressed(self, words: str, done: int, total: int) -> None:
        self._status.show_busy(words, done, total)
        if self._running:
            self.job_list.report(self._running, done, total, words)

    def _on_done(self, done: tuple[DeskJob, Any]) -> None:
        job, result = done
        self._status.show_idle("")
        self._running = 0
        outcome = job.on_done(result)
        if job.number:
            self.job_list.end(job.number, outcome.state, outcome.words, outcome.path)
        if outcome.words:
            self._show_message(outcome.words)

    def _on_failed(self, items: Sequence[DeskJob], reason: Message) -> None:
        self._status.show_idle("")
        self._running = 0
        for job in items:
            number = job.number or self.job_list.begin(job.words)
            self.job_list.end(number, JobState.FAILED, translated(reason))
            words = translated(reason, privacy=self._context.state.privacy)
            self._show_message(tr("{} failed: {}").format(job.words, words))


def _annotate(
    source: Path,
    out: Path,
    opener: OpenClassifier,
    report: Callable[[str, int, int], None],
    stop: threading.Event,
) -> BatchSummary:
    from viewer.report.batch import annotate

    words = tr("Annotating series {} of {}")
    return annotate(
        source,
        out,
        opener,
        progress=lambda p: report(
            words.format(min(p.series_done + 1, p.series_total), p.series_total),
            p.slices_done,
            p.slices_total,
        ),
        cancelled=stop.is_set,
    )
