"""Histograms are made even: by the order of grey values alone, and only within the head."""

import numpy as np
import pytest
import torch

from ml.data.sample import augment
from ml.evening import AIR, evened


def slices(count=3, side=32, seed=1):
    random = np.random.default_rng(seed)
    units = random.uniform(0.3, 1, (count, side, side)) ** 2
    units[:, :6] = random.uniform(0, AIR * 0.9, (count, 6, side))
    return torch.from_numpy(units.astype(np.float32))


def test_an_even_histogram_has_as_much_of_every_grey():
    even = evened(slices(), torch.ones(3))
    counts = torch.stack([torch.histc(one[one > AIR], 8, AIR, 1) for one in even])
    assert counts.float().std(1).max() <= 1
    assert even.max() == pytest.approx(1)


def test_any_rising_curve_is_undone():
    units = slices()
    curved = torch.where(units > AIR, units.sqrt(), units)
    assert not torch.allclose(units, curved, atol=0.05)
    assert torch.allclose(evened(units, torch.ones(3)), evened(curved, torch.ones(3)))


def test_air_and_order_are_left_alone():
    units = slices()
    half = evened(units, torch.full((3,), 0.5))
    assert torch.equal(half[:, :6], units[:, :6])
    for before, after in zip(units[:, 6:], half[:, 6:], strict=True):
        assert (after.flatten()[before.flatten().argsort()].diff() >= 0).all()


def test_each_slice_goes_its_own_part_of_the_way():
    units = slices()
    some = evened(units, torch.tensor([0.0, 0.5, 1.0]))
    assert torch.equal(some[0], units[0])
    full = evened(units, torch.ones(3))
    assert torch.allclose(some[1], (units[1] + full[1]) / 2)
    assert torch.equal(some[2], full[2])


def test_where_there_is_no_head_nothing_changes():
    dark = torch.full((2, 32, 32), AIR / 2)
    dark[1, 0, :20] = 0.8  # too few for a histogram
    assert torch.equal(evened(dark, torch.ones(2)), dark)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_training_evens_a_share_of_the_slices(share):
    units = slices(40)

    def fed(even):
        return augment(units, units * 0, np.random.default_rng(3), even=even)[0]

    changed = (fed(share) != fed(0.0)).flatten(1).any(1)
    assert changed.float().mean() == pytest.approx(share, abs=0.2)
