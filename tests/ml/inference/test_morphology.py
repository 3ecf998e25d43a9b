"""Shapes of small pictures are those of SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from ml.inference import morphology


def blobs(seed, side=40, share=0.5, smooth=1.5):
    values = ndimage.gaussian_filter(
        np.random.default_rng(seed).normal(size=(side, side + 7)), smooth
    )
    return values > np.quantile(values, share)


masks = st.builds(
    blobs,
    st.integers(0, 10_000),
    st.integers(3, 60),
    st.floats(0.05, 0.95),
    st.sampled_from([0.0, 0.7, 2.0, 5.0]),
)


@settings(deadline=None, max_examples=150)
@given(masks)
@pytest.mark.slow
def test_masks_are_opened_filled_and_measured_alike(mask):
    np.testing.assert_array_equal(morphology.opened(mask), ndimage.binary_opening(mask))
    np.testing.assert_array_equal(morphology.filled(mask), ndimage.binary_fill_holes(mask))
    np.testing.assert_allclose(
        morphology.depth(mask), ndimage.distance_transform_edt(mask), rtol=1e-12
    )


def test_a_winding_way_out_leaves_no_hole():
    mask = np.ones((41, 41), np.bool_)
    for i in range(0, 41, 2):
        mask[i, 1:] = False
        mask[min(i + 1, 40), -1 if (i // 2) % 2 else 1] = False
    np.testing.assert_array_equal(morphology.filled(mask), ndimage.binary_fill_holes(mask))


@pytest.mark.parametrize("side", [2, 5, 96])
def test_second_differences(side):
    values = np.random.default_rng(1).random((side, side + 3)).astype(np.float32)
    np.testing.assert_allclose(morphology.laplacian(values), ndimage.laplace(values), atol=1e-6)


@settings(deadline=None, max_examples=150)
@given(masks)
def test_parts_and_growth_are_those_of_scipy(mask):
    labels, count = morphology.parts(mask)
    expected, expected_count = ndimage.label(mask)
    assert count == expected_count
    pairs = {
        (a, b) for a, b in zip(labels.ravel().tolist(), expected.ravel().tolist(), strict=True)
    }
    assert len(pairs) == count + bool((~mask).any())
    assert (morphology.grown(mask, 3) == ndimage.binary_dilation(mask, iterations=3)).all()
