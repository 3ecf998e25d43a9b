"""Opens damaged files one after the other, saying which before each; run by `tests.fuzz.run`."""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

from ml.errors import ImageReadError
from ml.imaging.archive import Unpacked
from ml.imaging.decode import decode
from ml.imaging.scan import scan
from tests.fuzz.mutate import mutated, seeds

SLICES = 2
"""Decoded per series."""


def opened(path: Path, unpacked: Unpacked) -> str:
    """What became of a file: `image`, `refused` or `nothing`.

    Raises:
        Exception: Anything but the expected error, which is what is looked for.
    """
    *_, last = scan([path], unpacked=unpacked)
    refused, read = len(last.problems), 0
    for series in last.series:
        for index in range(min(len(series.slices), SLICES)):
            try:
                read += decode(series, index).values.ndim > 0
            except ImageReadError as error:
                refused += bool(str(error))
    return "image" if read else "refused" if refused else "nothing"


def main() -> None:
    """Open the files from one number to another."""
    first, stop = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as place:
        begin = seeds(Path(place))
        print("ready", flush=True)  # noqa: T201
        for number in range(first, stop):
            suffix, data = mutated(number, begin)
            path = Path(place, f"{number}{suffix}")
            path.write_bytes(data)
            print("begin", number, flush=True)  # noqa: T201
            unpacked = Unpacked()
            try:
                said = opened(path, unpacked)
            except Exception as error:  # noqa: BLE001  # each one is a finding
                said = f"raised {type(error).__name__}: {error}".replace("\n", " ")
            unpacked.close()
            path.unlink()
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
            print("end", number, memory, said, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
