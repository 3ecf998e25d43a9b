"""The desk outlives its networks: a slice that kills them fails in words, the others are read."""

import sys
import time
from dataclasses import replace

import pytest

from ml.core.types import Outcome
from ml.imaging.types.series import SliceRef
from ml.worker.classifier import WorkerClassifier
from tests.ml.worker.test_classifier import PRETEND
from tests.viewer.synthetic import fake_decode, fake_scan, make_series
from viewer.session import Session
from viewer.state.view_state import ViewState


@pytest.fixture
def session(qtbot):
    made = []

    def build(mode="", middle="killed"):
        series = make_series(count=9)
        refs = [*series.slices[:6], SliceRef(middle, series.slices[6].path, 0), *series.slices[7:]]
        made.append(
            Session(
                ViewState(),
                lambda: WorkerClassifier((sys.executable, str(PRETEND), mode), ()),
                scan=fake_scan(replace(series, slices=tuple(refs))),
                decode=fake_decode,
                warm_ms=60_000,
            )
        )
        made[-1].open_paths(["x"])
        qtbot.waitUntil(lambda: bool(made[-1].library) and not made[-1].scanning)
        qtbot.waitUntil(lambda: len(made[-1].slices) == 9)
        return made[-1]

    yield build
    for each in made:
        assert each.close()


def test_slices_in_flight_fail_in_words_and_the_rest_is_read(session, qtbot, caplog):
    desk = session(middle="leaves")
    with qtbot.waitSignal(desk.reading_finished, timeout=30_000):
        desk.ask_for_verdicts()
    said = {ref.uid: desk.verdict(ref.uid) for ref in desk.state.series.slices}
    assert said["leaves"].outcome is Outcome.UNASKED
    assert "ended with code 7" in said["leaves"].reason
    assert sum(each.outcome is Outcome.UNSURE for each in said.values()) >= 4
    with qtbot.waitSignal(desk.reading_finished, timeout=30_000):
        desk.ask_for_verdicts()  # what went down with it is read when asked for again
    said = {ref.uid: desk.verdict(ref.uid) for ref in desk.state.series.slices}
    assert sum(each.outcome is Outcome.UNSURE for each in said.values()) >= 5


def test_closing_does_not_wait_for_networks_that_are_opening(session, qtbot):
    desk = session("slow")
    desk.ask_for_verdicts()
    qtbot.waitUntil(lambda: desk.opening)
    qtbot.wait(600)
    began = time.monotonic()
    assert desk.close()
    assert time.monotonic() - began < 0.5
