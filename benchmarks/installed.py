"""Measures size and start-up time of the installed application, for docs/performance.md.

    python -m benchmarks.installed [APP] [--runs 5]     after `make app`

The clock starts before the process does. *Visible* and *usable* are when the application notes
in its log that the window was painted and that the first slice is there; *splash* likewise. Cold
means that no page of the application's files is in memory (they are dropped with posix_fadvise,
which leaves other programs' files alone); warm, that it was started just before. It runs under
Xvfb with a home of its own. Processor time until then is told beside the clock: on a machine that
does something else as well, it is nearer to what an idle one would take.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from benchmarks.page import write_section

ROOT = Path(__file__).resolve().parents[1]
TITLE = "## The installed application"
MARKS = {"splash": "splash shown", "visible": "window shown", "usable": "first slice shown"}
COLUMNS = ("splash", "splash processor", "visible", "processor", "usable")
GOALS = {"cold": {"splash": 0.3, "visible": 3.0}, "warm": {"splash": 0.3, "visible": 1.5}}
"""Seconds from before the process; medians are held to them."""
TIMEOUT_S = 120
GROUPS = {
    "PyTorch": "_internal/torch",
    "Qt and PySide6": "_internal/PySide6",
    "weights": "_internal/resources/bundles",
    "NumPy": "_internal/numpy",
}


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder, links not followed."""
    return sum(p.lstat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def forget(app: Path) -> None:
    """Drop every page of the application's files from the page cache."""
    os.sync()
    for path in app.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextmanager
def screen() -> Iterator[str]:
    """An X server of our own; its display."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        display = f":{pipe.readline().strip()}"
    try:
        yield display
    finally:
        server.terminate()
        server.wait()


def start(app: Path, display: str, home: Path, study: Path) -> dict[str, float]:
    """Start the application on a study; seconds from before the process to each mark."""
    log_path = home / ".local" / "share" / "whence" / "log" / "whence.log"
    log_path.unlink(missing_ok=True)
    environment = {"HOME": str(home), "DISPLAY": display, "PATH": "/usr/bin:/bin"}
    seconds: dict[str, float] = {}
    began = time.time()
    process = subprocess.Popen(
        [app / "whence", str(study)], env=environment, stderr=subprocess.PIPE
    )
    try:
        while time.time() < began + TIMEOUT_S:
            log_text = log_path.read_text(encoding="utf-8") if log_path.is_file() else ""
            if MARKS["visible"] in log_text and "processor" not in seconds:
                seconds["processor"] = _processor_time(process.pid)
            if all(mark in log_text for mark in MARKS.values()):
                seconds["splash processor"] = _processor_time_of_splash(log_text)
                return seconds | {n: _when(log_text, mark) - began for n, mark in MARKS.items()}
            if process.poll() is not None:
                break
            time.sleep(0.01)
    finally:
        process.terminate()
        _, wrong = process.communicate()
    raise SystemExit(f"the application did not start: {wrong.decode(errors='replace')}")


def _processor_time(pid: int) -> float:
    """Seconds of processor time that a process has taken, in user mode and in the system."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _processor_time_of_splash(log: str) -> float:
    match = re.search(r"splash shown .* (\d+) ms of processor time$", log, re.MULTILINE)
    assert match is not None
    return int(match[1]) / 1000


def _when(log: str, mark: str) -> float:
    line = rf"^(\S+ \S+) INFO \S+ {re.escape(mark)}(?: (\d+) ms before.*)?$"
    match = re.search(line, log, re.MULTILINE)
    assert match is not None
    noted = datetime.strptime(match[1], "%Y-%m-%d %H:%M:%S.%f").timestamp()
    return noted - int(match[2] or 0) / 1000


def measure(app: Path, runs: int) -> dict[str, list[dict[str, float]]]:
    """Cold and warm starts."""
    study = ROOT / "resources" / "sample" / "series"
    starts: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
    with screen() as display, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        start(app, display, home, study)  # the first start writes the font cache
        for _ in range(runs):
            forget(app)
            starts["cold"].append(start(app, display, home, study))
            starts["warm"].append(start(app, display, home, study))
    return starts


def section(app: Path, starts_by_kind: dict[str, list[dict[str, float]]]) -> str:
    """The section of the page, Markdown."""
    total = size_of(app)
    runs = len(starts_by_kind["cold"])
    lines = [
        TITLE,
        "",
        f"`python -m benchmarks.installed`, median (and worst) of {runs} starts each, "
        f"{platform.system()} {platform.machine()} with {os.cpu_count()} cores, no graphics card, "
        f"load average {os.getloadavg()[0]:.1f} (idle is 0).",
        "",
        "| start | splash | processor time until then | window visible | processor time until then "
        "| first slice | goal |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, starts in starts_by_kind.items():
        cells = [_cell([run[name] for run in starts]) for name in COLUMNS]
        goals = [
            f"{name} in {goal} s: {_met(statistics.median(run[name] for run in starts) <= goal)}"
            for name, goal in GOALS[kind].items()
        ]
        lines.append(f"| {kind} | {' | '.join(cells)} | {'; '.join(goals)} |")
    rest = total - sum(size_of(app / part) for part in GROUPS.values())
    sizes = [(name, size_of(app / part)) for name, part in GROUPS.items()]
    lines += [
        "",
        f"Installed it takes {total / 1e6:.0f} MB; the goal is 700 MB ({_met(total < 700e6)}).",
        "",
        "| part | MB |",
        "|---|---|",
        *(f"| {name} | {size / 1e6:.0f} |" for name, size in [*sizes, ("everything else", rest)]),
    ]
    return "\n".join(lines) + "\n"


def _met(held: bool) -> str:
    return "met" if held else "missed"


def _cell(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s ({max(seconds):.2f})"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("app", nargs="?", type=Path, default=ROOT / "build" / "app" / "whence")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    text = section(options.app, measure(options.app, options.runs))
    write_section("installed", text)
    sys.stdout.write(text)
