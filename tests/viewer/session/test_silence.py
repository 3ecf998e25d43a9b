"""A networks' process that is stuck or dead is told, and neither reads nor refuses for ever."""

import os
import signal
import sys
import threading
from dataclasses import replace

import pytest

from ml.core.errors import DataError
from ml.core.types import Outcome
from ml.processes.watchdog import Patience
from ml.worker.classifier import WorkerClassifier
from tests.ml.worker.pretend import __file__ as pretend
from tests.ml.worker.test_classifier import gone
from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.marks.marks import Marks
from viewer.session import Session, silence
from viewer.state.view_state import ViewState
from viewer.widgets.panels.verdict_panel import VerdictPanel


class Stuck(FakeClassifier):
    """Works in another process, as it were, which comes to a halt while `stuck`."""

    def __init__(self, deaths=0, deadly=""):
        super().__init__()
        self.stuck, self.let_go = False, threading.Event()
        self.unanswered, self.restarts, self.forgiven = 0.0, 0, 0
        self.deaths, self.deadly = deaths, deadly

    def __call__(self, items):
        if self.stuck:
            self.unanswered = 1.0
            assert self.let_go.wait(20)
            self.unanswered = 0.0
            raise DataError("was ended")
        if self.deaths or any(item.uid == self.deadly for item in items):
            self.deaths -= bool(self.deaths)
            raise DataError("has died")
        yield from super().__call__(items)

    def restart(self):
        self.restarts += 1
        self.stuck = False
        self.let_go.set()

    def forgive(self):
        self.forgiven += 1


@pytest.fixture
def build(qtbot, monkeypatch):
    monkeypatch.setattr(silence, "LOOK_MS", 20)
    sessions = []

    def make(opener, series=None):
        session = Session(
            ViewState(), opener, scan=fake_scan(series or make_series()), decode=fake_decode,
            warm_ms=60_000,
        )  # fmt: skip
        sessions.append(session)
        session.open_paths(["x"])
        qtbot.waitUntil(lambda: bool(session.library) and not session.scanning)
        qtbot.waitUntil(lambda: session.state.slice_uid in session.slices)
        return session

    yield make
    for session in sessions:
        assert session.close()


@pytest.fixture
def stuck(build, qtbot):
    network = Stuck()
    session = build(lambda: network)
    network.stuck = True
    session.ask_for_verdicts()
    qtbot.waitUntil(lambda: network.unanswered > 0)
    return session, network


def panel_of(qtbot, session):
    panel = VerdictPanel(session, Marks(None))
    qtbot.addWidget(panel)
    session.classifier_changed.connect(panel.refresh)
    session.verdicts_changed.connect(panel.refresh)
    session.reading_changed.connect(panel.refresh)
    return panel


def all_read(session):
    result = session.series_result(session.state.series)
    return result is not None and (result.read, result.refused) == (20, 0)


def test_an_overdue_answer_is_told_beside_the_verdicts_and_a_new_start_reads_on(stuck, qtbot):
    session, network = stuck
    panel = panel_of(qtbot, session)
    qtbot.wait(60)
    assert not session.networks_silent, "a second is not long"
    assert panel.silence.isHidden()
    network.unanswered = silence.SILENT_SECONDS
    qtbot.waitUntil(lambda: not panel.silence.isHidden())
    assert "have not answered for half a minute" in panel.silence.words.text()
    with qtbot.waitSignal(session.reading_finished):
        panel.silence.button.click()
    assert network.restarts == 1
    assert all_read(session)
    assert panel.silence.isHidden()


def test_an_answer_that_comes_after_all_takes_the_words_back(stuck, qtbot):
    session, network = stuck
    network.unanswered = 31.0
    qtbot.waitUntil(lambda: session.networks_silent)
    network.unanswered = 0.5
    qtbot.waitUntil(lambda: not session.networks_silent)
    assert network.restarts == 0
    network.let_go.set()


def test_stop_ends_a_stuck_process(stuck, qtbot):
    session, network = stuck
    network.unanswered = 31.0
    qtbot.waitUntil(lambda: session.networks_silent)
    session.cancel()
    assert network.restarts == 1
    assert session.reading is None
    assert not session.networks_silent


def test_stop_leaves_a_short_grace(stuck, qtbot):
    session, network = stuck
    session.cancel()
    qtbot.wait(60)
    assert network.restarts == 0
    network.unanswered = silence.GRACE_SECONDS
    qtbot.waitUntil(lambda: network.restarts == 1)


def test_who_reads_on_after_a_stop_has_nothing_ended(stuck, qtbot):
    session, network = stuck
    session.cancel()
    session.ask_for_verdicts()
    network.unanswered = silence.GRACE_SECONDS + 1
    qtbot.wait(60)
    assert network.restarts == 0
    network.stuck = False
    network.let_go.set()
    qtbot.waitUntil(lambda: all_read(session))


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_death_costs_no_slice(build, qtbot, deaths):
    network = Stuck(deaths=deaths)
    session = build(lambda: network)
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    result = session.series_result(session.state.series)
    assert result.read >= 19
    assert result.told == 20


def test_a_slice_that_kills_costs_itself_alone_and_can_be_read_again(build, qtbot):
    network = Stuck(deadly="s.7")
    session = build(lambda: network)
    panel = panel_of(qtbot, session)
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    result = session.series_result(session.state.series)
    assert (result.read, result.refused, result.shortfall.unasked) == (19, 0, 1)
    assert session.verdict("s.7").outcome is Outcome.UNASKED
    session.state.set_index(7)
    panel.refresh()
    assert panel.slice_box.headline.text() == "● Could not be asked"
    assert panel.slice_box.words.text() == "Has died."
    assert "The networks could not be asked about 1 of 20 slices: has died" in (
        panel.series_box.words.text()
    )
    assert not panel.read_button.isHidden()
    assert panel.read_button.text() == "Read again  (V)"
    network.deadly = ""
    with qtbot.waitSignal(session.reading_finished):
        session.ask_for_verdicts()
    assert network.forgiven
    assert all_read(session)
    panel.refresh()
    assert panel.read_button.isHidden()


def test_networks_that_could_not_be_opened_can_be_opened_again(build, qtbot):
    attempts = []

    def opener():
        attempts.append(1)
        if len(attempts) == 1:
            raise DataError("no memory")
        return Stuck()

    session = build(opener)
    panel = panel_of(qtbot, session)
    session.ask_for_verdicts()
    qtbot.waitUntil(lambda: session.networks_failed)
    assert not panel.silence.isHidden()
    assert panel.silence.words.isHidden(), "the reason is said in the box of the series"
    panel.silence.button.click()
    qtbot.waitUntil(lambda: all_read(session))
    assert not session.networks_failed


def test_without_networks_nothing_can_be_started(build, qtbot):
    session = build(None)
    assert session.classifier_note
    assert not session.networks_failed


# --- a real process -------------------------------------------------------------------------


@pytest.fixture
def real(build, qtbot):
    made = []

    def opener():
        made.append(WorkerClassifier((sys.executable, pretend), (), Patience()))
        return made[-1]

    session = build(opener)
    session._reading.warm_up()
    qtbot.waitUntil(lambda: bool(session.models), timeout=30_000)
    return session, made[0]


needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals")


@needs_signals
@pytest.mark.slow
@pytest.mark.parametrize("signalled", ["SIGSTOP", "SIGKILL"])
def test_a_process_that_is_stopped_or_killed_is_replaced(real, qtbot, monkeypatch, signalled):
    session, network = real
    monkeypatch.setattr(silence, "SILENT_SECONDS", 2.0)
    before = network.pid
    os.kill(before, getattr(signal, signalled))
    session.ask_for_verdicts()
    if signalled == "SIGSTOP":
        qtbot.waitUntil(lambda: session.networks_silent, timeout=30_000)
        session.restart_networks()
    qtbot.waitUntil(lambda: session.reading is None, timeout=60_000)
    assert gone(before)
    result = session.series_result(session.state.series)
    assert (result.read, result.refused) == (20, 0)


@needs_signals
@pytest.mark.slow
def test_stop_kills_a_process_that_is_stopped(real, qtbot):
    session, network = real
    before = network.pid
    os.kill(before, signal.SIGSTOP)
    session.ask_for_verdicts()
    qtbot.waitUntil(lambda: network.unanswered > 0, timeout=10_000)
    session.cancel()
    qtbot.waitUntil(lambda: gone(before, 0.01), timeout=15_000)
    session.ask_for_verdicts()
    qtbot.waitUntil(lambda: all_read(session), timeout=60_000)


@pytest.mark.slow
def test_a_real_slice_that_kills_costs_itself_alone(build, qtbot):
    series = make_series(count=6)
    deadly = replace(series.slices[2], uid="kill")
    series = replace(series, slices=(*series.slices[:2], deadly, *series.slices[3:]))
    session = build(lambda: WorkerClassifier((sys.executable, pretend), ()), series)
    session.ask_for_verdicts()
    qtbot.waitUntil(
        lambda: session.reading is None and session.series_result(series) is not None,
        timeout=60_000,
    )
    result = session.series_result(series)
    assert (result.read, result.shortfall.unasked) == (5, 1)
