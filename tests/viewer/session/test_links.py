"""Linked viewports move by position within one frame of reference, never by index."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from tests.synthetic.dicom import CORONAL, SAGITTAL
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
    wheel,
)
from viewer.geometry import geometry

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.viewer.viewports",)
NAMES = ("T1 post contrast", "T2", "T1 sagittal", "T1 coronal")


def write(tmp_path, **second):
    Taken(tmp_path).write()
    at = {"slices": 20, "step": 2.75, "origin": (-39.0, -49.0, -26.0), "number": 2}
    Taken(tmp_path, "T2", **(at | second)).write()
    Taken(
        tmp_path, "T1 sagittal", SAGITTAL, slices=9, origin=(36.0, -49.0, 29.0), step=9.0, number=3
    ).write()
    Taken(
        tmp_path, "T1 coronal", CORONAL, slices=9, origin=(-39.0, -36.0, 49.0), step=9.0, number=4
    ).write()
    return tmp_path


def hang(qtbot, window, *names):
    """Side by side, or two by two."""
    press(qtbot, window, Qt.Key.Key_2 if len(names) == 2 else Qt.Key.Key_4, CTRL)
    for viewport, name in zip(window.state.shown, names, strict=True):
        window.session.show_in(viewport, uid_of(window, name))
    ready(qtbot, window)
    return [window.grid.views[viewport] for viewport in window.state.shown]


@pytest.fixture
def study(open_folder, tmp_path):
    return open_folder(write(tmp_path))


def height(viewport):
    return viewport.series.slices[viewport.index].position[2]


def test_linked_scroll_lands_on_the_nearest_position(study, qtbot):
    first, second = hang(qtbot, study, *NAMES[:2])
    press(qtbot, study, Qt.Key.Key_L)
    assert "frame of reference" in study.messages.text
    every = np.array([ref.position[2] for ref in second.viewport.series.slices])
    for notches in (20, -30, 1, 3, -2, 5):
        wheel(study, first, notches)
        away = np.abs(every - height(first.viewport))
        assert abs(height(second.viewport) - height(first.viewport)) == pytest.approx(away.min())
    assert first.viewport.index != second.viewport.index
    wheel(study, second, 5)
    assert abs(height(second.viewport) - height(first.viewport)) <= 2.5


def test_unlinked_viewports_stay(study, qtbot):
    first, second = hang(qtbot, study, *NAMES[:2])
    before = second.viewport.index
    wheel(study, first, 3)
    assert second.viewport.index == before


def test_slices_across_are_not_scrolled_together(study, qtbot):
    first, second = hang(qtbot, study, NAMES[0], NAMES[2])
    before = second.viewport.index
    press(qtbot, study, Qt.Key.Key_L)
    assert "of the same orientation" in study.messages.text
    wheel(study, first, 3)
    assert second.viewport.index == before


def test_what_comes_into_a_linked_viewport_begins_at_the_same_place(study, qtbot):
    first, second = hang(qtbot, study, NAMES[0], NAMES[2])
    press(qtbot, study, Qt.Key.Key_L)
    wheel(study, first, -4)
    study.session.show_in(second.viewport, uid_of(study, "T2"))
    assert abs(height(second.viewport) - height(first.viewport)) <= 2.75 / 2 + 1e-6


@pytest.mark.parametrize("other", [{"frame": "9.9"}, {"frame": "1.2.3.9", "patient": "P2"}])
def test_nothing_is_linked_across_frames_or_patients_without_an_offset(
    open_folder, tmp_path, qtbot, other
):
    desk = open_folder(write(tmp_path, **other))
    first, second = hang(qtbot, desk, *NAMES[:2])
    before = second.viewport.index
    press(qtbot, desk, Qt.Key.Key_L)
    assert "Frames of reference differ" in desk.messages.text
    wheel(desk, first, 3)
    assert second.viewport.index == before
    move(first, on_screen(first, 20, 20), SHIFT)
    assert second.annotation.cross is None


def test_the_readers_offset_links_two_frames(open_folder, tmp_path, qtbot):
    desk = open_folder(write(tmp_path, frame="9.9", origin=(-39.0, -49.0, -126.0)))
    first, second = hang(qtbot, desk, *NAMES[:2])
    first.viewport.set_index(4)
    second.viewport.set_index(8)
    press(qtbot, desk, Qt.Key.Key_L, SHIFT)
    assert "Linked at the slices" in desk.messages.text
    shift = height(second.viewport) - height(first.viewport)
    assert abs(shift) > 50
    for notches in (3, -5, 1):
        wheel(desk, first, notches)
        away = height(second.viewport) - height(first.viewport) - shift
        assert abs(away) <= 2.75 / 2 + 1e-6
    wheel(desk, second, 4)
    away = height(second.viewport) - height(first.viewport) - shift
    assert abs(away) <= 2.5 + 1e-6


def test_without_a_frame_the_study_decides_and_it_is_said(open_folder, tmp_path, qtbot):
    Taken(tmp_path, frame="").write()
    Taken(tmp_path, "T2", frame="", slices=20, step=2.75, number=2).write()
    desk = open_folder(tmp_path)
    first, second = hang(qtbot, desk, *NAMES[:2])
    press(qtbot, desk, Qt.Key.Key_L)
    assert "belong to one study" in desk.messages.text
    wheel(desk, first, 3)
    assert abs(height(second.viewport) - height(first.viewport)) <= 2.75 / 2 + 1e-6


def test_window_and_zoom_go_together_on_request(study, qtbot):
    first, second = hang(qtbot, study, *NAMES[:2])
    first.viewport.set_window(500, 200)
    assert second.viewport.window != (500, 200)
    press(qtbot, study, Qt.Key.Key_W, SHIFT)
    assert second.viewport.window == (500, 200)
    press(qtbot, study, Qt.Key.Key_6)
    assert second.viewport.window == first.viewport.window != (500, 200)

    def turn(notches):
        place = first.mapTo(study, first.rect().center() + QPoint(30, 20))
        QTest.wheelEvent(study.windowHandle(), place, QPoint(0, 120 * notches), QPoint(), CTRL)

    before = second.canvas.framing()[0]
    turn(3)
    assert second.canvas.framing()[0] == before
    press(qtbot, study, Qt.Key.Key_Z, SHIFT)
    assert second.canvas.framing()[0] == pytest.approx(first.canvas.framing()[0])
    turn(4)
    assert first.canvas.framing()[0] < before * 0.8
    assert second.canvas.framing()[0] == pytest.approx(first.canvas.framing()[0])
    assert second.canvas.framing()[1] == pytest.approx(first.canvas.framing()[1], abs=0.6)


def screen_of(view, place):
    """Where a place of the patient is on a view, worked out from the file's own numbers."""
    series, image = view.viewport.series, view.image
    away = place - np.array(series.slices[view.viewport.index].position)
    column = away @ np.array(series.orientation[:3]) / image.spacing_mm[1] + 0.5
    row = away @ np.array(series.orientation[3:]) / image.spacing_mm[0] + 0.5
    box = view.canvas.box.viewRect()
    scale = view.canvas.viewport().width() / box.width()
    top_left = view.canvas.mapTo(view, QPoint(0, 0))
    return QPointF(
        top_left.x() + (column * image.spacing_mm[1] - box.left()) * scale,
        top_left.y() + (row * image.spacing_mm[0] - box.top()) * scale,
    )


def far(one, other):
    return max(abs(one.x() - other.x()), abs(one.y() - other.y()))


def test_reference_lines_stand_where_the_slices_meet(study, qtbot):
    axial, t2, sagittal, coronal = hang(qtbot, study, *NAMES)
    click(qtbot, axial)
    axial.viewport.set_index(8)
    z = height(axial.viewport)
    assert axial.annotation.line == ()
    assert t2.annotation.line == (), "it lies alike"
    for view in (sagittal, coronal):
        series = view.viewport.series
        there = np.array(series.slices[view.viewport.index].position)
        first = axial.viewport.series.slices[8].position
        right = np.array(series.orientation[:3])
        axis = int(np.abs(right).argmax())
        low = first[axis] - 1.0  # half a pixel of 2 mm beyond the middle of the first
        high = low + 2.0 * (axial.viewport.series.columns if axis == 0 else 50)
        wanted = []
        for along in (low, high):
            place = there.copy()
            place[axis], place[2] = along, z
            wanted.append(screen_of(view, place))
        got = sorted(view.annotation.line, key=lambda p: p.x())
        wanted.sort(key=lambda p: p.x())
        assert max(far(a, b) for a, b in zip(got, wanted, strict=True)) <= 0.5
    press(qtbot, study, Qt.Key.Key_R, SHIFT)
    assert coronal.annotation.line == ()


def test_the_3d_cursor_shows_one_place_in_every_viewport(study, qtbot):
    views = axial, _t2, _sagittal, _coronal = hang(qtbot, study, *NAMES)
    axial.viewport.set_index(geometry.nearest_slice(axial.viewport.series, SPOT)[0])
    point = geometry.to_slice(axial.viewport.series, axial.viewport.index, SPOT)
    spot = on_screen(axial, *point).toPoint().toPointF()
    place = geometry.to_patient(
        axial.viewport.series,
        axial.viewport.index,
        axial.canvas.point_at(
            axial.canvas.box.mapSceneToView(axial.canvas.mapToScene(spot.toPoint()))
        ),
    )
    move(axial, spot, SHIFT)
    ready(qtbot, study)
    move(axial, spot, SHIFT)  # while it waited, the platform may have moved its own mouse
    for view in views:
        viewport = view.viewport
        index, _ = geometry.nearest_slice(viewport.series, place)
        assert viewport.index == index, "each has scrolled to the place"
        assert far(view.annotation.cross, screen_of(view, place)) <= 0.5
    move(axial, spot)
    assert all(view.annotation.cross is None for view in views)
    press(qtbot, study, Qt.Key.Key_J)
    move(axial, spot)
    assert all(view.annotation.cross is not None for view in views)


def test_letting_go_of_shift_ends_the_3d_cursor(study, qtbot):
    axial, *_ = hang(qtbot, study, *NAMES)
    move(axial, QPointF(axial.rect().center()), SHIFT)
    assert axial.annotation.cross is not None
    qtbot.keyRelease(study, Qt.Key.Key_Shift)
    assert axial.annotation.cross is None
