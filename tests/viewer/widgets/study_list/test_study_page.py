"""The study list on screen: by mouse and keyboard alone, in privacy mode, empty and full."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.viewer.study_records import CLEAR, READ, a_series, a_study
from viewer.app.desk import open_study_list
from viewer.studies.sort_order import Column
from viewer.studies.study_database import StudyDatabase
from viewer.studies.study_record import Answer, ReadingState, Status
from viewer.widgets.study_list.forget_question import ForgetQuestion
from viewer.widgets.study_list.study_model import CELL, COLUMNS, RECORD

pytest_plugins = ("tests.viewer.study_desk",)
CTRL = Qt.KeyboardModifier.ControlModifier
OPENED, CASCADE = COLUMNS.index(Column.OPENED), COLUMNS.index(Column.CASCADE)


@pytest.fixture
def listed(build, records, qtbot):
    """A desk whose list has three studies, none of them open."""
    database = StudyDatabase(records)
    database.put(a_study("ann", a_series("a1", CLEAR), name="ANN^JANE", opened="2024-01-03"))
    database.put(a_study("bob", a_series("b1", READ), name="BOB^TOM", opened="2024-01-02"))
    database.put(a_study("eve", a_series("e1"), a_series("e2"), name="EVE^王", opened="2024-01-01"))
    database.close()
    built = build()
    qtbot.keyClick(built.window, Qt.Key.Key_L, CTRL)
    assert built.page.isVisible()
    return built


def rows(built):
    model = built.page.model
    return [model.index(row, 0).data(RECORD)[0].uid for row in range(model.rowCount())]


def words(built):
    """Everything that is drawn, said or shown as a tip, in every cell."""
    model, found = built.page.model, []
    for row in range(model.rowCount()):
        study = model.index(row, 0)
        cells = [(row, c, None) for c in range(len(COLUMNS))]
        cells += [(r, c, study) for r in range(model.rowCount(study)) for c in range(len(COLUMNS))]
        for r, c, parent in cells:
            index = model.index(r, c, parent) if parent is not None else model.index(r, c)
            found += [index.data(CELL).text, index.data(Qt.ItemDataRole.AccessibleTextRole)]
            found.append(index.data(Qt.ItemDataRole.ToolTipRole))
    return "\n".join(found)


def test_the_tip_of_a_read_series_says_how_far_its_networks_were_validated(listed):
    model = listed.page.model
    assert listed.page.model.words_of_networks("no network") == ""
    model.words_of_networks = lambda model_id: f"validated: {model_id}"
    assert f"validated: {READ.model_id}" in words(listed)
    assert "validated: \n" not in words(listed)


def centre(built, uid):
    return built.page.tree.visualRect(built.page.model.study_index(uid)).center()


def double_click(built, qtbot, place):
    for click in (qtbot.mouseClick, qtbot.mouseDClick):
        click(built.page.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)


def question(built, qtbot):
    qtbot.waitUntil(lambda: built.window.findChild(ForgetQuestion) is not None)
    return built.window.findChild(ForgetQuestion)


def test_the_key_and_escape_bring_it_and_take_it(listed, qtbot):
    assert listed.page.tree.hasFocus()
    qtbot.keyClick(listed.page.tree, Qt.Key.Key_Escape)
    assert not listed.page.isVisible()
    qtbot.keyClick(listed.window, Qt.Key.Key_L, CTRL)
    assert listed.page.isVisible()
    qtbot.keyClick(listed.page.tree, Qt.Key.Key_L, CTRL)
    assert not listed.page.isVisible()


def test_what_was_opened_last_comes_first_and_triage_is_one_click_away(listed, qtbot):
    assert rows(listed) == ["ann", "bob", "eve"]
    qtbot.mouseClick(listed.page.orders.button(CASCADE), Qt.MouseButton.LeftButton)
    assert rows(listed) == ["bob", "eve", "ann"]
    header = listed.page.tree.header()
    place = QPoint(header.sectionViewportPosition(OPENED) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert rows(listed) == ["ann", "bob", "eve"]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert rows(listed) == ["eve", "bob", "ann"]


@pytest.mark.slow
def test_letters_search_as_one_types_and_escape_shows_all_again(listed, qtbot):
    qtbot.keyClicks(listed.page.tree, "b")
    assert listed.page.search.hasFocus()
    qtbot.keyClicks(listed.page.search, "ob")
    assert rows(listed) == ["bob"]
    assert listed.window.state.series is None, "no command of the desk was called"
    qtbot.keyClicks(listed.page.search, " xyz")
    assert "bob xyz" in listed.page.empty.headline.text()
    qtbot.keyClick(listed.page.search, Qt.Key.Key_Escape)
    assert rows(listed) == ["ann", "bob", "eve"]
    assert listed.page.isVisible()


def test_enter_opens_a_study_that_is_not_open(built, qtbot):
    built.open(qtbot, "/disc/ann")
    built.open(qtbot, "/disc/bob")
    qtbot.keyClick(built.window, Qt.Key.Key_L, CTRL)
    qtbot.keyClick(built.page.tree, Qt.Key.Key_Down)
    assert built.page.tree.chosen == ["ann"]
    qtbot.keyClick(built.page.tree, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "folder of this study was not found" in built.window.messages.text)
    assert "/disc/ann" in built.window.messages.text
    assert built.page.isVisible(), "what was open stays open"
    assert [s.uid for s in built.session.library] == ["b1"]


def test_a_gone_folder_is_marked_and_not_named_in_privacy_mode(listed, qtbot):
    qtbot.waitUntil(lambda: "folder not found" in words(listed))
    listed.window.state.set_privacy(True)
    double_click(listed, qtbot, centre(listed, "bob"))
    qtbot.waitUntil(lambda: "was not found" in listed.window.messages.text)
    assert "/data" not in listed.window.messages.text


def test_double_click_opens_it_again_at_the_series(build, records, qtbot, tmp_path, monkeypatch):
    from tests.viewer import study_records as studies

    folder = tmp_path / "ann"
    folder.mkdir()
    monkeypatch.setitem(studies.DISC, folder, studies.A)
    database = StudyDatabase(records)
    series = [a_series(uid) for uid in ("a1", "a2", "a3")]
    database.put(a_study("ann", *series, paths=(folder,), name="ANN^JANE"))
    database.close()
    built = build()
    built.window.requests.studies_requested.emit()
    tree = built.page.tree
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert tree.currentIndex().data(RECORD)[1].uid == "a2"
    place = tree.visualRect(tree.currentIndex()).center()
    double_click(built, qtbot, place)
    qtbot.waitUntil(lambda: built.window.state.series is not None)
    qtbot.waitUntil(lambda: built.window.state.series.uid == "a2")
    assert not built.page.isVisible()


def test_an_open_study_is_shown_without_a_new_scan(built, qtbot):
    built.open(qtbot, "/disc")
    assert built.window.state.series.uid == "a1"
    qtbot.keyClick(built.window, Qt.Key.Key_L, CTRL)
    assert built.page.tree.chosen == ["ann"], "the study on screen"
    qtbot.mouseClick(
        built.page.tree.viewport(), Qt.MouseButton.LeftButton, pos=centre(built, "bob")
    )
    assert words(built).count("open now") == 2 * 3  # drawn, said and in the tip
    qtbot.mouseClick(built.page.open, Qt.MouseButton.LeftButton)
    assert built.window.state.series.uid == "b1"
    assert not built.session.scanning
    assert not built.page.isVisible()


def test_identity_is_hidden_everywhere_on_the_page(listed):
    assert "ANN" in words(listed)
    listed.window.state.set_privacy(True)
    told = (
        words(listed) + listed.page.search.placeholderText() + listed.page.search.accessibleName()
    )
    for secret in ("ANN", "JANE", "王", "PID-", "1950", "/data"):
        assert secret not in told
    listed.page.search.setText("ann jane")
    assert rows(listed) == []
    listed.page.search.clear()
    assert "identity hidden" in words(listed)


def test_forget_everything_is_one_click_and_one_question(listed, records, qtbot):
    qtbot.mouseClick(listed.page.forget_all, Qt.MouseButton.LeftButton)
    asked = question(listed, qtbot)
    assert "every study" in asked.text()
    assert "images stay" in asked.informativeText()
    qtbot.mouseClick(asked.no, Qt.MouseButton.LeftButton)
    assert len(rows(listed)) == 3
    qtbot.waitUntil(lambda: listed.window.findChild(ForgetQuestion) is None)
    qtbot.mouseClick(listed.page.forget_all, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(question(listed, qtbot).yes, Qt.MouseButton.LeftButton)
    assert rows(listed) == []
    assert listed.page.empty.isVisible()
    left = b"".join(p.read_bytes() for p in records.parent.glob("studies*"))
    assert b"ANN^JANE" not in left
    qtbot.waitUntil(lambda: listed.jobs.entries[-1].status == "overwritten")


def test_one_study_is_forgotten_by_key(listed, qtbot):
    qtbot.keyClick(listed.page.tree, Qt.Key.Key_Down)
    qtbot.keyClick(listed.page.tree, Qt.Key.Key_Delete)
    asked = question(listed, qtbot)
    assert "BOB TOM" in asked.text()
    qtbot.mouseClick(asked.yes, Qt.MouseButton.LeftButton)
    assert rows(listed) == ["ann", "eve"]


def test_the_question_names_nobody_in_privacy_mode(listed, qtbot):
    listed.window.state.set_privacy(True)
    qtbot.keyClick(listed.page.tree, Qt.Key.Key_Delete)
    asked = question(listed, qtbot)
    assert "ANN" not in asked.text() + asked.informativeText()
    asked.reject()


def test_status_is_set_by_hand_from_the_menu(listed, qtbot):
    tree = listed.page.tree
    qtbot.keyClick(tree, Qt.Key.Key_A, CTRL)
    assert tree.chosen == ["ann", "bob", "eve"]
    by_words = {action.text(): action for action in listed.page.menu().actions()}
    assert {"Open", "Read all series", "Forget…", "Mark as new"} <= set(by_words)
    by_words["Mark as read"].trigger()
    assert {s.status for s in listed.tracker.studies.values()} == {Status.READ}
    assert "read" in listed.page.model.index(0, COLUMNS.index(Column.STATUS)).data()


@pytest.mark.slow
def test_several_studies_are_read_by_key(built, qtbot):
    built.open(qtbot, "/disc")
    qtbot.keyClick(built.window, Qt.Key.Key_L, CTRL)
    qtbot.mouseClick(built.page.orders.button(CASCADE), Qt.MouseButton.LeftButton)
    qtbot.keyClick(built.page.tree, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(built.page.tree, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: built.answers("bob")["b1"].state is ReadingState.READ)
    qtbot.waitUntil(lambda: "2 of 2 series read" in words(built))
    assert sorted(rows(built)) == ["ann", "bob"], "the queue stays complete"
    assert "plain T2" in words(built)


def test_results_move_a_study_in_triage_order_and_what_was_chosen_stays(listed, qtbot):
    page = listed.page
    page.order_by(Column.CASCADE)
    qtbot.mouseClick(page.tree.viewport(), Qt.MouseButton.LeftButton, pos=centre(listed, "eve"))
    page.tree.setExpanded(page.model.study_index("eve"), True)
    eve = listed.tracker.studies["eve"]
    listed.tracker._keep(
        eve.with_series(a_series("e2", Answer(ReadingState.READ, READ.outcome, 0.99)))
    )
    assert rows(listed) == ["eve", "bob", "ann"]
    assert page.tree.chosen == ["eve"]
    assert page.tree.isExpanded(page.model.study_index("eve"))
    below = page.model.index(0, 0, page.model.study_index("eve"))
    assert below.data(RECORD)[1].uid == "e2", "the most suspicious series first"


@pytest.mark.slow
def test_the_empty_desk_begins_with_the_list(build, records, qtbot):
    nothing = build(start_page=True)
    assert not nothing.page.isVisible()
    database = StudyDatabase(records)
    database.put(a_study("ann"))
    database.close()
    built = build(start_page=True)
    assert built.page.isVisible()
    built.open(qtbot, "/disc/bob")
    assert not built.page.isVisible()


def test_an_empty_list_says_what_to_do(built, qtbot):
    qtbot.keyClick(built.window, Qt.Key.Key_L, CTRL)
    assert built.page.empty.isVisible()
    assert "Drop a folder" in built.page.empty.words.text()
    assert built.page.empty.folder.hasFocus()
    assert not built.page.forget_all.isVisible()


def test_pictures_come_with_the_study_and_go_with_it(built, qtbot):
    built.open(qtbot, "/disc/ann")
    study = built.tracker.studies["ann"]
    qtbot.waitUntil(
        lambda: built.study_list.thumbnails.thumbnail_of(study, study.series[1]) is not None
    )
    assert built.study_list.thumbnails.thumbnail_of(study, None) is not None
    built.study_list._forget([study], every=True)
    assert built.study_list.thumbnails.thumbnail_of(study, None) is None


def test_every_part_has_a_name_and_can_be_reached_by_tab(listed, qtbot):
    page = listed.page
    parts = [w for w in page.findChildren(QWidget) if w.isVisible()]
    reached, widget = set(), page.tree
    for _ in range(40):
        reached.add(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget() or widget
    wanted = [w for w in parts if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert page.search in wanted
    left = [w for w in wanted if w not in reached]
    assert not left, left
    for widget in wanted:
        assert widget.accessibleName() or getattr(widget, "text", str)(), widget


@pytest.mark.slow
def test_two_hundred_studies_are_searched_while_one_types(build, records, qtbot):
    database = StudyDatabase(records)
    for number in range(200):
        series = [a_series(f"{number}.{i}") for i in range(10)]
        name = f"Name{number:03d}^Vorname mit einem sehr langen zweiten Namen"
        database.put(a_study(f"s{number}", *series, name=name))
    database.close()
    built = build()
    built.window.requests.studies_requested.emit()
    began = time.perf_counter()
    qtbot.keyClicks(built.page.tree, "name199")
    spent = time.perf_counter() - began
    assert rows(built) == ["s199"]
    assert spent / 7 < 0.25, f"{spent / 7:.3f} s a letter"
    built.page.grab()


def test_the_order_is_the_same_at_the_next_start(build):
    built = build(show=False)
    built.page.order_by(Column.CASCADE)
    again = open_study_list(built.window, built.study_database, built.jobs)
    assert again.page._column is Column.CASCADE
    assert again.close()
