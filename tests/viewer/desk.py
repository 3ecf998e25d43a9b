"""A desk with a series open, for the tests of what the reader does."""

import pytest

from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.storage.journal import Journal
from viewer.widgets.window.main_window import MainWindow


@pytest.fixture
def journal_path(tmp_path):
    return tmp_path / "journal.sqlite"


@pytest.fixture
def open_desk(qtbot, journal_path):
    windows = []

    def build():
        session = Session(
            ViewState(),
            FakeClassifier,
            scan=fake_scan(make_series("a"), make_series("b")),
            decode=fake_decode,
            warm_ms=60_000,
        )
        journal = Journal(journal_path)
        window = MainWindow(session, journal=journal)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.open_paths(["x"])
        qtbot.waitUntil(lambda: not session.scanning)
        qtbot.waitUntil(lambda: len(session.slices) >= 20)
        windows.append((window, journal))
        return window

    yield build
    for window, journal in windows:
        window.close()
        assert window.session.close()
        journal.close()


@pytest.fixture
def desk(open_desk):
    return open_desk()
