"""Builds the application and runs the desk in it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from ml.imaging.api import remove_unpacked
from viewer.app.desk import Desk
from viewer.app.jobs import SupportsBundleInstall
from viewer.app.startup import Start
from viewer.background.gc_pacing import GcPacing
from viewer.background.gui_yield import GuiYield
from viewer.background.image_tool import real_scan
from viewer.session import OpenClassifier, Session
from viewer.settings.schema import THEME
from viewer.state.view_state import ViewState
from viewer.storage import paths as storage_paths
from viewer.widgets.style.theme import apply_theme
from viewer.widgets.window.first_paint import FirstPaint
from viewer.widgets.window.main_window import MainWindow

SCREENSHOT_MS = 300_000
PAINT_MS = 400
SWITCH_SECONDS = 0.0001
"""How long the GUI thread may wait for Python's lock. It lets go of it with every call into Qt; at
Python's own 5 ms, ten calls would take 50 ms while files are looked through."""


def run(
    paths: list[Path],
    open_classifier: OpenClassifier | None,
    *,
    sample: Path | None,
    installer: SupportsBundleInstall | None = None,
    screenshot: Path | None = None,
    ask: bool = False,
    drive: Callable[[MainWindow], object] | None = None,
    start: Start | None = None,
) -> int:
    """Show the desk until it is closed.

    Args:
        paths: Files and folders to open at once.
        open_classifier: Opens the cascade, called on the inference thread; `None` to view only.
        sample: The sample study.
        installer: Verifies and installs bundles, on a worker thread; `None` where none can be
            installed.
        screenshot: Picture the window into this file and end, instead of waiting for a reader.
        ask: With `screenshot`, have the series read first.
        drive: Given the window once it is shown; what it returns is kept until the end. For
            whoever plays the reader: benchmarks and the pictures of the README.
        start: How this process came up; with it come splash, self-check and crash reports.

    Returns:
        Exit code; hand it to `leave` where the process shall end.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Whence")
    kept = start is not None and not start.safe
    settings = QSettings() if kept else None
    apply_theme(application, str(settings.value(THEME, "dark")) if settings is not None else "dark")
    pacing = GcPacing()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    scan = partial(real_scan, yield_to_gui=GuiYield().yield_to_gui)
    session = Session(ViewState(), open_classifier, scan=scan)
    session.library_changed.connect(pacing.freeze)
    desk = Desk(
        session,
        storage_paths.records() if kept else None,
        open_classifier=open_classifier,
        sample=sample,
        settings=settings,
        installer=installer,
        expecting=bool(paths),
    )
    window = desk.window
    painted = FirstPaint(window)
    desk.show(start)
    if paths:
        painted.happened.connect(lambda: window.open_paths(paths))
    if desk.support is not None:
        painted.happened.connect(desk.support.on_painted)
    batch = start is not None and start.batch is not None  # its dialog is what was asked for
    if kept and screenshot is None and drive is None and not batch:
        painted.happened.connect(lambda: window.tour.begin_once())
    screenshot_taker = ScreenshotTaker(window, screenshot, ask) if screenshot is not None else None
    driver = drive(window) if drive is not None else None
    code = application.exec()
    desk.close()
    pacing.stop()
    sys.setswitchinterval(interval)
    del driver
    if screenshot_taker is not None:
        code = screenshot_taker.code
    return code


def leave(code: int) -> NoReturn:
    """End the process at once.

    Everything is written by now. Tearing down an interpreter that holds torch takes a second,
    and one whose thread is still inside `import torch` (see `WorkerThread.close`) cannot be torn
    down.
    """
    remove_unpacked()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


class ScreenshotTaker(QObject):
    """Pictures the window once the series is read."""

    def __init__(self, window: MainWindow, path: Path, read_first: bool) -> None:
        super().__init__(window)
        self.code = 1
        self._window, self._path, self._read_first = window, path, read_first
        self._session = window.session
        self._began = False
        self._ready: set[str] = set()
        self._session.slice_ready.connect(self._on_slice)
        self._session.library_changed.connect(self._begin)
        self._session.reading_finished.connect(self._on_read)
        self._session.message.connect(lambda _text: self._soon())
        self._deadline = QTimer(self)
        self._deadline.setSingleShot(True)
        self._deadline.timeout.connect(self._shoot)
        self._deadline.start(SCREENSHOT_MS)

    def _on_slice(self, uid: str) -> None:
        self._ready.add(uid)
        self._begin()

    def _begin(self) -> None:
        """A slice may be there before its folder has been listed to the end, or after."""
        decoded = self._window.state.slice_uid in self._ready
        if self._began or self._session.scanning or not decoded:
            return
        self._began = True
        if self._read_first:
            self._session.ask_for_verdicts()
        else:
            self._soon()

    def _on_read(self, _uid: str) -> None:
        series = self._window.state.series
        result = self._session.series_result(series) if series is not None else None
        if series is not None and result is not None and result.key_slices:
            uids = [ref.uid for ref in series.slices]
            self._window.state.set_index(uids.index(result.key_slices[0]))
            self._window.state.set_overlay(True)
        self._soon()

    def _soon(self) -> None:
        QTimer.singleShot(PAINT_MS, self._shoot)

    def _shoot(self) -> None:
        if not self._deadline.isActive() and self.code == 0:
            return
        self._deadline.stop()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self.code = 0 if self._window.grab().save(str(self._path)) else 1
        self._window.close()
        QApplication.quit()
