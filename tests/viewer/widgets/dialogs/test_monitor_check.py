"""The test picture for monitors: what is in it, and that it is shown pixel for pixel."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from ml.core.types import RESEARCH_USE
from viewer.render.monitor_test_image import LEVELS, MIN_SIDE, STEP, monitor_test_image
from viewer.widgets.dialogs.monitor_check import MonitorCheck

pytest_plugins = ("tests.viewer.desk",)
ROOT = Path(__file__).resolve().parents[4]
SHOWN = """
import sys
import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from viewer.render.monitor_test_image import monitor_test_image
from viewer.widgets.dialogs.monitor_check import MonitorCheck
from viewer.widgets.style.theme import apply_theme
app = QApplication([])
apply_theme(app)
dialog = MonitorCheck()
dialog.resize(*map(int, sys.argv[1:]))
dialog.show()
app.processEvents()
grab = dialog.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
rows, columns = grab.height(), grab.width()
seen = np.array(grab.constBits()).reshape(rows, -1)[:, : columns * 3].reshape(rows, columns, 3)
drawn = dialog.picture._pixmap
wanted = monitor_test_image(drawn.height(), drawn.width())
white = (seen == 255).all(axis=2)
top = int(np.argmax(white[:, : columns // 2].sum(axis=1) >= columns // 2 - 100))
left = int(np.argmax(white.sum(axis=0) >= wanted.shape[0] - 4))
found = seen[top : top + wanted.shape[0], left : left + wanted.shape[1]]
print(dialog.devicePixelRatioF(), wanted.shape, int((found != wanted[..., None]).sum()))
"""


def parts(side=1000):
    """The picture in its fields."""
    cell = side // 10
    picture = monitor_test_image(side, side).astype(int)
    return picture.reshape(10, cell, 10, cell).swapaxes(1, 2)


def test_sixteen_steps_each_with_four_small_squares():
    fields = parts()[3:7, 3:7]
    steps = [fields[r, 3 - c if r % 2 else c] for r in range(4) for c in range(4)]
    assert len({*LEVELS}) == 16
    for field, level in zip(steps, LEVELS, strict=True):
        assert field[50, 50] == level
        found, counts = np.unique(field, return_counts=True)
        assert found.tolist() == [level - STEP, level, level + STEP]
        assert counts[0] == counts[2] == 2 * 20 * 20


def test_five_per_cent_stand_in_black_and_in_white():
    fields = parts()
    assert {0, round(0.05 * 255)} == set(fields[3:5, 1:3].ravel())
    assert {255, round(0.95 * 255)} == set(fields[3:5, 7:9].ravel())


def test_the_ramps_hold_every_level_and_run_against_each_other():
    picture = monitor_test_image(1000, 1000).astype(int)
    first, second = picture[150, 200:800], picture[850, 200:800]
    assert set(first) == set(range(256))
    assert (np.diff(first) >= 0).all()
    assert (np.diff(first) <= 1).all()
    assert (first == second[::-1]).all()


@pytest.mark.parametrize("place", [(0, 0), (0, 8), (9, 0), (9, 8), (5, 1), (5, 7)])
def test_lines_of_one_pixel_and_of_two_lie_in_corners_and_middle(place):
    row, column = place
    fields = parts(960)  # the frame covers the very edge
    across, down = fields[row, column], fields[row, column + 1]
    for lines in (across, down.T):
        one, two = lines[4:44, 10], lines[4:44, -10]
        assert (np.abs(np.diff(one)) == 255).all()
        assert (np.diff(two) != 0).tolist() == [bool(i % 2) for i in range(39)]


@pytest.mark.parametrize(("rows", "columns"), [(MIN_SIDE, MIN_SIDE), (333, 901), (1440, 777)])
def test_it_fits_any_window_with_a_whole_frame(rows, columns):
    picture = monitor_test_image(rows, columns)
    assert picture.shape == (rows, columns)
    edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    assert (edge == 255).all()
    with pytest.raises(ValueError, match="319 < 320"):
        monitor_test_image(MIN_SIDE - 1, columns)


@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
@pytest.mark.parametrize("size", [(1040, 720), (1001, 701)])
@pytest.mark.slow
def test_each_pixel_is_one_of_the_screens(scale, size):
    environment = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", SHOWN, *map(str, size)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ratio, *_, differing = done.stdout.split()
    assert float(ratio) == float(scale)
    assert differing == "0", done.stdout


def test_help_shows_it_with_words_that_promise_nothing(desk):
    desk.actions_by_name["monitor_check"].trigger()
    dialog = desk.findChild(MonitorCheck)
    assert dialog.isVisible()
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "not a calibration" in said
    assert "PS3.14" in said
    assert RESEARCH_USE in said
    dialog.close()
