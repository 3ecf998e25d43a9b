"""Read damaged files by the thousand, and write what became of them into docs/fuzz.md.

    python -m tests.fuzz                       # 20,000 files; writes docs/fuzz.md
    python -m tests.fuzz --first 5000 --files 5000 --kept out/fuzz.jsonl   # a piece of it

Pieces with the same `--kept` file add up; the report is written once they make up the whole.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path

from ml.core import atomic_files
from tests.fuzz.pool import MEMORY_MB, Outcome, run

WHOLE = 20_000
SEED = 1
SECONDS = 5.0
REPORT = Path(__file__).resolve().parents[2] / "docs" / "fuzz.md"


def main():
    """Run, print what failed, write the report; 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=WHOLE)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--kept", type=Path, help="file that the outcomes of pieces add up in")
    chosen = parser.parse_args()
    start, done = time.monotonic(), 0

    def told(outcome):
        nonlocal done
        done += 1
        if outcome.failed:
            sys.stdout.write(f"{outcome}\n")
        if done % 1000 == 0:
            sys.stdout.write(f"{done} files, {time.monotonic() - start:.0f} s\n")
            sys.stdout.flush()

    numbers = range(chosen.first, chosen.first + chosen.files)
    found = run(numbers, seed=chosen.seed, seconds=SECONDS, told=told)
    every = _with_earlier(found, chosen.kept) if chosen.kept else found
    text = report(every, chosen.seed)
    sys.stdout.write(text)
    if [outcome.number for outcome in every] == [*range(WHOLE)] and chosen.seed == SEED:
        atomic_files.write(REPORT, lambda temporary: temporary.write_text(text, encoding="utf-8"))
    return int(any(outcome.failed for outcome in every))


def _with_earlier(found, kept):
    """Outcomes of all pieces so far; those of a number that was read again replace the old."""
    earlier = []
    if kept.exists():
        earlier = [Outcome(**json.loads(line)) for line in kept.read_text("utf-8").splitlines()]
    every = {outcome.number: outcome for outcome in (*earlier, *found)}
    lines = "".join(json.dumps(asdict(outcome)) + "\n" for outcome in every.values())
    kept.parent.mkdir(parents=True, exist_ok=True)
    atomic_files.write(kept, lambda temporary: temporary.write_text(lines, encoding="utf-8"))
    return [every[number] for number in sorted(every)]


def report(found, seed):
    """The outcome as Markdown."""
    counts = Counter(outcome.outcome for outcome in found)
    failed = [outcome for outcome in found if outcome.failed]
    lines = [
        "# Damaged files",
        "",
        f"Written by `make fuzz` (`python -m tests.fuzz`) on {date.today():%Y-%m-%d}: {len(found)} "
        f"damaged files, seed {seed}, {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}. Each is read as the desk reads it: scan with index and "
        "archives, then the first, middle and last slice of every series decoded and drawn.",
        "",
        "| outcome | files |",
        "|---|---|",
        f"| a readable image | {counts['image']} |",
        f"| an error in words | {counts['error']} |",
        f"| another exception | {counts['crash']} |",
        f"| the process ended | {counts['died']} |",
        f"| no answer after {SECONDS:g} s | {counts['hang']} |",
        f"| more than {MEMORY_MB} MB of memory | {counts['memory']} |",
        "",
        f"Peak memory of a reading process: {max(o.memory for o in found)} MB.",
        "",
        "| kind of file | files | images | errors | failures |",
        "|---|---|---|---|---|",
        *_rows(found, _kind),
        "",
        "| way of damage (a file may have several) | files | images | errors | failures |",
        "|---|---|---|---|---|",
        *_ways(found),
        "",
    ]
    lines += [f"- file {o.number} ({o.name}; {', '.join(o.ways)}): {o.outcome}" for o in failed]
    return "\n".join(lines).rstrip() + "\n"


def _kind(outcome):
    if outcome.name.startswith("pydicom/"):
        return "DICOM, pydicom's own files"
    suffix = Path(outcome.name).suffix.lstrip(".")
    return f"{suffix}, made here" if suffix else f"DICOM, {outcome.name}, made here"


def _rows(found, kind):
    kinds = {}
    for outcome in found:
        kinds.setdefault(kind(outcome), []).append(outcome)
    return [_row(name, kinds[name]) for name in sorted(kinds)]


def _ways(found):
    ways = {}
    for outcome in found:
        for way in set(outcome.ways):
            ways.setdefault(way, []).append(outcome)
    return [_row(name, ways[name]) for name in sorted(ways)]


def _row(name, found):
    counts = Counter(outcome.outcome for outcome in found)
    failed = sum(outcome.failed for outcome in found)
    return f"| {name} | {len(found)} | {counts['image']} | {counts['error']} | {failed} |"


if __name__ == "__main__":
    sys.exit(main())
