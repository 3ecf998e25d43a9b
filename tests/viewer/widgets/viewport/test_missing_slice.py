"""A viewport without its slice says why, unless the slice comes at once."""

import threading

import pytest
from PySide6.QtTest import QTest

from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.widgets.viewport.missing_slice import LATE_MS, LOADING, UNREADABLE, MissingSlice
from viewer.widgets.window.main_window import MainWindow


@pytest.fixture
def opened(qtbot):
    """A desk whose slices come when they are let through."""
    gate, windows = threading.Event(), []

    def decode(series, index):
        assert gate.wait(60)
        return fake_decode(series, index)

    def build(series):
        session = Session(
            ViewState(), FakeClassifier, scan=fake_scan(series), decode=decode, warm_ms=60_000
        )
        window = MainWindow(session)
        qtbot.addWidget(window)
        window.show()
        window.open_paths(["x"])
        qtbot.waitUntil(lambda: session.state.slice_uid != "")
        windows.append(window)
        return window, gate

    yield build
    gate.set()
    for window in windows:
        window.close()
        assert window.session.close()


@pytest.mark.slow
def test_a_slice_that_is_not_there_yet_is_said_to_load(opened, qtbot):
    window, gate = opened(make_series("a"))
    said = window.view.annotation
    assert said.instead == "", "not before it is late"
    qtbot.waitUntil(lambda: said.instead == LOADING)
    window.state.step(1)
    assert said.instead == LOADING, "it does not flicker from slice to slice"
    gate.set()
    qtbot.waitUntil(lambda: window.view.image is not None)
    assert said.instead == ""


@pytest.mark.slow
def test_a_slice_that_comes_at_once_is_not_spoken_of(qtbot):
    missing = MissingSlice(None)
    changes = []
    missing.changed.connect(lambda: changes.append(missing.words))
    missing.wait()
    missing.end()
    QTest.qWait(LATE_MS + 100)
    assert changes == []


@pytest.mark.slow
def test_waiting_for_one_slice_after_another_is_one_wait(qtbot):
    missing = MissingSlice(None)
    missing.wait()
    for _ in range(4):
        QTest.qWait(LATE_MS // 3)
        missing.wait()
    assert missing.words == LOADING


@pytest.mark.slow
def test_what_can_never_be_shown_is_said_at_once(qtbot):
    missing = MissingSlice(None)
    missing.wait()
    missing.give_up()
    assert missing.words == UNREADABLE
    QTest.qWait(LATE_MS + 100)
    assert missing.words == UNREADABLE
    missing.wait()
    assert missing.words == "", "another slice may be readable"
