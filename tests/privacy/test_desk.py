"""A desk shows planted images; while identity is hidden nothing on it tells who was imaged."""

import logging

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTreeView, QWidget

from tests.privacy.people import PEOPLE, found
from tests.privacy.planted import write_folder
from tests.viewer.synthetic import FakeClassifier
from viewer.app.desk import Desk
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.storage import log_file
from viewer.widgets.dialogs.annotate_dialog import AnnotateDialog
from viewer.widgets.dialogs.header_dialog import HeaderDialog
from viewer.widgets.viewport.annotation_layer import AnnotationLayer

pytestmark = pytest.mark.slow
ROLES = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole,
)  # fmt: skip
TEXTS = (
    "windowTitle", "toolTip", "statusTip", "whatsThis", "accessibleName", "accessibleDescription",
    "text", "placeholderText", "toPlainText", "title", "informativeText", "format",
)  # fmt: skip


def shown(window):
    """Every text of every widget that is alive, visible or one click away, with where it is."""
    for widget in (window, *window.findChildren(QWidget)):
        name = f"{type(widget).__name__} {widget.objectName()}"
        yield from ((name, text) for text in texts_of(widget))
        for action in widget.findChildren(QAction):
            yield from ((f"action of {name}", text) for text in texts_of(action))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            deep = isinstance(widget, QTreeView)
            yield from ((name, text) for text in cells(widget.model(), deep=deep))
        if isinstance(widget, AnnotationLayer):
            yield from ((name, text) for text in map(str, vars(widget).values()))


def texts_of(thing):
    for attribute in TEXTS:
        value = getattr(thing, attribute, None)
        text = value() if callable(value) else value
        if isinstance(text, str) and text:
            yield text


def cells(model, parent=None, *, deep=False):
    root = parent if parent is not None else QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(root)
    for row in range(model.rowCount(root)):
        for column in range(columns):
            index = model.index(row, column, root)
            yield from (str(text) for role in ROLES if (text := index.data(role)))
            if column == 0 and parent is None and deep and model.rowCount(index):
                yield from cells(model, index)


def leaks(reader):
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # of dialogs that were closed
    texts = {text: name for name, text in shown(reader.window)}
    return [(name, text[:80], hits) for text, name in texts.items() if (hits := found(text))]


class Reader:
    """A desk with records, and what a hand does at it."""

    def __init__(self, qtbot, records):
        self.qtbot = qtbot
        self.session = Session(ViewState(), FakeClassifier)
        self.desk = Desk(self.session, records, open_classifier=FakeClassifier, expecting=True)
        self.state, self.window = self.desk.window.state, self.desk.window
        qtbot.addWidget(self.window)
        self.desk.show()

    def open(self, folder):
        self.window.open_paths([folder])
        self.qtbot.waitUntil(lambda: not self.session.scanning, timeout=30_000)

    def look_at_everything(self):
        """Each series, its verdict, its header, the study list and the drawer."""
        for series in self.session.library:
            self.session.select_series(series.uid)
            uid = self.state.slice_uid
            self.qtbot.waitUntil(
                lambda uid=uid: uid in self.session.slices or uid in self.session.unreadable
            )
            self.session.ask_for_verdicts()
            self.qtbot.waitUntil(lambda: self.session.reading is None, timeout=30_000)
            self.window.requests.header_requested.emit(series.slices[0].path)
            yield series
            for dialog in self.window.findChildren(HeaderDialog):
                dialog.close()
        self.qtbot.waitUntil(lambda: not self.window.status.stop.isVisible(), timeout=30_000)
        self.desk.studies.show()
        self.desk.studies.page.tree.expandAll()
        self.desk.drawer.toggle()
        yield None

    def close(self):
        assert self.desk.close()


@pytest.fixture
def log(tmp_path):
    path = log_file.start_log(tmp_path / "log")
    yield path
    for handler in logging.getLogger().handlers[:]:
        if isinstance(handler, log_file.LogFile):
            logging.getLogger().removeHandler(handler)
            handler.close()


@pytest.fixture
def reader(qtbot, tmp_path, log):
    reader = Reader(qtbot, tmp_path / "records")
    yield reader
    reader.close()
    assert found(log.read_text(encoding="utf-8")) == []


def test_nothing_on_screen_tells_who_was_imaged(reader, planted):
    reader.state.set_privacy(True)
    reader.open(planted)
    assert len(reader.session.library) >= 12
    for series in reader.look_at_everything():
        assert leaks(reader) == [], series


def test_hiding_identity_takes_every_word_back(reader, planted):
    reader.open(planted)
    for _ in reader.look_at_everything():
        assert leaks(reader) != [], "while identity is shown, the desk names people"
        reader.state.set_privacy(True)
        assert leaks(reader) == []
        reader.state.set_privacy(False)


def test_a_folder_that_is_gone_and_a_slice_that_is_gone_are_not_named(reader, tmp_path, qtbot):
    folder = write_folder(tmp_path / "in", PEOPLE[3])
    reader.state.set_privacy(True)
    reader.open(folder)
    folder.rename(tmp_path / "elsewhere")
    reader.state.step(1)
    qtbot.wait(300)
    assert leaks(reader) == []


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.family)
def test_a_batch_that_is_offered_does_not_name_its_folder(reader, qtbot, tmp_path, person):
    folder = write_folder(tmp_path / "in", person)
    dialog = AnnotateDialog(reader.window, is_hidden=lambda: reader.state.privacy)
    reader.state.privacy_changed.connect(dialog.follow_privacy)
    dialog.offer(folder, folder.with_name("out"))
    assert leaks(reader) != []
    reader.state.set_privacy(True)
    assert leaks(reader) == []
    assert dialog.start.isEnabled()
    with qtbot.waitSignal(dialog.chosen) as sent:
        dialog.start.click()
    assert sent.args == [folder, folder.with_name("out")]
    dialog.source.setText(str(tmp_path / "typed"))
    assert not dialog.start.isEnabled(), "what is typed counts, not what was kept"


def test_what_is_restored_after_a_restart_is_hidden_again(qtbot, tmp_path, planted):
    first = Reader(qtbot, tmp_path / "records")
    first.open(planted)
    first.close()
    second = Reader(qtbot, tmp_path / "records")
    second.state.set_privacy(True)
    second.desk.studies.show()
    assert leaks(second) == []
    second.open(planted)
    assert leaks(second) == []
    second.close()
