"""Self-check, log, crash dialog and the batch dialog, joined to a real window."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel

from ml.core.types import Check
from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.app import support
from viewer.app.desk import fit_to_screen, open_support
from viewer.app.startup import Start, open_desk
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.storage import paths
from viewer.widgets.dialogs.crash_dialog import BROKE
from viewer.widgets.window.main_window import MainWindow
from viewer.widgets.window.splash import show_splash

ROOT = Path(__file__).resolve().parents[3]
ICON = ROOT / "resources" / "icons" / "whence.svg"
WELL = [Check("device", True, "processor"), Check("weights", True, "verified")]
ILL = [*WELL, Check("disk", False, "0.1 GB free: free some space")]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch, qapp):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "张 伟" / "share"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    paths.use_empty_settings(tmp_path / "config")
    monkeypatch.setattr(support, "FIRST_CHECK_MS", 60_000)
    names = qapp.applicationName(), qapp.organizationName()
    paths.set_application_name()
    yield tmp_path
    qapp.setApplicationName(names[0])
    qapp.setOrganizationName(names[1])


@pytest.fixture
def make(qtbot):
    windows = []

    def build(checks=WELL, sample=True, **more):
        session = Session(
            ViewState(),
            FakeClassifier,
            scan=fake_scan(make_series("a")),
            decode=fake_decode,
            warm_ms=60_000,
        )
        window = MainWindow(session, ROOT if sample else None)
        qtbot.addWidget(window)
        window.show()
        expecting = more.pop("expecting", False)
        start = Start("0.1.0", more.pop("safe", False), lambda: iter(checks), **more)
        aid = open_support(window, start, expecting=expecting)
        windows.append((window, aid))
        return window, aid

    yield build
    for window, aid in windows:
        assert aid.close()
        window.close()


def checked(aid, qtbot):
    qtbot.waitUntil(lambda: aid.self_check is not None and aid.self_check.again.isEnabled())


def test_the_sample_is_one_click_away_and_gone_with_a_series(make, qtbot):
    window, aid = make()
    assert aid.welcome.isVisible()
    qtbot.mouseClick(aid.welcome.sample, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.state.series is not None)
    assert not aid.welcome.isVisible()


def test_self_check_is_shown_line_by_line(make, qtbot):
    _, aid = make()
    qtbot.mouseClick(aid.welcome.check, Qt.MouseButton.LeftButton)
    checked(aid, qtbot)
    assert aid.self_check.checks == WELL
    assert "everything" in aid.self_check.summary.text().lower()
    assert "[ok] weights: verified" in aid.self_check.text()
    assert QSettings().value(support.CHECKED) == "0.1.0"


def test_what_is_ill_is_said_on_the_desk(make, qtbot):
    window, aid = make(ILL)
    aid.show_self_check()
    checked(aid, qtbot)
    assert "marked lines" in aid.self_check.summary.text()
    assert "free some space" in window.messages.text
    assert QSettings().value(support.CHECKED) is None


def test_a_check_that_breaks_says_so(make, qtbot):
    class Broken:
        def __iter__(self):
            raise RuntimeError("no")

    _, aid = make(Broken())
    aid.show_self_check()
    checked(aid, qtbot)
    assert aid.self_check.summary.text()
    assert aid.self_check.checks == []


def test_the_first_start_checks_by_itself(make, qtbot, monkeypatch):
    monkeypatch.setattr(support, "FIRST_CHECK_MS", 0)
    _, aid = make()
    qtbot.waitUntil(lambda: "everything" in aid.welcome.words.text())


def test_an_error_in_a_slot_opens_the_crash_dialog_once(make, qtbot, home):
    _, aid = make()
    for name in ("Erika", "Max"):
        error = KeyError(f"Mustermann^{name}")
        sys.excepthook(type(error), error, None)
    assert aid.crash.isVisible()
    assert "KeyError" in aid.crash.report.toPlainText()
    assert "Mustermann" not in aid.crash.report.toPlainText()
    qtbot.mouseClick(aid.crash.save, Qt.MouseButton.LeftButton)
    (report,) = paths.logs().glob("whence-report-*.txt")
    assert "Mustermann" not in report.read_text(encoding="utf-8")
    assert str(report) in aid.crash.save_note.text()


def test_a_report_that_cannot_be_saved_can_be_copied(make, qtbot):
    _, aid = make()
    paths.records().mkdir(parents=True, exist_ok=True)
    aid.show_crash(BROKE, "what")
    aid._fault.end()
    if paths.logs().exists():
        paths.logs().rmdir()
    paths.logs().write_text("in the way", encoding="utf-8")
    qtbot.mouseClick(aid.crash.save, Qt.MouseButton.LeftButton)
    assert "copy the report" in aid.crash.save_note.text()


def test_what_killed_the_last_process_is_shown(make, qtbot):
    paths.logs().mkdir(parents=True)
    (paths.logs() / "fault.txt").write_text("Fatal Python error: Aborted", encoding="utf-8")
    _, aid = make()
    qtbot.waitUntil(lambda: aid.crash is not None)
    assert "closed unexpectedly" in aid.crash.words.text()
    assert "Aborted" in aid.crash.report.toPlainText()


def test_safe_mode_starts_again_without_the_settings(make, monkeypatch):
    started = []
    monkeypatch.setattr(support, "restart", lambda arguments, _launch: started.append(arguments))
    window, aid = make()
    aid.start_safely()
    assert started == [["--safe"]]
    assert not window.isVisible()


@pytest.mark.slow
def test_safe_mode_is_written_on_the_desk(make):
    window, aid = make(safe=True, words=["Whence.ini was damaged."])
    aid.show_notices()
    assert "was damaged" in window.messages.text
    assert "Safe mode" in window.messages.text


@pytest.mark.slow
def test_a_dropped_folder_is_offered_as_a_batch(make, tmp_path, qtbot):
    folder = tmp_path / "患者 一"
    folder.mkdir()
    window, _ = make(batch=folder)
    (dialog,) = [w for w in QApplication.topLevelWidgets() if type(w).__name__ == "AnnotateDialog"]
    assert dialog.source.text() == str(folder)  # type: ignore[attr-defined]
    assert dialog.isVisible()
    assert not dialog.isModal()
    with qtbot.waitSignal(window.requests.annotate_requested) as asked:
        qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert asked.args == [folder, folder.with_name("Whence results")]


@pytest.mark.slow
def test_the_log_viewer_keeps_an_error_with_its_frames(make, tmp_path):
    log = tmp_path / "whence.log"
    log.write_text(
        "2026-01-01 00:00:00.000 INFO viewer.app.startup: fine\n"
        "2026-01-01 00:00:01.000 ERROR viewer.background.worker_thread: broke\n"
        "builtins.ValueError: x\n"
        "2026-01-01 00:00:02.000 INFO viewer.app.startup: fine again\n",
        encoding="utf-8",
    )
    _, aid = make(log_file=log)
    viewer = aid.show_log()
    assert len(viewer.text.toPlainText().splitlines()) == 4
    viewer.grave.setChecked(True)
    assert viewer.text.toPlainText().splitlines()[1:] == ["builtins.ValueError: x"]
    log.unlink()
    viewer.read()
    assert "cannot be read" in viewer.text.toPlainText()


@pytest.mark.slow
def test_about_names_version_and_licences(make, tmp_path):
    report = tmp_path / "LICENCES.md"
    report.write_text("# Licences\n\n| part | licence |\n|---|---|\n| zlib | Zlib |\n", "utf-8")
    _, aid = make(licences=report)
    about = aid.show_about()
    shown = " ".join(label.text() for label in about.findChildren(QLabel))
    assert "Whence 0.1.0" in shown
    assert "Research use only" in shown
    assert str(tmp_path) in shown
    assert "Zlib" in about.text.toPlainText()
    _, aid = make()
    assert not aid.show_about().text.isVisible()


def test_splash_says_what_it_is(qtbot):
    splash = show_splash(ICON)
    qtbot.addWidget(splash)
    picture = splash.pixmap().toImage()
    assert splash.isVisible()
    orange = picture.pixelColor(picture.width() * 50 // 420, picture.height() * 40 // 220)
    assert orange.isValid()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 400, 3) for y in range(0, 200, 3)}
    assert {"#121519", "#f2a24b"} <= colours


@pytest.mark.parametrize("room", [QSize(1366, 768), QSize(960, 540)])
@pytest.mark.slow
def test_the_window_fits_a_small_screen(make, room, monkeypatch):
    window, _ = make()

    class Screen:
        def availableSize(self):  # noqa: N802
            return room

    monkeypatch.setattr(window, "screen", Screen)
    fit_to_screen(window)
    assert window.width() <= room.width()
    assert window.height() <= room.height()


def test_open_desk_repairs_then_runs(home, qapp, monkeypatch):
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr("threading.excepthook", __import__("threading").excepthook)
    monkeypatch.setattr("viewer.storage.log_file.start_log", lambda _folder: None)
    settings = paths.settings_file()
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_bytes(b"\0\0\0")
    start = Start("0.1.0", safe=False, examine=lambda: iter(()), dropped=True)
    ran = []
    assert open_desk([home], start, ICON, lambda paths, s: ran.append((paths, s)) or 7) == 7
    ((opened, seen),) = ran
    assert opened == [home]
    assert seen.batch == home
    assert "was damaged" in seen.words[0]
    assert "cannot be saved" in seen.words[1]
    seen.splash.close()


@pytest.mark.slow
def test_a_desk_that_is_about_to_open_something_offers_nothing(make):
    window, aid = make(expecting=True)
    assert aid.welcome.isHidden()
    aid.on_painted()
    assert not aid.welcome.isHidden()
    assert window.messages.text == ""
