"""The desk looks as in the pictures that README and docs show, in every state and look."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from tests.snapshots.__main__ import LOOKS, PICTURES, commands, name_of
from tests.snapshots.states import STATES

ROOT = Path(__file__).resolve().parents[2]
FONT = "DejaVu Sans"
"""What the pictures were taken with; words of another width would move everything."""
CELL = 4
"""Pictures are compared in cells of so many logical pixels: smoothing may differ, layout not."""
FAR = 20
"""Grey levels from which a cell counts as different."""
MAY_DIFFER = {"reading": 0.02, "loading": 0.01}
"""Share of different cells; what moves by itself is given more."""
ELSE = 0.004


def cells(path, scale):
    with Image.open(path) as picture:
        small = picture.convert("L").reduce(CELL * int(scale))
    return np.asarray(small, dtype=float)


def differing(a, b):
    """Share of cells that differ; everything where the sizes do."""
    return float((np.abs(a - b) > FAR).mean()) if a.shape == b.shape else 1.0


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """Every picture anew, both scales side by side."""
    folder = tmp_path_factory.mktemp("pictures")
    running = [
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for command in commands(folder, ".png")
    ]
    for each in running:
        _, said = each.communicate(timeout=900)
        assert each.returncode == 0, said
    return folder


@pytest.fixture
def same_font(qtbot):
    application = QApplication.instance()
    family = QFontInfo(application.font()).family()
    if family != FONT:
        known = FONT in QFontDatabase.families()
        pytest.skip(f"words are drawn with {family} here, not {FONT} (installed: {known})")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(look))
@pytest.mark.parametrize("state", STATES)
def test_the_desk_looks_as_pictured(same_font, taken, state, look):
    name = name_of(state, *look)
    new = taken / name_of(state, *look, ".png")  # type: ignore[call-arg]
    share = differing(cells(new, look[0]), cells(PICTURES / name, look[0]))
    assert share <= MAY_DIFFER.get(state, ELSE), (
        f"{share:.4f} of {name} differ: look at it, and where it is better, "
        f"`python -m tests.snapshots --only {state}`"
    )


def test_every_picture_is_of_a_state():
    names = {name_of(state, *look) for state in STATES for look in LOOKS}
    assert {path.name for path in PICTURES.glob("*.webp")} == names
    assert len(STATES) >= 12


def test_a_moved_panel_would_be_seen():
    path = PICTURES / name_of("looking", *LOOKS[0])
    with Image.open(path) as picture:
        moved = np.roll(np.asarray(picture.convert("L"), dtype=float), 12, axis=0)
    before = cells(path, "1")
    shape = before.shape
    after = moved[: shape[0] * CELL, : shape[1] * CELL]
    after = after.reshape(shape[0], CELL, shape[1], CELL).mean(axis=(1, 3))
    assert differing(before, after) > 10 * ELSE
