"""What the file asks for is on screen: inversion, drawings and colour."""

import numpy as np
import pytest

from ml.core.types import Presentation, SliceImage
from ml.imaging.display.display import display
from tests.viewer.synthetic import fake_decode, make_series
from viewer.state.view_state import ViewState
from viewer.widgets.panels.series_list import thumbnail
from viewer.widgets.viewport.slice_view import SliceView

RAMP = np.tile(np.arange(0, 320, 10, dtype=np.int16), (24, 1))


def image(values=RAMP, **asked):
    return SliceImage("s.0", values, (2.0, 1.0), (150.0, 300.0), 0.0, Presentation(**asked))


@pytest.fixture
def view(qtbot):
    state = ViewState()
    state.set_series(make_series(count=1))
    view = SliceView(state)
    qtbot.addWidget(view)
    return view


def on_screen(view, shown):
    view.show_slice(shown, None)
    return np.array(view.canvas.grey_item.image)


def test_monochrome1_is_inverted_on_the_desk_as_in_the_report(view):
    plain, inverse = on_screen(view, image()), on_screen(view, image(invert=True))
    np.testing.assert_array_equal(inverse, 255 - plain)
    np.testing.assert_array_equal(inverse, display(image(invert=True)))
    assert inverse[0, 0] > inverse[0, -1]


def test_the_readers_window_is_inverted_too(view):
    view._state.set_window(50, 20)
    shown = on_screen(view, image(invert=True))
    assert (shown[0, 0], shown[0, -1]) == (255, 0)


def test_drawings_are_on_screen(view):
    drawing = np.zeros(RAMP.shape, bool)
    drawing[3, 4] = True
    shown = on_screen(view, image(drawing=drawing))
    assert shown[3, 4] == 255
    assert shown[4, 4] < 255


def test_colour_is_on_screen_and_in_the_list(view, qtbot):
    colour = np.zeros((24, 32, 3), np.uint8)
    colour[:, 20:, 0] = 210
    np.testing.assert_array_equal(on_screen(view, image(colour)), colour)
    small = thumbnail(image(colour)).toImage()
    assert small.pixelColor(46, 32).red() > 150
    assert small.pixelColor(46, 32).blue() < 60


def test_a_plain_slice_is_as_before(view):
    shown = fake_decode(make_series(), 3)
    np.testing.assert_array_equal(on_screen(view, shown), display(shown))
