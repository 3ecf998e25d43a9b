"""The desk as a process: sample in, picture out, torch never loaded."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import sys
from pathlib import Path
from tests.viewer.synthetic import FakeClassifier
from viewer.app.application import run
sample = Path("resources/sample/series")
code = run([sample], FakeClassifier, sample=sample, screenshot=Path(sys.argv[1]), ask=True)
sys.exit(code or "torch" in sys.modules)
"""


def test_sample_is_read_and_pictured(tmp_path):
    picture = tmp_path / "window.png"
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(picture)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert "Traceback" not in done.stderr


SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from tests.viewer.synthetic import FakeClassifier
from viewer.app.application import run
sample = Path("resources/sample/series")
def drive(window):
    def turn():
        second = window.second.window
        if second is None and window.session.library and not window.session.scanning:
            window.actions_by_name["second_window"].trigger()
        elif second is not None and second.isVisible() and sys.argv[1] == "second":
            second.close()
        elif second is not None:
            timer.stop()  # the window waits for its threads as it closes: a turn would find it gone
            assert window.isVisible()
            window.close()
    timer = QTimer(window)
    timer.timeout.connect(turn)
    timer.start(100)
    return timer
sys.exit(run([sample], FakeClassifier, sample=sample, drive=drive))
"""


@pytest.mark.parametrize("first", ["main", "second"])
def test_the_desk_ends_with_the_main_window_and_not_with_the_second(first):
    done = subprocess.run(
        [sys.executable, "-c", SECOND, first],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
