"""The second window: viewports of the same desk, by real keys and mouse in both windows."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from ml.core.types import RESEARCH_USE
from ml.imaging.types.orientation import Plane
from tests.synthetic.head import SPOT, Taken
from tests.viewer.hand import (
    CTRL,
    SHIFT,
    click,
    move,
    on_screen,
    press,
    ready,
    uid_of,
    views_of,
    wheel,
)
from tests.viewer.session.test_hanging import today, two_studies
from viewer.geometry import geometry
from viewer.geometry.measurements import MouseTool
from viewer.state.layout import ViewportLayout

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.viewer.viewports",)
NONE = Qt.KeyboardModifier.NoModifier


def front(qtbot, window):
    """Bring a window to the front, as a click on its title does."""
    with qtbot.waitActive(window):
        window.activateWindow()


def opened(qtbot, desk):
    """The second window, opened by its key."""
    press(qtbot, desk, Qt.Key.Key_F12)
    second = desk.second.window
    assert second is not None
    assert second.isVisible()
    front(qtbot, second)
    ready(qtbot, desk)
    return second


@pytest.fixture
def desk(open_folder, study, qtbot):
    window = open_folder(study)
    window.session.select_series(uid_of(window, "T1 post contrast"))
    ready(qtbot, window)
    return window


@pytest.fixture
def both(desk, qtbot):
    """The desk, its second window, and a view in each: T1 and T2."""
    second = opened(qtbot, desk)
    left, right = (views_of(desk)[viewport] for viewport in desk.state.shown)
    desk.session.show_in(right.viewport, uid_of(desk, "T2"))
    ready(qtbot, desk)
    return desk, second, left, right


def height(view):
    return view.viewport.series.slices[view.viewport.index].position[2]


def test_the_key_opens_it_with_a_series_that_is_not_shown_yet(desk, qtbot):
    second = opened(qtbot, desk)
    left, right = desk.state.shown
    assert left.series.description == "T1 post contrast"
    assert right.series.uid != left.series.uid
    assert views_of(desk)[right].image.uid == right.slice_uid
    assert views_of(desk)[right].window() is second
    assert desk.actions_by_name["second_window"].isChecked()
    assert any(RESEARCH_USE in label.text() for label in second.findChildren(QLabel))
    assert desk.session.slices._pinned == {left.slice_uid, right.slice_uid}


def test_the_current_study_stands_in_one_window_and_the_prior_in_the_other(
    open_folder, tmp_path, qtbot
):
    desk = open_folder(two_studies(tmp_path))
    desk.session.select_series(today(desk).uid)
    ready(qtbot, desk)
    opened(qtbot, desk)
    left, right = desk.state.shown
    assert left.series is today(desk)
    assert (right.series.date, right.series.description) == ("20250102", "T1 post contrast")
    desk.session.show_in(right, uid_of(desk, "T1 sagittal"))
    press(qtbot, desk, Qt.Key.Key_P, SHIFT)
    assert desk.state.shown == (left, right), "compared across the windows, not within one"
    assert (right.series.date, right.series.description) == ("20250102", "T1 post contrast")


def test_a_study_before_that_is_opened_later_goes_there_by_itself(open_folder, tmp_path, qtbot):
    desk = open_folder(two_studies(tmp_path))
    opened(qtbot, desk)
    desk.open_paths([tmp_path])
    qtbot.waitUntil(lambda: not desk.session.scanning and len(desk.state.shown) == 2)
    ready(qtbot, desk)
    left, right = desk.state.shown
    assert {left.series.study_uid, right.series.study_uid} == {"1.2.3", "1.2.2"}


def test_scroll_window_and_zoom_are_linked_across(both, qtbot):
    desk, second, left, right = both
    press(qtbot, second, Qt.Key.Key_L)
    assert "frame of reference" in desk.messages.text
    for notches in (3, -5, 2):
        wheel(desk, left, notches)
        assert abs(height(right) - height(left)) <= 2.75 / 2 + 1e-6
    wheel(second, right, 4)
    assert abs(height(right) - height(left)) <= 2.5 + 1e-6
    press(qtbot, second, Qt.Key.Key_W, SHIFT)
    right.viewport.set_window(500, 200)
    assert left.viewport.window == (500, 200)
    press(qtbot, second, Qt.Key.Key_Z, SHIFT)
    place = right.mapTo(second, right.rect().center() + QPoint(20, 10))
    before = left.canvas.framing()[0]
    QTest.wheelEvent(second.windowHandle(), place, QPoint(0, 120 * 4), QPoint(), CTRL)
    assert left.canvas.framing()[0] < before * 0.9
    assert left.canvas.framing()[0] == pytest.approx(right.canvas.framing()[0])


def test_reference_lines_and_3d_cursor_reach_across(both, qtbot):
    desk, second, left, right = both
    desk.session.show_in(right.viewport, uid_of(desk, "T1 sagittal"))
    ready(qtbot, desk)
    click(qtbot, left)
    assert right.annotation.line
    assert left.annotation.line == ()
    ends = right.annotation.line
    wheel(desk, left, 2)
    assert right.annotation.line != ends, "it moves with the slice in the other window"
    click(qtbot, right)
    assert left.annotation.line
    assert right.annotation.line == ()
    left.viewport.set_index(geometry.nearest_slice(left.viewport.series, SPOT)[0])
    ready(qtbot, desk)
    spot = on_screen(left, *geometry.to_slice(left.viewport.series, left.viewport.index, SPOT))
    move(left, spot, SHIFT)
    assert right.annotation.cross is not None
    assert right.viewport.index == geometry.nearest_slice(right.viewport.series, SPOT)[0]
    qtbot.keyRelease(second, Qt.Key.Key_Shift)
    assert right.annotation.cross is None
    assert left.annotation.cross is None


def test_keys_in_either_window_act_on_the_active_viewport(both, qtbot):
    desk, second, left, right = both
    click(qtbot, right)
    assert desk.view is right
    assert (left.annotation.active, right.annotation.active) == (False, True)
    place = right.viewport.index
    press(qtbot, second, Qt.Key.Key_Down)
    assert right.viewport.index == place + 1
    front(qtbot, desk)
    assert desk.state.active is right.viewport, "which window is in front changes nothing"
    press(qtbot, desk, Qt.Key.Key_Down)
    assert right.viewport.index == place + 2
    press(qtbot, desk, Qt.Key.Key_F6)
    assert desk.state.active is left.viewport
    place = left.viewport.index
    front(qtbot, second)
    press(qtbot, second, Qt.Key.Key_Up)
    assert left.viewport.index == place - 1


def test_each_window_has_its_own_layout(both, qtbot):
    desk, second, left, right = both
    click(qtbot, right)
    press(qtbot, second, Qt.Key.Key_2, CTRL)
    ready(qtbot, desk)
    main, other = desk.state.boxes
    assert (main.layout, other.layout) == (ViewportLayout.ONE, ViewportLayout.TWO)
    assert len([view for view in second.grid.views.values() if view.isVisible()]) == 2
    assert desk.actions_by_name["layout_2"].isChecked()
    click(qtbot, right, double=True)
    assert right.width() > 0.97 * second.grid.width()
    click(qtbot, left)
    assert desk.actions_by_name["layout_1"].isChecked()
    click(qtbot, right, double=True)
    assert len([view for view in second.grid.views.values() if view.isVisible()]) == 2


def test_planes_come_into_the_window_that_asked(both, qtbot):
    desk, second, left, right = both
    click(qtbot, right)
    press(qtbot, second, Qt.Key.Key_M)
    click(qtbot, left)  # before they are cut
    main, other = desk.state.boxes
    qtbot.waitUntil(lambda: Plane.CORONAL in [viewport.plane for viewport in other.laid_out])
    ready(qtbot, desk)
    assert main.layout is ViewportLayout.ONE
    assert left.viewport.plane is None
    assert [viewport.plane for viewport in other.laid_out] == [
        Plane.AXIAL,
        Plane.SAGITTAL,
        Plane.CORONAL,
        None,
    ]


def test_privacy_corners_and_attention_hold_there_too(both, qtbot):
    desk, second, left, right = both
    desk.session.show_in(right.viewport, left.viewport.series.uid)
    ready(qtbot, desk)
    click(qtbot, right)
    named = " ".join(right.annotation.corners.top_left)
    assert "P1" in named
    press(qtbot, second, Qt.Key.Key_P, CTRL)
    assert "P1" not in " ".join(right.annotation.corners.top_left)
    assert "P1" not in second.windowTitle()
    with qtbot.waitSignal(desk.session.reading_finished):
        press(qtbot, second, Qt.Key.Key_V)
    press(qtbot, second, Qt.Key.Key_G)
    assert right.canvas.overlay_item.isVisible()
    assert right._verdict.uid == right.viewport.slice_uid
    assert "Tumour" in desk.verdict_panel.series_box.headline.text()
    qtbot.keyPress(second, Qt.Key.Key_Q)
    assert not right.canvas.overlay_item.isVisible()
    qtbot.keyRelease(second, Qt.Key.Key_Q)
    assert right.canvas.overlay_item.isVisible()


@pytest.mark.parametrize("how", ["key", "cross"])
def test_closing_gives_its_viewports_up_without_loss(both, qtbot, how):
    desk, second, left, right = both
    click(qtbot, right)
    press(qtbot, second, Qt.Key.Key_Home)
    press(qtbot, second, Qt.Key.Key_Down)
    right.viewport.set_window(321, 123)
    press(qtbot, second, Qt.Key.Key_K)
    press(qtbot, second, Qt.Key.Key_R)
    starred = right.viewport.slice_uid
    if how == "key":
        press(qtbot, second, Qt.Key.Key_F12)
    else:
        second.close()
    assert not second.isVisible()
    assert desk.state.active is left.viewport
    assert desk.state.shown == (left.viewport,)
    assert not desk.actions_by_name["second_window"].isChecked()
    assert desk.marks.is_key(starred)
    front(qtbot, desk)
    opened(qtbot, desk)
    assert right.viewport.slice_uid == starred
    assert right.viewport.window == (321, 123)
    assert right.viewport.pose.turns == 1
    assert right.annotation.key


def test_measured_dropped_and_asked_for_a_menu_as_in_the_main_window(
    both, qtbot, tmp_path, monkeypatch
):
    desk, second, left, right = both
    offered = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: offered.append((menu, place)))
    click(qtbot, right)
    press(qtbot, second, Qt.Key.Key_D)
    assert desk.state.tool is MouseTool.DISTANCE
    picture = right.canvas.viewport()
    middle = picture.rect().center()
    qtbot.mousePress(picture, Qt.MouseButton.LeftButton, pos=middle)
    for by in (20, 60):
        qtbot.wait(20)
        qtbot.mouseMove(picture, middle + QPoint(by, 0))
    qtbot.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 0))
    qtbot.waitUntil(lambda: len(desk.marks.measurements(right.viewport.slice_uid)) == 1)
    right.menu_requested.emit(second.mapToGlobal(QPoint(50, 50)))
    ((menu, place),) = offered
    assert desk.actions_by_name["key_image"] in menu.actions()
    assert place == second.mapToGlobal(QPoint(50, 50))
    other = tmp_path / "other"
    other.mkdir()
    Taken(other, "alone").write()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    left_button, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    QApplication.sendEvent(second, QDragEnterEvent(QPoint(30, 30), copy, data, left_button, NONE))
    QApplication.sendEvent(second, QDropEvent(QPointF(30, 30), copy, data, left_button, NONE))
    qtbot.waitUntil(lambda: desk.state.series is not None and not desk.session.scanning)
    assert desk.state.series.description == "alone"
    assert desk.state.active is left.viewport, "what is opened comes into the main window"


def test_it_goes_with_the_main_window(both, qtbot):
    desk, second, _left, _right = both
    desk.close()
    assert not second.isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
