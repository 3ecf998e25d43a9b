"""Several viewports: layouts, what stands in them, and that nothing lands beside another."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from ml.imaging.types.orientation import Plane
from tests.synthetic.head import SPOT, Taken
from tests.viewer.hand import CTRL, SHIFT, click, on_screen, press, ready, uid_of, wheel
from viewer.geometry import geometry
from viewer.state.layout import ViewportLayout
from viewer.widgets.panels.series_list import UID

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.viewer.viewports",)
KEYS = {
    ViewportLayout.ONE: Qt.Key.Key_1,
    ViewportLayout.TWO: Qt.Key.Key_2,
    ViewportLayout.ONE_AND_THREE: Qt.Key.Key_3,
    ViewportLayout.FOUR: Qt.Key.Key_4,
}


@pytest.fixture
def desk(open_folder, study, qtbot):
    window = open_folder(study)
    window.session.select_series(uid_of(window, "T1 post contrast"))
    ready(qtbot, window)
    return window


def views(desk):
    return [desk.grid.views[viewport] for viewport in desk.state.shown]


@pytest.mark.parametrize("layout", ViewportLayout)
def test_each_layout_fills_the_middle_without_overlap(desk, qtbot, layout):
    press(qtbot, desk, Qt.Key.Key_4, CTRL)
    press(qtbot, desk, KEYS[layout], CTRL)
    ready(qtbot, desk)
    shown = [view for view in desk.grid.views.values() if view.isVisible()]
    assert len(shown) == layout.size
    areas = [view.geometry() for view in shown]
    assert not any(a.intersects(b) for a in areas for b in areas if a is not b)
    whole = sum(a.width() * a.height() for a in areas)
    assert whole > 0.97 * desk.grid.width() * desk.grid.height()
    assert [v.series is not None for v in desk.state.shown].count(True) == min(layout.size, 3)


def test_every_viewport_shows_its_own_series_at_its_own_slice(desk, qtbot):
    press(qtbot, desk, Qt.Key.Key_4, CTRL)
    ready(qtbot, desk)
    shown = desk.state.shown
    assert len({viewport.series.uid for viewport in shown if viewport.series}) == 3
    assert "Drag a series" in views(desk)[3].annotation.hint[1]
    for viewport, view in zip(shown[:3], views(desk), strict=False):
        assert view.image.uid == viewport.slice_uid
        place = f"{viewport.index + 1} / {len(viewport.series.slices)}"
        assert place in " ".join(view.annotation.corners.bottom_right)


def test_a_click_makes_a_viewport_the_one_that_all_follow(desk, qtbot):
    press(qtbot, desk, Qt.Key.Key_2, CTRL)
    ready(qtbot, desk)
    first, second = views(desk)
    assert (first.annotation.active, second.annotation.active) == (True, False)
    click(qtbot, second)
    assert (first.annotation.active, second.annotation.active) == (False, True)
    assert desk.state.active is second.viewport
    assert desk.view is second
    chosen = desk.series_list.currentItem().data(UID)
    assert chosen == second.viewport.series.uid
    press(qtbot, desk, Qt.Key.Key_Home)
    assert second.viewport.index == 0
    assert first.viewport.index != 0
    press(qtbot, desk, Qt.Key.Key_F6)
    assert desk.state.active is first.viewport


def test_the_wheel_turns_what_is_under_it_and_leaves_the_active_one(desk, qtbot):
    press(qtbot, desk, Qt.Key.Key_2, CTRL)
    ready(qtbot, desk)
    first, second = views(desk)
    before = first.viewport.index
    wheel(desk, second, 2)
    assert second.viewport.index == len(second.viewport.series.slices) // 2 + 2
    assert first.viewport.index == before
    assert desk.state.active is first.viewport


def test_double_click_fills_the_desk_and_comes_back(desk, qtbot):
    press(qtbot, desk, Qt.Key.Key_4, CTRL)
    ready(qtbot, desk)
    third = views(desk)[2]
    click(qtbot, third, double=True)
    assert [view for view in desk.grid.views.values() if view.isVisible()] == [third]
    assert third.width() > 0.97 * desk.grid.width()
    click(qtbot, third, double=True)
    assert desk.state.layout is ViewportLayout.FOUR
    assert len([view for view in desk.grid.views.values() if view.isVisible()]) == 4
    press(qtbot, desk, Qt.Key.Key_F11)
    assert desk.state.full


def test_a_smaller_layout_keeps_what_was_looked_at(desk, qtbot):
    press(qtbot, desk, Qt.Key.Key_4, CTRL)
    ready(qtbot, desk)
    third = desk.state.laid_out[2]
    click(qtbot, desk.grid.views[third])
    press(qtbot, desk, Qt.Key.Key_1, CTRL)
    assert desk.state.shown == (third,)


def test_a_series_is_dragged_into_a_viewport(desk, qtbot):
    press(qtbot, desk, Qt.Key.Key_4, CTRL)
    ready(qtbot, desk)
    target = views(desk)[3]
    items = [desk.series_list.item(row) for row in range(desk.series_list.count())]
    (item,) = [item for item in items if item.data(UID) == uid_of(desk, "T2")]
    data = desk.series_list.mimeData([item])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(20, 20), copy, data, left, none)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(20, 20), copy, data, left, none))
    assert target.viewport.series.description == "T2"
    assert desk.state.active is target.viewport


def test_what_is_pinned_is_what_is_on_screen(desk, qtbot):
    press(qtbot, desk, Qt.Key.Key_2, CTRL)
    ready(qtbot, desk)
    assert desk.session.slices._pinned == {viewport.slice_uid for viewport in desk.state.shown}


def test_no_verdict_lands_beside_another_series(desk, qtbot):
    press(qtbot, desk, Qt.Key.Key_2, CTRL)
    ready(qtbot, desk)
    first, second = views(desk)
    with qtbot.waitSignal(desk.session.reading_finished):
        press(qtbot, desk, Qt.Key.Key_V)
    press(qtbot, desk, Qt.Key.Key_G)
    for place in range(12):
        first.viewport.set_index(place)
        second.viewport.set_index(place)
        ready(qtbot, desk)
        assert first._verdict.uid == first.viewport.slice_uid
        assert second._verdict is None, "its series was not asked about"
        assert first.canvas.overlay_item.isVisible()
        assert not second.canvas.overlay_item.isVisible()
    assert "Tumour" in desk.verdict_panel.series_box.headline.text()
    click(qtbot, second)
    assert "Tumour" not in desk.verdict_panel.series_box.headline.text()
    assert not desk.verdict_panel.slice_box.isVisible()


def test_undo_reaches_the_other_viewport_but_not_a_series_that_is_gone(desk, qtbot):
    press(qtbot, desk, Qt.Key.Key_2, CTRL)
    ready(qtbot, desk)
    first, second = views(desk)
    press(qtbot, desk, Qt.Key.Key_K)
    assert first.annotation.key
    click(qtbot, second)
    assert first.annotation.key, "the star stays with its slice"
    assert not second.annotation.key
    press(qtbot, desk, Qt.Key.Key_Z, CTRL)
    assert not first.annotation.key
    press(qtbot, desk, Qt.Key.Key_K)
    desk.session.select_series(uid_of(desk, "T1 sagittal"))
    assert not desk.marks.undo.canUndo()


@pytest.mark.parametrize(
    ("key", "plane", "letters"),
    [
        (Qt.Key.Key_A, Plane.AXIAL, ("R", "L", "A", "P")),
        (Qt.Key.Key_C, Plane.CORONAL, ("R", "L", "H", "F")),
        (Qt.Key.Key_S, Plane.SAGITTAL, ("A", "P", "H", "F")),
    ],
)
@pytest.mark.parametrize("name", ["T1 post contrast", "T1 sagittal"])
def test_the_head_is_the_right_way_round_in_every_plane(desk, qtbot, name, key, plane, letters):
    desk.session.select_series(uid_of(desk, name))
    ready(qtbot, desk)
    press(qtbot, desk, key, SHIFT)
    viewport = desk.state.active
    qtbot.waitUntil(lambda: viewport.plane is plane)
    viewport.set_index(geometry.nearest_slice(viewport.series, SPOT)[0])
    ready(qtbot, desk)
    assert desk.view.annotation.letters == letters
    assert viewport.series.refusal
    bright = np.argwhere(desk.view.image.values >= 4000)
    assert len(bright)
    row, column = bright.mean(axis=0) + 0.5
    there = on_screen(desk.view, row, column)
    middle = desk.view.rect().center()
    right_of_middle = there.x() > middle.x()
    above_middle = there.y() < middle.y()
    # the spot is on the patient's left, in front and above the middle
    assert above_middle
    assert right_of_middle == (plane is not Plane.SAGITTAL)
    grab = desk.view.canvas.grab().toImage()
    ratio = grab.devicePixelRatio()
    assert grab.pixelColor(int(there.x() * ratio), int(there.y() * ratio)).lightness() > 240
    press(qtbot, desk, Qt.Key.Key_O, SHIFT)
    assert viewport.series.uid == uid_of(desk, name)
    assert viewport.plane is None


def test_a_reformat_is_never_read(desk, qtbot):
    press(qtbot, desk, Qt.Key.Key_C, SHIFT)
    qtbot.waitUntil(lambda: desk.state.active.plane is Plane.CORONAL)
    ready(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_V)
    assert "a reformat" in desk.messages.text
    assert "Not analysed" in desk.verdict_panel.series_box.headline.text()
    assert len(desk.session.verdicts) == 0
    assert desk.session.reading is None


def test_mpr_shows_three_planes_and_the_acquired_one(desk, qtbot):
    source = desk.state.series
    desk.state.set_window(700, 300)
    press(qtbot, desk, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: Plane.CORONAL in [viewport.plane for viewport in desk.state.laid_out])
    ready(qtbot, desk)
    assert [viewport.plane for viewport in desk.state.shown] == [
        Plane.AXIAL,
        Plane.SAGITTAL,
        Plane.CORONAL,
        None,
    ]
    assert {viewport.source.uid for viewport in desk.state.shown} == {source.uid}
    assert desk.state.series is source, "the verdict panel stays with what was acquired"
    assert {viewport.window for viewport in desk.state.shown} == {(700.0, 300.0)}


def test_planes_are_hung_one_in_a_turn_and_never_over_what_came_between(desk, qtbot):
    seen = []

    def note():
        planes = [viewport.plane for viewport in desk.state.laid_out[:3]]
        if planes != [None] * 3 and planes not in seen:
            seen.append(planes)
        if planes[0] is not None and planes[1] is None and len(seen) == 1:
            desk.session.show_in(desk.state.laid_out[1], other)

    other = uid_of(desk, "T2")
    for viewport in desk.state.viewports:
        viewport.series_changed.connect(note)
    press(qtbot, desk, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: Plane.CORONAL in [viewport.plane for viewport in desk.state.laid_out])
    ready(qtbot, desk)
    assert desk.state.laid_out[1].source.uid == other
    assert seen == [[Plane.AXIAL, None, None], [Plane.AXIAL, None, Plane.CORONAL]]


def test_what_is_no_volume_is_refused_in_words_and_stays_as_it_was(open_folder, tmp_path, qtbot):
    desk = open_folder(Taken(tmp_path, slices=1).write())
    press(qtbot, desk, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: "not a volume" in desk.messages.text)
    assert desk.state.layout is ViewportLayout.ONE
    assert desk.actions_by_name["plane_acquired"].isChecked()
