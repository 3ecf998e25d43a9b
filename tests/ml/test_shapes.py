"""Shapes of small pictures are SciPy's, to the bit where they are whole numbers."""

import numpy as np
import pytest
from scipy import ndimage

from ml import shapes
from ml.greys import SIDE, statistics


def picture(seed, share):
    random = np.random.default_rng(seed)
    smooth = ndimage.gaussian_filter(random.random((37, 52)), 1.3)
    return smooth > np.quantile(smooth, 1 - share)


@pytest.mark.parametrize("share", [0.05, 0.4, 0.7, 0.95])
@pytest.mark.parametrize("seed", range(5))
def test_masks_are_scipys(seed, share):
    mask = picture(seed, share)
    assert (shapes.opened(mask) == ndimage.binary_opening(mask)).all()
    assert (shapes.filled(mask) == ndimage.binary_fill_holes(mask)).all()
    np.testing.assert_array_equal(shapes.depth(mask), ndimage.distance_transform_edt(mask))


def test_nothing_and_nearly_everything():
    empty, full = np.zeros((9, 7), bool), np.ones((9, 7), bool)
    full[0, 0] = False
    for mask in (empty, full):
        assert (shapes.filled(mask) == ndimage.binary_fill_holes(mask)).all()
        assert (shapes.opened(mask) == ndimage.binary_opening(mask)).all()
        np.testing.assert_array_equal(shapes.depth(mask), ndimage.distance_transform_edt(mask))


def test_curvature_is_scipys():
    values = np.random.default_rng(4).random((31, 44)).astype(np.float32)
    np.testing.assert_allclose(shapes.curvature(values), ndimage.laplace(values), atol=1e-6)


def test_an_opened_picture_always_leaves_a_corner_out():
    assert np.isfinite(statistics(np.ones((SIDE, SIDE), np.float32))).all()
