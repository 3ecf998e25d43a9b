import numpy as np

from tests.viewer.synthetic import make_series
from viewer.render.corners import HIDDEN, corner_texts
from viewer.render.overlay import attention_rgba, colour_table


def test_below_threshold_is_clear_and_place_is_kept():
    attention = np.zeros((5, 9), np.float32)
    attention[1, 7] = 1.0
    attention[3, 2] = 0.3
    rgba = attention_rgba(attention, 0.5, 0.5)
    assert rgba.shape == (5, 9, 4)
    assert [tuple(p) for p in np.argwhere(rgba[..., 3])] == [(1, 7)]
    assert rgba[1, 7, 3] == 128


def test_what_is_not_finite_is_clear():
    attention = np.array([[np.nan, np.inf, -np.inf, 1.0]], np.float32)
    assert [bool(a) for a in attention_rgba(attention, 0.0, 1.0)[0, :, 3]] == [False] * 3 + [True]


def test_colours_rise_in_lightness():
    light = colour_table().astype(float) @ [0.2126, 0.7152, 0.0722]
    assert np.all(np.diff(light) > -1.5)
    assert light[-1] > 240


def test_privacy_hides_identity():
    series = make_series()
    shown = " ".join(corner_texts(series, 0, (50, 100), 1, False).top_left)
    assert "DOE JANE" in shown
    assert "PID-7" in shown
    assert corner_texts(series, 0, (50, 100), 1, True).top_left == (HIDDEN,)
    assert "slice 1 / 20" in corner_texts(series, 0, (50, 100), 1, True).bottom_right
