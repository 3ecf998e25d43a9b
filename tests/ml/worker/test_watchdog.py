"""A process that does not answer is told, ended and replaced; one that takes its time is not."""

import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.processes import serving, watchdog
from ml.processes.watchdog import Patience, Watchdog
from ml.processes.worker_process import WorkerEndedError, WorkerProcess, WorkerStuckError
from ml.worker.classifier import NAME as NETWORKS
from ml.worker.classifier import WorkerClassifier
from tests.ml.worker.test_classifier import PRETEND, gone, image

QUICK = Patience(start=30.0, loading=30.0, sign=1.0, answer=60.0)
needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals")


def watching(patience=None):
    return Watchdog(lambda: None, patience or Patience())


# --- the clock ------------------------------------------------------------------------------


def test_nothing_is_overdue_while_nothing_is_asked():
    dog = watching()
    assert not any(dog.tick(60.0) for _ in range(100))
    assert dog.unanswered == 0


def test_the_first_loading_counts_only_where_no_sign_of_life_comes():
    dog = watching()
    dog.asked()
    for _ in range(24):
        assert not dog.tick(5.0)
        assert dog.unanswered <= 5
        dog.heard()
    dog.tick(31.0)
    assert dog.unanswered >= 30
    assert dog.tick(30.0)


def test_a_program_may_take_long_to_start():
    dog = watching()
    dog.asked()
    assert not dog.tick(119.0)
    assert dog.unanswered == 0
    assert not dog.tick(32.0)
    assert dog.unanswered >= 30
    assert dog.tick(60.0)


def test_who_took_long_to_start_has_as_long_to_answer():
    dog = watching(Patience(start=120.0, sign=30.0, answer=30.0))
    dog.asked()
    assert not dog.tick(119.0)
    dog.heard()
    assert not dog.tick(29.0)
    dog.heard()
    assert dog.tick(1.0)


def test_after_the_first_verdict_half_a_minute_is_long_in_spite_of_signs_of_life():
    dog = watching()
    dog.asked()
    dog.answered(verdict=True)
    dog.done()
    dog.asked()
    for _ in range(6):
        dog.tick(5.0)
        dog.heard()
    assert dog.unanswered == 30
    while dog.unanswered < 600:
        ends = dog.tick(5.0)
        dog.heard()
        assert ends is (dog.unanswered >= 600), "busy, not dead"


def test_what_the_use_of_an_answer_takes_does_not_count():
    dog = watching()
    dog.asked()
    dog.answered(verdict=True)
    assert not dog.tick(10_000.0)
    assert dog.unanswered == 0


def test_a_computer_that_slept_has_not_waited(monkeypatch):
    ended = []
    dog = Watchdog(lambda: ended.append(1), Patience(start=0, loading=0, sign=60, answer=600))
    dog.asked()
    clock = iter([0.0, 1.0, 80_000.0, 80_001.0])
    waits = iter([False, False, False, True])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(dog._closed, "wait", lambda _seconds: next(waits))
    dog._watch()
    assert ended == []
    assert dog.unanswered < 5


@given(
    st.lists(
        st.one_of(st.sampled_from(["asked", "heard", "answered", "done"]), st.floats(0.1, 200.0)),
        max_size=60,
    )
)
def test_only_who_was_asked_and_is_silent_is_ended(events):
    dog, asked, silent, unanswered = watching(), False, 0.0, 0.0
    for event in events:
        if isinstance(event, float):
            ends = dog.tick(event)
            silent, unanswered = silent + event, unanswered + event
            assert not ends or (asked and (silent >= 60 or unanswered >= 600))
            assert dog.unanswered <= unanswered
            if ends:
                return
        elif event == "answered":
            dog.answered(verdict=True)
            asked = False
        else:
            getattr(dog, event)()
            asked = event == "asked" or (asked and event == "heard")
        if event in ("asked", "heard", "answered", "done"):
            silent = 0.0
        if event in ("asked", "answered", "done"):
            unanswered = 0.0
        if not asked:
            assert dog.unanswered == 0


# --- the process ----------------------------------------------------------------------------


@pytest.fixture
def make(monkeypatch):
    monkeypatch.setattr(watchdog, "TICK_SECONDS", 0.1)
    made = []

    def build(mode="", patience=QUICK):
        made.append(WorkerClassifier((sys.executable, str(PRETEND), mode), (), patience))
        return made[-1]

    yield build
    for each in made:
        each.close()


@needs_signals
@pytest.mark.slow
@pytest.mark.parametrize("side", [6, 2000])
def test_a_stopped_process_is_ended_and_the_next_slice_is_read(make, side):
    """Also where it was stopped before it took what it was sent, more than a pipe holds."""
    far = make()
    assert list(far([image()]))
    stopped = far.pid
    os.kill(stopped, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(WorkerStuckError, match=r"did not answer any more and was ended$"):
        list(far([image("a", side), image("b", side)]))
    assert time.monotonic() - began < 10
    assert gone(stopped)
    assert [v.uid for v in far([image("c")])] == ["c"]


@pytest.mark.slow
def test_one_that_lives_and_never_answers_is_ended_in_the_end(make):
    far = make(patience=replace(QUICK, sign=60.0, answer=1.5))
    assert list(far([image()]))
    with pytest.raises(WorkerStuckError):
        list(far([image("hang")]))
    assert list(far([image()]))


@pytest.mark.slow
def test_an_answer_that_is_overdue_is_told_to_other_threads_and_can_be_given_up(make):
    far = make(patience=Patience())
    assert far.unanswered == 0
    assert list(far([image()]))
    failures = []

    def use():
        with pytest.raises(WorkerEndedError) as failure:
            list(far([image("hang")]))
        failures.append(failure.value)

    thread = threading.Thread(target=use)
    thread.start()
    end = time.monotonic() + 20
    while far.unanswered < 0.3 and time.monotonic() < end:
        time.sleep(0.02)
    assert far.unanswered >= 0.3
    far.restart()
    thread.join(5)
    assert not thread.is_alive()
    assert not isinstance(failures[0], WorkerStuckError)
    assert far.unanswered == 0
    assert [v.uid for v in far([image("next")])] == ["next"]


@pytest.mark.slow
def test_who_was_given_up_is_started_again_where_the_reader_asks(make):
    far = make()
    for _ in range(10):
        with pytest.raises(WorkerEndedError):
            list(far([image("leaves")]))
        far.forgive()
    assert list(far([image()]))


@needs_signals
@pytest.mark.slow
def test_a_task_of_its_own_process_does_not_wait_for_ever_either(make):
    process = WorkerProcess((sys.executable, str(PRETEND)), NETWORKS, replace(QUICK, start=0.0))
    os.kill(process.pid, signal.SIGSTOP)
    try:
        with pytest.raises(WorkerStuckError):
            list(process.ask("verify", "a", "b"))
    finally:
        process.close()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/oom_score_adj").exists(), reason="Linux alone has it")
def test_without_memory_the_networks_go_first(make):
    far = make()
    far.begin()
    score = Path(f"/proc/{far.pid}/oom_score_adj").read_text(encoding="ascii")
    assert int(score) > int(Path("/proc/self/oom_score_adj").read_text(encoding="ascii"))


def test_signs_of_life_come_well_within_the_patience():
    patience = Patience()
    assert patience.sign >= 4 * serving.ALIVE_SECONDS
