"""Every job is in the drawer until the desk is closed, with its end in words."""

import threading

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices

from ml.core.errors import WhenceError
from ml.core.messages import message
from tests.viewer.study_records import disc_scan
from tests.viewer.synthetic import FakeClassifier, fake_decode
from viewer.app.desk import open_drawer
from viewer.app.jobs import DeskJob, JobResult, JobRunner
from viewer.session import Session
from viewer.state.job_list import JobList, JobState
from viewer.state.view_state import ViewState
from viewer.widgets.window.main_window import MainWindow

pytest_plugins = ("tests.viewer.study_desk",)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot):
    session = Session(ViewState(), scan=disc_scan, decode=fake_decode, warm_ms=60_000)
    window = MainWindow(session)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    listed = JobList(window)
    jobs = JobRunner(window.context, window.requests, window.status, FakeClassifier, None, listed)
    drawer = open_drawer(window, listed)
    yield window, jobs, drawer
    assert jobs.close()
    window.close()


@pytest.fixture
def opened(monkeypatch):
    urls = []
    monkeypatch.setattr(QDesktopServices, "openUrl", urls.append)
    return urls


def test_it_opens_from_the_status_line_and_by_key(desk, qtbot):
    window, _, drawer = desk
    qtbot.mouseClick(window.status.jobs, LEFT)
    assert drawer.isVisible()
    assert drawer.geometry().bottom() < window.centralWidget().height()
    qtbot.keyClick(drawer.leave, Qt.Key.Key_Escape)
    assert not drawer.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert drawer.isVisible()


def test_a_scan_tells_what_it_found(built, qtbot):
    built.open(qtbot, "/disc")
    (job,) = [job for job in built.jobs.entries if job.title == "Scanning for files"]
    assert (job.state, job.status) == (JobState.DONE, "4 series, 2 studies")
    built.open(qtbot, "/nowhere")
    assert built.jobs.entries[-1].status == "no image was found"


def test_a_finished_job_opens_its_file_and_its_folder(desk, qtbot, opened, tmp_path):
    window, jobs, drawer = desk
    path = tmp_path / "r.pdf"
    jobs._do(DeskJob("Writing", lambda: 1, lambda _: JobResult("Report written: r.pdf", path)))
    qtbot.waitUntil(lambda: jobs.job_list.entries[-1].state is JobState.DONE)
    qtbot.mouseClick(window.status.jobs, LEFT)
    row = drawer.row(1)
    assert "Report written: r.pdf" in row.detail.text()
    qtbot.mouseClick(row.open, LEFT)
    qtbot.mouseClick(row.folder, LEFT)
    assert opened == [QUrl.fromLocalFile(str(path)), QUrl.fromLocalFile(str(tmp_path))]
    assert not row.stop.isVisible()


def fail():
    raise WhenceError(message("the disk is full; free some space"))


def test_a_failed_job_says_why_and_leads_to_the_log(desk, qtbot):
    window, jobs, drawer = desk
    jobs._do(DeskJob("Writing", fail, lambda _: JobResult()))
    qtbot.waitUntil(lambda: window.status.jobs.text() == "Jobs: 1 failed")
    qtbot.mouseClick(window.status.jobs, LEFT)
    assert window.status.jobs.text() == "Jobs", "it was looked at"
    row = drawer.row(1)
    assert "disk is full" in row.detail.text()
    with qtbot.waitSignal(drawer.log_requested):
        qtbot.mouseClick(row.log, LEFT)


def test_a_running_job_is_stopped_and_a_waiting_one_never_begins(desk, qtbot):
    window, jobs, drawer = desk
    stop, ran = threading.Event(), []

    def long():
        stop.wait(10)
        return "stopped"

    def ended(_):
        return JobResult("Annotation stopped", state=JobState.STOPPED)

    jobs._do(DeskJob("Annotating", long, ended, stop, heeds=True))
    jobs._do(DeskJob("Writing", lambda: ran.append(1), lambda _: JobResult()))
    first, second = jobs.job_list.entries
    qtbot.waitUntil(lambda: first.state is JobState.RUNNING)
    assert second.state is JobState.WAITING
    qtbot.waitUntil(lambda: window.status.jobs.text() == "Jobs: 2 running")
    qtbot.mouseClick(window.status.jobs, LEFT)
    qtbot.mouseClick(drawer.row(2).stop, LEFT)
    assert second.state is JobState.STOPPED  # type: ignore[comparison-overlap]
    qtbot.mouseClick(drawer.row(1).stop, LEFT)  # type: ignore[unreachable]
    qtbot.waitUntil(lambda: first.state is JobState.STOPPED)
    qtbot.wait(50)
    assert ran == []


def test_another_job_does_not_take_a_wish_to_stop_back(desk, qtbot):
    _, jobs, _ = desk
    stop = threading.Event()
    jobs._do(DeskJob("Annotating", lambda: stop.wait(10), lambda _: JobResult(), stop, heeds=True))
    qtbot.waitUntil(lambda: jobs.job_list.entries[0].state is JobState.RUNNING)
    jobs.job_list.entries[0].stop()
    jobs._do(DeskJob("Writing", lambda: 1, lambda _: JobResult()))
    assert stop.is_set()
    qtbot.waitUntil(lambda: jobs.job_list.entries[1].state is JobState.DONE)


def test_a_quick_job_is_listed_only_where_it_fails(desk, qtbot):
    _, jobs, _ = desk
    done = []
    jobs._do(
        DeskJob(
            "Reading the header", lambda: 1, lambda _: done.append(1) or JobResult(), quick=True
        )
    )
    qtbot.waitUntil(lambda: bool(done))
    assert len(jobs.job_list) == 0
    jobs._do(DeskJob("Reading the header", fail, lambda _: JobResult(), quick=True))
    qtbot.waitUntil(lambda: len(jobs.job_list) == 1)
    assert jobs.job_list.entries[0].state is JobState.FAILED


def test_nothing_is_ever_taken_out_and_the_first_end_counts(qapp):
    jobs = JobList()
    numbers = [jobs.begin(f"job {i}") for i in range(3)]
    jobs.end(numbers[0], JobState.STOPPED)
    jobs.end(numbers[0], JobState.DONE, "too late")
    jobs.report(numbers[0], 1, 2)
    assert jobs.get(numbers[0]).state is JobState.STOPPED
    assert [job.number for job in jobs.entries] == numbers
    assert jobs.unfinished == 2


def test_an_empty_drawer_says_what_will_be_there(desk, qtbot):
    window, _, drawer = desk
    qtbot.mouseClick(window.status.jobs, LEFT)
    assert drawer._nothing.isVisible()
    assert "No jobs yet" in drawer._nothing.text()
