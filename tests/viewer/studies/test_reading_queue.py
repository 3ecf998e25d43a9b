"""Series are read one after another; every one ends in a state that the list shows."""

import threading

import pytest
from PySide6.QtCore import Qt

from ml.core.errors import BundleError
from tests.viewer.study_records import A
from tests.viewer.synthetic import FakeClassifier
from viewer.state.job_list import JobState
from viewer.studies.study_record import ReadingState

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.viewer.study_desk",)


class Held(FakeClassifier):
    """Reads only while the gate is open."""

    gate = threading.Event()

    def __call__(self, items):
        for verdict in super().__call__(items):
            self.gate.wait(10)
            yield verdict


def states(built, study="ann"):
    return [a.state for a in built.answers(study).values()]


def key_of(built, uid):
    return next(series.key for series in built.session.library if series.uid == uid)


def jobs(built):
    return [(job.title, job.state) for job in built.jobs.entries]


def test_one_command_reads_every_series_that_may_be_read(built, qtbot):
    built.open(qtbot, "/disc/ann")
    assert states(built) == [ReadingState.NOT, ReadingState.NOT, ReadingState.REFUSED]
    qtbot.keyClick(built.window, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(
        lambda: states(built) == [ReadingState.READ, ReadingState.READ, ReadingState.REFUSED]
    )
    answers = built.answers("ann")
    assert answers["a1"].presence == 0.9
    assert answers["a1"].model_id == "m"
    assert answers["a3"].reason == "plain T2"
    assert [job for job in jobs(built) if "Reading" in job[0]] == [
        (f"Reading {key_of(built, 'a1')} · unknown sequence", JobState.DONE),
        (f"Reading {key_of(built, 'a2')} · unknown sequence", JobState.DONE),
    ]


def test_the_series_on_screen_goes_first(built, qtbot):
    built.open(qtbot, "/disc/ann")
    built.session.select_series("a2")
    finished = []
    built.session.reading_finished.connect(finished.append)
    built.study_list.read_shown()
    qtbot.waitUntil(lambda: len(finished) == 2)
    assert finished == ["a2", "a1"]


def test_several_studies_are_read_and_what_is_not_open_is_said(built, qtbot):
    built.open(qtbot, "/disc")
    built.study_list.read(["ann", "bob"])
    qtbot.waitUntil(lambda: states(built, "bob") == [ReadingState.READ])
    built.open(qtbot, "/disc/ann")
    built.study_list.read(["ann", "bob"])
    assert "is not open" in built.window.messages.text
    built.study_list.read(["bob"])
    assert "Open a study first" in built.window.messages.text


def test_what_the_reader_asks_for_goes_first_and_the_queue_goes_on(build, qtbot):
    Held.gate.clear()
    built = build(Held)
    built.open(qtbot, "/disc")
    built.session.select_series("a1")
    built.study_list.read(["ann"])
    qtbot.waitUntil(lambda: built.session.reading is not None)
    built.session.select_series("b1")
    qtbot.keyClick(built.window, Qt.Key.Key_V)
    assert built.session.reading.uid == "b1"
    qtbot.waitUntil(lambda: states(built)[:2] == [ReadingState.WAITING, ReadingState.WAITING])
    Held.gate.set()
    finished = []
    built.session.reading_finished.connect(finished.append)
    qtbot.waitUntil(lambda: len(finished) == 3)
    assert finished == ["b1", "a1", "a2"]
    assert {state for _, state in jobs(built)} == {JobState.DONE}


def test_stop_stops_everything_and_says_so(build, qtbot):
    Held.gate.clear()
    built = build(Held)
    built.open(qtbot, "/disc/ann")
    built.study_list.read(["ann"])
    qtbot.waitUntil(lambda: built.session.reading is not None)
    qtbot.mouseClick(built.window.status.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: states(built)[:2] == [ReadingState.STOPPED, ReadingState.STOPPED])
    Held.gate.set()
    qtbot.wait(50)
    assert built.session.reading is None
    assert [state for words, state in jobs(built) if "Reading" in words] == [JobState.STOPPED] * 2


def test_one_job_is_stopped_and_the_next_goes_on(build, qtbot):
    Held.gate.clear()
    built = build(Held)
    built.open(qtbot, "/disc/ann")
    built.study_list.read(["ann"])
    qtbot.waitUntil(lambda: built.session.reading is not None)
    job = next(job for job in built.jobs.entries if key_of(built, "a1") in job.title)
    built.window.status.jobs.click()
    qtbot.mouseClick(built.drawer.row(job.number).stop, Qt.MouseButton.LeftButton)
    Held.gate.set()
    qtbot.waitUntil(lambda: states(built)[:2] == [ReadingState.STOPPED, ReadingState.READ])
    assert job.state is JobState.STOPPED


def test_opening_something_else_ends_the_queue(build, qtbot):
    Held.gate.clear()
    built = build(Held)
    built.open(qtbot, "/disc/ann")
    built.study_list.read(["ann"])
    qtbot.waitUntil(lambda: built.session.reading is not None)
    built.open(qtbot, "/disc/bob")
    Held.gate.set()
    qtbot.wait(50)
    assert states(built)[:2] == [ReadingState.STOPPED, ReadingState.STOPPED]
    assert built.queue.waiting == ()


def broken():
    raise BundleError("presence: the weights were altered; install the bundle again")


def test_a_network_that_does_not_open_fails_every_series_with_its_reason(build, qtbot):
    built = build(broken)
    built.open(qtbot, "/disc/ann")
    built.study_list.read(["ann"])
    qtbot.waitUntil(lambda: states(built)[:2] == [ReadingState.FAILED, ReadingState.FAILED])
    assert "weights were altered" in built.answers("ann")["a2"].reason
    assert states(built)[2] is ReadingState.REFUSED
    built.study_list.read(["ann"])
    assert states(built)[:2] == [ReadingState.FAILED, ReadingState.FAILED]
    assert not built.jobs.unfinished


def test_reading_behind_goes_on_while_the_reader_scrolls_elsewhere(built, qtbot):
    built.open(qtbot, "/disc")
    built.session.select_series("b1")
    built.study_list.read(["ann"])
    for index in range(0, 20, 3):
        built.window.state.set_index(index)
        qtbot.wait(5)
    qtbot.waitUntil(lambda: states(built)[:2] == [ReadingState.READ, ReadingState.READ])
    assert len(A[0].slices) == 20
