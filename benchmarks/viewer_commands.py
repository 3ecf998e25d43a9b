"""Every command of the desk in turn, with a study open: how long does the window stand still?"""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from benchmarks.heart import HEARTBEAT_MS, Heart
from viewer.widgets.main_window import MainWindow

SECONDS = 0.8
"""For each command to show its effect."""
FILES = frozenset(("open_folder", "open_files", "open_sample", "export", "export_marks", "install"))
"""Commands that ask for a file by the system's own dialog, or replace what is open."""
ENDS = frozenset(("quit", "annotate"))
BACK = frozenset(("cine", "studies", "jobs", "second_window", "full", "light", "privacy"))
"""Commands that are taken back, so that the next one has the usual window."""


def measure(window: MainWindow, folder: Path) -> dict[str, float]:
    """Run each command.

    Returns:
        Seconds by name of the command: the longest pause between two beats of the event loop, not
        counting the time in which others had the processor.
    """
    session, heart = window.session, Heart(window)
    wake = QTimer(window)
    wake.start(HEARTBEAT_MS)
    window.open_paths([folder])
    _live(60, lambda: not session.scanning and window.state.slice_uid in session.slices)
    session.ask_for_verdicts()
    _live(120, lambda: session.reading is None)
    told = {}
    for name, action in window.actions_by_name.items():
        if name in FILES | ENDS:
            continue
        heart.rest()
        action.trigger()
        _live(SECONDS)
        _close_dialogs()
        told[name] = heart.own
        if name in BACK:
            action.trigger()
            _live(SECONDS)
    return told


def _live(seconds: float, done: object = None) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not (callable(done) and done()):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _close_dialogs() -> None:
    for each in QApplication.topLevelWidgets():
        if isinstance(each, QDialog | QMessageBox) and each.isVisible():
            each.close()
