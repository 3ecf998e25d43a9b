"""Measures whether memory grows while a reader scrolls: ten thousand steps across fifty studies.

    python -m benchmarks.memory [--write]

Two ways to get there, each in a process of its own with a real window: one study opened after the
other, and all of them at once with a store far smaller than they are. Studies are synthetic.
`--write` puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.heart import wait
from benchmarks.page import write_section
from benchmarks.viewer import ROOT, screen
from benchmarks.viewer_scenes import Eye, megabytes
from tests.synthetic.series import write_series
from viewer.app.application import leave, run
from viewer.widgets.window.main_window import MainWindow

STUDIES, STEPS, SLICES, SIDE = 50, 10_000, 40, 256
STORE_MB = 64
"""For all studies at once, which take four times that."""
SETTLED = 5
"""Studies after which everything that is loaded once has been loaded."""
ROOM_MB = 16.0
"""What an allocator may keep for itself (ours)."""
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def write_studies(folder: Path, studies: int, slices: int) -> list[Path]:
    """Write so many studies of one series each; returns their folders."""
    rng = np.random.default_rng(11)
    pictures = [rng.integers(0, 900, (SIDE, SIDE)).astype(np.uint16) for _ in range(slices)]
    return [
        write_series(folder / f"{n:03d}", pictures, orientation=AXIAL, spacing=(0.9, 0.9))
        for n in range(studies)
    ]


def turn(window: MainWindow, eye: Eye, steps: int) -> None:
    """Turn the wheel so many times, up and down, each time until it is painted."""
    handle, state = window.windowHandle(), window.state
    centre = window.view.mapTo(window, window.view.rect().center())
    assert state.series is not None
    last, down = len(state.series.slices) - 1, True
    for _ in range(steps):
        if state.index in (0, last):
            down = state.index == 0
        before, painted = state.index, eye.painted
        QTest.wheelEvent(handle, centre, QPoint(0, -120 if down else 120))
        wait(lambda before=before: state.index != before)  # type: ignore[misc]
        wait(lambda painted=painted: eye.painted > painted)  # type: ignore[misc]


def settle() -> float:
    """Megabytes in use once garbage is gone."""
    QApplication.processEvents()
    gc.collect()
    return megabytes("self")


def one_by_one(window: MainWindow, folders: list[Path], steps: int) -> dict[str, list[float]]:
    """Open one study after the other."""
    eye, session, used, held = Eye(window), window.session, [], []
    for folder in folders:
        window.open_paths([folder])
        wait(lambda: not session.scanning and bool(session.library))
        wait(lambda: window.state.slice_uid in session.slices)
        turn(window, eye, steps)
        used.append(settle())
        held.append(session.slices.used / 2**20)
    return {"used": used, "held": held, "store": [session.slices.limit / 2**20]}


def all_at_once(window: MainWindow, folders: list[Path], steps: int) -> dict[str, list[float]]:
    """Open them all, with a small store, and go from series to series."""
    eye, session, used, held = Eye(window), window.session, [], []
    session.slices._limit = STORE_MB * 2**20
    window.open_paths([folders[0].parent])
    wait(lambda: not session.scanning and len(session.library) >= len(folders), 120)
    for series in session.library:
        session.select_series(series.uid)
        wait(lambda: window.state.slice_uid in session.slices)
        turn(window, eye, steps)
        used.append(settle())
        held.append(session.slices.used / 2**20)
    return {"used": used, "held": held, "store": [STORE_MB]}


WAYS = {"one by one": one_by_one, "all at once": all_at_once}


def play(way: str, root: Path, steps: int) -> int:
    """Run the desk with one of the ways; prints what it found as JSON."""
    folders = sorted(root.iterdir())

    def drive(window: MainWindow) -> None:
        def begin() -> None:
            if not QTest.qWaitForWindowExposed(window):
                raise SystemExit("the window was not shown")
            megabytes_used = WAYS[way](window, folders, max(steps // len(folders), 1))
            print(json.dumps(megabytes_used), flush=True)
            window.close()

        QTimer.singleShot(0, begin)

    return run([], None, sample=None, drive=drive)


def measured(way: str, root: Path, steps: int) -> dict[str, list[float]]:
    """Play one way in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.memory", "--play", way, str(root), str(steps)]
    environment = {**os.environ, "WHENCE_NO_INDEX": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode or not done.stdout.strip():
        raise SystemExit(f"{way} ended with {done.returncode}:\n{done.stderr}")
    result: dict[str, list[float]] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def growth(result: dict[str, list[float]]) -> float:
    """Megabytes beyond the slice store that the last few studies have over some before."""
    beyond = [used - held for used, held in zip(result["used"], result["held"], strict=True)]
    few = min(SETTLED, max(len(beyond) // 3, 1))
    return median(beyond[-few:]) - median(beyond[few : 2 * few])


def table(results: dict[str, dict[str, list[float]]], display: str, seconds: float) -> str:
    """What was found, as Markdown."""
    lines = [
        "## Memory while scrolling",
        "",
        f"`python -m benchmarks.memory --write`, on {display}, {os.cpu_count()} cores "
        f"({platform.machine()}), Python {platform.python_version()}: {STEPS} turns of the wheel "
        f"across {STUDIES} synthetic studies of {SLICES} slices of {SIDE} × {SIDE}, in "
        f"{seconds:.0f} s. *Growth* is of what is beyond the slice store, from the studies after "
        f"the first {SETTLED} to the last {SETTLED}, by medians, garbage collected before each "
        f"look; bound: {ROOM_MB:.0f} MB, which an allocator may keep for itself.",
        "",
        "| studies | process after the first | after the last | most | growth | slice store |",
        "|---|---|---|---|---|---|",
    ]
    for way, result in results.items():
        used = result["used"]
        held, grown = max(result["held"]), growth(result)
        lines.append(
            f"| {way} | {used[0]:.0f} MB | {used[-1]:.0f} MB | {max(used):.0f} MB | "
            f"{grown:+.1f} MB ({'kept' if grown < ROOM_MB else 'not kept'}) | "
            f"{held:.0f} of {result['store'][0]:.0f} MB |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure both ways and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--play", nargs=3, metavar=("WAY", "FOLDER", "STEPS"))
    options = parser.parse_args()
    if options.play:
        leave(play(options.play[0], Path(options.play[1]), int(options.play[2])))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as room, screen() as display:
        write_studies(Path(room), STUDIES, SLICES)
        results = {way: measured(way, Path(room), STEPS) for way in WAYS}
    text = table(results, display, time.monotonic() - began)
    print(text)
    if options.write:
        write_section("memory", text)


if __name__ == "__main__":
    main()
