"""A study hangs beside its prior, and as a study of its kind was hung the last time."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings, Qt

from ml.imaging.types.orientation import Plane
from tests.synthetic.dicom import SAGITTAL
from tests.synthetic.head import Taken
from tests.viewer.hand import CTRL, SHIFT, press, ready, uid_of, wheel
from viewer.render.corners import Detail
from viewer.session.hanging_protocols import HangingProtocol, ViewportContent, from_text, to_text
from viewer.session.prior_study import counterpart, prior_of
from viewer.state.layout import ViewportLayout

pytest_plugins = ("tests.viewer.viewports",)


def two_studies(tmp_path, **prior):
    """Today's, and one of a year ago with a T2 and a sagittal series besides."""
    Taken(tmp_path, "T1 post contrast").write()
    before = {"study": "1.2.2", "frame": "7.7", "date": "20250102"} | prior
    high = (-39.0, -49.0, -127.0)
    Taken(tmp_path, "T2", number=1, origin=high, **before).write()
    Taken(
        tmp_path, "T1 post contrast", number=2, slices=20, step=3.0, origin=high, **before
    ).write()
    Taken(tmp_path, "T1 sagittal", SAGITTAL, number=3, **before).write()
    return tmp_path


def today(desk):
    return next(s for s in desk.session.library if s.date == "20260102")


@pytest.fixture
def compared(open_folder, tmp_path, qtbot):
    desk = open_folder(two_studies(tmp_path))
    desk.session.select_series(today(desk).uid)
    press(qtbot, desk, Qt.Key.Key_P, SHIFT)
    ready(qtbot, desk)
    return desk


@pytest.mark.slow
def test_a_study_stands_beside_the_one_before(compared):
    left, right = compared.state.shown
    assert left.series is today(compared)
    assert (right.series.date, right.series.description) == ("20250102", "T1 post contrast")
    assert compared.state.active is left
    assert "2025-01-02" in " ".join(compared.grid.views[right].annotation.corners.top_left)


@pytest.mark.slow
def test_both_scroll_together_once_the_reader_has_matched_them(compared, qtbot):
    left, right = compared.state.shown
    before = right.index
    press(qtbot, compared, Qt.Key.Key_L)
    wheel(compared, compared.grid.views[left], 2)
    assert right.index == before, "nobody knows how their frames lie to each other"
    left.set_index(3)
    right.set_index(5)
    press(qtbot, compared, Qt.Key.Key_L, SHIFT)
    wheel(compared, compared.grid.views[left], 3)
    moved = 3 * 5.0
    assert right.index == 5 + moved / 3.0


def test_nobody_elses_study_is_a_prior(open_folder, tmp_path, qtbot):
    desk = open_folder(two_studies(tmp_path, patient="P2"))
    desk.session.select_series(today(desk).uid)
    press(qtbot, desk, Qt.Key.Key_P, SHIFT)
    assert "No other study of this patient" in desk.messages.text
    assert desk.state.layout is ViewportLayout.ONE


def test_without_names_the_doubt_is_said(open_folder, tmp_path, qtbot):
    from ml.imaging.types.series import Patient

    desk = open_folder(two_studies(tmp_path))
    nobody = tuple(replace(s, patient=Patient()) for s in desk.session.library)
    found, doubt = prior_of(next(s for s in nobody if s.date == "20260102"), nobody)
    assert len(found) == 3
    assert "identity is missing" in doubt


def test_the_latest_before_is_the_prior_and_the_plane_decides_first(open_folder, tmp_path):
    two_studies(tmp_path)
    Taken(tmp_path, "T1 post contrast", study="1.1.1", date="20200101", number=9).write()
    desk = open_folder(tmp_path)
    found, doubt = prior_of(today(desk), desk.session.library)
    assert {s.date for s in found} == {"20250102"}
    assert doubt == ""
    without = [s for s in found if s.description != "T1 post contrast"]
    assert counterpart(today(desk), without).description == "T2", "axial, as it lies"


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)


@pytest.mark.slow
def test_a_study_is_hung_as_its_kind_was_the_last_time(open_folder, tmp_path, qtbot, settings):
    for name, patient in (("one", "P1"), ("two", "P2")):
        Taken(tmp_path / name, "T1 post contrast", patient=patient).write()
        Taken(tmp_path / name, "T2", number=2, patient=patient).write()
    desk = open_folder(tmp_path / "one", settings)
    desk.session.select_series(uid_of(desk, "T1 post contrast"))
    press(qtbot, desk, Qt.Key.Key_2, CTRL)
    first, second = desk.state.laid_out
    desk.session.show_in(first, uid_of(desk, "T2"))
    desk.state.activate(second)
    desk.session.show_in(second, uid_of(desk, "T1 post contrast"))
    press(qtbot, desk, Qt.Key.Key_C, SHIFT)
    qtbot.waitUntil(lambda: second.plane is Plane.CORONAL)
    press(qtbot, desk, Qt.Key.Key_L)
    press(qtbot, desk, Qt.Key.Key_I)
    qtbot.waitUntil(lambda: any("coronal" in str(settings.value(k)) for k in settings.allKeys()))
    kept = " ".join(f"{key} {settings.value(key)}" for key in settings.allKeys())
    assert not any(secret in kept for secret in ("P1", "DOE", "1.2.3", "2026"))

    other = open_folder(tmp_path / "two", settings)
    qtbot.waitUntil(lambda: other.state.laid_out[-1].plane is Plane.CORONAL)
    assert other.state.layout is ViewportLayout.TWO
    first, second = other.state.laid_out
    assert first.series.description == "T2"
    assert second.source.description == "T1 post contrast"
    assert other.state.active is second
    assert other.session.links.scroll
    assert other.state.corners is Detail.SHORT


@pytest.mark.slow
def test_the_second_window_is_hung_as_for_its_kind_the_last_time(
    open_folder, tmp_path, qtbot, settings
):
    for name, patient in (("one", "P1"), ("two", "P2")):
        (tmp_path / name).mkdir()
        two_studies(tmp_path / name, patient=patient)
        Taken(tmp_path / name, "T2", number=5, patient=patient).write()
    desk = open_folder(tmp_path / "one", settings)
    desk.session.select_series(today(desk).uid)
    press(qtbot, desk, Qt.Key.Key_F12)
    other = desk.state.boxes[1]
    desk.state.activate(other.front)
    press(qtbot, desk.second.window, Qt.Key.Key_2, CTRL)
    first, second = other.laid_out
    before = [series for series in desk.session.library if series.date == "20250102"]
    desk.session.show_in(first, next(s.uid for s in before if s.description == "T1 sagittal"))
    desk.session.show_in(second, next(s.uid for s in before if s.description == "T2"))

    def beside():
        texts = [settings.value(key) for key in settings.allKeys() if key.startswith("hanging")]
        return [
            content and (content.kind, content.prior)
            for text in texts
            for content in from_text(text).beside
        ]

    wanted = [("T1", True), ("T2", True)]
    qtbot.waitUntil(lambda: beside() == wanted)
    press(qtbot, desk.second.window, Qt.Key.Key_F12)
    press(qtbot, desk, Qt.Key.Key_I)
    qtbot.wait(600)
    assert beside() == wanted, "what hung there is kept while the window is shut"

    again = open_folder(tmp_path / "two", settings)
    assert not again.state.second, "a study opens no window"
    press(qtbot, again, Qt.Key.Key_F12)
    again.open_paths([tmp_path / "two"])
    qtbot.waitUntil(lambda: not again.session.scanning and bool(again.session.library))
    ready(qtbot, again)
    found = [
        (viewport.series.date, viewport.series.description)
        for viewport in again.state.boxes[1].laid_out
    ]
    assert found == [("20250102", "T1 sagittal"), ("20250102", "T2")]
    assert again.state.box is again.state.boxes[0]


def test_what_is_kept_comes_back_or_is_not_used():
    place = ViewportContent("T2", "axial", "", False)
    hung = HangingProtocol(ViewportLayout.TWO, (place, None), 1, True, False, True, Detail.NONE)
    assert from_text(to_text(hung)) == hung
    both = replace(hung, second=ViewportLayout.ONE, beside=(place,))
    assert from_text(to_text(both)) == both
    assert from_text(to_text(replace(both, beside=(place, None)))) is None
    for broken in ("", "{}", "[]", to_text(hung).replace("1x2", "2x2"), '{"layout": "9x9"}'):
        assert from_text(broken) is None
