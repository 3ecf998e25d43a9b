"""Times reading a folder against other readers, each in a fresh process.

    python -m benchmarks.reading                 # prints, and writes docs/performance.md
    python -m benchmarks.reading --slices 40     # a quick look; writes nothing

Folders: 200 synthetic slices of 512 x 512 in four encodings, and `siemens-mprage-sagittal` under
WHENCE_SHARED. Readers: Whence, SimpleITK's series reader, a plain pydicom loop (with Whence's
decoder, so that it can read them all), dcm2niix. All readers take turns, several rounds, and
the best round of each counts: it is the one that other work on the machine disturbed least.

The *first image* is the first slice of which a reader knows that it belongs to the series and
where: all three others must see the whole folder before they know that. The time starts when
the process has imported what it needs; files are in the page cache for all.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.page import write_section

ROUNDS = 3
ROOT = Path(__file__).resolve().parents[1]
PEERS = ("SimpleITK", "pydicom", "dcm2niix")
READERS = ("Whence", *PEERS)
FLOOR = "floor"
TIMES_SOONER = 10
"""Goal: the first image so many times sooner than any peer's first pixel."""
ENCODINGS = ("uncompressed", "RLE", "JPEG-LS", "JPEG 2000")


def main() -> None:
    """Make the folders, let the readers take turns, print and write the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--slices", type=int, default=200)
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = arguments.parse_args()
    rows = {}
    with tempfile.TemporaryDirectory(prefix="whence-benchmark-") as temporary:
        for name, folder in _folders(Path(temporary), chosen.slices):
            rows[name] = _measure(folder, chosen.rounds)
            print(f"{name}: {json.dumps(rows[name])}", flush=True)
    table = render(rows, chosen.rounds)
    print(table)
    if chosen.slices == 200:
        write_section("reading", table)


def _folders(temporary: Path, slices: int) -> Iterator[tuple[str, Path]]:
    from benchmarks.reading_series import write_series

    for encoding in ENCODINGS:
        folder = temporary / encoding
        write_series(folder, encoding, slices)
        yield f"{slices} x 512 x 512, {encoding}", folder
    shared = Path(os.environ.get("WHENCE_SHARED", "../shared"))
    real = shared / "data" / "dicom" / "siemens-mprage-sagittal"
    if real.is_dir():
        yield "siemens-mprage-sagittal", real


def _measure(folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    best: dict[str, dict[str, float]] = {}
    for _ in range(rounds):
        for reader in (*READERS, FLOOR):
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.reading_readers", reader, str(folder)],
                cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
            )  # fmt: skip
            if done.returncode:
                print(f"{reader} failed: {done.stderr.strip().splitlines()[-1:]}", flush=True)
                continue
            figures = json.loads(done.stdout.splitlines()[-1])
            old = best.setdefault(reader, figures)
            best[reader] = {key: min(old[key], figures[key]) for key in figures}
            time.sleep(0.1)
    return best


def render(rows: dict[str, dict[str, dict[str, float]]], rounds: int) -> str:
    """The tables as Markdown: seconds and megabytes of each reader, and what follows from them.

    Args:
        rows: Per folder and reader `first` and `whole` in seconds and `peak` in megabytes.
        rounds: How often each was measured.
    """
    lines = [
        "## Reading a folder",
        "",
        f"Written by `python -m benchmarks.reading` on {date.today():%Y-%m-%d}: "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; best "
        f"of {rounds} rounds in turn, each in a fresh process after its imports, files in the "
        "page cache. "
        "*First image* is the first slice that is known to belong to the series and where; "
        "*whole* is every slice decoded (for dcm2niix: written to disk without compression); "
        "*peak* is the process's memory. The load average of the machine was "
        f"{os.getloadavg()[0]:.1f} at the end (idle is 0; all readers suffered alike).",
    ]
    for title, key, unit in (
        ("Time to the first image", "first", "s"),
        ("Time to the whole series", "whole", "s"),
        ("Peak memory", "peak", "MB"),
    ):
        lines += [
            "",
            f"### {title}",
            "",
            f"| folder | {' | '.join(READERS)} | best peer / Whence |",
        ]
        lines.append("|---" * (len(READERS) + 2) + "|")
        for name, figures in rows.items():
            cells = [_cell(figures.get(reader), key, unit) for reader in READERS]
            ratio = min(figures[p][key] for p in PEERS if p in figures) / figures["Whence"][key]
            lines.append(f"| {name} | {' | '.join(cells)} | **{ratio:.2f}** |")
    return "\n".join([*lines, "", *_floor(rows)])


def _floor(rows: dict[str, dict[str, dict[str, float]]]) -> list[str]:
    """What no reader can undercut, and whether the goals can be reached at all."""
    lines = [
        "### What cannot be undercut",
        "",
        "*One frame* is a frame decoded whose header is known, *bytes* is every file read and "
        f"nothing done with it. The goal is a first image {TIMES_SOONER} times sooner than the "
        "best peer's, and a series no slower than the fastest peer's.",
        "",
        "| folder | one frame | bytes | first image at most | its goal | whole series, its goal |",
        "|---|---|---|---|---|---|",
    ]
    for name, figures in rows.items():
        frame, data = figures[FLOOR]["first"], figures[FLOOR]["whole"]
        first, whole_series = (
            min(figures[p][key] for p in PEERS if p in figures) for key in ("first", "whole")
        )
        reached = first / figures["Whence"]["first"] >= TIMES_SOONER
        out = "" if first / frame >= TIMES_SOONER else ", out of reach"
        lines.append(
            f"| {name} | {frame * 1000:.1f} ms | {data * 1000:.0f} ms | "
            f"{first / frame:.1f} times sooner | {'held' if reached else f'missed{out}'} | "
            f"{'held' if whole_series >= figures['Whence']['whole'] else 'missed'} |"
        )
    return lines


def _cell(figures: dict[str, float] | None, key: str, unit: str) -> str:
    if figures is None:
        return "cannot"
    return f"{figures[key]:.3f} {unit}" if unit == "s" else f"{figures[key]:.0f} {unit}"


if __name__ == "__main__":
    main()
