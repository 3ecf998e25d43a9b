"""Measures the speed of the desk: a real window, real events, the shipped networks.

    python -m benchmarks.viewer [FOLDER] [--runs 5] [--write]

Each scene runs in a process of its own, on Xvfb where there is no display (offscreen where there
is no Xvfb either), and tells what it measured. `--write` puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.page import write_section
from benchmarks.scanning import WHOLE, make_folder

ROOT = Path(__file__).resolve().parents[1]
TITLE = "## The desk"
FOLDER = Path(os.environ.get("WHENCE_SHARED", "../shared")) / "data/dicom/tumour-t1-post"
NOTE = """\
The first rows vary with what else the machine does, stalls above all: on a busy machine a thread
that may run waits its turn, which the row below the stalls leaves out. The networks have a process
of their own (docs/adr/0046), so that importing torch does not stall the event loop.
"""
Row = tuple[str, str, str]
STALL_SECONDS = 0.05
"""No stall of the event loop shall be longer."""


def main() -> None:
    """Measure every scene and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help=f"one scene: {', '.join(SCENES)}")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    options = parser.parse_args()
    with screen() as display:
        rows = [
            row
            for name, scene in SCENES.items()
            if options.only in ("", name)
            for row in scene(options.folder.resolve(), options.runs)
        ]
    text = table(rows, display, options.runs)
    print(text)
    if options.write:
        write_section("viewer", text)


@contextmanager
def screen() -> Iterator[str]:
    """A display: the one there is, or Xvfb, or Qt's offscreen platform."""
    if os.environ.get("DISPLAY"):
        yield "the display"
        return
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield "Qt's offscreen platform"
        return
    read, write = os.pipe()
    command = [xvfb, "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    try:
        os.environ["DISPLAY"] = ":" + os.read(read, 16).decode().strip()
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        yield "Xvfb"
    finally:
        server.terminate()
        server.wait()


def play(scene: str, folder: Path) -> tuple[dict[str, float], float, int]:
    """Run one scene; what it told, the time at which its process was gone, its exit code."""
    command = [sys.executable, "-m", "benchmarks.viewer_scenes", scene, str(folder)]
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False
    )
    ended = time.monotonic()
    if not done.stdout.strip():
        raise SystemExit(f"scene {scene} told nothing (exit {done.returncode}):\n{done.stderr}")
    measured = json.loads(done.stdout.strip().splitlines()[-1])
    return {"began": began, **measured}, ended, done.returncode


def opening(folder: Path, runs: int) -> list[Row]:
    """From process start to the window, and from the folder chosen to its first image."""
    results = [play("open", folder)[0] for _ in range(runs)]
    shown = [t["shown"] - t["began"] for t in results]
    usable = [t["usable"] - t["began"] for t in results]
    first = [t["first"] - t["chosen"] for t in results]
    stall, own = [t["stall"] for t in results], [t["own"] for t in results]
    return [
        ("process start to window visible", seconds(shown), "1.2 s"),
        ("process start to window usable: its event loop answers", seconds(usable), "2 s"),
        ("folder chosen to first image on screen", seconds(first), "1 s"),
        ("longest stall of the event loop after start", seconds(stall), "0.05 s"),
        ("… of it not waiting for a processor that others had", seconds(own), "0.05 s"),
        (
            "memory of the window's process while the cascade reads",
            megabytes(results, "own_mb"),
            "",
        ),
        ("… of the networks' process", megabytes(results, "apart_mb"), ""),
    ]


def browsing(_: Path, runs: int) -> list[Row]:
    """A folder of 10,000 files is listed, and looked into."""
    with tempfile.TemporaryDirectory() as room:
        make_folder(Path(room), WHOLE)
        results = [play("browse", Path(room))[0] for _ in range(max(runs // 2, 1))]
    stall, own = [t["stall"] for t in results], [t["own"] for t in results]
    return [
        (f"{WHOLE} files listed and looked into: longest stall", seconds(stall), "0.05 s"),
        ("… of it not waiting for a processor that others had", seconds(own), "0.05 s"),
    ]


def scrolling(folder: Path, runs: int) -> list[Row]:
    """Frames a second with the cascade idle and running, side by side in one process."""
    results = [play("scroll", folder)[0] for _ in range(max(runs // 2, 1))]
    rows: list[Row] = []
    for name, words in (
        ("idle", "cascade idle"),
        ("running", "cascade running"),
        ("overlaid", "cascade running, attention shown"),
    ):
        rate = statistics.median(t[f"{name}_rate"] for t in results)
        slow = statistics.median(t[f"{name}_p95"] for t in results)
        worst = max(t[f"{name}_worst"] for t in results)
        text = f"{rate:.0f} frames/s (p95 {slow * 1e3:.1f} ms, worst {worst * 1e3:.0f} ms)"
        rows.append((f"wheel scroll, {words}", text, "30 frames/s"))
    ratio = statistics.median(t["running_rate"] / t["idle_rate"] for t in results)
    paint = statistics.median(t["paint_p95"] for t in results)
    threshold = statistics.median(t["threshold_p95"] for t in results)
    window = statistics.median(t["window_p95"] for t in results)
    rows += [
        ("… running against idle", f"{ratio:.2f}", ""),
        ("512 × 512 with overlay: scroll, set and paint, p95", f"{paint * 1e3:.1f} ms", "16 ms"),
        ("512 × 512 with overlay: window drag, p95", f"{window * 1e3:.1f} ms", "16 ms"),
        ("512 × 512 with overlay: threshold drag, p95", f"{threshold * 1e3:.1f} ms", "16 ms"),
    ]
    return rows


def four(folder: Path, runs: int) -> list[Row]:
    """Four viewports linked in scroll and window."""
    results = [play("four", folder)[0] for _ in range(max(runs // 2, 1))]

    def slow(name: str) -> str:
        return f"{statistics.median(t[f'four_{name}_p95'] for t in results) * 1e3:.1f} ms"

    return [
        ("four linked viewports: wheel to the fourth painted, p95", slow("scroll"), "16 ms"),
        ("four times 512 × 512 with overlay: set and paint, p95", slow("paint"), "16 ms"),
        ("four times 512 × 512 with overlay: window drag, p95", slow("window"), "16 ms"),
        ("four times 512 × 512 with overlay: threshold drag, p95", slow("threshold"), "16 ms"),
    ]


def commands(folder: Path, runs: int) -> list[Row]:
    """Every command of the menus in turn, with a study open and read."""
    results = [play("commands", folder)[0] for _ in range(max(runs // 2, 1))]
    names = [name for name in results[0] if name != "began"]
    stalls = {name: statistics.median(t[name] for t in results) for name in names}
    slowest = sorted(names, key=lambda name: -stalls[name])
    over = [name for name in slowest if stalls[name] > STALL_SECONDS]
    worst = ", ".join(f"{name} {stalls[name]:.2f} s" for name in slowest[:3])
    return [
        (f"each of {len(names)} commands: those that stall for longer", f"{len(over)}", "0"),
        ("… the three that stall longest", worst, f"{STALL_SECONDS} s"),
    ]


def closing(folder: Path, runs: int) -> list[Row]:
    """From Ctrl+Q to a process that is gone, while the cascade reads."""
    return _closed("close", "while the cascade reads", folder, runs)


def closing_import(folder: Path, runs: int) -> list[Row]:
    """The same while torch is being imported."""
    return _closed("importing", "while torch is imported", folder, runs)


def _closed(scene: str, words: str, folder: Path, runs: int) -> list[Row]:
    spans, hidden = [], []
    for _ in range(runs):
        result, ended, code = play(scene, folder)
        if code:
            raise SystemExit(f"closing {words} ended with {code}")
        spans.append(ended - result["asked"])
        hidden.append(result["hidden"] - result["asked"])
    return [
        (f"Ctrl+Q {words}: window gone", seconds(hidden), ""),
        (f"Ctrl+Q {words}: process and its threads gone", seconds(spans), "1 s"),
    ]


def megabytes(results: Sequence[dict[str, float]], name: str) -> str:
    """The median, and the most."""
    values = [result[name] for result in results]
    return f"{statistics.median(values):.0f} MB (most {max(values):.0f} MB)"


def seconds(values: Sequence[float]) -> str:
    """The median, and the worst."""
    return f"{statistics.median(values):.2f} s (worst {max(values):.2f} s)"


def table(rows: Sequence[Row], display: str, runs: int) -> str:
    """The rows as Markdown."""
    head = (
        f"{TITLE}\n\n"
        f"`python -m benchmarks.viewer --write`, median of {runs}, on {display}, "
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, "
        f"no GPU, load average {os.getloadavg()[0]:.1f} at the end (idle is below 2). "
        f"Every scene is a process of its own with the shipped networks and a real "
        f"window, which gets real wheel, mouse and key events.\n\n"
        "| what | measured | bound |\n|---|---|---|\n"
    )
    body = "".join(f"| {measure} | {value} | {bound} |\n" for measure, value, bound in rows)
    return f"{head}{body}\n{NOTE}"


SCENES = {
    "open": opening,
    "browse": browsing,
    "scroll": scrolling,
    "four": four,
    "commands": commands,
    "close": closing,
    "importing": closing_import,
}

if __name__ == "__main__":
    main()
