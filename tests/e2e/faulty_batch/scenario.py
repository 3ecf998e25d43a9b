"""A small batch with everything real but the networks, the drawing and the faults."""

import errno
import json
import os
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from ml.core import atomic_files, folder_lock
from ml.core.errors import WriteError
from ml.core.messages import NOTHING
from ml.core.types import ModelInfo, Outcome, Verdict
from ml.imaging.scanning import archive, scan
from ml.imaging.scanning.scan import open_series, remove_unpacked
from ml.imaging.source_hash import source_hash
from tests.synthetic.series import write_series
from tests.synthetic.validations import VALIDATED
from viewer.report import batch, result_files
from viewer.report.stop_signals import stop_signals

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
SLICES = 3
DAMAGED = 1
"""Files that are no readable image."""
PNG, PDF = b"\x89PNG" + bytes(3000) + b"IEND", b"%PDF" + bytes(9000) + b"%%EOF"
KILLED, WRITE_ERROR = -signal.SIGKILL, 20
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
ERRORS = {"full": errno.ENOSPC, "forbidden": errno.EACCES, "broken": errno.EIO}
FAULTS = (*ERRORS, "kill", "term")
EVENTS = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.utime")


class Networks:
    """Stand-ins whose verdict follows from the pixels."""

    max_batch, device = 2, "fake"

    def __init__(self, fingerprint="aaaaaaaaaaaa"):
        self.models = (ModelInfo("presence", "p 1", fingerprint, VALIDATED, NOTHING, 0.5),)

    def __call__(self, items):
        for item in items:
            score = float(item.values.mean()) % 97 / 100
            outcome = Outcome.SECONDARY if score >= 0.5 else Outcome.ABSENT
            yield Verdict(item.uid, outcome, score, None, None, "", "m")

    def close(self):
        """Nothing is held."""


def write_study(folder):
    """Two series, one of them in an archive, and a file that is damaged."""
    rng = np.random.default_rng(3)
    for name in ("one", "two"):
        pictures = [rng.integers(0, 900, (16, 16)).astype(np.uint16) for _ in range(SLICES)]
        write_series(folder / name, pictures, orientation=AXIAL, spacing=(1.0, 1.0))
    with zipfile.ZipFile(folder / "two.zip", "w") as packed:
        for path in sorted((folder / "two").iterdir()):
            packed.write(path, path.name)
            path.unlink()
    (folder / "two").rmdir()
    # no picture, which every run would start a process of its own to decode
    (folder / "broken.dcm").write_bytes(bytes(128) + b"DICM" + bytes(20))
    return folder


class Fault:
    """Strikes at the n-th change below a folder.

    Args:
        kind: One of `FAULTS`; empty for none.
        number: At which change, from 1.
        below: The folder.
    """

    def __init__(self, kind, number, below):
        self.kind, self.number, self.below = kind, number, str(below)
        self.seen = 0

    def arm(self):
        """From now on, in this process and for good."""
        vars(os)["fsync"] = lambda _: self.strike()  # a kill loses nothing that was written
        sys.addaudithook(self.audit)

    def audit(self, event, arguments):
        """Count what opens for writing, and what changes folders."""
        written = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
        if not written and event not in EVENTS:
            return
        path = arguments[0]
        if not isinstance(path, str | bytes | os.PathLike):
            return
        if os.fsdecode(path).startswith(self.below):
            self.strike()

    def strike(self):
        """Fail, once; a full disk and a broken one stay so."""
        self.seen += 1
        lasting = self.kind in ("full", "broken")
        if self.seen != self.number and not (lasting and self.seen > self.number):
            return
        if self.kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self.kind == "term":
            os.kill(os.getpid(), signal.SIGTERM)
        elif self.kind:
            raise OSError(ERRORS[self.kind], os.strerror(ERRORS[self.kind]))


def draw_picture(*_, **__):
    """One key picture."""
    from viewer.report.content import KeyPicture

    return (KeyPicture(1, SLICES, PNG, "x"),)


def write_pdf(path, _):
    """A report, written as the real one."""
    atomic_files.write(path, lambda temporary: temporary.write_bytes(PDF))


def run(study, out, fault=None, fingerprint="aaaaaaaaaaaa", lock=True):
    """One run in a process of its own; its exit code, and how many changes it made."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            code = _child(study, out, fault, fingerprint, lock)
            os.write(writing, str(fault.seen if fault else 0).encode())
        except Exception:  # noqa: BLE001  # whatever it is, it is shown
            traceback.print_exc()
        finally:
            remove_unpacked()  # as Python does at an end of its own
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    return pid, reading


def wait(started):
    """Exit code (negative for a signal) and number of changes of a process of `run`."""
    pid, reading = started
    _, status = os.waitpid(pid, 0)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    return os.waitstatus_to_exitcode(status), int(told or 0)


def _child(study, out, fault, fingerprint, lock):
    folder_lock.CAN_LOCK_FOLDERS = lock
    scan.for_this_process = lru_cache(scan.for_this_process.__wrapped__)  # its parent has another
    vars(batch).update(
        key_pictures=draw_picture,
        write_report=write_pdf,
        with_guess=lambda series: series,
        _headless=lambda: None,  # nothing is drawn
    )
    tempfile.tempdir = str(Path(study).parent / "tmp")
    networks = Networks(fingerprint)
    with stop_signals() as stopped:
        (fault or Fault("", 0, out)).arm()
        try:
            return batch.annotate(study, out, lambda: networks, cancelled=stopped).exit_code
        except WriteError:
            return WRITE_ERROR
        except KeyboardInterrupt:
            return 130


class Room:
    """A study, and what a run over it should leave.

    Args:
        folder: An empty one.
    """

    def __init__(self, folder):
        self.folder = folder
        (folder / "tmp").mkdir()
        tempfile.tempdir = str(folder / "tmp")
        self.study = write_study(folder / "study")
        self.series, _ = open_series([self.study])
        self.sources = {series.key: source_hash(series) for series in self.series}
        remove_unpacked()
        assert len(self.series) == 2
        self.expected = self._records(self._run_whole("expected"))
        self.before = self._records(self._run_whole("before", "bbbbbbbbbbbb"))

    def _run_whole(self, name, fingerprint="aaaaaaaaaaaa"):
        out = self.folder / name
        code, _ = wait(run(self.study, out, fingerprint=fingerprint))
        assert code == 3, code  # the damaged file
        self.check_complete(out)
        return out

    def _records(self, out):
        return {key: result_files.read_results(out / key) for key in self.sources}

    def check_beliefs(self, out):
        """Whatever the next run would believe is whole, and what was said."""
        believed = 0
        for key, source in self.sources.items():
            for name, expected in (("a" * 12, self.expected), ("b" * 12, self.before)):
                models = Networks(name).models
                record = result_files.current(out / key, models, source, privacy=True)
                if record is None:
                    continue
                believed += 1
                assert record == expected[key]
                assert (out / key / "report.pdf").read_bytes() == PDF
                assert (out / key / "key1_slice001.png").read_bytes() == PNG
        return believed

    def check_complete(self, out):
        """Everything is there, and nothing else."""
        names = sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file())
        each = ("key1_slice001.png", "report.pdf", "results.json")
        assert names == sorted(
            ["results.csv", *(f"{key}/{name}" for key in self.sources for name in each)]
        ), names
        table = (out / "results.csv").read_text(encoding="utf-8").splitlines()
        assert len(table) == 1 + len(self.series) + DAMAGED

    def check_temporary(self):
        """No patient's files lie about, once a run has ended after the one that was killed."""
        left = list((self.folder / "tmp").glob(f"{archive.PREFIX}*"))
        assert not left, left

    def faults(self, kind, out, fingerprint, step=1):
        """Strike at every change of a run in turn; how often it struck."""
        number = times = 0
        while True:
            number += step if number else 1
            reset(out)
            if fingerprint:
                assert wait(run(self.study, out, fingerprint=fingerprint))[0] == 3
            fault = Fault(kind, number, out)
            code, seen = wait(run(self.study, out, fault))
            struck = code == KILLED or seen >= number
            self.check_beliefs(out)
            if not struck:
                assert code == 3, code
                return times
            times += 1
            self.check_end(kind, code, out)
            code, _ = wait(run(self.study, out))
            assert code == 3, (kind, number, code)
            assert self.check_beliefs(out) == len(self.series), (kind, number)
            self.check_complete(out)
            self.check_temporary()

    def check_end(self, kind, code, out):
        """The process ended as it should, and said so."""
        if kind == "kill":
            assert code == KILLED, code
        elif kind == "term":
            assert code == 130, code
            unfinished = [p for p in out.rglob("*") if p.name.startswith(".")]
            assert not unfinished, unfinished
            if any(out.glob("*/results.json")):
                assert (out / "results.csv").is_file()
        else:
            assert code in (3, WRITE_ERROR), (kind, code)


def reset(folder):
    """Remove a folder of results."""
    import shutil

    if folder.exists():
        shutil.rmtree(folder)


def inject(room):
    """Every kind of fault at every change, into an empty folder and over earlier results."""
    out = room.folder / "out"
    return {
        kind: sum(room.faults(kind, out, before) for before in ("", "b" * 12)) for kind in FAULTS
    }


def sample(room):
    """The same at one change in five, or in seventeen of the kinds that end a run less harshly."""
    out = room.folder / "out"
    step = {"full": 5, "kill": 5}
    return {
        kind: sum(room.faults(kind, out, before, step.get(kind, 17)) for before in ("", "b" * 12))
        for kind in FAULTS
    }


def together(room, rounds=12):
    """Two runs at once into one folder, with its lock and with that of a file in it."""
    refused = 0
    for number in range(rounds):
        lock = number % 2 == 0
        out = room.folder / "out"
        reset(out)
        started = [run(room.study, out, lock=lock)]
        time.sleep(0.03 * (number // 2))
        started.append(run(room.study, out, lock=lock))
        codes = [wait(each)[0] for each in started]
        assert set(codes) <= {3, WRITE_ERROR}, codes
        refused += codes.count(WRITE_ERROR)
        room.check_beliefs(out)
        assert wait(run(room.study, out, lock=lock))[0] == 3
        assert room.check_beliefs(out) == len(room.series)
        room.check_complete(out)
    return {"rounds": rounds, "refused": refused}


def main(what, folder):
    """Play one of the stories; prints what was counted."""
    room = Room(folder)
    counted = {"inject": inject, "sample": sample, "together": together}[what](room)
    sys.stdout.write(json.dumps(counted) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
