"""Where the reader left off comes back: after a kill, a clean end, and not after forgetting."""

import json
import sqlite3
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.app.desk import open_session_restore
from viewer.app.session_restore import NOT_FOUND
from viewer.marks.marks import Opinion
from viewer.render.pose import Pose
from viewer.session import Session
from viewer.state.layout import ViewportLayout
from viewer.state.view_state import ViewState
from viewer.state.window_placement import WindowPlacement
from viewer.storage.saved_session import (
    SavedSecondWindow,
    SavedSession,
    SavedSessionError,
    SavedSessionFile,
    SavedViewport,
)
from viewer.widgets.window.main_window import MainWindow

pytestmark = pytest.mark.slow

PLACE = SavedSession(
    ("/a/b", "/ä 张"), "1x2", True, 1,
    (SavedViewport("k", "", "s", 3, (1.5, 2.5), 3, True, True), SavedViewport()),
    {"s": "half a no"}, "AAAA",
    SavedSecondWindow(True, "1x2", True, 1, (SavedViewport("k"), SavedViewport("m", index=2)),
                      WindowPlacement("DP-2", (0, 0, 9, 9), (1, 2, 3, 4), True)), True,
)  # fmt: skip


@pytest.fixture
def desk(qtbot, tmp_path):
    desks = []

    def build(**more):
        session = Session(
            ViewState(), FakeClassifier, scan=fake_scan(make_series("a"), make_series("b")),
            decode=fake_decode, warm_ms=60_000,
        )  # fmt: skip
        window = MainWindow(session)
        qtbot.addWidget(window)
        file = SavedSessionFile(tmp_path / "left-off.sqlite")
        restore = open_session_restore(window, file, **more)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        desks.append((window, file, restore))
        return window, restore

    yield build
    for window, file, restore in desks:
        restore.close()
        window.close()
        assert window.session.close()
        file.close()


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study").mkdir()
    return tmp_path / "study"


def opened(qtbot, window, study=None):
    if study is not None:
        window.open_paths([study])
    qtbot.waitUntil(lambda: not window.session.scanning and bool(window.session.library))
    qtbot.waitUntil(lambda: window.state.slice_uid in window.session.slices)


def test_everything_comes_back(desk, qtbot, study):
    window, restore = desk()
    opened(qtbot, window, study)
    state = window.state
    state.set_layout(ViewportLayout.TWO)
    window.session.show_in(state.laid_out[1], "b")
    state.activate(state.laid_out[1])
    state.set_index(3)
    state.set_window(40, 80)
    state.set_pose(Pose(1, True))
    state.set_inverted(True)
    qtbot.wait(400)  # as a killed process has it: nobody said good-bye
    before = restore.current()

    reopened, restored = desk()
    assert reopened.messages.isVisible()
    qtbot.mouseClick(reopened.messages.button, Qt.MouseButton.LeftButton)
    opened(qtbot, reopened)
    qtbot.waitUntil(lambda: not restored._waiting)
    assert restored.current().panes == before.panes
    assert replace(restored.current(), frame="") == replace(before, frame="")
    assert (reopened.state.layout, reopened.state.series.uid) == (ViewportLayout.TWO, "b")
    assert (reopened.state.index, reopened.state.window) == (3, (40.0, 80.0))
    assert not reopened.messages.isVisible()


def test_the_second_window_comes_back_where_it_stood(desk, qtbot, study):
    window, restore = desk()
    opened(qtbot, window, study)
    state = window.state
    QTest.keyClick(window, Qt.Key.Key_F12)
    other = state.boxes[1]
    state.set_layout(ViewportLayout.TWO, other)
    window.session.show_in(other.laid_out[1], "b")
    state.activate(other.laid_out[1])
    state.set_index(4)
    window.second.window.setGeometry(40, 60, 500, 400)
    qtbot.wait(400)  # as a killed process has it: nobody said good-bye
    before = restore.current()
    assert before.second.stand.area[2:] == (500, 400)

    reopened, restored = desk()
    assert reopened.second.window is None, "nothing is taken up by itself"
    qtbot.mouseClick(reopened.messages.button, Qt.MouseButton.LeftButton)
    opened(qtbot, reopened)
    qtbot.waitUntil(lambda: not restored._waiting)
    assert replace(restored.current(), frame="") == replace(before, frame="")
    assert reopened.second.window.isVisible()  # type: ignore[attr-defined]
    assert reopened.second.window.geometry() == window.second.window.geometry()  # type: ignore[attr-defined]
    assert reopened.state.active is reopened.state.boxes[1].laid_out[1]
    assert reopened.state.slice_uid == state.slice_uid


def test_a_second_window_opened_later_stands_where_one_stood_before(desk, qtbot, study):
    window, _ = desk()
    opened(qtbot, window, study)
    QTest.keyClick(window, Qt.Key.Key_F12)
    window.second.window.setGeometry(40, 60, 500, 400)
    QTest.keyClick(window, Qt.Key.Key_F12)
    assert not window.second.window.isVisible()
    qtbot.wait(400)

    reopened, _ = desk(offering=False)
    QTest.keyClick(reopened, Qt.Key.Key_F12)
    assert reopened.second.window.geometry() == window.second.window.geometry()


def test_what_was_kept_before_there_was_a_second_window_is_understood(tmp_path):
    path = tmp_path / "left-off.sqlite"
    SavedSessionFile(path).save(PLACE)
    with sqlite3.connect(path) as base:
        saved = json.loads(base.execute("SELECT told FROM place").fetchone()[0])
        del saved["second"], saved["on_second"]
        base.execute("UPDATE place SET told = ?", (json.dumps(saved),))
    base.close()
    assert SavedSessionFile(path).load() == replace(
        PLACE, second=SavedSecondWindow(), on_second=False
    )


def test_an_unfinished_note_comes_back_and_a_finished_one_does_not(desk, qtbot, study):
    window, _ = desk()
    opened(qtbot, window, study)
    with qtbot.waitSignal(window.session.reading_finished):
        window.session.ask_for_verdicts()
    note = window.verdict_panel.note
    note.setFocus()
    QTest.keyClicks(note, "a ring, lef")
    window.view.focus_image()
    window.state.step(1)
    assert note.text() == ""
    window.state.step(-1)
    assert note.text() == "a ring, lef"
    qtbot.wait(400)

    reopened, restored = desk()
    reopened.messages.button.click()
    opened(qtbot, reopened)
    with qtbot.waitSignal(reopened.session.reading_finished):
        reopened.session.ask_for_verdicts()
    assert reopened.verdict_panel.note.text() == "a ring, lef"
    reopened.verdict_panel.judged.emit(Opinion.AGREE, False)
    assert reopened.verdict_panel.note.text() == "a ring, lef"
    assert restored.current().drafts == {}


def test_a_note_typed_for_one_slice_is_not_shown_on_another(desk, qtbot, study):
    window, _ = desk()
    opened(qtbot, window, study)
    with qtbot.waitSignal(window.session.reading_finished):
        window.session.ask_for_verdicts()
    note = window.verdict_panel.note
    note.setFocus()
    QTest.keyClicks(note, "here")
    window.state.step(1)  # by the wheel, which leaves the keyboard where it is
    assert note.text() == ""


def test_nothing_is_offered_where_nothing_was_open_or_something_else_is(desk, qtbot, study):
    window, _ = desk()
    assert not window.messages.isVisible()
    opened(qtbot, window, study)
    qtbot.wait(400)
    other, restored = desk(offering=False)
    assert not other.messages.isVisible()
    qtbot.wait(400)
    assert restored._file.load().paths == (str(study),)  # an empty desk forgets nothing


def test_what_is_gone_is_said(desk, qtbot, study):
    window, _ = desk()
    opened(qtbot, window, study)
    qtbot.wait(400)
    study.rmdir()
    reopened, _ = desk()
    reopened.messages.button.click()
    assert reopened.messages.text == NOT_FOUND
    assert not reopened.messages.button.isVisible()
    assert not reopened.session.scanning


def test_forgetting_leaves_nothing_behind(desk, qtbot, study, tmp_path):
    window, restore = desk()
    opened(qtbot, window, study)
    restore.keep()
    path = tmp_path / "left-off.sqlite"
    held = path.read_bytes() + path.with_name(path.name + "-wal").read_bytes()
    assert str(study).encode() in held
    restore.forget()
    held = b"".join(file.read_bytes() for file in tmp_path.glob("left-off*"))
    assert str(study).encode() not in held
    assert restore._file.load() is None


def test_the_file_gives_back_what_it_was_given(tmp_path):
    file = SavedSessionFile(tmp_path / "new" / "left-off.sqlite")
    assert file.load() is None
    for place in (SavedSession(), PLACE):
        file.save(place)
        assert file.load() == place
    file.close()
    assert SavedSessionFile(tmp_path / "new" / "left-off.sqlite").load() == PLACE


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "{}", '{"panes": 1}', json.dumps({"panes": [], "new": 1})]
)
def test_what_another_version_wrote_is_passed_over(tmp_path, text):
    path = tmp_path / "left-off.sqlite"
    SavedSessionFile(path).save(PLACE)
    with sqlite3.connect(path) as base:
        base.execute("UPDATE place SET told = ?", (text,))
    base.close()
    assert SavedSessionFile(path).load() is None


def test_a_file_that_cannot_be_opened_is_said(tmp_path):
    (tmp_path / "left-off.sqlite").mkdir()
    with pytest.raises(SavedSessionError, match="cannot be saved"):
        SavedSessionFile(tmp_path / "left-off.sqlite")
