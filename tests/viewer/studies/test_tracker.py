"""The list follows what the reader does, and survives the desk."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from ml.core.errors import ImageReadError
from ml.imaging.types.sequence_kind import Recognition, SequenceKind
from tests.viewer import study_records as studies
from tests.viewer.synthetic import fake_decode
from viewer.session import Session
from viewer.state.reading_mode import ReadingMode
from viewer.state.view_state import ViewState
from viewer.studies.reading_queue import ReadingQueue
from viewer.studies.study_database import StudyDatabase, StudyDatabaseError
from viewer.studies.study_record import ReadingState, Status
from viewer.studies.tracker import StudyTracker
from viewer.widgets.study_list.study_cells import answer_cell

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.viewer.study_desk",)


def status(built, study="ann"):
    return built.tracker.studies[study].status


def test_what_was_opened_one_after_another_is_all_remembered(built, build, qtbot):
    built.open(qtbot, "/disc/ann")
    built.open(qtbot, "/disc/bob")
    assert list(built.tracker.studies) == ["ann", "bob"]
    assert [s.uid for s in built.session.library] == ["b1"], "the desk holds the last"
    again = build(show=False)
    assert dict(again.tracker.studies) == dict(built.tracker.studies)


def test_looking_moves_forward_and_going_through_all_reads(built, qtbot):
    built.open(qtbot, "/disc/ann")
    qtbot.waitUntil(lambda: status(built) is Status.VIEWED)
    for series in ("a1", "a2"):
        built.session.select_series(series)
        qtbot.waitUntil(lambda s=series: f"{s}.0" in built.session.slices)
        qtbot.keyClick(built.window, Qt.Key.Key_Home)
        for index in range(19):
            uid = f"{series}.{index + 1}"
            qtbot.waitUntil(lambda uid=uid: uid in built.session.slices)
            qtbot.keyClick(built.window, Qt.Key.Key_Down)
    assert status(built) is Status.READ
    assert [s.status for s in built.tracker.studies["ann"].series] == [
        Status.READ,
        Status.READ,
        Status.NEW,
    ]


def test_set_back_by_hand_it_moves_forward_again_only_by_looking(built, qtbot):
    built.open(qtbot, "/disc/ann")
    qtbot.waitUntil(lambda: status(built) is Status.VIEWED)
    built.tracker.set_status("ann", Status.NEW)
    qtbot.wait(200)
    assert status(built) is Status.NEW
    qtbot.keyClick(built.window, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: status(built) is Status.VIEWED)


def test_a_report_is_the_last_step(built, qtbot):
    built.open(qtbot, "/disc/ann")
    built.tracker.reported(built.session.library[0])
    assert status(built) is Status.REPORTED
    qtbot.keyClick(built.window, Qt.Key.Key_Down)
    qtbot.wait(200)
    assert status(built) is Status.REPORTED


def test_a_verdict_is_listed_when_the_reader_asks_and_kept(built, build, qtbot):
    built.open(qtbot, "/disc/bob")
    with qtbot.waitSignal(built.session.reading_finished):
        qtbot.keyClick(built.window, Qt.Key.Key_V)
    answer = built.answers("bob")["b1"]
    assert (answer.state, answer.outcome.value, answer.presence) == (
        ReadingState.READ,
        "secondary",
        0.9,
    )
    assert build(show=False).answers("bob")["b1"] == answer


def test_a_verdict_that_may_not_be_shown_is_not_listed_until_it_may(built, qtbot):
    built.open(qtbot, "/disc/bob")
    built.window.state.set_mode(ReadingMode.ON_REQUEST)
    with qtbot.waitSignal(built.session.reading_finished):
        pass
    answer = built.answers("bob")["b1"]
    assert (answer.state, answer.outcome) == (ReadingState.READ, None)
    qtbot.keyClick(built.window, Qt.Key.Key_V)
    assert built.answers("bob")["b1"].outcome is not None


def test_slices_that_cannot_be_read_fail_with_their_reason(build, qtbot, monkeypatch):
    def decode(series, index):
        if series.uid == "b1" or index == 3:
            raise ImageReadError("f", "cut short")
        return fake_decode(series, index)

    monkeypatch.setattr(studies, "fake_decode", decode)
    built = build()
    with qtbot.waitSignal(built.tracker.listed):
        built.window.open_paths(["/disc"])
    built.study_list.read(["ann", "bob"])
    qtbot.waitUntil(lambda: built.answers("bob")["b1"].state is ReadingState.FAILED)
    assert "cut short" in built.answers("bob")["b1"].reason
    qtbot.waitUntil(lambda: built.answers("ann")["a2"].state is ReadingState.READ)
    answer = built.answers("ann")["a1"]
    assert (answer.done, answer.total) == (19, 20)
    assert "1 of 20 slices could not be read" in answer_cell(answer, privacy=True).note


def test_a_stopped_scan_lists_nothing(qtbot):
    session = Session(ViewState(), scan=studies.disc_scan, decode=fake_decode)
    tracker = StudyTracker(session, StudyDatabase(None), ReadingQueue(session))
    session.open_paths(["/disc"])
    session.cancel()
    qtbot.wait(50)
    assert tracker.studies == {}
    assert session.close()


def test_a_list_that_cannot_be_kept_says_so_and_the_desk_goes_on(built, qtbot, monkeypatch):
    def full(_study):
        raise StudyDatabaseError("the study list was not saved (disk full); free some disk space")

    monkeypatch.setattr(built.study_database, "put", full)
    built.open(qtbot, "/disc/ann")
    assert "free some disk space" in built.window.messages.text
    assert list(built.tracker.studies) == ["ann"]


def test_what_pixels_tell_later_is_listed(built, qtbot):
    built.open(qtbot, "/disc/ann")
    guess = Recognition(SequenceKind.FLAIR, 0.9, ("fluid looks dark",), from_pixels=True)
    library = built.session.library
    built.session._library.series = (replace(library[0], sequence=guess), *library[1:])
    built.session.library_changed.emit()
    assert built.tracker.studies["ann"].series[0].label == guess.label
    with qtbot.waitSignal(built.session.reading_finished):
        qtbot.keyClick(built.window, Qt.Key.Key_V)
    assert built.answers("ann")["a1"].state is ReadingState.READ
