"""A desk on real files."""

import pytest

from tests.synthetic.dicom import SAGITTAL
from tests.synthetic.head import Taken
from tests.viewer.hand import ready
from tests.viewer.synthetic import FakeClassifier
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.widgets.window.main_window import MainWindow


@pytest.fixture
def study(tmp_path):
    """One study: axial, axial with other steps, sagittal."""
    Taken(tmp_path).write()
    Taken(tmp_path, "T2", slices=20, step=2.75, origin=(-39.0, -49.0, -26.0), number=2).write()
    Taken(
        tmp_path, "T1 sagittal", SAGITTAL, slices=9, origin=(36.0, -49.0, 29.0), step=9.0, number=3
    ).write()
    return tmp_path


@pytest.fixture
def open_folder(qtbot):
    windows = []

    def build(folder, settings=None):
        session = Session(ViewState(), FakeClassifier, warm_ms=60_000)
        window = MainWindow(session, settings=settings)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        windows.append(window)
        window.open_paths([folder])
        qtbot.waitUntil(lambda: not session.scanning and bool(session.library))
        ready(qtbot, window)
        return window

    yield build
    for window in windows:
        window.close()
        assert window.session.close()
