"""A reader at the real desk: real files, real networks, real events of mouse and keyboard."""

from pathlib import Path

import pydicom
from pydicom.uid import generate_uid
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import main as whence
from tests.viewer.hand import ready
from viewer.app.desk import Desk
from viewer.session import Session
from viewer.state.view_state import ViewState

LEFT, MIDDLE, RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
NONE = Qt.KeyboardModifier.NoModifier


def with_prior(source: Path, folder: Path) -> Path:
    """A folder that holds a study and, made of the same slices, one of the year before."""
    study, series, frame = generate_uid(), generate_uid(), generate_uid()
    for path in sorted(source.glob("*.dcm")):
        dataset = pydicom.dcmread(path)
        dataset.save_as(folder / f"now-{path.name}")
        dataset.StudyInstanceUID, dataset.SeriesInstanceUID = study, series
        dataset.FrameOfReferenceUID = frame
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        dataset.StudyDate = dataset.SeriesDate = dataset.AcquisitionDate = "20200101"
        dataset.save_as(folder / f"prior-{path.name}")
    return folder


class Reader:
    """A desk as `viewer.app.application.run` builds it, and what a hand does at it."""

    def __init__(self, qtbot, records: Path) -> None:
        self.qtbot, self.records = qtbot, records
        opener = whence._open_classifier
        self.session = Session(ViewState(), opener)
        self.desk = Desk(
            self.session, records, open_classifier=opener, sample=whence.SAMPLE, expecting=True
        )
        self.window, self.studies = self.desk.window, self.desk.studies
        self.journal, self.study_database = self.desk.journal, self.desk.study_database
        self.jobs, self.drawer = self.desk.jobs, self.desk.drawer
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.desk.show()
            self.window.activateWindow()

    @property
    def state(self):
        return self.window.state

    @property
    def view(self):
        """The active viewport's view."""
        return self.window.view

    def until(self, holds, timeout: int = 120_000) -> None:
        self.qtbot.waitUntil(holds, timeout=timeout)

    def key(self, key, modifier=NONE) -> None:
        self.qtbot.keyClick(self.window, key, modifier)

    def drop(self, folder: Path) -> None:
        """Let a folder fall onto the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(folder))])
        place, copy = QPointF(self.window.rect().center()), Qt.DropAction.CopyAction
        for make in (QDragEnterEvent, QDropEvent):
            where = place.toPoint() if make is QDragEnterEvent else place
            QApplication.sendEvent(self.window, make(where, copy, data, LEFT, NONE))
        self.until(lambda: not self.session.scanning and bool(self.session.library))
        ready(self.qtbot, self.window)

    def drag(self, start, end, button=LEFT) -> None:
        """Press at one point of the view, move to another, let go; points in its pixels."""
        viewport = self.view.canvas.viewport()
        kinds = QEvent.Type

        def send(kind, at, pressed, held):
            everywhere = QPointF(viewport.mapToGlobal(at.toPoint()))
            event = QMouseEvent(kind, at, everywhere, pressed, held, NONE)
            QApplication.sendEvent(viewport, event)

        a, b = QPointF(*start), QPointF(*end)
        send(kinds.MouseButtonPress, a, button, button)
        for step in (0.2, 0.6, 1.0):
            QTest.qWait(20)  # the scene drops moves that follow faster
            send(kinds.MouseMove, a + (b - a) * step, Qt.MouseButton.NoButton, button)
        send(kinds.MouseButtonRelease, b, button, Qt.MouseButton.NoButton)

    def centre(self, right: float = 0, down: float = 0) -> tuple[float, float]:
        """A point of the view, from its middle."""
        middle = self.view.canvas.viewport().rect().center()
        return middle.x() + right, middle.y() + down

    def close(self) -> None:
        assert self.desk.close()
