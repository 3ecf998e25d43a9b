"""One process that reads damaged files, one after the other, and says what became of each."""

import os
import resource
import sys
import tempfile
import traceback
from pathlib import Path

import numpy as np

from ml.core.errors import WhenceError
from ml.imaging.decode import decode
from ml.imaging.display.display import display
from ml.imaging.scanning.archive import Unpacked
from ml.imaging.scanning.header_index import Index
from ml.imaging.scanning.scan import scan
from tests.fuzz.mutate import mutated
from tests.fuzz.seeds import seeds

ROOM = 6 << 30
"""Address space of a reading process: more than the bound on memory, since libraries reserve."""
SLICES = 3
"""Of each series, that are decoded."""
SERIES = 20
FAULT = "fault in Whence"
"""What is said where a file brings out what nobody foresaw (`ml.imaging.unforeseen`)."""
OWN_SHARE = 0.5
"""Of files that are made here: kinds that pydicom does not ship are as frequent as those."""


def serve(connection, first_seed):
    """Answer numbers with outcomes, until the other end closes."""
    resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stderr.fileno())  # libraries in C complain there
    with tempfile.TemporaryDirectory(prefix="whence-fuzz-") as place:
        whole = seeds(Path(place))
        index = Path(place, "index.sqlite")
        connection.send("ready")
        while True:
            try:
                number = connection.recv()
            except EOFError:
                return
            connection.send(_one(number, first_seed, whole, Path(place), index))


def damaged(number, first_seed, whole):
    """The damaged file of a number: name, bytes and ways; always the same."""
    rng = np.random.default_rng([first_seed, number])
    own = [each for each in whole if not each[0].startswith("pydicom/")]
    chosen = own if rng.random() < OWN_SHARE else whole
    name, data = chosen[int(rng.integers(len(chosen)))]
    return name, *mutated(data, rng)


def _one(number, first_seed, whole, place, index):
    name, data, ways = damaged(number, first_seed, whole)
    path = place / f"read-{number}" / name.rpartition("/")[2]
    path.parent.mkdir()
    path.write_bytes(data)
    try:
        outcome, words = read(path, index)
    finally:
        path.unlink()
        path.parent.rmdir()
    return {"outcome": outcome, "words": words, "name": name, "ways": ways, "memory": peak()}


def peak():
    """Most memory that this process had, in MB.

    `ru_maxrss` would be what the process that began it had, where that was more.
    """
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def read(path, index=None):
    """Read a file as the desk does.

    Returns:
        `image`, `error` or `crash`, and what was said.
    """
    unpacked = Unpacked()
    try:
        *_, last = scan([path], index=Index(index) if index else None, unpacked=unpacked)
        said = [problem.reason for problem in last.problems]
        shown = 0
        for series in last.series[:SERIES]:
            middle = len(series.slices) // 2
            for each in sorted({0, middle, len(series.slices) - 1})[:SLICES]:
                try:
                    display(decode(series, each))
                    shown += 1
                except WhenceError as error:
                    said.append(str(error))
    except Exception:  # noqa: BLE001 - a crash is what is looked for
        return "crash", traceback.format_exc(limit=-6)
    finally:
        unpacked.close()
    faults = [words for words in said if FAULT in words]
    if faults:
        return "crash", faults[0]
    if shown:
        return "image", ""
    return "error", said[0] if said else "not an image; passed over"
