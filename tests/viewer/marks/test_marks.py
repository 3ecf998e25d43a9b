"""Marks are made with mouse and keys, saved, undone and found again."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from viewer.geometry.measurements import MouseTool
from viewer.marks.marks import Opinion
from viewer.report.export import _marks as marks_of
from viewer.report.export import gather
from viewer.storage.journal import Journal, verify

pytest_plugins = ("tests.viewer.desk",)


def place(desk, row, column):
    """Where a pixel is on the viewport."""
    return desk.view.canvas.to_screen().map(QPointF(column, row))


def send(desk, kind, where, button=Qt.MouseButton.NoButton, held=Qt.MouseButton.NoButton):
    viewport = desk.view.canvas.viewport()
    everywhere = QPointF(viewport.mapToGlobal(where.toPoint()))
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(viewport, QMouseEvent(kind, where, everywhere, button, held, none))


def drag(desk, start, end):
    left, kinds = Qt.MouseButton.LeftButton, QEvent.Type
    a, b = place(desk, *start), place(desk, *end)
    send(desk, kinds.MouseButtonPress, a, left, left)
    for step in (0.3, 0.7, 1.0):
        QTest.qWait(15)  # the scene drops moves that follow faster
        send(desk, kinds.MouseMove, a + (b - a) * step, held=left)
    send(desk, kinds.MouseButtonRelease, b, left)


def entries(journal_path, series):
    journal = Journal(journal_path)
    found = [(e.kind, dict(e.body)) for e in journal.of(series.key)]
    journal.close()
    return found


def shown(desk):
    return [line for shape in desk.view.annotation.shapes for line in shape.words]


def measured(desk):
    return desk.marks.measurements(desk.state.slice_uid)


def test_distance_by_key_and_drag(desk, qtbot):
    qtbot.keyClick(desk, Qt.Key.Key_D)
    assert desk.state.tool is MouseTool.DISTANCE
    drag(desk, (4, 6), (14, 6))
    (found,) = measured(desk)
    assert found.points == (pytest.approx((4, 6), abs=0.1), pytest.approx((14, 6), abs=0.1))
    assert shown(desk)[0].endswith("mm")
    assert float(shown(desk)[0].split()[0]) == pytest.approx(20, abs=0.4)  # rows of 2 mm


def test_angle_is_two_drags(desk, qtbot):
    qtbot.keyClick(desk, Qt.Key.Key_A)
    drag(desk, (4, 6), (14, 6))
    assert measured(desk) == ()
    assert desk.view.annotation.note == "drag the second arm"
    drag(desk, (14, 6), (14, 20))
    assert len(measured(desk)) == 1
    assert float(shown(desk)[0].strip("°")) == pytest.approx(90, abs=1)


def test_a_region_measures_the_values_on_screen(desk, qtbot):
    qtbot.keyClick(desk, Qt.Key.Key_B)
    drag(desk, (10, 10), (20, 20))
    assert shown(desk)[0] == f"mean {desk.state.index}, sd 0"
    qtbot.keyClick(desk, Qt.Key.Key_Down)
    assert shown(desk) == [], "it belongs to its slice"
    qtbot.keyClick(desk, Qt.Key.Key_Up)
    assert len(shown(desk)) == 3


def test_probe_tells_value_and_place(desk, qtbot):
    qtbot.keyClick(desk, Qt.Key.Key_P)
    here = place(desk, 4.5, 7.5)
    send(desk, QEvent.Type.MouseMove, here)
    qtbot.waitUntil(lambda: "value 1000 at row 4, column 7" in desk.view.annotation.note)
    left = Qt.MouseButton.LeftButton
    send(desk, QEvent.Type.MouseButtonPress, here, left, left)
    send(desk, QEvent.Type.MouseButtonRelease, here, left)
    qtbot.waitUntil(lambda: len(measured(desk)) == 1)
    assert shown(desk) == ["1000"]


def test_a_turned_slice_is_measured_alike(desk, qtbot):
    qtbot.keyClick(desk, Qt.Key.Key_R)
    assert desk.view.annotation.letters == ("P", "A", "R", "L")
    assert "turned 90°" in desk.view.annotation.note
    qtbot.keyClick(desk, Qt.Key.Key_D)
    drag(desk, (4, 6), (14, 6))
    assert float(shown(desk)[0].split()[0]) == pytest.approx(20, abs=0.4)
    qtbot.keyClick(desk, Qt.Key.Key_Escape)
    assert desk.view.annotation.letters == ("R", "L", "A", "P")
    assert len(shown(desk)) == 1


def test_undo_and_redo(desk, qtbot, journal_path):
    undo, redo = desk.actions_by_name["undo"], desk.actions_by_name["redo"]
    assert not undo.isEnabled()
    qtbot.keyClick(desk, Qt.Key.Key_D)
    drag(desk, (4, 6), (14, 6))
    qtbot.keyClick(desk, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert measured(desk) == ()
    assert redo.isEnabled()
    qtbot.keyClick(desk, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert len(measured(desk)) == 1
    qtbot.keyClick(desk, Qt.Key.Key_Delete)
    assert measured(desk) == ()
    undo.trigger()
    assert len(measured(desk)) == 1
    assert len(entries(journal_path, desk.state.series)) == 5, "every step is in the journal"
    assert verify(journal_path)[1] == ""


def test_key_image_by_key(desk, qtbot):
    qtbot.keyClick(desk, Qt.Key.Key_K)
    assert desk.view.annotation.key
    assert desk.actions_by_name["key_image"].isChecked()
    qtbot.keyClick(desk, Qt.Key.Key_Down)
    assert not desk.actions_by_name["key_image"].isChecked()
    qtbot.keyClick(desk, Qt.Key.Key_Up)
    qtbot.keyClick(desk, Qt.Key.Key_K)
    assert not desk.view.annotation.key


def test_an_opinion_needs_a_verdict(desk, qtbot):
    qtbot.keyClick(desk, Qt.Key.Key_X)
    assert "slice has no verdict" in desk.messages.text
    assert desk.marks.judgement(desk.state.slice_uid) is None


def test_an_opinion_is_kept_with_what_it_was_about(desk, qtbot, journal_path):
    with qtbot.waitSignal(desk.session.reading_finished):
        qtbot.keyClick(desk, Qt.Key.Key_V)
    desk.verdict_panel.note.setText("a vessel")
    qtbot.mouseClick(
        desk.verdict_panel.slice_box.opinions[Opinion.DISAGREE], Qt.MouseButton.LeftButton
    )
    found = desk.marks.judgement(desk.state.slice_uid)
    assert (found.opinion, found.model_id, found.mode) == (Opinion.DISAGREE, "m", "reader first")
    assert found.note == "a vessel"
    kinds = [kind for kind, _ in entries(journal_path, desk.state.series)]
    assert kinds == ["verdict shown", "opinion"]
    qtbot.keyClick(desk, Qt.Key.Key_X)
    assert desk.marks.judgement(desk.state.slice_uid) is None, "said twice withdraws it"


def test_marks_are_there_again(desk, open_desk, qtbot):
    qtbot.keyClick(desk, Qt.Key.Key_K)
    qtbot.keyClick(desk, Qt.Key.Key_D)
    drag(desk, (4, 6), (14, 6))
    qtbot.keyClick(desk, Qt.Key.Key_PageDown)
    assert measured(desk) == ()
    assert not desk.view.annotation.key
    qtbot.keyClick(desk, Qt.Key.Key_PageUp)
    assert len(measured(desk)) == 1
    other = open_desk()
    assert len(measured(other)) == 1
    assert other.view.annotation.key


def test_a_mark_that_cannot_be_kept_is_not_shown(desk, qtbot):
    desk.marks._journal._base.execute("DROP TABLE entries")
    qtbot.keyClick(desk, Qt.Key.Key_K)
    assert "was not saved" in desk.messages.text
    assert not desk.view.annotation.key


@pytest.mark.slow
def test_invert_is_marked_and_cine_goes_round(desk, qtbot):
    before = desk.view.canvas.grey_item.image.copy()
    qtbot.keyClick(desk, Qt.Key.Key_I, Qt.KeyboardModifier.ShiftModifier)
    assert (desk.view.canvas.grey_item.image == 255 - before).all()
    assert desk.view.annotation.note == "inverted"
    desk.state.set_index(19)
    qtbot.keyClick(desk, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: desk.state.index == 1)
    qtbot.keyClick(desk, Qt.Key.Key_C)
    assert not desk.cine.running


def test_marks_stand_in_the_report(desk, qtbot):
    with qtbot.waitSignal(desk.session.reading_finished):
        qtbot.keyClick(desk, Qt.Key.Key_V)
    desk.verdict_panel.note.setText("a vessel, J. Doe")
    qtbot.keyClick(desk, Qt.Key.Key_X)
    qtbot.keyClick(desk, Qt.Key.Key_K)
    report = gather(desk.session, desk.marks)
    (row,) = marks_of(report)
    assert row[0] == "Slice 11/20"
    assert row[1].startswith("key image; disagree, the machine said: absent (seen reader first")
    assert "a vessel" in row[1]
    desk.state.set_privacy(True)
    (row,) = marks_of(gather(desk.session, desk.marks))
    assert "Doe" not in row[1]
    assert report.starred == (desk.state.slice_uid,)
