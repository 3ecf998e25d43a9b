"""Reading modes decide when verdicts are visible, and are noted with impressions and opinions."""

import csv

import pytest
from PySide6.QtCore import Qt

from ml.core.series_verdict import UNREAD
from ml.core.types import RESEARCH_USE, Outcome
from tests.viewer.marks.test_marks import entries
from viewer.marks.marks import Impression, Opinion
from viewer.report.content import HIDDEN
from viewer.report.export import _marks as marks_of
from viewer.report.export import gather, shown_words
from viewer.report.marks_table import write_marks
from viewer.state.reading_mode import ReadingMode
from viewer.storage.journal import Journal

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.viewer.desk",)
LEFT = Qt.MouseButton.LeftButton


def test_the_readers_impression_comes_before_the_verdict(desk, qtbot, journal_path):
    panel, series = desk.verdict_panel, desk.state.series
    assert panel.impression.isVisible()
    assert desk.session.verdict(desk.state.slice_uid) is None
    with qtbot.waitSignal(desk.session.reading_finished):
        qtbot.mouseClick(panel.impression.buttons[Impression.NONE], LEFT)
    assert desk.marks.impression(series.uid) == (Impression.NONE, True)
    assert not panel.impression.isVisible()
    assert "before any verdict: No tumour" in panel.own.text()
    assert panel.series_box.headline.isVisible()
    kinds = [kind for kind, _ in entries(journal_path, series)]
    assert kinds == ["impression", "verdict shown"]


def test_the_impression_stands_in_the_report(desk, qtbot):
    with qtbot.waitSignal(desk.session.reading_finished):
        qtbot.mouseClick(desk.verdict_panel.impression.buttons[Impression.NONE], LEFT)
    qtbot.mouseClick(desk.verdict_panel.series_box.opinions[Opinion.UNSURE], LEFT)
    ((place, words),) = marks_of(gather(desk.session, desk.marks))
    assert place == "Series"
    assert words.startswith(
        "the reader's own reading, before any verdict was seen: no tumour; unsure"
    )


def test_a_second_thought_is_not_independent(desk, qtbot):
    with qtbot.waitSignal(desk.session.reading_finished):
        qtbot.keyClick(desk, Qt.Key.Key_V)
    qtbot.keyClick(desk, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
    assert desk.marks.impression(desk.state.series.uid) == (Impression.TUMOUR, False)
    assert "after a verdict" in desk.verdict_panel.own.text()
    qtbot.keyClick(desk, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.marks.impression(desk.state.series.uid) is None


def test_on_request_reads_ahead_and_shows_nothing_until_asked(desk, qtbot):
    session, series = desk.session, desk.state.series
    with qtbot.waitSignal(session.reading_finished):
        desk.actions_by_name["mode_on_request"].trigger()
    assert desk.state.mode is ReadingMode.ON_REQUEST
    assert session.series_result(series) is None
    assert not desk.verdict_panel.series_box.headline.isVisible()
    assert not desk.verdict_panel.impression.isVisible()
    assert all(mark.verdict is None for mark in desk.strip._marks)
    assert session.verdicts.mode_seen("a.0", "m") is None
    qtbot.keyClick(desk, Qt.Key.Key_V)
    assert session.series_result(series).read == 20
    assert session.verdicts.mode_seen("a.0", "m") is ReadingMode.ON_REQUEST
    assert "on request" in shown_words(session, series)


def test_the_menu_follows_the_mode(desk):
    assert desk.actions_by_name["mode_reader_first"].isChecked()
    desk.state.set_mode(ReadingMode.CONCURRENT)
    assert desk.actions_by_name["mode_concurrent"].isChecked()
    assert not desk.actions_by_name["mode_reader_first"].isChecked()


def test_an_opinion_on_the_series_is_its_own(desk, open_desk, qtbot):
    with qtbot.waitSignal(desk.session.reading_finished):
        qtbot.keyClick(desk, Qt.Key.Key_V)
    series = desk.state.series
    qtbot.mouseClick(desk.verdict_panel.series_box.opinions[Opinion.DISAGREE], LEFT)
    found = desk.marks.judgement(series.uid)
    assert (found.opinion, found.outcome) == (Opinion.DISAGREE, "secondary")
    assert desk.marks.judgement(desk.state.slice_uid) is None
    qtbot.keyClick(desk, Qt.Key.Key_PageDown)
    assert desk.marks.judgement(desk.state.series.uid) is None
    other = open_desk()
    assert other.marks.judgement(series.uid).opinion is Opinion.DISAGREE


@pytest.mark.parametrize("privacy", [False, True])
def test_marks_become_a_table(desk, qtbot, tmp_path, journal_path, privacy):
    with qtbot.waitSignal(desk.session.reading_finished):
        qtbot.mouseClick(desk.verdict_panel.impression.buttons[Impression.TUMOUR], LEFT)
    desk.verdict_panel.note.setText("=J. Doe")
    qtbot.keyClick(desk, Qt.Key.Key_X)
    qtbot.keyClick(desk, Qt.Key.Key_K)
    journal = Journal(journal_path)
    write_marks(tmp_path / "marks.csv", journal.of(), desk.session.library, privacy=privacy)
    journal.close()
    with (tmp_path / "marks.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["kind"] for row in rows] == ["impression", "verdict shown", "opinion", "key image"]
    assert [row["value"] for row in rows] == ["tumour", "secondary", "disagree", "True"]
    assert rows[2]["slice"] == "11"
    assert (rows[2]["mode"], rows[2]["network"]) == ("reader first", "m")
    assert rows[2]["note"] == (HIDDEN if privacy else "'=J. Doe")
    assert {row["use"] for row in rows} == {RESEARCH_USE}


def test_no_tumour_is_not_said_before_the_last_slice(open_desk, qtbot, monkeypatch):
    desk = open_desk()
    said = []
    box = desk.verdict_panel.series_box
    monkeypatch.setattr(box, "show_nothing", lambda words: said.append(words))
    desk.session.verdicts_changed.connect(
        lambda _uid: said.append(box.headline.text()) if desk.session.reading else None
    )
    with qtbot.waitSignal(desk.session.reading_finished):
        qtbot.keyClick(desk, Qt.Key.Key_V)
    assert any("so far" in words for words in said)
    assert not any("No tumour" in words for words in said)


def test_a_series_that_was_not_read_to_its_end_is_nowhere_called_free(open_desk, qtbot):
    desk = open_desk()
    session, series = desk.session, desk.state.series
    session.verdicts_changed.connect(lambda uid: session.cancel() if uid else None)
    qtbot.keyClick(desk, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: session.reading is None and len(session.verdicts) > 0)
    assert len(session.verdicts) < len(series.slices)
    desk.repaint_all()
    result = session.series_result(series)
    assert (result.outcome, result.reason) == (Outcome.UNSURE, UNREAD)
    listed = [desk.series_list.item(row).text() for row in range(desk.series_list.count())]
    assert not any("no tumour" in text for text in listed)
    assert desk.verdict_panel.read_button.isEnabled(), "it can be read to the end"
    assert gather(session, desk.marks).result.outcome is Outcome.UNSURE
