"""From the file to the pixel on screen: attention lies on what it speaks of, whichever way up."""

import itertools

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage

from ml.core.messages import NOTHING
from ml.core.types import ModelInfo, Outcome, Verdict
from ml.inference.cascade import open_cascade
from ml.inference.models.resnesat import resnesat_tiny
from ml.inference.preprocessing import Preprocessing, back_to_slice, to_unit
from tests.ml.inference.tiny_bundles import model, write
from tests.synthetic.series import write_series
from tests.synthetic.validations import VALIDATED
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.widgets.window.main_window import MainWindow

ROWS, COLUMNS, SLICES = 96, 72, 3
SPACING = (0.8, 1.1)
SPOT = (27, 49)  # row and column; in no symmetry of the picture
SPOT_RADIUS = 5
AXES = np.eye(3)
ORIENTATIONS = [
    (*(sign_a * AXES[a]), *(sign_b * AXES[b]))
    for a, b in itertools.permutations(range(3), 2)
    for sign_a, sign_b in itertools.product((1, -1), repeat=2)
]
OPPOSITE = {"R": "L", "L": "R", "A": "P", "P": "A", "H": "F", "F": "H"}
TOWARDS = {"L": (0, 1), "R": (0, -1), "P": (1, 1), "A": (1, -1), "H": (2, 1), "F": (2, -1)}


def phantom():
    """A head that is longer than wide, dark on one side, with one bright spot."""
    row, column = np.mgrid[:ROWS, :COLUMNS]
    head = ((row - 48) / 40) ** 2 + ((column - 36) / 30) ** 2 < 1
    values = np.where(head, 200 + 0.5 * row + 0.8 * column, 0)
    values[np.hypot(row - SPOT[0], column - SPOT[1]) < SPOT_RADIUS] = 1000
    return values.astype(np.uint16)


class InputAsAttention:
    """Attends to what its input shows, through the preprocessing that the networks have."""

    max_batch = 1
    device = "cpu"
    how = Preprocessing(size=192)
    models = (ModelInfo("presence", "mirror 1", "0123456789ab", VALIDATED, NOTHING, 0.5),)

    def __call__(self, items):
        for item in items:
            attention = back_to_slice(to_unit(item.values, self.how), item.values, self.how)
            yield Verdict(item.uid, Outcome.PRIMARY, 0.9, 0.1, attention, "", "mirror")

    def close(self):
        pass


def tiny_bundle(folder):
    """A real bundle whose features are local brightness, so that its gates open on the spot."""
    network = resnesat_tiny().eval()
    with torch.no_grad():
        for name, weights in network.named_parameters():
            if name.endswith("sa.conv.weight"):
                weights.zero_()
                weights[:, 1, 3, 3] = 1.0  # the maximum over channels, here and nowhere else
            elif weights.ndim == 4:
                weights.fill_(1.0 / weights[0].numel())
    described = model("presence") | {
        "threshold": 0.0, "preprocessing": Preprocessing(size=128).as_dict(), "caution": "",
    }  # fmt: skip
    write(folder / "presence", described, network)
    return folder


@pytest.fixture
def read(qtbot, tmp_path, monkeypatch):
    """Series of every plane are read here: where attention lies must not depend on the plane."""
    monkeypatch.setattr("ml.imaging.sorting.group.plane_refusal", lambda _: NOTHING)
    sessions = []

    def start(orientation, open_classifier):
        folder = write_series(
            tmp_path / "series",
            [phantom()] * SLICES,
            orientation=orientation,
            spacing=SPACING,
        )
        session = Session(ViewState(), open_classifier, warm_ms=60_000)
        sessions.append(session)
        window = MainWindow(session)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.open_paths([folder])
        qtbot.waitUntil(lambda: window.state.slice_uid in session.slices)
        with qtbot.waitSignal(session.reading_finished, timeout=60_000):
            qtbot.keyClick(window, Qt.Key.Key_V)
        assert not window.messages.text
        return window

    yield start
    for session in sessions:
        assert session.close()


def screen(window):
    """What the picture's own pixels on screen are, without words above them."""
    image = window.view.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ratio = image.devicePixelRatio()
    assert ratio == 1
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return data[:, :, :3].astype(int)


def centre(mask):
    assert mask.any()
    return np.argwhere(mask).mean(axis=0)


def painted(window, qtbot, threshold):
    """Centre of the bright spot, and of what attention paints above the threshold."""
    window.state.set_window(500, 1000)
    plain = screen(window)
    window.state.set_opacity(1.0)
    window.state.set_threshold(threshold)
    qtbot.keyClick(window, Qt.Key.Key_G)
    covered = screen(window)
    return centre(plain[..., 0] > 230), centre(np.abs(covered - plain).max(axis=2) > 25)


def expected_side(window, spot):
    """Whether the spot lies on screen where the letters at the edges say."""
    left, right, top, bottom = window.view.annotation.letters
    assert OPPOSITE[left] == right
    assert OPPOSITE[top] == bottom
    series = window.state.series
    position = np.array(series.slices[window.state.index].position)
    along, down = np.array(series.orientation[:3]), np.array(series.orientation[3:])
    place = position + along * SPOT[1] * SPACING[1] + down * SPOT[0] * SPACING[0]
    middle = position + along * COLUMNS / 2 * SPACING[1] + down * ROWS / 2 * SPACING[0]
    view = window.view.canvas
    for letter, offset in (
        (right, spot[1] - view.width() / 2),
        (bottom, spot[0] - view.height() / 2),
    ):
        axis, sign = TOWARDS[letter]
        assert (place - middle)[axis] * sign * offset > 0


@pytest.mark.parametrize("orientation", ORIENTATIONS, ids=lambda o: "".join(f"{v:+.0f}" for v in o))
def test_attention_lies_on_its_pixel(read, qtbot, orientation):
    window = read(orientation, InputAsAttention)
    spot, attention = painted(window, qtbot, 0.9)
    pixel = window.view.canvas.box.viewPixelSize()[1]
    assert attention == pytest.approx(spot, abs=0.5 * SPACING[0] / pixel), "half an image pixel"
    corner = window.view.canvas.grey_item.mapToScene(QPointF(SPOT[1] + 0.5, SPOT[0] + 0.5))
    assert spot == pytest.approx((corner.y(), corner.x()), abs=0.5 * SPACING[0] / pixel)
    expected_side(window, spot)


def test_a_real_network_attends_where_the_spot_is(read, qtbot, tmp_path):
    folder = tiny_bundle(tmp_path / "bundles")
    window = read(ORIENTATIONS[0], lambda: open_cascade(folder))
    spot, attention = painted(window, qtbot, 0.9)
    pixel = window.view.canvas.box.viewPixelSize()[1]
    assert attention == pytest.approx(spot, abs=6 * SPACING[0] / pixel), "a cell of its first stage"
    assert window.session.models[0].name == "tiny 0"
