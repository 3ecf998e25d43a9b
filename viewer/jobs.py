"""The long commands of the window, one after another on a lane of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from ml.errors import WhenceError
from ml.protocol import ModelInfo
from viewer.export import gather, write
from viewer.images import header_rows
from viewer.sentences import told
from viewer.session import OpenClassifier
from viewer.widgets.header_dialog import HeaderDialog
from viewer.widgets.install_dialog import InstallDialog
from viewer.widgets.main_window import MainWindow
from viewer.words import counted, joined, mark, tr
from viewer.work.lane import Lane
from viewer.work.wishes import Want

NO_NETWORK = mark("No network is installed: nothing can be annotated.")
NO_INSTALL = mark("This desk cannot install networks.")


class Installer(Protocol):
    """Looks at bundles and installs them; called on a lane, where torch may be imported."""

    def verify(self, source: Path) -> ModelInfo:
        """Check a bundle; raises `WhenceError` where it is not to be believed."""
        ...

    def install(self, source: Path) -> ModelInfo:
        """Check and install a bundle; raises `WhenceError` and leaves the old one."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """Something that takes its time.

    Attributes:
        words: What is being done, for the status line.
        call: Does it, on the lane.
        then: Takes the result, on the GUI thread.
    """

    words: str
    call: Callable[[], Any]
    then: Callable[[Any], None]


class _JobTool:
    """Does one job after another."""

    max_batch = 1

    def __call__(self, items: Sequence[Job]) -> Iterable[tuple[Job, Any]]:
        for job in items:
            yield job, job.call()

    def close(self) -> None:
        """Nothing is held."""


class Jobs(QObject):
    """Report, annotating a folder, and installing a network; none blocks the desk."""

    told = Signal(str, int, int)

    def __init__(
        self,
        window: MainWindow,
        open_classifier: OpenClassifier | None,
        installer: Installer | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._open = open_classifier
        self._installer = installer
        self._count = 0
        self._stop = False
        self._lane = Lane("jobs", _JobTool)
        self._lane.granted.connect(self._on_done)
        self._lane.failed.connect(self._on_failed)
        window.export_requested.connect(self.export)
        window.annotate_requested.connect(self.annotate)
        window.bundle_offered.connect(self.offer_bundle)
        window.header_requested.connect(self.show_header)
        window.status.cancelled.connect(self._cancel)
        self.told.connect(window.status.show_busy)

    def export(self, path: Path) -> None:
        """Write the report of the series on screen."""
        try:
            report = gather(self._window.session, self._window.marks)
        except WhenceError as error:
            self._window.messages.show_text(told(str(error)))
            return
        self._do(
            Job(
                tr(tr("Writing the report")),
                lambda: write(report, path),
                lambda _: self._on_reported(path),
            )
        )

    def annotate(self, source: Path, out: Path) -> None:
        """Annotate a folder in the background."""
        if self._open is None:
            self._window.messages.show_text(tr(NO_NETWORK))
            return
        opener = self._open
        self._do(Job(tr("Annotating"), lambda: self._annotate(source, out, opener), self._say))

    def offer_bundle(self, source: Path) -> None:
        """Verify a bundle, then ask whether it shall be installed."""
        installer = self._installer
        if installer is None:
            self._window.messages.show_text(tr(NO_INSTALL))
            return
        self._do(
            Job(
                tr(tr("Verifying the network")),
                lambda: installer.verify(source),
                lambda info: self._ask(source, info, installer),
            )
        )

    def show_header(self, path: Path) -> None:
        """Read a file's header and show it."""
        privacy = self._window.state.privacy

        self._do(
            Job(
                tr(tr("Reading the header")),
                lambda: header_rows(path),
                lambda rows: HeaderDialog(rows, privacy, self._window).show(),
            )
        )

    def close(self) -> bool:
        """Stop; `False` if the thread could not end in time."""
        self._stop = True
        return self._lane.close()

    def _ask(self, source: Path, info: ModelInfo, installer: Installer) -> None:
        present = next((m for m in self._window.session.models if m.task == info.task), None)
        dialog = InstallDialog(info, present, self._window)
        dialog.accepted.connect(
            lambda: self._do(
                Job(
                    tr(tr("Installing the network")),
                    lambda: installer.install(source),
                    self._on_installed,
                )
            )
        )
        dialog.open()

    def _on_reported(self, path: Path) -> None:
        self._window.marks.note("report", {"model_id": self._window.session.model_id})
        self._say(tr("Report written: {}").format(path.name))

    def _on_installed(self, info: ModelInfo) -> None:
        self._window.session.reopen_classifier()
        words = tr("Installed: {}. Verdicts of the network before are no longer shown.")
        self._say(words.format(info.name))

    def _annotate(self, source: Path, out: Path, opener: OpenClassifier) -> str:
        from viewer.batch import annotate

        summary = annotate(
            source,
            out,
            opener,
            progress=lambda p: self.told.emit(
                tr("Annotating series {} of {}").format(
                    min(p.series_done + 1, p.series_total), p.series_total
                ),
                p.slices_done,
                p.slices_total,
            ),
            cancelled=lambda: self._stop,
        )
        counts = joined(
            counted("%n series read", "%n series read", summary.done),
            tr("{} not analysed").format(summary.refused),
            tr("{} failed").format(summary.failed),
            tr("{} skipped").format(summary.skipped),
        )
        done = tr("Annotating was stopped") if summary.cancelled else tr("Annotated")
        return tr("{}: {}. See {}.").format(done, counts, summary.table.name)

    def _do(self, job: Job) -> None:
        self._stop = False
        if not self._lane.running:
            self._lane.start()
        self._count += 1
        self._window.status.show_busy(job.words, 0, 0)
        self._lane.add(Want.BATCH, {self._count: job})

    def _cancel(self) -> None:
        self._stop = True

    def _on_done(self, done: tuple[Job, Any]) -> None:
        job, result = done
        self._window.status.show_idle("")
        job.then(result)

    def _on_failed(self, items: Sequence[Job], reason: str) -> None:
        self._window.status.show_idle("")
        for job in items:
            self._say(tr("{} failed: {}").format(job.words, told(reason)))

    def _say(self, words: str) -> None:
        self._window.messages.show_text(words)
