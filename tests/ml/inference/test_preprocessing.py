"""Slice to network input and back, to the pixel."""

import numpy as np
import pytest

from ml.inference.preprocessing import Preprocessing, back_to_slice, bounding_square, to_unit


def head(rows, columns, top, left, side):
    values = np.zeros((rows, columns), dtype=np.int16)
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    values[top : top + side, left : left + side][np.hypot(y, x) < side / 2] = 400
    return values


def test_the_square_surrounds_the_head():
    values = head(200, 160, 30, 40, 100)
    top, left, side = bounding_square(values)
    assert top <= 30
    assert left <= 40
    assert side >= 100
    assert side < 115


def test_input_does_not_depend_on_gain_offset_or_margin():
    values = head(128, 128, 14, 14, 100)
    values[50:60, 70:90] = 900
    wide = np.pad(values, 40)
    preprocessing = Preprocessing(size=64)
    np.testing.assert_allclose(
        to_unit(values, preprocessing), to_unit(values * 3, preprocessing), atol=0.02
    )
    np.testing.assert_allclose(
        to_unit(values, preprocessing), to_unit(wide, preprocessing), atol=0.05
    )


@pytest.mark.parametrize("shape", [(128, 128), (200, 150), (150, 200)])
@pytest.mark.parametrize("crop", [True, False])
@pytest.mark.parametrize("turn", range(8))
def test_a_mark_comes_back_to_its_own_pixel(shape, crop, turn):
    values = head(*shape, 20, 25, 100)  # type: ignore[call-arg]
    values[50:56, 90:96] = 3000  # off centre in both directions: any flip or shift shows
    values = np.rot90(values, turn % 4)
    if turn >= 4:
        values = values[:, ::-1]
    preprocessing = Preprocessing(size=128, crop=crop, low=0, high=100)
    unit = to_unit(values, preprocessing)
    back = back_to_slice(unit, values, preprocessing)
    assert back.shape == values.shape
    marked = np.argwhere(values == 3000).mean(axis=0)
    found = np.argwhere(back > 0.8).mean(axis=0)
    np.testing.assert_allclose(found, marked, atol=0.75)


def test_an_empty_slice_survives():
    assert np.isfinite(to_unit(np.zeros((32, 32), np.int16), Preprocessing(size=32))).all()
