"""Thousands of damaged files: no crash, no hang, no greed; each refused in words or readable.

    python -m tests.fuzz.run --files 20000

The files are made from their numbers, so that a finding can be repeated with `--first N --files 1`.
"""

from __future__ import annotations

import argparse
import selectors
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field

SECONDS = 5.0
"""Longest time for one file."""
MEGABYTES = 2048
"""Most memory of the process that opens them."""
STARTING = 120.0


@dataclass
class Outcome:
    """What a run found.

    Attributes:
        said: How many files ended how.
        findings: What must not be, with the file's number.
        memory_mb: Peak of any process.
    """

    said: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    memory_mb: int = 0


def run(first: int, stop: int, seconds: float = SECONDS) -> Outcome:
    """Open the damaged files of these numbers, each run of them in a process of its own.

    Args:
        first: Number of the first file.
        stop: Number after the last.
        seconds: After which a file counts as a hang.
    """
    outcome = Outcome()
    while first < stop:
        first = _some(first, stop, seconds, outcome)
    return outcome


def _some(first: int, stop: int, seconds: float, outcome: Outcome) -> int:
    """Until the process ends or must be ended; returns the number to go on with."""
    command = [
        sys.executable,
        "-X",
        "faulthandler",
        "-m",
        "tests.fuzz.worker",
        str(first),
        str(stop),
    ]
    current = first
    # unbuffered: a line that waits in a buffer of ours would look like a hang
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "bufsize": 0}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout is not None
        waiting = selectors.DefaultSelector()
        waiting.register(process.stdout, selectors.EVENT_READ)
        limit = STARTING
        while True:
            if not waiting.select(limit):
                process.kill()
                outcome.findings.append(f"file {current}: no answer after {limit:g} s")
                return current + 1
            line = process.stdout.readline().decode()
            if not line:
                break
            kind, *rest = line.split(maxsplit=3)
            limit = seconds if kind == "begin" else STARTING
            if kind == "begin":
                current = int(rest[0])
            elif kind == "end":
                _note(int(rest[0]), int(rest[1]), rest[2].strip(), outcome)
    if process.returncode:
        outcome.findings.append(f"file {current}: the process died ({process.returncode})")
        return current + 1
    return stop


def _note(number: int, memory: int, said: str, outcome: Outcome) -> None:
    outcome.said[said.split(maxsplit=1)[0]] += 1
    if said.startswith("raised"):
        outcome.findings.append(f"file {number}: {said}")
    if memory > MEGABYTES and outcome.memory_mb <= MEGABYTES:
        outcome.findings.append(f"file {number}: {memory} MB")
    outcome.memory_mb = max(outcome.memory_mb, memory)


def main() -> int:
    """Run, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    outcome = run(options.first, options.first + options.files)
    counts = ", ".join(f"{count} {said}" for said, count in sorted(outcome.said.items()))
    print(f"{options.files} files: {counts}; at most {outcome.memory_mb} MB")  # noqa: T201
    print(*outcome.findings, sep="\n")  # noqa: T201
    return 1 if outcome.findings else 0


if __name__ == "__main__":
    sys.exit(main())
