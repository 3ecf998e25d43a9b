"""Plays the scenes of `benchmarks/viewer.py`: each acts as the reader in one real window.

The last line that a scene prints is JSON: what it measured, times by `time.monotonic`, which is
the same clock in every process of a machine.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import main as whence
from benchmarks.fine_slices import COUNT, fine_slices
from benchmarks.heart import Heart, pause, wait
from benchmarks.viewer_commands import measure as measure_commands
from benchmarks.viewer_four import measure as measure_four
from ml.core.types import Verdict
from viewer.app.application import leave, run
from viewer.background.request_queue import Priority
from viewer.background.worker_thread import alive
from viewer.widgets.window.main_window import MainWindow

SCROLL_SECONDS = 8.0
ANSWERS = 3
"""Beats of the event loop after which the window counts as usable (ours)."""


class Eye(QObject):
    """Sees each painting of the picture."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.painted = 0
        self._viewport = window.view.canvas.viewport()
        self._viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count."""
        if event.type() == QEvent.Type.Paint:
            self.painted += 1
        return False


def tell(**values: float) -> None:
    """Print what was measured."""
    print(json.dumps(values), flush=True)


def open_scene(window: MainWindow, folder: Path) -> None:
    """Choose the folder, wait for the first image, then live on through the network's opening."""
    shown = time.monotonic()
    heart, eye = Heart(window), Eye(window)
    wait(lambda: heart.beats >= ANSWERS)
    usable = time.monotonic()
    wait(lambda: time.monotonic() > shown + 0.5)
    chosen = time.monotonic()
    window.open_paths([folder])
    wait(lambda: _pictured(window))
    before = eye.painted
    wait(lambda: eye.painted > before)
    first = time.monotonic()
    window.session.ask_for_verdicts()
    wait(lambda: len(window.session.verdicts) > 2, 90)
    tell(
        shown=shown,
        usable=usable,
        chosen=chosen,
        first=first,
        stall=heart.stall,
        own=heart.own,
        own_mb=megabytes("self"),
        apart_mb=sum(map(megabytes, _children())),
    )
    window.close()


def browse_scene(window: MainWindow, folder: Path) -> None:
    """List a large folder, let its small pictures come, and look into a series now and then."""
    heart, session = Heart(window), window.session
    window.open_paths([folder])
    wait(lambda: not session.scanning and bool(session.library), 90)
    listed = heart.stall
    for series in session.library[:: max(len(session.library) // 12, 1)]:
        session.select_series(series.uid)
        pause(0.5)
    tell(listed=listed, stall=heart.stall, own=heart.own)
    window.close()


def _pictured(window: MainWindow) -> bool:
    return window.view.canvas.grey_item.image is not None and window.state.slice_uid in (
        window.session.slices
    )


def scroll_scene(window: MainWindow, folder: Path) -> None:
    """Turn the wheel as fast as the window follows: idle, reading, and with attention."""
    eye = Eye(window)
    window.open_paths([folder])
    wait(lambda: not window.session.scanning and _pictured(window))
    longest = max(window.session.library, key=lambda s: len(s.slices))
    window.session.select_series(longest.uid)
    wait(lambda: all(r.uid in window.session.slices for r in longest.slices))
    figures: dict[str, float] = {}
    _scroll(window, eye, "idle", figures)
    window.session.ask_for_verdicts()
    wait(lambda: len(window.session.verdicts) > 0, 90)
    served = _keep_reading(window)
    _scroll(window, eye, "running", figures)
    QTest.keyClick(window, Qt.Key.Key_G)
    if not window.state.overlay:
        raise SystemExit("G did not show attention")
    before = len(served)
    _scroll(window, eye, "overlaid", figures)
    if len(served) < before + 2:
        raise SystemExit("the cascade did not read while the wheel was turned")
    _fine(window, figures)
    tell(**figures)
    window.close()


def beside_scene(window: MainWindow, folder: Path) -> None:
    """What `peer.py` has both desks do: open a series, then scroll through it."""
    shown = time.monotonic()
    eye, session = Eye(window), window.session
    chosen = time.monotonic()
    window.open_paths([folder])
    wait(lambda: _pictured(window))
    before = eye.painted
    wait(lambda: eye.painted > before)
    first = time.monotonic()
    wait(lambda: not session.scanning)
    longest = max(session.library, key=lambda s: len(s.slices))
    session.select_series(longest.uid)
    wait(lambda: all(r.uid in session.slices for r in longest.slices))
    figures: dict[str, float] = {}
    _scroll(window, eye, "idle", figures)
    tell(
        shown=shown,
        chosen=chosen,
        first=first,
        frame=figures["idle_median"],
        p95=figures["idle_p95"],
    )
    window.close()


def _keep_reading(window: MainWindow) -> list[Verdict]:
    """Have the networks read the same slices again and again; receives each verdict."""
    thread = window.session._reading._thread
    assert thread is not None
    served: list[Verdict] = []

    def again(verdict: Verdict) -> None:
        served.append(verdict)
        image = window.session.slices.get(verdict.uid)
        if image is not None:
            thread.add(Priority.BATCH, {verdict.uid: image})

    thread.served.connect(again)
    return served


def _scroll(window: MainWindow, eye: Eye, name: str, figures: dict[str, float]) -> None:
    handle = window.windowHandle()
    centre = window.view.mapTo(window, window.view.rect().center())
    spans: list[float] = []
    down = True
    end = time.monotonic() + SCROLL_SECONDS
    while time.monotonic() < end:
        count = len(window.state.series.slices) if window.state.series else 1
        if window.state.index in (0, count - 1):
            down = window.state.index == 0
        index, painted, began = window.state.index, eye.painted, time.monotonic()
        QTest.wheelEvent(handle, centre, QPoint(0, -120 if down else 120))
        while window.state.index == index or eye.painted == painted:
            QApplication.processEvents()
        spans.append(time.monotonic() - began)
    figures[f"{name}_rate"] = len(spans) / sum(spans)
    figures[f"{name}_median"] = float(np.median(spans))
    figures[f"{name}_p95"] = float(np.percentile(spans, 95))
    figures[f"{name}_worst"] = max(spans)


def _fine(window: MainWindow, figures: dict[str, float]) -> None:
    """512 x 512 with overlay, straight into the view: setting the image and painting it."""
    slices = fine_slices()
    view, state = window.view, window.state
    state.set_overlay(True)

    def measure(act: Callable[[int], object]) -> float:
        spans = []
        for turn in range(200):
            began = time.monotonic()
            act(turn)
            view.canvas.viewport().repaint()
            spans.append(time.monotonic() - began)
        return float(np.percentile(spans, 95))

    figures["paint_p95"] = measure(lambda n: view.show_slice(*slices[n % COUNT]))
    figures["window_p95"] = measure(lambda n: state.set_window(2000.0, 1000.0 + 10 * n))
    figures["threshold_p95"] = measure(lambda n: state.set_threshold(n / 200))


def close_scene(window: MainWindow, folder: Path) -> None:
    """Ctrl+Q in the midst of a reading."""
    window.open_paths([folder])
    wait(lambda: not window.session.scanning and _pictured(window))
    window.session.ask_for_verdicts()
    wait(lambda: len(window.session.verdicts) > 1, 90)
    _quit(window)


def importing_scene(window: MainWindow, folder: Path) -> None:
    """Ctrl+Q while the networks' process is inside `import torch`."""
    window.open_paths([folder])
    wait(lambda: not window.session.scanning and _pictured(window))
    window.session.ask_for_verdicts()
    wait(lambda: any(map(_maps_torch, _children())))
    if window.session.models:
        raise SystemExit("torch was imported before the window could be closed")
    _quit(window)


def _children() -> list[str]:
    """Numbers of the processes that this one started (Linux)."""
    tasks = Path("/proc/self/task").glob("*/children")
    return [pid for task in tasks for pid in task.read_text(encoding="utf-8").split()]


def _maps_torch(pid: str) -> bool:
    """Whether a process has torch's libraries in memory."""
    try:
        return "libtorch_cpu" in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    except OSError:
        return False


def megabytes(pid: str) -> float:
    """Memory that a process has in use (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    memory = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(memory.split()[1]) / 1024


def _quit(window: MainWindow) -> None:
    quit_requested = time.monotonic()

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Hide and watched is window:
                tell(asked=quit_requested, hidden=time.monotonic())
            return False

    watch = Watch(window)
    window.installEventFilter(watch)
    QTest.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def four_scene(window: MainWindow, folder: Path) -> None:
    """Four linked viewports, the cascade idle."""
    tell(**measure_four(window, folder))
    window.close()


def commands_scene(window: MainWindow, folder: Path) -> None:
    """Every command in turn."""
    tell(**measure_commands(window, folder))
    window.close()


SCENES = {
    "four": four_scene,
    "commands": commands_scene,
    "open": open_scene,
    "browse": browse_scene,
    "scroll": scroll_scene,
    "beside": beside_scene,
    "close": close_scene,
    "importing": importing_scene,
}


def play(name: str, folder: Path) -> int:
    """Run the desk with one scene on its stage."""

    def drive(window: MainWindow) -> None:
        def begin() -> None:
            QApplication.processEvents()
            window.activateWindow()
            if not QTest.qWaitForWindowActive(window):
                raise SystemExit("the window did not become active")
            SCENES[name](window, folder)

        QTimer.singleShot(0, begin)

    code = run([], whence._open_classifier, sample=None, drive=drive)
    left = [thread.name for thread in alive() if thread.running]
    if left:
        raise SystemExit(f"threads left: {left}")
    return code


if __name__ == "__main__":
    leave(play(sys.argv[1], Path(sys.argv[2])))
