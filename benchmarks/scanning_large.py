"""Scans a hundred thousand files as the desk does: time, steps, memory, cancelling.

Run by `python -m benchmarks.scanning --large`, in a process of its own for the memory:

    python -m benchmarks.scanning_large FOLDER INDEX   # one line of JSON
"""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import pairwise
from pathlib import Path

from ml.imaging.scanning.header_index import Index
from ml.imaging.scanning.progress_pacing import Clocked
from ml.imaging.scanning.scan import scan


def measure(folder: Path, index: Path) -> dict[str, float]:
    """Scan, scan again from the index, and cancel a scan.

    Returns:
        Seconds, counts, and megabytes of the process.
    """
    before = _megabytes()
    first = _scanned(folder, index)
    after = _megabytes()
    again = _scanned(folder, index)
    return {
        **{f"first {name}": value for name, value in first.items()},
        **{f"again {name}": value for name, value in again.items()},
        "imports MB": before,
        "scan MB": after - before,
        "cancelled": _cancelled(folder),
    }


def _scanned(folder: Path, index: Path) -> dict[str, float]:
    begin = time.perf_counter()
    times: list[float] = []
    image, last = 0.0, None
    for step in scan([folder], pace=Clocked(), index=Index(index)):
        times.append(time.perf_counter() - begin)
        image = image or (times[-1] if step.series else 0.0)
        last = step
    if last is None:
        raise SystemExit("the scan told nothing")
    # The last step comes when all is done, however soon that is.
    apart = [b - a for a, b in pairwise(times[:-1])]
    return {
        "seconds": times[-1],
        "image": image,
        "files": last.files,
        "series": len(last.series),
        "slices": sum(len(series.slices) for series in last.series),
        "steps": len(times),
        "nearest": min(apart, default=0.0),
        "longest": max(apart, default=0.0),
    }


def _cancelled(folder: Path) -> float:
    """Seconds from the request to stop, in the middle of a scan, to its end."""
    steps = scan([folder], pace=Clocked())
    for step in steps:
        if step.files > 1000:
            break
    begin = time.perf_counter()
    steps.close()  # type: ignore[attr-defined]  # it is a generator
    return time.perf_counter() - begin


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
