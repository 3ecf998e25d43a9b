"""A study of the list is opened beside the one on screen, which stays complete."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from ml.imaging.types.series import Patient, Problem, ScanStep
from tests.viewer import study_records as studies
from tests.viewer.study_records import a_series, a_study, of_study
from tests.viewer.synthetic import make_series
from tests.viewer.widgets.study_list.test_study_page import words
from viewer.app.study_list import ALREADY_OPEN, CHOOSE, STUDY_GONE
from viewer.session.merge_scan import files_of, merge_scan, set_apart
from viewer.session.prior_study import OTHERS
from viewer.state.layout import ViewportLayout
from viewer.studies.study_database import StudyDatabase

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.viewer.study_desk",)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def earlier(uid):
    """A series of a study of Ann's a year before."""
    return replace(of_study("ann", uid), study_uid="ann before", date="20230531")


BEFORE = (earlier("p1"), earlier("p2"))


@pytest.fixture
def disc(tmp_path, monkeypatch):
    """Folders that are there: Ann's two studies, and Bob's."""
    folders = {}
    for name, series in (("now", studies.A), ("before", BEFORE), ("bob", studies.B)):
        folders[name] = tmp_path / "disc" / name
        folders[name].mkdir(parents=True)
        monkeypatch.setitem(studies.DISC, folders[name], series)
    return folders


@pytest.fixture
def listed(build, records, disc, qtbot):
    """Ann's study is open, read and scrolled; the list knows two more."""
    database = StudyDatabase(records)
    series = [a_series(series.uid) for series in BEFORE]
    database.put(a_study("ann before", *series, paths=(disc["before"],), name="ANN^JANE"))
    database.put(a_study("bob", a_series("b1"), paths=(disc["bob"],), name="BOB^TOM"))
    database.close()
    built = build()
    built.open(qtbot, disc["now"])
    with qtbot.waitSignal(built.session.reading_finished):
        qtbot.keyClick(built.window, Qt.Key.Key_V)
    built.window.state.set_index(15)
    built.window.state.set_window(77, 33)
    qtbot.keyClick(built.window, Qt.Key.Key_K)
    qtbot.keyClick(built.window, Qt.Key.Key_L, CTRL)
    return built


def by_key(built, qtbot):
    qtbot.keyClick(built.page.tree, Qt.Key.Key_Return, SHIFT)


def by_button(built, qtbot):
    qtbot.mouseClick(built.page.beside, LEFT)


def by_menu(built, qtbot):
    by_words = {action.text(): action for action in built.page.menu().actions()}
    by_words["Open alongside"].trigger()


def by_command(built, qtbot):
    qtbot.keyClick(built.page.tree, Qt.Key.Key_L, CTRL | SHIFT)


def shown(built):
    return [viewport.series.uid if viewport.series else "" for viewport in built.window.state.shown]


@pytest.mark.parametrize("ask", [by_key, by_button, by_menu, by_command])
def test_a_study_of_the_list_stands_beside_the_one_on_screen(listed, qtbot, ask):
    session, state = listed.session, listed.window.state
    series, verdict = state.series, session.verdict(state.slice_uid)
    assert verdict is not None
    listed.page.tree.go_to("ann before")
    ask(listed, qtbot)
    qtbot.waitUntil(lambda: len(state.shown) == 2)
    assert shown(listed) == ["a1", "p1"]
    assert not listed.page.isVisible()
    assert state.layout is ViewportLayout.TWO
    assert state.series is series, "what is on screen is not opened anew"
    assert (state.index, state.window) == (15, (77, 33))
    assert session.verdict(state.slice_uid) is verdict
    assert session.series_result(series) is not None
    assert listed.window.marks.is_key(state.slice_uid)
    assert listed.window.marks.undo.canUndo()
    assert {series.uid for series in session.library} == {"a1", "a2", "a3", "p1", "p2"}
    right = state.shown[1]
    qtbot.waitUntil(lambda: listed.window.grid.views[right].image is not None)
    assert listed.window.grid.views[right].image.uid == right.slice_uid
    assert not listed.window.messages.isVisible()


def test_where_one_left_off_knows_both(listed, qtbot, disc):
    listed.page.tree.go_to("ann before")
    by_key(listed, qtbot)
    qtbot.waitUntil(lambda: len(listed.window.state.shown) == 2)
    saved = listed.desk.session_restore.current()
    assert saved.paths == (str(disc["now"]), str(disc["before"]))


def test_a_series_that_was_chosen_is_the_one_that_comes(listed, qtbot):
    tree = listed.page.tree
    tree.go_to("ann before")
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    by_key(listed, qtbot)
    qtbot.waitUntil(lambda: shown(listed) == ["a1", "p2"])


def test_with_a_second_window_it_comes_there(listed, qtbot):
    qtbot.keyClick(listed.page.tree, Qt.Key.Key_F12)
    listed.page.tree.go_to("ann before")
    by_key(listed, qtbot)
    qtbot.waitUntil(lambda: shown(listed) == ["a1", "p1"])
    assert [box.layout for box in listed.window.state.boxes] == [
        ViewportLayout.ONE,
        ViewportLayout.ONE,
    ]
    assert listed.window.state.boxes[1].front.series.uid == "p1"


@pytest.mark.parametrize("hidden", [False, True])
def test_a_folder_that_is_gone_is_said_and_all_stays(listed, qtbot, disc, hidden):
    listed.window.state.set_privacy(hidden)
    shutil.rmtree(disc["before"])
    for _ in range(2):  # the list looks when it is shown
        qtbot.keyClick(listed.page.tree, Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: "folder not found" in words(listed))
    listed.page.tree.go_to("ann before")
    by_key(listed, qtbot)
    qtbot.waitUntil(lambda: "folder of this study was not found" in listed.window.messages.text)
    assert (str(disc["before"]) in listed.window.messages.text) is not hidden
    assert shown(listed) == ["a1"]
    assert listed.page.isVisible()


def test_a_folder_that_holds_something_else_now_is_said(listed, qtbot, disc, monkeypatch):
    monkeypatch.setitem(studies.DISC, disc["before"], ())
    listed.page.tree.go_to("ann before")
    by_key(listed, qtbot)
    qtbot.waitUntil(lambda: listed.window.messages.text == STUDY_GONE)
    assert shown(listed) == ["a1"]
    assert {series.uid for series in listed.session.library} == {"a1", "a2", "a3"}


def test_a_study_of_someone_else_comes_with_a_warning(listed, qtbot):
    listed.page.tree.go_to("bob")
    by_key(listed, qtbot)
    qtbot.waitUntil(lambda: shown(listed) == ["a1", "b1"])
    assert listed.window.messages.text == OTHERS


def test_one_that_is_open_already_is_hung_without_a_scan(listed, qtbot):
    listed.page.tree.go_to("ann before")
    by_key(listed, qtbot)
    qtbot.waitUntil(lambda: len(listed.window.state.shown) == 2)
    qtbot.keyClick(listed.window, Qt.Key.Key_1, CTRL)
    assert shown(listed) == ["a1"]
    qtbot.keyClick(listed.window, Qt.Key.Key_L, CTRL)
    listed.page.tree.go_to("ann before")
    by_key(listed, qtbot)
    assert not listed.session.scanning
    assert shown(listed) == ["a1", "p1"]
    qtbot.keyClick(listed.window, Qt.Key.Key_L, CTRL)
    listed.page.tree.go_to("ann")
    by_key(listed, qtbot)
    assert listed.window.messages.text == ALREADY_OPEN


def test_the_command_shows_the_list_first(listed, qtbot):
    qtbot.keyClick(listed.page.tree, Qt.Key.Key_Escape)
    assert not listed.page.isVisible()
    qtbot.keyClick(listed.window, Qt.Key.Key_L, CTRL | SHIFT)
    assert listed.page.isVisible()
    assert listed.window.messages.text == CHOOSE


def test_with_nothing_on_screen_it_is_opened(build, records, disc, qtbot):
    database = StudyDatabase(records)
    database.put(a_study("bob", a_series("b1"), paths=(disc["bob"],), name="BOB^TOM"))
    database.close()
    built = build()
    qtbot.keyClick(built.window, Qt.Key.Key_L, CTRL)
    by_key(built, qtbot)
    qtbot.waitUntil(lambda: shown(built) == ["b1"])
    assert built.window.state.layout is ViewportLayout.ONE


def test_a_series_gone_through_stays_so(listed, qtbot):
    """What was seen of a series before another study came still counts."""
    state = listed.window.state
    qtbot.keyClick(listed.page.tree, Qt.Key.Key_Escape)
    for index in range(10):
        state.set_index(index)
    listed.window.requests.studies_requested.emit()
    listed.page.tree.go_to("ann before")
    by_key(listed, qtbot)
    qtbot.waitUntil(lambda: len(state.shown) == 2)
    seen = {int(uid.rsplit(".", 1)[1]) for uid in listed.tracker._slices_seen["a1"]}
    assert {*range(10), 15} <= seen


def step(*series, problems=(), finished=True):
    return ScanStep(3, series, problems, finished)


def test_what_was_open_stays_first_and_the_same():
    old, new = make_series("a"), make_series("b")
    lost, found = Problem(Path("x"), "broken"), Problem(Path("y"), "broken too")
    joined = merge_scan([old], [lost], step(new, problems=(found,)))
    assert joined.series == (old, new)
    assert joined.series[0] is old
    assert joined.problems == (lost, found)


def test_a_series_found_again_is_taken_only_where_it_has_more_slices():
    old = make_series("a", 10)
    assert merge_scan([old], (), step(make_series("a", 10))).series[0] is old
    assert merge_scan([old], (), step(make_series("a", 9))).series[0] is old
    assert len(merge_scan([old], (), step(make_series("a", 12))).series[0].slices) == 12


def test_what_an_earlier_step_found_and_a_later_one_does_not_is_gone():
    old = make_series("a")
    first = merge_scan([old], (), step(make_series("b"), finished=False))
    assert [series.uid for series in first.series] == ["a", "b"]
    assert [series.uid for series in merge_scan([old], (), step(make_series("c"))).series] == [
        "a",
        "c",
    ]


def elsewhere(series, folder="other", **more):
    """The same UIDs in files of another folder."""
    slices = tuple(replace(ref, path=Path(folder) / ref.path) for ref in series.slices)
    return replace(series, slices=slices, **more)


@pytest.mark.parametrize("count", [3, 10, 12])
@pytest.mark.parametrize("patient", [{}, {"patient": Patient("ROE^BOB", "PID-8")}])
def test_other_files_under_uids_that_are_open_are_shown_beside_them(count, patient):
    old = make_series("a", 10)
    found = step(elsewhere(make_series("a", count), **patient))
    apart = set_apart([old], files_of([old]), found)
    merged = merge_scan([old], (), apart).series
    assert [len(series.slices) for series in merged] == [10, count]
    assert merged[0] is old
    assert merged[1].uid != "a"
    assert not {ref.uid for ref in old.slices} & {ref.uid for ref in merged[1].slices}
    assert "another open series has the same UIDs in other files" in merged[1].warnings[-1]
    assert (merged[1].study_uid == old.study_uid) is not bool(patient)
    assert set_apart([old], files_of([old]), found) == apart, "every step says the same"


def test_slices_with_uids_that_are_open_in_another_series_are_renamed():
    old = make_series("a")
    found = step(elsewhere(make_series("a"), uid="b"))
    (series,) = set_apart([old], files_of([old]), found).series
    assert not {ref.uid for ref in old.slices} & {ref.uid for ref in series.slices}


def test_the_same_files_and_those_beside_them_keep_their_uids():
    old = make_series("a", 10)
    for found in (step(make_series("a", 12)), step(make_series("b"))):
        assert set_apart([old], files_of([old]), found) == found
