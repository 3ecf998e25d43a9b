"""Heads lose their skull, and the outline goes with the brain."""

import numpy as np

from ml.research.synthesis.skull_strip import depth_below_surface, strip_skull


def head(size=96):
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    radius = np.hypot(y, x)
    unit = np.where(radius < 40, 100, 0)
    unit = np.where((radius > 36) & (radius < 40), 250, unit).astype(np.uint8)
    mask = np.hypot(y + 12, x - 8) < 7
    return np.where(mask, 200, unit).astype(np.uint8), mask


def test_the_skull_goes_and_the_outline_stays_on_the_lesion():
    unit, mask = head()
    stripped, outline = strip_skull(unit, mask)
    assert stripped.shape == unit.shape
    ring = depth_below_surface(stripped)[0]
    assert stripped[0].max() == 0
    assert (stripped > 240).sum() <= 1.5 * outline.sum()  # the lesion is now what is brightest
    assert ring.max() > 20
    inside = stripped[outline].mean()
    assert inside > 1.3 * stripped[(stripped > 0) & ~outline].mean()
    assert outline.sum() > mask.sum()  # the brain fills the picture now


def test_a_slice_without_brain_is_left_alone():
    unit, mask = np.zeros((64, 64), np.uint8), np.zeros((64, 64), bool)
    same, outline = strip_skull(unit, mask)
    assert same is unit
    assert outline is mask
