"""A worker thread serves requests, reports failures, and closes promptly."""

import logging
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QThread, QTimer

from ml.core.errors import DataError
from viewer.background import worker_thread
from viewer.background.request_queue import Priority
from viewer.background.worker_thread import WorkerThread

ROOT = Path(__file__).resolve().parents[3]


class Tool:
    def __init__(self, most=4, pause=0.0):
        self.max_batch, self.pause, self.steps, self.closed = most, pause, [], False

    def __call__(self, items):
        self.steps.append(list(items))
        for item in items:
            time.sleep(self.pause)
            if isinstance(item, Exception):
                raise item
            yield item

    def close(self):
        self.closed = True


@pytest.fixture
def start(qtbot):
    threads = []

    def build(tool):
        thread = WorkerThread(
            "test", tool if callable(tool) and not isinstance(tool, Tool) else lambda: tool
        )
        thread.results = []  # type: ignore[attr-defined]
        thread.served.connect(thread.results.append)  # type: ignore[attr-defined]
        thread.start()
        threads.append(thread)
        return thread

    yield build
    for thread in threads:
        assert thread.close()


def test_three_hundred_requests_are_few_steps(start, qtbot):
    tool = Tool(most=30)
    thread = start(tool)
    for number in range(300):
        thread.request(Priority.NEAR, {number: number})
    thread.add(Priority.BATCH, {"last": "last"})
    qtbot.waitUntil(lambda: "last" in thread.results)
    assert len(tool.steps) < 150
    assert 299 in thread.results


def test_results_arrive_on_the_gui_thread(start, qtbot):
    thread = start(Tool())
    seen = []

    class Receiver(worker_thread.QObject):  # type: ignore[misc, name-defined]
        def take(self, _):
            seen.append(QThread.currentThread())

    receiver = Receiver()
    thread.served.connect(receiver.take)
    thread.request(Priority.NEAR, {1: 1})
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [receiver.thread()]


def test_the_event_loop_has_its_turn_between_results_that_take_long(start, qtbot):
    thread = start(Tool(most=20))
    turns, at = [], []
    beat = QTimer(interval=0)
    beat.timeout.connect(lambda: turns.append(None))

    def take(_):
        at.append(len(turns))
        time.sleep(2 * worker_thread.DELIVERY_SECONDS)

    thread.served.connect(take)
    beat.start()
    thread.add(Priority.BATCH, {number: number for number in range(20)})
    qtbot.waitUntil(lambda: len(at) == 20)
    assert thread.results == list(range(20))
    assert len(set(at)) == 20, "two long results in one turn"


def test_failure_is_told_and_survived(start, qtbot, caplog):
    thread = start(Tool(most=1))
    failures = []
    thread.failed.connect(lambda items, why: failures.append((items, why)))
    expected, other = DataError("this is expected"), RuntimeError("this is not")
    with caplog.at_level(logging.ERROR):
        thread.request(Priority.NEAR, {1: expected, 2: other, 3: 3})
        qtbot.waitUntil(lambda: thread.results == [3])
    assert failures == [([expected], "this is expected"), ([other], "this is not")]
    assert [r.exc_info[1] for r in caplog.records] == [other]


def test_tool_that_does_not_open(start, qtbot):
    def open_tool():
        raise DataError("no weights")

    thread = WorkerThread("test", open_tool)
    with qtbot.waitSignal(thread.failed) as failure:
        thread.start()
    assert failure.args == [[], "no weights"]
    assert thread.close()


def test_closes_in_mid_batch_under_a_second(start, qtbot):
    tool = Tool(most=100, pause=0.05)
    thread = start(tool)
    thread.request(Priority.BATCH, {i: i for i in range(100)})
    qtbot.waitUntil(lambda: len(thread.results) > 1)
    began = time.monotonic()
    assert thread.close()
    assert time.monotonic() - began < 1
    assert tool.closed
    assert not thread.running


def test_closing_while_opening_does_not_wait_for_it(qtbot):
    gate, opening = threading.Event(), threading.Event()

    def open_slowly():
        opening.set()
        gate.wait(20)
        return Tool()

    thread = WorkerThread("slow", open_slowly)
    thread.start()
    assert opening.wait(5)
    began = time.monotonic()
    assert not thread.close()
    assert time.monotonic() - began < 1.2
    gate.set()
    assert thread.close(5000)
    worker_thread._abandoned.clear()


class Elsewhere(Tool):
    """Works in another process, as it were: whoever waits for it can be let go."""

    def __init__(self, slow):
        super().__init__()
        self.slow, self.busy, self.let_go = slow, threading.Event(), threading.Event()

    def _work(self):
        self.busy.set()
        assert self.let_go.wait(20)
        raise DataError("was interrupted")

    def begin(self):
        if self.slow == "opening":
            self._work()

    def __call__(self, items):
        self._work()
        yield from items

    def interrupt(self):
        self.let_go.set()


@pytest.mark.parametrize("slow", ["opening", "working"])
def test_a_tool_that_works_elsewhere_is_not_waited_for(start, qtbot, slow):
    tool = Elsewhere(slow)
    thread = start(tool)
    failures = []
    thread.failed.connect(lambda *told: failures.append(told))
    thread.request(Priority.NEAR, {1: 1})
    qtbot.waitUntil(tool.busy.is_set)
    began = time.monotonic()
    assert thread.close()
    assert time.monotonic() - began < 0.1
    assert tool.closed
    qtbot.wait(20)
    assert not failures


class DidNotBegin(Tool):
    """As the networks whose weights were altered: there, and of no use."""

    @property
    def max_batch(self):
        raise DataError("asked without having begun")

    @max_batch.setter
    def max_batch(self, _size):
        pass

    def begin(self):
        raise DataError("was altered")

    def interrupt(self):
        pass


def test_a_tool_that_did_not_begin_is_closed_and_asked_for_nothing(start, qtbot):
    tool = DidNotBegin()
    thread = start(tool)
    failures = []
    thread.failed.connect(lambda items, reason: failures.append((items, reason)))
    qtbot.waitUntil(lambda: failures != [])
    thread.request(Priority.VISIBLE, {1: 1})
    qtbot.wait(50)
    assert tool.closed
    assert failures == [([], "was altered")]


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_five_thousand_signals_do_not_abort():
    code = (
        "from PySide6.QtCore import QCoreApplication, QObject, Signal\n"
        "class S(QObject):\n    s = Signal(bool)\n"
        "a = QCoreApplication([]); o = S(); n = []\n"
        "o.s.connect(n.append)\n"
        "for i in range(5000): o.s.emit(True)\n"
        "assert len(n) == 5000\n"
    )
    done = run(code)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_desk_does_not_import_torch():
    done = run("import sys, viewer.app.application; sys.exit('torch' in sys.modules)")
    assert done.returncode == 0, done.stderr
