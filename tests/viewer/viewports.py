"""A desk on real files."""

import pytest

from tests.viewer.hand import ready
from tests.viewer.synthetic import FakeClassifier
from viewer.session import Session
from viewer.state import ViewState
from viewer.widgets.main_window import MainWindow


@pytest.fixture
def open_folder(qtbot):
    made = []

    def build(folder, settings=None):
        session = Session(ViewState(), FakeClassifier, warm_ms=60_000)
        window = MainWindow(session, settings=settings)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        made.append(window)
        window.open_paths([folder])
        qtbot.waitUntil(lambda: not session.scanning and bool(session.library))
        ready(qtbot, window)
        return window

    yield build
    for window in made:
        window.close()
        assert window.session.close()
