"""The study list with files on a disk: opened, read, gone, killed, forgotten."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.synthetic.series import write_series
from tests.viewer.synthetic import FakeClassifier
from viewer.app.desk import Desk
from viewer.session import Session
from viewer.state.job_list import JobState
from viewer.state.view_state import ViewState
from viewer.studies.study_database import NAME, StudyDatabase, check
from viewer.studies.study_record import ReadingState, Status
from viewer.widgets.study_list.forget_question import ForgetQuestion

ROOT = Path(__file__).resolve().parents[2]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PICTURES = [np.full((16, 16), 40 + i, np.uint16) for i in range(8)]


def write(folder, name):
    axial = {"orientation": (1, 0, 0, 0, 1, 0), "spacing": (1, 1)}
    return write_series(folder, PICTURES, name=name, **axial)


@pytest.fixture
def disc(tmp_path):
    return {n: write(tmp_path / "disc" / n, f"{n}^Anna") for n in ("Weber", "Wang")}


@pytest.fixture
def records(tmp_path):
    return tmp_path / "records" / NAME


@pytest.fixture
def desk(qtbot, records):
    session = Session(ViewState(), FakeClassifier, warm_ms=60_000)
    whole = Desk(session, records.parent, expecting=True)
    qtbot.addWidget(whole.window)
    with qtbot.waitActive(whole.window):
        whole.window.show()
        whole.window.activateWindow()
    yield whole.studies
    assert whole.close()


def opened(desk, qtbot, path):
    window = desk._context.window
    with qtbot.waitSignal(desk.tracker.listed, timeout=20_000):
        window.open_paths([path])
    qtbot.waitUntil(lambda: window.state.slice_uid in window.session.slices)


def on_screen(window):
    series = window.state.series
    return series.patient.name if series is not None else ""


def test_a_morning_of_reading(desk, disc, records, qtbot):
    window, page = desk._context.window, desk.page
    opened(desk, qtbot, disc["Weber"])
    opened(desk, qtbot, disc["Wang"])
    qtbot.keyClick(window, Qt.Key.Key_V, SHIFT)
    qtbot.waitUntil(lambda: window.session.reading is None and len(window.session.verdicts) == 8)

    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    names = [page.model.index(row, 0).data() for row in range(page.model.rowCount())]
    assert names == ["Wang Anna", "Weber Anna"]
    qtbot.keyClicks(page.tree, "weber")
    assert page.model.rowCount() == 1
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: on_screen(window) == "Weber^Anna", timeout=20_000)
    assert not page.isVisible()

    shutil.rmtree(disc["Wang"])
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    page.search.clear()
    other = next(u for u, s in desk.tracker.studies.items() if s.patient.name.startswith("Wang"))
    page.tree.go_to(other)
    assert desk.tracker.studies[other].series[0].answer.state is ReadingState.READ
    qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "folder of this study was not found" in window.messages.text)
    assert on_screen(window) == "Weber^Anna"

    qtbot.mouseClick(page.forget_all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(ForgetQuestion) is not None)
    qtbot.mouseClick(window.findChild(ForgetQuestion).yes, Qt.MouseButton.LeftButton)
    left = b"".join(p.read_bytes() for p in records.parent.iterdir())
    for secret in ("Weber", "Wang", "PHANTOM", "disc"):
        assert secret.encode() not in left
    assert window.state.series is not None, "what is open stays open"


def test_a_study_is_opened_beside_the_one_that_is_read(desk, disc, qtbot):
    window, page = desk._context.window, desk.page
    opened(desk, qtbot, disc["Wang"])
    opened(desk, qtbot, disc["Weber"])
    with qtbot.waitSignal(window.session.reading_finished, timeout=20_000):
        qtbot.keyClick(window, Qt.Key.Key_V)
    read = len(window.session.verdicts)
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    other = next(u for u, s in desk.tracker.studies.items() if s.patient.name.startswith("Wang"))
    page.tree.go_to(other)
    qtbot.keyClick(page.tree, Qt.Key.Key_Return, SHIFT)
    qtbot.waitUntil(lambda: len(window.state.shown) == 2, timeout=20_000)
    left, right = window.state.shown
    names = [each.series.patient.name for each in (left, right)]
    assert names == ["Weber^Anna", "Wang^Anna"]
    qtbot.waitUntil(lambda: window.grid.views[right].image is not None)
    assert len(window.session.verdicts) == read, "nothing is read again"
    assert window.session.verdict(left.slice_uid) is not None
    assert window.session.verdict(right.slice_uid, right.series) is None
    paths = {s.patient.name.split("^")[0]: s.paths for s in desk.tracker.studies.values()}
    assert paths == {name: (folder,) for name, folder in disc.items()}
    assert [job.state for job in desk._jobs.entries if "Scanning" in job.title] == [
        JobState.DONE
    ] * 3


DESK = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from tests.viewer.synthetic import FakeClassifier
from viewer.storage import paths
from viewer.app.application import run
from viewer.app.startup import Start
paths.set_application_name()
folders = [Path(p) for p in sys.argv[1:]]
def drive(window):
    state = {"turn": 0}
    def turn():
        session = window.session
        if not session.scanning:
            if state["turn"] % 8 == 0:
                window.open_paths([folders[state["turn"] // 8 % len(folders)]])
            elif session.library:
                window.requests.read_study_requested.emit()
                window.state.step(1)
                print(state["turn"], flush=True)
            state["turn"] += 1
    timer = QTimer(window)
    timer.timeout.connect(turn)
    timer.start(15)
    return timer
run([], FakeClassifier, sample=None, start=Start("0", False, lambda: iter(())), drive=drive)
"""


@pytest.mark.parametrize("after", [2, 9, 23])
def test_a_desk_killed_while_reading_keeps_its_list(disc, tmp_path, after):
    home = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    process = subprocess.Popen(
        [sys.executable, "-c", DESK, *map(str, disc.values())],
        cwd=ROOT,
        env={**os.environ, **home, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    told = 0
    for _line in process.stdout:
        told += 1
        if told >= after:
            break
    time.sleep(0.003 * after)  # at another moment of the turn each time
    process.kill()
    process.stdout.close()
    process.wait()
    path = tmp_path / "data" / "whence" / NAME
    assert told == after
    assert check(path).sound
    register = StudyDatabase(path)
    studies = register.all_studies()
    register.close()
    assert 1 <= len(studies) <= 2
    for study in studies:
        assert study.paths[0].is_dir()
        (series,) = study.series
        assert series.slices == 8
        assert series.answer.state in (ReadingState.NOT, ReadingState.STOPPED, ReadingState.READ)
    assert max(s.status for s in studies) >= Status.NEW
