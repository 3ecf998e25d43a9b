"""Compares the desk with napari on the same series: first image and scrolling.

    python -m benchmarks.peer [FOLDER] [--napari PYTHON] [--write]

napari is no dependency of ours: without `--napari`, a virtual environment is made for it in a
temporary folder and thrown away. napari reads no DICOM by itself; its user stacks the slices with
pydicom, which is what `napari_scenes.py` does. Both run in a process of their own, on Xvfb or the
display there is; napari draws with OpenGL. `--write` puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.page import write_section
from benchmarks.viewer import FOLDER, ROOT, seconds
from benchmarks.viewer import screen as display

NEEDS = ("napari==0.9.2", "PySide6-Essentials<6.12", "pydicom>=3", "imagecodecs")
NOTE = """\
*First image* is from the folder chosen in an open window to the first painting of a slice: Whence
shows it once one slice is decoded, napari once the stack is whole, as it needs an array. *Frame* is
from the wheel turned, or the slider set in napari (its canvas zooms by wheel), to the painting.
napari draws with OpenGL: without a graphics card, in software, which is slower than it is made for.
"""


def make_napari(room: Path) -> Path | None:
    """A virtual environment with napari in it; `None` where it cannot be installed."""
    python = room / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(room)], check=True)
    done = subprocess.run([str(python), "-m", "pip", "install", "-q", *NEEDS], check=False)
    return python if done.returncode == 0 else None


def play(command: list[str]) -> dict[str, float]:
    """Run one scene; what it told, with when its process was started."""
    environment = {**os.environ, "WHENCE_NO_INDEX": "1", "NAPARI_ASYNC": "0"}
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=170, check=False
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise SystemExit(f"{command[-2]} told nothing ({done.returncode}):\n{done.stderr[-3000:]}")
    return {"began": began, **json.loads(lines[-1])}


def table(results: dict[str, list[dict[str, float]]], display: str) -> str:
    """What was found, as Markdown."""

    def row(words: str, name: str, since: str) -> str:
        cells = [seconds([t[name] - t[since] for t in runs]) for runs in results.values()]
        return f"| {words} | {' | '.join(cells)} |"

    def frame(name: str) -> str:
        return " | ".join(
            f"{statistics.median(t[name] for t in runs) * 1e3:.1f} ms" for runs in results.values()
        )

    count = len(next(iter(results.values())))
    lines = [
        "## Beside napari",
        "",
        f"`python -m benchmarks.peer --write`, median of {count} (and the worst), on {display}, "
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, the "
        f"same series for both.",
        "",
        f"| what | {' | '.join(results)} |",
        f"|---|{'---|' * len(results)}",
        row("process start to window visible", "shown", "began"),
        row("folder chosen to first image on screen", "first", "chosen"),
        f"| scroll by one slice, frame, median | {frame('frame')} |",
        f"| scroll by one slice, frame, p95 | {frame('p95')} |",
        "",
        NOTE,
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure both in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--napari", type=Path, help="a Python that has napari")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    options = parser.parse_args()
    folder = str(options.folder.resolve())
    with ExitStack() as stack:
        screen_name = stack.enter_context(display())
        room = stack.enter_context(tempfile.TemporaryDirectory())
        python = options.napari or make_napari(Path(room))
        if python is None:
            raise SystemExit("napari could not be installed here; nothing was compared")
        peer = str(ROOT / "benchmarks" / "napari_scenes.py")
        commands = {
            "Whence": [sys.executable, "-m", "benchmarks.viewer_scenes", "beside", folder],
            "napari": [str(python), peer, folder],
        }
        results: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                results[name].append(play(command))
    text = table(results, screen_name)
    print(text)
    if options.write:
        write_section("peer", text)


if __name__ == "__main__":
    main()
