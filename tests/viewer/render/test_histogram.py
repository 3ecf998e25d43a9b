"""The histogram counts the slice on screen, and its edges set the window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from ml.core.types import Presentation, SliceImage
from tests.viewer.hand import SHIFT, press
from viewer.render.histogram import BINS, histogram

pytest_plugins = ("tests.viewer.desk",)


def image(values, **asked):
    return SliceImage("s", values, (1.0, 1.0), (50.0, 100.0), 0.0, Presentation(**asked))


def test_counts_stand_where_their_values_are():
    values = np.zeros((100, 100), np.int16)
    values[:50] = 1000
    found = histogram(image(values))
    assert (found.low, found.high) == (0, 1000)
    assert np.flatnonzero(found.heights).tolist() == [0, BINS - 1]


def test_a_large_slice_is_sampled_and_padding_left_out():
    rng = np.random.default_rng(0)
    values = rng.normal(500, 20, (1000, 1200)).astype(np.float32)
    padding = np.zeros(values.shape, bool)
    padding[:, :300], values[:, :300] = True, -9999
    found = histogram(image(values, padding=padding))
    assert found.low > 300
    middle = found.low + (found.heights.argmax() + 0.5) / BINS * (found.high - found.low)
    assert middle == pytest.approx(500, abs=15)


@pytest.mark.parametrize(
    "values", [np.zeros((4, 4, 3), np.uint8), np.full((4, 4), np.nan, np.float32)]
)
def test_colour_and_nothing_have_no_histogram(values):
    assert histogram(image(values)) is None


def test_a_slice_of_one_value_has_one():
    assert np.count_nonzero(histogram(image(np.full((4, 4), 7, np.int16))).heights) == 1


def drag(qtbot, plot, start, end):
    y = plot.height() // 2
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(plot, left, pos=QPoint(round(start), y))
    qtbot.mouseMove(plot, QPoint(round((start + end) / 2), y))
    qtbot.mouseMove(plot, QPoint(round(end), y))
    qtbot.mouseRelease(plot, left, pos=QPoint(round(end), y))


@pytest.mark.slow
def test_edges_of_the_window_are_dragged(desk, qtbot):
    plot = desk.histogram.plot
    desk.state.set_window(500, 600)
    low, high = plot.edges()
    assert (low, high) == (200, 800)
    step = plot.value_at(1) - plot.value_at(0)
    there = plot.x_of(400)
    drag(qtbot, plot, plot.x_of(low), there)
    assert plot.edges()[0] == pytest.approx(400, abs=2 * step)
    assert plot.edges()[1] == pytest.approx(800, abs=1e-6)
    drag(qtbot, plot, plot.x_of(800), plot.x_of(600))
    assert plot.edges()[1] == pytest.approx(600, abs=2 * step)
    before = plot.edges()
    drag(qtbot, plot, plot.x_of(500), plot.x_of(600))
    moved = np.array(plot.edges()) - before
    assert moved == pytest.approx(100, abs=2 * step)
    drag(qtbot, plot, plot.x_of(plot.edges()[0]), plot.x_of(990))
    assert desk.state.window[1] > 0, "an edge does not pass the other"
    assert desk.histogram.middle.text().startswith("C ")


@pytest.mark.slow
def test_it_is_of_the_slice_on_screen_and_can_be_put_away(desk, qtbot):
    assert desk.histogram.plot._uid == desk.state.slice_uid
    desk.state.step(3)
    assert desk.histogram.plot._uid == desk.state.slice_uid
    press(qtbot, desk, Qt.Key.Key_H, SHIFT)
    assert not desk.histogram.isVisible()
    desk.state.step(1)
    press(qtbot, desk, Qt.Key.Key_H, SHIFT)
    assert desk.histogram.isVisible()
    assert desk.histogram.plot._uid == desk.state.slice_uid
