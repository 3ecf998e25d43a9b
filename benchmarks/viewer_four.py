"""Plays the scene of four viewports: linked scroll, window and overlay, all set and painted."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.fine_slices import COUNT, fine_slices
from benchmarks.heart import wait
from viewer.widgets.window.main_window import MainWindow

SECONDS = 8.0
TURNS = 200


class Eyes(QObject):
    """Sees each painting of every picture."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.painted: dict[QObject, int] = {}
        for view in window.grid.views.values():
            viewport = view.canvas.viewport()
            self.painted[viewport] = 0
            viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count."""
        if event.type() == QEvent.Type.Paint:
            self.painted[watched] += 1
        return False


def measure(window: MainWindow, folder: Path) -> dict[str, float]:
    """Hang the longest series four times, linked, and turn the wheel as fast as the desk follows.

    Returns:
        Seconds: `four_scroll_p95` from the wheel to the fourth painting; of 512 x 512 with overlay
        `four_paint_p95`, `four_window_p95` and `four_threshold_p95`, set and painted four times.
    """
    session, state = window.session, window.state
    window.open_paths([folder])
    wait(lambda: not session.scanning and state.slice_uid in session.slices)
    longest = max(session.library, key=lambda s: len(s.slices))
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    for viewport in state.shown:
        session.show_in(viewport, longest.uid)
    wait(lambda: all(ref.uid in session.slices for ref in longest.slices))
    QTest.keyClick(window, Qt.Key.Key_L)
    QTest.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    if not (len(state.shown) == 4 and session.links.scroll and session.links.window):
        raise SystemExit("the keys did not lay out and link four viewports")
    figures = {"four_scroll_p95": float(np.percentile(_scrolled(window), 95))}
    return figures | _fine(window)


def _scrolled(window: MainWindow) -> list[float]:
    eyes, state = Eyes(window), window.state
    handle = window.windowHandle()
    centre = window.view.mapTo(window, window.view.rect().center())
    spans: list[float] = []
    down = True
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        count = len(state.series.slices) if state.series else 1
        if state.index in (0, count - 1):
            down = state.index == 0
        before, began = dict(eyes.painted), time.monotonic()
        QTest.wheelEvent(handle, centre, QPoint(0, -120 if down else 120))
        while any(eyes.painted[eye] == before[eye] for eye in before):
            QApplication.processEvents()
        spans.append(time.monotonic() - began)
        if len({viewport.index for viewport in state.shown}) != 1:
            raise SystemExit("the four did not scroll together")
    return spans


def _fine(window: MainWindow) -> dict[str, float]:
    slices = fine_slices()
    views, state = list(window.grid.views.values()), window.state
    state.set_overlay(True)

    def slowest(act: Callable[[int], object]) -> float:
        spans = []
        for turn in range(TURNS):
            began = time.monotonic()
            act(turn)
            for view in views:
                view.canvas.viewport().repaint()
            spans.append(time.monotonic() - began)
        return float(np.percentile(spans, 95))

    def show(turn: int) -> None:
        for view in views:
            view.show_slice(*slices[turn % COUNT])

    return {
        "four_paint_p95": slowest(show),
        "four_window_p95": slowest(lambda n: state.set_window(2000.0, 1000.0 + 10 * n)),
        "four_threshold_p95": slowest(lambda n: state.set_threshold(n / TURNS)),
    }
