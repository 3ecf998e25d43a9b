"""Long commands of the window: nothing blocks, everything ends in words."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from ml.core.errors import BundleError
from ml.core.types import ModelInfo
from tests.synthetic.series import write_series
from tests.synthetic.validations import DEMONSTRATION
from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.app.jobs import JobRunner
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.widgets.dialogs.header_dialog import HeaderDialog
from viewer.widgets.dialogs.install_dialog import InstallDialog
from viewer.widgets.window.main_window import MainWindow

NEW = ModelInfo(
    "presence", "presence-test 2", "222222222222", DEMONSTRATION, "Few patients.", 0.5, "# New"
)


class FakeInstaller:
    def __init__(self):
        self.installed, self.refuse = [], ""

    def verify(self, source):
        if self.refuse:
            raise BundleError(self.refuse)
        return NEW

    def install(self, source, _shown):
        self.installed.append(source)
        return NEW


@pytest.fixture
def desk(qtbot):
    session = Session(
        ViewState(),
        FakeClassifier,
        scan=fake_scan(make_series()),
        decode=fake_decode,
        warm_ms=60_000,
    )
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.show()
    installer = FakeInstaller()
    jobs = JobRunner(window.context, window.requests, window.status, FakeClassifier, installer)
    yield window, installer
    assert jobs.close()
    window.close()


def drop(window, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, *how)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, *how))


@pytest.fixture
def bundle(tmp_path):
    (tmp_path / "network").mkdir()
    (tmp_path / "network" / "model.json").write_text("{}")
    return tmp_path / "network"


def dialog_of(window, qtbot):
    qtbot.waitUntil(lambda: bool(window.findChildren(InstallDialog)))
    return window.findChildren(InstallDialog)[0]


def test_a_dropped_network_is_shown_and_installed_when_agreed(desk, bundle, qtbot):
    window, installer = desk
    drop(window, bundle)
    dialog = dialog_of(window, qtbot)
    assert installer.installed == []
    assert window.session.library == ()
    qtbot.mouseClick(dialog.install, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "its maker “presence-test 2” (From elsewhere" in window.messages.text)
    assert installer.installed == [bundle]


def test_declining_installs_nothing(desk, bundle, qtbot):
    window, installer = desk
    drop(window, bundle / "model.json")
    dialog_of(window, qtbot).reject()
    qtbot.wait(50)
    assert installer.installed == []


def test_a_refused_network_says_why(desk, bundle, qtbot):
    window, installer = desk
    installer.refuse = "network: the weights were altered"
    drop(window, bundle)
    qtbot.waitUntil(lambda: "the weights were altered" in window.messages.text)
    assert not window.findChildren(InstallDialog)
    assert not window.status.bar.isVisible()


def test_images_beside_a_network_are_opened(desk, bundle, qtbot):
    window, _ = desk
    drop(window, bundle, Path("/somewhere/else"))
    qtbot.waitUntil(lambda: bool(window.session.library))
    dialog_of(window, qtbot).reject()


def test_report_without_a_reading_is_refused_in_words(desk, tmp_path):
    window, _ = desk
    window.requests.export_requested.emit(tmp_path / "r.pdf")
    assert "read the series first" in window.messages.text
    assert not (tmp_path / "r.pdf").exists()


def test_a_report_that_cannot_be_written_says_why(desk, tmp_path, qtbot):
    window, _ = desk
    window.open_paths(["x"])
    qtbot.waitUntil(lambda: not window.session.scanning)
    with qtbot.waitSignal(window.session.reading_finished):
        window.session.ask_for_verdicts()
    window.requests.export_requested.emit(tmp_path / "r.pdf")  # its slices are on no disk
    qtbot.waitUntil(lambda: "Writing the report failed" in window.messages.text)
    assert list(tmp_path.iterdir()) == []


def test_the_header_is_shown_searched_and_private(desk, tmp_path, qtbot):
    window, _ = desk
    folder = write_series(
        tmp_path / "s",
        [np.zeros((8, 6), np.uint16)],
        orientation=(1, 0, 0, 0, 1, 0),
        spacing=(1, 1),
        name="Secret^Person",
    )
    shown = {}
    for privacy in (False, True):
        window.state.set_privacy(privacy)
        window.requests.header_requested.emit(folder / "000.dcm")
        qtbot.waitUntil(lambda: bool(window.findChildren(HeaderDialog)))
        (dialog,) = window.findChildren(HeaderDialog)
        table = dialog.filter
        shown[privacy] = [
            [table.index(r, c).data() for c in range(4)] for r in range(table.rowCount())
        ]
        dialog.line.setText("patient's na")
        assert table.rowCount() == 1
        dialog.line.setText("0028,0030")
        assert [table.index(0, c).data() for c in range(4)][1:] == [
            "Pixel Spacing",
            "DS",
            "1.0\\1.0",
        ]
        with qtbot.waitSignal(dialog.destroyed):
            dialog.close()
    assert "Secret^Person" in str(shown[False])
    assert "Secret" not in str(shown[True])
    assert "PHANTOM" not in str(shown[True])
    assert "1.2.826" not in str([row for row in shown[True] if "Instance" in row[1]])


def test_a_file_without_header_says_so(desk, tmp_path, qtbot):
    window, _ = desk
    (tmp_path / "a.nii").write_bytes(b"no")
    window.requests.header_requested.emit(tmp_path / "a.nii")
    qtbot.waitUntil(lambda: "has no DICOM header" in window.messages.text)
