"""Two monitors, as Qt sees them: where the second window stands, and where once one is gone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCREENS = {
    "left": {"x": 0, "y": 0, "width": 1920, "height": 1200, "dpr": 1},
    "right": {"x": 1920, "y": 0, "width": 2560, "height": 1440, "dpr": 1},
}
FRAME = (2, 2, -4, -4)
"""What the platform draws around a window."""
DESK = """
import sys, time
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.app.desk import Desk
from viewer.session import Session
from viewer.state.view_state import ViewState
app = QApplication([])
records, what = Path(sys.argv[1]), sys.argv[2]
scan = fake_scan(make_series("a"), make_series("b"))
session = Session(ViewState(), FakeClassifier, scan=scan, decode=fake_decode, warm_ms=60_000)
desk = Desk(session, records)
window = desk.window
desk.show()
def live(until):
    end = time.monotonic() + 20
    while not until():
        assert time.monotonic() < end
        app.processEvents()
live(window.isActiveWindow)
if what == "go on":
    window.messages.button.click()
else:
    window.open_paths([records])
live(lambda: not session.scanning and session.state.slice_uid in session.slices)
if what == "open":
    QTest.keyClick(window, Qt.Key.Key_F12)
second = window.second.window
live(lambda: second is not None and second.isVisible())
if what == "open" and len(sys.argv) > 3:
    second.showNormal()
    second.setGeometry(*map(int, sys.argv[3:]))
live(lambda: all(v.slice_uid in session.slices for v in session.state.shown))
place = second.geometry().getRect()
print(window.screen().name(), second.screen().name(), second.isMaximized(), *place)
assert desk.close()
"""


@pytest.fixture
def sit(tmp_path):
    def sit(screens, *arguments):
        """Start the desk before these screens; tells where its windows stand."""
        described = [{"name": n, "logicalDpi": 96, **SCREENS[n]} for n in screens]
        file = tmp_path / "screens.json"
        file.write_text(json.dumps({"screens": described}))
        done = subprocess.run(
            [sys.executable, "-c", DESK, str(tmp_path), *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={file}"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        main, second, maximised, *place = done.stdout.split()
        return main, second, maximised == "True", tuple(map(int, place))

    return sit


def test_at_first_it_fills_the_other_monitor_and_comes_back_there(sit):
    both = ["left", "right"]
    main, second, maximised, place = sit(both, "open")
    assert (main, second, maximised) == ("left", "right", True)
    assert place == tuple(a + b for a, b in zip((1920, 0, 2560, 1440), FRAME, strict=True))
    assert sit(both, "go on") == (main, second, maximised, place)


def test_it_comes_back_where_it_was_put(sit):
    there = (2100, 120, 1000, 800)
    assert sit(["left", "right"], "open", *there)[1:] == ("right", False, there)
    assert sit(["left", "right"], "go on")[1:] == ("right", False, there)


def test_once_its_monitor_is_gone_it_stands_on_the_one_that_is_left(sit):
    sit(["left", "right"], "open", 3000, 500, 1400, 900)
    main, second, maximised, (x, y, width, height) = sit(["left"], "go on")
    assert (main, second, maximised) == ("left", "left", False)
    assert (width, height) == (1400, 900)
    assert x >= 0
    assert y >= 0
    assert x + width <= 1920
    assert y + height <= 1200


def test_a_maximised_one_is_maximised_on_the_one_that_is_left(sit):
    sit(["left", "right"], "open")
    main, second, maximised, place = sit(["left"], "go on")
    assert (main, second, maximised) == ("left", "left", True)
    assert place == tuple(a + b for a, b in zip((0, 0, 1920, 1200), FRAME, strict=True))
