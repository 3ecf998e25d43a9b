"""Support: self-check, log, crash reports, safe mode, and what an empty desk offers."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QSettings, QTimer

from ml.core.errors import WriteError
from ml.core.messages import NOTHING, Message
from ml.core.types import Check
from viewer.app.startup import Start
from viewer.background.request_queue import Priority
from viewer.background.worker_thread import WorkerThread
from viewer.i18n.translate import tr, translated
from viewer.storage import paths
from viewer.storage.crash_reports import CrashWatch, FaultFile, report_text, restart, write_report
from viewer.widgets.context import DeskContext, DeskRequests
from viewer.widgets.dialogs.about_dialog import AboutDialog
from viewer.widgets.dialogs.annotate_dialog import AnnotateDialog
from viewer.widgets.dialogs.crash_dialog import BROKE, BROKE_BEFORE, CrashDialog
from viewer.widgets.dialogs.log_viewer import LogViewer
from viewer.widgets.dialogs.selfcheck_dialog import SelfCheckDialog
from viewer.widgets.window.welcome import Welcome

log = logging.getLogger(__name__)

CHECKED = "start/checked"
"""The version that made its self-check on this computer."""
FIRST_CHECK_MS = 2500
"""The first self-check waits this long, so that it does not slow down the first picture."""


class _SelfCheckTool:
    """The self-check as a tool of a worker thread: one line after another."""

    max_batch = 1

    def __init__(self, examine: Callable[[], Iterator[Check]]) -> None:
        self._examine = examine

    def __call__(self, items: Sequence[str]) -> Iterable[Check | None]:
        for _ in items:
            yield from self._examine()
            yield None

    def close(self) -> None:
        """Nothing is held."""


class Support(QObject):
    """Joins to a desk what helps in trouble.

    Args:
        context: The desk.
        requests: Where the batch dialog sends its folders.
        start: How this process came up.
        welcome: What an empty desk offers.
        add_to_help: Adds an entry to the Help menu: its words, and what it calls.
        expecting: Whether paths are opened at once, so that an empty desk offers nothing.
    """

    def __init__(
        self,
        context: DeskContext,
        requests: DeskRequests,
        start: Start,
        welcome: Welcome,
        add_to_help: Callable[[str, Callable[[], object]], None],
        *,
        expecting: bool = False,
    ) -> None:
        super().__init__(context.window)
        self._context, self._requests, self._start = context, requests, start
        self._window, self._show_message = context.window, context.show_message
        self._expecting = expecting
        self._thread: WorkerThread | None = None
        self._checks: list[Check] = []
        self.self_check: SelfCheckDialog | None = None
        self.crash: CrashDialog | None = None
        self.welcome = welcome
        self._first_slice = True
        self._first_check = QTimer(self)
        self._first_check.setSingleShot(True)
        self._first_check.setInterval(FIRST_CHECK_MS)
        self._first_check.timeout.connect(self._examine)
        context.session.slice_ready.connect(self._on_slice)
        context.session.reading_finished.connect(lambda _uid: log.info("a series was read"))
        self._build_menu(add_to_help)
        self._offer()
        self._watch = CrashWatch(self)
        self._watch.crashed.connect(partial(self.show_crash, BROKE))
        self._watch.install()
        self._fault = FaultFile(paths.logs())
        fault = self._fault.left_behind()
        self._fault.begin()
        if fault:
            QTimer.singleShot(0, partial(self.show_crash, BROKE_BEFORE, fault))
        if start.batch is not None:
            self.offer_batch(start.batch)

    def on_painted(self) -> None:
        """Close the splash and show notices, since the window is on screen now."""
        log.info("window shown")
        if self._start.splash is not None:
            self._start.splash.close()
        self._expecting = False
        self._on_library()
        self.show_notices()

    def show_notices(self) -> None:
        """Show the notices of the start; call it after opening paths, which clears messages."""
        safe = [tr("Safe mode: no graphics card, default settings.")] if self._start.safe else []
        words = [*safe, *self._start.words]
        if words:
            self._show_message(" ".join(words))

    def close(self) -> bool:
        """Stop watching; `False` if a thread could not end in time."""
        self._first_check.stop()
        self._watch.remove()
        self._fault.end()
        return self._thread.close() if self._thread is not None else True

    # What the reader asks for

    def show_self_check(self) -> None:
        """Make the self-check and show it line by line."""
        if self.self_check is None:
            self.self_check = SelfCheckDialog(self._window)
            self.self_check.again_requested.connect(self._examine)
        self._examine()
        self.self_check.show()
        self.self_check.raise_()

    def show_log(self) -> LogViewer:
        """Show the log."""
        viewer = LogViewer(self._start.log_file, self._window)
        viewer.show()
        return viewer

    def show_about(self) -> AboutDialog:
        """Show version and licences."""
        dialog = AboutDialog(
            self._start.version,
            self._start.licences,
            self._window,
            self._context.session.models,
        )
        dialog.show()
        return dialog

    def show_crash(self, words: str, fault: str) -> None:
        """Show that something broke; while that is on screen, further errors go to the log only."""
        if self.crash is not None and self.crash.isVisible():
            return
        report = report_text(fault, self._start.version, self._start.safe, self._start.log_file)
        self.crash = CrashDialog(words, report, self._window)
        self.crash.save_requested.connect(self._save_report)
        self.crash.safe_requested.connect(self.start_safely)
        self.crash.show()

    def start_safely(self) -> None:
        """Close this window and start again without graphics card and settings."""
        log.info("start again in safe mode was asked for")
        restart(["--safe"], QProcess.startDetached)
        self._window.close()

    def offer_batch(self, folder: Path) -> AnnotateDialog:
        """Open the batch dialog for a folder, beside the desk."""
        state = self._context.state
        dialog = AnnotateDialog(self._window, is_hidden=lambda: state.privacy)
        dialog.offer(folder, folder.with_name(tr("Whence results")))
        state.privacy_changed.connect(dialog.follow_privacy)
        dialog.chosen.connect(self._requests.annotate_requested)
        dialog.show()
        return dialog

    # Inside

    def _build_menu(self, add_to_help: Callable[[str, Callable[[], object]], None]) -> None:
        for words, call in (
            (tr("Self-check…"), self.show_self_check),
            (tr("Log…"), self.show_log),
            (tr("Restart in safe mode"), self.start_safely),
            (tr("About Whence…"), self.show_about),
        ):
            add_to_help(words, call)

    def _offer(self) -> None:
        self.welcome.check_requested.connect(self.show_self_check)
        self._context.session.library_changed.connect(self._on_library)
        self._context.state.series_changed.connect(self._on_library)
        self._on_library()
        if QSettings().value(CHECKED) != self._start.version and not self._start.safe:
            self._first_check.start()

    def _on_slice(self, _uid: str) -> None:
        if self._first_slice:
            self._first_slice = False
            log.info("first slice shown")

    def _on_library(self) -> None:
        session = self._context.session
        empty = self._context.state.series is None and not session.scanning
        self.welcome.setVisible(empty and not self._expecting)

    def _examine(self) -> None:
        if self._thread is None:
            self._thread = WorkerThread("self-check", lambda: _SelfCheckTool(self._start.examine))
            self._thread.served.connect(self._on_check)
            self._thread.failed.connect(lambda _items, reason: self._on_examined(reason))
            self._thread.start()
        self._checks.clear()
        if self.self_check is not None:
            self.self_check.begin()
        self._thread.request(Priority.VISIBLE, {"check": "all"})

    def _on_check(self, check: Check | None) -> None:
        if check is None:
            self._on_examined(NOTHING)
            return
        self._checks.append(check)
        log.log(
            logging.INFO if check.sound else logging.WARNING,
            "self-check: %s is %s",
            check.topic,
            "sound" if check.sound else "not sound",
        )
        if self.self_check is not None:
            self.self_check.add(check)

    def _on_examined(self, reason: Message) -> None:
        ill = [check for check in self._checks if not check.sound]
        if self.self_check is not None:
            self.self_check.finish(reason)
        if reason or ill:
            words = translated(reason, privacy=False) or tr("; ").join(
                translated(check.words, privacy=False) for check in ill
            )
            self._show_message(tr("Self-check: {}").format(words))
            self.welcome.show_words(tr("The self-check found a problem: see above."))
        else:
            self.welcome.show_words(tr("Self-check: everything needed for reading is in place."))
            QSettings().setValue(CHECKED, self._start.version)

    def _save_report(self, text: str) -> None:
        assert self.crash is not None
        try:
            path = write_report(paths.logs(), text)
        except WriteError as error:
            self.crash.save_note.setText(
                tr("{} You can copy the report instead.").format(
                    translated(error.message, privacy=False)
                )
            )
        else:
            self.crash.save_note.setText(tr("Saved: {}").format(os.fspath(path)))
