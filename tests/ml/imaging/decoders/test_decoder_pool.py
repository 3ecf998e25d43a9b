"""A codec that crashes, hangs or takes all memory costs one file, in true words."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from ml.core.errors import DecoderError, DecoderLostError, DecoderUnavailableError, ImageReadError
from ml.imaging.decode import decode
from ml.imaging.decoders import ENTRY
from ml.imaging.decoders.decoder_pool import DecoderPool, decoders
from ml.imaging.scanning.scan import open_series
from ml.processes.another_start import another
from ml.processes.watchdog import Patience
from tests.ml.imaging.decoders.faulty import NO_ANSWER, QUICK, compressed, faulty_pool, pictures
from tests.ml.worker.test_classifier import gone

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[4]
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
WORDS = {
    "segv": r"its decoder crashed \(SIGSEGV\)",
    "abort": r"its decoder crashed \(SIGABRT\)",
    "loop": NO_ANSWER,
    "gil": NO_ANSWER,
    "memory": r"its decoder asked for more than 0.25 GB of memory",
}


@UNIX
@pytest.mark.parametrize("fault", WORDS)
def test_a_fault_of_a_codec_costs_its_slice_in_words(tmp_path, faulty, fault):
    (series,), problems = open_series([compressed(tmp_path, {1: fault})])
    assert problems == ()
    for index in (0, 2, 3):
        assert decode(series, index).values.any()
    with pytest.raises(ImageReadError, match=WORDS[fault]) as error:
        decode(series, 1)
    assert error.value.name == series.slices[1].path.name
    assert isinstance(error.value.__cause__, DecoderLostError)
    assert decode(series, 2).values.any()


@UNIX
@pytest.mark.parametrize("fault", WORDS)
def test_a_fault_while_a_picture_is_looked_at_costs_the_picture(tmp_path, faulty, fault):
    (series,), problems = open_series([pictures(tmp_path, {2: fault})])
    assert [problem.path.name for problem in problems] == ["2.png"], problems
    assert re.search(WORDS[fault], str(problems[0].reason))
    assert [decode(series, i).values[0, 0] for i in range(3)] == [7, 47, 127]


@UNIX
def test_a_codec_that_keeps_the_first_decoder_to_itself_is_noticed_as_soon(tmp_path, faulty):
    """Nobody takes it for a program that takes long to start."""
    (series,), _ = open_series([compressed(tmp_path, {0: "gil"})])
    began = time.monotonic()
    with pytest.raises(ImageReadError, match=NO_ANSWER):
        decode(series, 0)
    assert time.monotonic() - began < QUICK.start


@UNIX
def test_what_ended_a_decoder_once_is_not_given_to_another(tmp_path, faulty):
    (series,), _ = open_series([compressed(tmp_path, {1: "loop"})])
    with pytest.raises(ImageReadError):
        decode(series, 1)
    began = time.monotonic()
    with pytest.raises(ImageReadError, match="did not answer"):
        decode(series, 1)
    assert time.monotonic() - began < 0.5


@UNIX
def test_a_file_is_not_blamed_for_what_an_earlier_one_damaged(tmp_path, faulty):
    (series,), _ = open_series([compressed(tmp_path, {0: "spoils"})])
    for index in range(4):
        assert decode(series, index).values.any()


@UNIX
def test_a_decoder_that_somebody_ended_is_started_again(tmp_path, faulty):
    (series,), _ = open_series([compressed(tmp_path, {})])
    assert decode(series, 0).values.any()
    (pid,) = faulty.pids
    os.kill(pid, 9)
    assert decode(series, 1).values.any()
    assert faulty.pids != (pid,)


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@LINUX
def test_a_decoder_that_somebody_halted_is_replaced(tmp_path, faulty):
    (series,), _ = open_series([compressed(tmp_path, {})])
    assert decode(series, 0).values.any()
    (pid,) = faulty.pids
    os.kill(pid, signal.SIGSTOP)
    assert decode(series, 1).values.any()
    assert faulty.pids != (pid,)
    assert gone(pid)


@LINUX
def test_a_file_is_not_blamed_where_every_decoder_is_halted(tmp_path, monkeypatch):
    (series,), _ = open_series([compressed(tmp_path, {})])
    ended = threading.Event()

    def halt():
        for pid in pool.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)

    def halt_every_new_one():
        while not ended.wait(0.02):
            halt()

    with faulty_pool(monkeypatch, patience=Patience(start=8.0, sign=2.0, answer=2.0)) as pool:
        assert decode(series, 0).values.any()
        halt()
        halting = threading.Thread(target=halt_every_new_one)
        halting.start()
        try:
            with pytest.raises(ImageReadError, match="was halted from outside") as error:
                decode(series, 1)
        finally:
            ended.set()
            halting.join()
        assert isinstance(error.value.__cause__, DecoderUnavailableError)
        assert decode(series, 1).values.any()


@UNIX
def test_a_file_is_not_blamed_where_the_system_ends_its_decoder(tmp_path, faulty):
    (series,), _ = open_series([compressed(tmp_path, {1: "killed"})])
    for _ in range(2):  # and it is tried again when it is asked for again
        with pytest.raises(ImageReadError, match="ended by the system") as error:
            decode(series, 1)
        assert isinstance(error.value.__cause__, DecoderUnavailableError)
        assert len(faulty.pids) == 0


def test_a_decoder_that_cannot_be_started_is_no_fault_of_the_file(tmp_path, monkeypatch):
    (series,), _ = open_series([compressed(tmp_path, {})])
    with faulty_pool(monkeypatch, ("/nowhere/whence",)):
        with pytest.raises(ImageReadError, match="could not be started") as error:
            decode(series, 0)
        assert isinstance(error.value.__cause__, DecoderUnavailableError)


def test_what_a_codec_says_of_a_damaged_frame_does_not_end_it():
    pool = DecoderPool(another(ENTRY))
    try:
        with pytest.raises(DecoderError, match="does not understand"):
            frame(pool, b"\xff\xd8\xff\xd9")
        (pid,) = pool.pids
        with pytest.raises(DecoderError):
            frame(pool, b"")
        assert pool.pids == (pid,)
    finally:
        pool.close()
    assert gone(pid)


def frame(pool, source):
    form = ("1.2.840.10008.1.2.4.80", 8, 8, 1, 8, "MONOCHROME2", 1)
    return pool.ask("frame", np.frombuffer(source, np.uint8), *form, key=lambda: source)


@UNIX
@pytest.mark.parametrize("fault", ["", "loop"])
def test_it_ends_when_whoever_started_it_is_killed(tmp_path, fault):
    folder = compressed(tmp_path, {0: fault} if fault else {}, count=1)
    code = (
        "import sys, threading, time\n"
        "from pathlib import Path\n"
        "from ml.imaging.decode import decode\n"
        "from ml.imaging.decoders import decoder_pool\n"
        "from ml.imaging.dicom import codecs\n"
        "from ml.imaging.scanning.scan import open_series\n"
        "from tests.ml.imaging.decoders.faulty import COMMAND\n"
        "pool = decoder_pool.DecoderPool(COMMAND)\n"
        "codecs.decoders = lambda: pool\n"
        f"(series,), _ = open_series([Path({str(folder)!r})])\n"
        "threading.Thread(target=decode, args=(series, 0), daemon=True).start()\n"
        "while not pool.pids: time.sleep(0.01)\n"
        "time.sleep(1.0)\n"
        "print(*pool.pids, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as desk:
        pid = int(desk.stdout.readline())
        assert not gone(pid, 0.1)
        desk.kill()
        assert gone(pid)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_forked_process_starts_its_own(tmp_path):
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from ml.imaging.decode import decode\n"
        "from ml.imaging.decoders.decoder_pool import decoders\n"
        "from ml.imaging.scanning.scan import open_series\n"
        f"(series,), _ = open_series([Path({str(compressed(tmp_path, {}))!r})])\n"
        "decode(series, 0)\n"
        "before = decoders().pids\n"
        "pid = os.fork()\n"
        "if not pid:\n"
        "    decode(series, 3)\n"
        "    os._exit(7 if decoders().pids and decoders().pids != before else 1)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7\n"
        "decode(series, 3)\n"
        "assert decoders().pids == before\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_none_is_started_for_slices_that_are_not_compressed(tmp_path):
    code = (
        "from pathlib import Path\n"
        "import sys\n"
        "from ml.imaging.decode import decode\n"
        "from ml.imaging.decoders.decoder_pool import decoders\n"
        "from ml.imaging.scanning.scan import open_series\n"
        "from tests.synthetic.mr import mr, write\n"
        f"(series,), _ = open_series([write(Path({str(tmp_path)!r}), [mr(0), mr(1)])])\n"
        "decode(series, 0)\n"
        "assert decoders().pids == ()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_none_is_started_for_words_alone(argument):
    code = (
        "import subprocess, sys, main\n"
        "def none(*_, **__): raise AssertionError('a process was started')\n"
        "subprocess.Popen = none\n"
        f"main.main([{argument!r}])\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True)


def test_it_loads_neither_a_window_nor_the_networks():
    code = (
        "import sys\n"
        "import ml.imaging.decoders.decoder_server, ml.imaging.formats.picture_codecs\n"
        "heavy = {'torch', 'pydicom', 'PySide6', 'nibabel', 'ml.inference'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_one_process_has_one_set_of_decoders():
    assert decoders() is decoders()
