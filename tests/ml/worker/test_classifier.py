"""The networks' process dies, hangs, prints and is left alone; the desk goes on."""

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from ml.core.errors import BundleError, ImageReadError, WhenceError
from ml.core.types import Outcome, SliceImage
from ml.processes import worker_process
from ml.processes.worker_process import WorkerEndedError, WorkerError
from ml.worker import ENTRY
from ml.worker.classifier import RESTARTS, WorkerClassifier
from ml.worker.one_off_tasks import WorkerInstaller, examine
from tests.ml.worker.pretend import MODELS, NAME

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
PRETEND = Path(__file__).with_name("pretend.py")
REAL = (sys.executable, str(ROOT / "main.py"), ENTRY)


def image(uid="plain", side=6):
    values = np.arange(side * side, dtype=np.int16).reshape(side, side)
    return SliceImage(uid, values, (1.0, 1.0), (0.0, 1.0))


@pytest.fixture
def make():
    made = []

    def build(mode="", command=None):
        made.append(WorkerClassifier(command or (sys.executable, str(PRETEND), mode), ()))
        return made[-1]

    yield build
    for each in made:
        each.close()
        assert each.pid is None


def gone(pid, seconds=3.0):
    """Whether a process that is not ours to wait for ends in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2][1] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.01)
    return False


def test_it_is_a_classifier(make):
    far = make()
    assert (far.models, far.device, far.max_batch) == (MODELS, "cpu", 4)
    one, two = far([image("a"), image("b", 700)])
    assert (one.uid, two.uid, one.outcome, one.presence) == ("a", "b", Outcome.UNSURE, 0.1 + 0.2)
    assert np.array_equal(two.attention, image("b", 700).values.astype(np.float32) / 7)
    assert not two.attention.flags.writeable


def test_answers_that_nobody_waited_for_are_passed_over(make):
    far = make()
    asked = iter(far([image("a"), image("b", 900), image("c", 900)]))
    assert next(asked).uid == "a"
    assert [v.uid for v in far([image("d")])] == ["d"]


def test_what_libraries_print_and_ask_does_not_get_in_between(make):
    far = make()
    assert [v.uid for v in far([image("prints"), image("asks"), image()])] == [
        "prints", "asks", "plain",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "words"), [("segv", "SIGSEGV"), ("kill", "memory"), ("leaves", "code 7")]
)
def test_a_death_is_told_and_the_next_slice_is_read(make, how, words, caplog):
    far = make()
    with caplog.at_level(logging.INFO), pytest.raises(WorkerEndedError, match=words):
        list(far([image(how), image()]))
    assert [v.uid for v in far([image()])] == ["plain"]
    assert "the networks' process" in caplog.text
    if how == "segv":
        assert "worker/pretend.py" in caplog.text
        assert str(ROOT) not in caplog.text


def test_one_that_dies_each_time_is_given_up_and_a_slice_read_well_forgives(make):
    far = make()
    for _ in range(RESTARTS):
        with pytest.raises(WorkerEndedError):
            list(far([image("leaves")]))
    assert list(far([image()]))
    for _ in range(RESTARTS + 1):
        with pytest.raises(WorkerEndedError):
            list(far([image("leaves")]))
    with pytest.raises(WorkerError, match="--safe"):
        list(far([image()]))


def test_one_that_dies_while_opening_says_so(make):
    with pytest.raises(WorkerEndedError, match="memory"):
        make("dies").begin()


def test_errors_keep_their_kind_and_foreign_words_stay_away(make, caplog):
    with pytest.raises(BundleError, match=r"^no presence bundle in here$"):
        make("no bundle").begin()
    far = make()
    with pytest.raises(ImageReadError, match=r"^001\.dcm: truncated$"):
        list(far([image("expected")]))
    with pytest.raises(WorkerError, match="ValueError") as told:
        list(far([image("breaks")]))
    assert NAME not in str(told.value) + caplog.text
    assert "pretend.py" in caplog.text
    assert list(far([image()]))


def test_its_log_comes_over_without_patient_data(make, caplog):
    with caplog.at_level(logging.INFO):
        list(make()([image("logs")]))
    assert "ml.inference.cascade: ours says this" in caplog.text
    assert "pydicom: line" in caplog.text
    assert NAME not in caplog.text


def test_a_program_that_is_not_there_is_told(make):
    with pytest.raises(WorkerError, match="could not be started"):
        make(command=("/nowhere/whence", ENTRY)).begin()


def test_one_that_does_not_speak_our_language_is_told(make):
    far = make(command=(sys.executable, "-c", "print('hello, this is no frame', flush=True)"))
    with pytest.raises(WhenceError, match=r"out of step|ended"):
        far.begin()


@pytest.mark.parametrize("where", ["opening", "reading"])
def test_an_interrupt_ends_it_at_once(make, where):
    far = make("slow" if where == "opening" else "")
    ended = threading.Event()

    def use():
        with pytest.raises(WorkerError):
            list(far([image("hang")]))
        ended.set()

    thread = threading.Thread(target=use)
    thread.start()
    while far.pid is None:
        time.sleep(0.005)
    time.sleep(0.3)
    began = time.monotonic()
    far.interrupt()
    assert ended.wait(2)
    assert time.monotonic() - began < 0.2
    thread.join()
    with pytest.raises(WorkerError, match="being closed"):
        far.begin()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize("uid", ["plain", "hang"])
def test_it_ends_when_its_desk_is_killed(uid):
    code = (
        "import sys, threading, time\n"
        "from tests.ml.worker.test_classifier import WorkerClassifier, PRETEND, image\n"
        "far = WorkerClassifier((sys.executable, str(PRETEND)), ())\n"
        "far.begin()\n"
        f"threading.Thread(target=lambda: list(far([image({uid!r})])), daemon=True).start()\n"
        "time.sleep(0.2)\n"
        "print(far.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as desk:
        pid = int(desk.stdout.readline())
        assert not gone(pid, 0.1)
        desk.kill()
        assert gone(pid)


def test_words_for_every_end():
    assert "SIGABRT" in worker_process.words_for(-6)
    assert "signal 77" in worker_process.words_for(-77)
    assert "code 3" in worker_process.words_for(3)
    assert "answer" in worker_process.words_for(None)


def test_the_shipped_networks_say_the_same_to_the_bit(make):
    from ml.imaging.decode import decode
    from ml.imaging.scanning.scan import open_series
    from ml.inference.cascade import open_cascade

    bundles = ROOT / "resources" / "bundles"
    far = WorkerClassifier(REAL, (bundles,))
    here = open_cascade(bundles)
    series, _ = open_series([ROOT / "resources" / "sample" / "series"])
    try:
        assert (far.models, far.device, far.max_batch) == (here.models, here.device, here.max_batch)
        for index in (8, 12, 16):
            slice_ = decode(series[0], index)
            (one,), (two,) = far([slice_]), here([slice_])
            assert one.attention.tobytes() == two.attention.tobytes()
            assert one.attention.shape == two.attention.shape
            for name in ("uid", "outcome", "presence", "source", "reason", "model_id"):
                assert getattr(one, name) == getattr(two, name)
    finally:
        far.close()


def test_self_check_and_installing_are_done_elsewhere(tmp_path):
    bundles = ROOT / "resources" / "bundles"
    checks = list(examine(REAL, [bundles], tmp_path, ROOT / "resources" / "codecs"))
    assert [c.topic for c in checks[:3]] == ["device", "weights", "weights"]
    assert all(c.sound for c in checks)
    installer = WorkerInstaller(REAL, tmp_path / "own")
    shown = installer.verify(bundles / "presence")
    installed = installer.install(bundles / "presence", shown.fingerprint)
    assert installed.task == "presence"
    assert (tmp_path / "own" / "presence" / "model.json").is_file()


def test_signals_for_the_desk_do_not_end_it(make):
    far = make()
    far.begin()
    os.kill(far.pid, 2)
    assert list(far([image()]))
