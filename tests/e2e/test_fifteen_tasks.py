"""The commonest tasks of a reading, one after another at one desk, from a drop to the report."""

import subprocess
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from ml.core.types import RESEARCH_USE
from tests.e2e.reader import LEFT, MIDDLE, RIGHT, Reader, with_prior
from tests.viewer.hand import wheel
from viewer.geometry.measurements import MouseTool
from viewer.marks.marks import Impression, Opinion
from viewer.state.layout import ViewportLayout
from viewer.storage.journal import NAME, verify
from viewer.studies.study_record import Status

K = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
pytestmark = pytest.mark.shared


def open_by_drop(desk, seen):
    desk.drop(seen.folder)
    assert len(desk.session.library) == 2
    assert desk.view.image is not None
    assert desk.window.series_list.count() == 2
    seen.series = desk.state.series


def scroll_by_wheel_and_keys(desk, seen):
    before = desk.state.index
    wheel(desk.window, desk.view, 2)
    assert desk.state.index == before + 2
    desk.key(K.Key_Up)
    assert desk.state.index == before + 1
    desk.key(K.Key_End)
    assert desk.state.index == len(seen.series.slices) - 1
    desk.key(K.Key_Home)
    assert desk.state.index == 0
    desk.key(K.Key_Down, SHIFT)
    assert desk.state.index == 10
    desk.until(lambda: desk.view.image.uid == desk.state.slice_uid)


def change_the_window(desk, seen):
    centre, width = desk.state.window
    desk.drag(desk.centre(), desk.centre(120, -60))
    assert desk.state.window[0] != centre
    assert desk.state.window[1] > width
    desk.key(K.Key_6)
    full = desk.state.window
    desk.key(K.Key_3)
    assert desk.state.window[1] < full[1]
    desk.key(K.Key_0)
    assert desk.state.window == pytest.approx(desk.view.image.window)


def zoom_and_pan_and_come_back(desk, seen):
    start = desk.view.canvas.to_screen()
    desk.drag(desk.centre(), desk.centre(0, -80), RIGHT)
    assert desk.view.canvas.to_screen().m11() != pytest.approx(start.m11())
    desk.drag(desk.centre(), desk.centre(50, 30), MIDDLE)
    desk.key(K.Key_Escape)
    back = desk.view.canvas.to_screen()
    assert (back.m11(), back.dx()) == (pytest.approx(start.m11()), pytest.approx(start.dx()))


def measure_a_distance(desk, seen):
    desk.key(K.Key_D)
    assert desk.state.tool is MouseTool.DISTANCE
    desk.drag(desk.centre(-40, 0), desk.centre(40, 0))
    (found,) = desk.window.marks.measurements(desk.state.slice_uid)
    words = [line for shape in desk.view.annotation.shapes for line in shape.words]
    pixels = 80 / desk.view.canvas.to_screen().m11()
    expected = pixels * desk.view.image.spacing_mm[1]
    assert float(words[0].split()[0]) == pytest.approx(expected, rel=0.03)
    assert words[0].endswith("mm")
    seen.measured = found


def measure_a_region_and_undo_it(desk, seen):
    desk.key(K.Key_E)
    desk.drag(desk.centre(-30, -30), desk.centre(30, 30))
    assert len(desk.window.marks.measurements(desk.state.slice_uid)) == 2
    assert any("mean" in line for shape in desk.view.annotation.shapes for line in shape.words)
    desk.key(K.Key_Z, CTRL)
    assert desk.window.marks.measurements(desk.state.slice_uid) == (seen.measured,)
    desk.key(K.Key_W)


def mark_a_key_image(desk, seen):
    desk.key(K.Key_K)
    seen.starred = desk.state.slice_uid
    assert desk.window.marks.is_key(seen.starred)


def say_what_one_sees_then_be_answered(desk, seen):
    panel = desk.window.verdict_panel
    assert desk.session.series_result(seen.series) is None
    assert not panel.series_box.headline.isVisible()
    with desk.qtbot.waitSignal(desk.session.reading_finished, timeout=180_000):
        desk.qtbot.mouseClick(panel.impression.buttons[Impression.TUMOUR], LEFT)
    assert desk.window.marks.impression(seen.series.uid) == (Impression.TUMOUR, True)
    result = desk.session.series_result(seen.series)
    assert result.read + result.refused == len(seen.series.slices)
    assert result.presence is not None
    assert panel.series_box.headline.isVisible()
    assert "demonstration" in panel.caution.text().lower()


def jump_to_suspicious_slices(desk, seen):
    found = desk.session.suspicious(seen.series)
    assert found, "a glioblastoma is there"
    desk.key(K.Key_Home)
    desk.key(K.Key_N)
    assert desk.state.index == min(i for i in found if i > 0)
    desk.key(K.Key_End)
    desk.key(K.Key_N, SHIFT)
    assert desk.state.index == max(i for i in found if i < len(seen.series.slices) - 1)
    desk.until(lambda: desk.view.image.uid == desk.state.slice_uid)


def look_at_attention(desk, seen):
    desk.qtbot.keyPress(desk.window, K.Key_Q)
    assert desk.state.overlay_shown
    desk.qtbot.keyRelease(desk.window, K.Key_Q)
    assert not desk.state.overlay_shown
    desk.key(K.Key_G)
    assert desk.view.canvas.overlay_item.isVisible()
    opacity = desk.state.opacity
    desk.key(K.Key_BracketRight)
    assert desk.state.opacity > opacity
    desk.key(K.Key_G)
    assert not desk.view.canvas.overlay_item.isVisible()


def disagree_with_a_note(desk, seen):
    note = desk.window.verdict_panel.note
    desk.qtbot.mouseClick(note, LEFT)
    desk.qtbot.keyClicks(note, "a vessel")
    desk.window.view.focus_image()
    desk.key(K.Key_X)
    found = desk.window.marks.judgement(desk.state.slice_uid)
    assert (found.opinion, found.note, found.mode) == (
        Opinion.DISAGREE,
        "a vessel",
        "reader first",
    )


def compare_with_the_study_before(desk, seen):
    desk.key(K.Key_P, SHIFT)
    desk.until(lambda: len([v for v in desk.state.shown if v.series is not None]) == 2)
    left, right = (each.series for each in desk.state.shown)
    assert left.study_uid != right.study_uid
    assert left.patient == right.patient
    desk.key(K.Key_L)
    desk.key(K.Key_L, SHIFT)
    before = [each.index for each in desk.state.shown]
    desk.key(K.Key_Up)
    after = [each.index for each in desk.state.shown]
    assert [b - a for a, b in zip(before, after, strict=True)] == [-1, -1]
    desk.key(K.Key_1, CTRL)


def see_three_planes(desk, seen):
    desk.key(K.Key_M)
    desk.until(lambda: desk.state.layout is ViewportLayout.FOUR)
    desk.until(lambda: len({each.plane for each in desk.state.shown}) == 4)
    desk.key(K.Key_1, CTRL)
    desk.until(lambda: len(desk.state.shown) == 1)


def hide_identity_and_report(desk, seen):
    desk.key(K.Key_P, CTRL)
    assert "BTP" not in desk.window.windowTitle()
    with desk.qtbot.waitSignal(desk.jobs.reported, timeout=120_000):
        desk.key(K.Key_E, CTRL)
    text = subprocess.run(
        ["pdftotext", "-layout", seen.report, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert RESEARCH_USE in " ".join(text.split())
    assert "BTP" not in text
    assert "before any verdict was seen" in " ".join(text.split())
    assert "disagree" in text


def find_the_study_again_as_reported(desk, seen):
    desk.key(K.Key_L, CTRL)
    assert desk.studies.page.isVisible()
    listed = desk.studies.tracker.studies[seen.series.study_uid]
    assert listed.status is Status.REPORTED
    assert {each.status for each in listed.series} == {Status.VIEWED}
    assert len(desk.studies.tracker.studies) == 2
    desk.key(K.Key_L, CTRL)
    count, wrong = verify(desk.records / NAME)
    assert wrong == ""
    assert count >= 8


TASKS = (
    open_by_drop,
    scroll_by_wheel_and_keys,
    change_the_window,
    zoom_and_pan_and_come_back,
    measure_a_distance,
    measure_a_region_and_undo_it,
    mark_a_key_image,
    say_what_one_sees_then_be_answered,
    jump_to_suspicious_slices,
    look_at_attention,
    disagree_with_a_note,
    compare_with_the_study_before,
    see_three_planes,
    hide_identity_and_report,
    find_the_study_again_as_reported,
)


def test_a_reading_from_drop_to_report(shared, qtbot, tmp_path, monkeypatch):
    folder, records = tmp_path / "study", tmp_path / "records"
    folder.mkdir()
    records.mkdir()
    source = shared / "data" / "dicom" / "tumour-t1-post" / "btp-01-pre"
    report = tmp_path / "report.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(report), "PDF"))
    seen = SimpleNamespace(folder=with_prior(source, folder), report=report)
    desk = Reader(qtbot, records)
    try:
        for task in TASKS:
            task(desk, seen)
    finally:
        desk.close()
