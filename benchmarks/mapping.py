"""Times reading frames of a large uncompressed file: by range, memory-mapped, and whole (ADR 10).

python -m benchmarks.mapping
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

FRAMES, SIZE, PICKED, ROUNDS = 300, 512, 60, 5


def main() -> None:
    """Print one row for each way."""
    frame = SIZE * SIZE * 2
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "frames"
        np.random.default_rng(0).integers(0, 4096, FRAMES * SIZE * SIZE, np.uint16).tofile(path)
        order = np.random.default_rng(1).permutation(FRAMES)[:PICKED]

        def ranged(index: int) -> np.ndarray:
            with path.open("rb", buffering=0) as file:
                file.seek(int(index) * frame)
                return np.frombuffer(file.read(frame), np.uint16)

        def mapped(index: int) -> np.ndarray:
            frames = np.memmap(path, np.uint16, "r", shape=(FRAMES, SIZE * SIZE))
            return np.array(frames[index])

        def read_whole(index: int) -> np.ndarray:
            frames = np.fromfile(path, np.uint16).reshape(FRAMES, -1)
            return np.array(frames[index])

        print("| way | one frame |\n|---|---|")
        for name, read in (("by range", ranged), ("mapped, then copied", mapped)):
            print(f"| {name} | {1000 * best(read, order):.2f} ms |")
        print(f"| the whole file | {1000 * best(read_whole, order[:5]):.2f} ms |")


def best(read: Callable[[int], np.ndarray], order: np.ndarray) -> float:
    """Seconds for one frame in the best of some rounds."""
    seconds = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for index in order:
            read(index)
        seconds.append((time.perf_counter() - begin) / len(order))
    return min(seconds)


if __name__ == "__main__":
    main()
