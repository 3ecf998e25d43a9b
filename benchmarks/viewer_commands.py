"""Measures how long the window stands still for each command, with a study open."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog

from benchmarks.heart import Heart, wait
from viewer.widgets.window.main_window import MainWindow

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
    window.open_paths([folder])
    wait(lambda: not session.scanning and window.state.slice_uid in session.slices)
    session.ask_for_verdicts()
    wait(lambda: session.reading is None, 120)
    stalls = {}
    for name, action in window.actions_by_name.items():
        if name in FILES | ENDS:
            continue
        heart.rest()
        action.trigger()
        _live_on()
        _close_dialogs()
        stalls[name] = heart.own
        if name in BACK:
            action.trigger()
            _live_on()
    return stalls


def _live_on() -> None:
    until = time.monotonic() + SECONDS
    wait(lambda: time.monotonic() > until)


def _close_dialogs() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.close()
