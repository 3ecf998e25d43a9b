"""What a network reads is as bright as what the reader sees."""

import numpy as np

from ml.core.types import Presentation, SliceImage
from ml.imaging.display.brightness import brightness
from ml.imaging.display.display import display

RAMP = np.tile(np.arange(20, 340, 10, dtype=np.int16), (24, 1))


def image(values=RAMP, **asked):
    return SliceImage("s", values, (1, 1), (180.0, 320.0), 0.5, Presentation(**asked))


def test_plain_values_are_left_alone():
    plain = image()
    assert brightness(plain) is plain.values


def test_monochrome1_rises_with_brightness():
    inverse = image(invert=True)
    order = np.argsort(brightness(inverse)[0])
    assert (np.diff(display(inverse)[0][order].astype(int)) >= 0).all()
    assert brightness(inverse).min() == RAMP.min()
    assert brightness(inverse).max() == RAMP.max()


def test_padding_is_as_dark_as_the_darkest_pixel():
    values = RAMP.copy()
    values[:, :4] = -30000
    padding = values == -30000
    for invert in (False, True):
        found = brightness(image(values, padding=padding, invert=invert))
        assert (found[padding] == 60).all()
        assert (found[~padding] >= 60).all()
        assert found.max() == RAMP.max()
