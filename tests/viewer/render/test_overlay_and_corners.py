"""Attention is coloured above its threshold, and corner texts say what they should."""

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from tests.viewer.synthetic import make_series
from viewer.render.corners import HIDDEN, corner_texts
from viewer.render.overlay import attention_argb, attention_rgba, colour_table
from viewer.widgets.viewport.image_item import FastImageItem


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


def test_ink_is_the_colour_times_alpha_in_the_order_of_qt():
    attention = np.linspace(-0.5, 1.5, 4096, dtype=np.float32).reshape(64, 64).copy()
    attention[0, 0] = np.nan
    red, green, blue, alpha = np.moveaxis(attention_rgba(attention, 0.2, 0.55).astype(float), 2, 0)
    ink = attention_argb(attention, 0.2, 0.55)
    expected = np.stack([blue * alpha / 255, green * alpha / 255, red * alpha / 255, alpha], axis=2)
    assert np.abs(ink - expected).max() <= 0.5
    assert ink[0, 0].tolist() == [0, 0, 0, 0]
    assert len(np.unique(alpha)) > 10


@pytest.mark.parametrize(("bytes_each", "order"), [(1, [0, 0, 0]), (3, [0, 1, 2]), (4, [2, 1, 0])])
def test_a_picture_is_painted_as_its_pixels_are(qapp, bytes_each, order):
    both = np.random.default_rng(3).integers(0, 256, (2, 24, 32, bytes_each)).astype(np.uint8)
    if bytes_each == 4:
        both[..., 3] = 255
    item, paper = FastImageItem(), QImage(32, 24, QImage.Format.Format_RGB32)
    painter = QPainter(paper)
    for pixels in both:
        item.show_pixels(pixels[..., 0] if bytes_each == 1 else pixels)
        item.paint(painter)
    painter.end()
    shown = np.array(paper.constBits()).reshape(24, 32, 4)[..., 2::-1]  # red, green, blue
    assert (shown == both[-1][..., order]).all()


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
