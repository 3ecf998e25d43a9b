"""Real lesions in other places: what is cut out, how it is laid, and that both kinds take it."""

import numpy as np
import pytest

from ml.research.data.examples import Example
from ml.research.synthesis.enhancement import enhancement
from ml.research.synthesis.grafted_lesions import LEAST_AREA, grafts, set_in
from ml.research.synthesis.simulated_lesions import LOW, finish, implant

SIZE = 96
ROWS, COLUMNS = np.mgrid[:SIZE, :SIZE]


def disc(row: float, column: float, radius: float) -> np.ndarray:
    return np.hypot(ROWS - row, COLUMNS - column) < radius  # type: ignore[no-any-return]


def head() -> np.ndarray:
    """Brain of 100 in a skull of 200, in air."""
    skull, brain = disc(48, 48, 42), disc(48, 48, 37)
    return np.where(brain, 100, np.where(skull, 200, 0)).astype(np.uint8)


def example(grey: int, radius: float = 8) -> Example:
    where = disc(40, 55, radius)
    unit = np.where(where, grey, head()).astype(np.uint8)
    return Example(unit, where, True, "p", "made", "glioma", 0.5, "primary")


def test_a_lesion_is_cut_out_in_units_of_its_brain():
    (one,) = grafts([example(180)])
    assert one.grey[one.outline > 0.9] == pytest.approx(1.8, abs=0.01)
    assert one.diameter == pytest.approx(16 / 84, rel=0.1)
    assert one.outline.sum() == pytest.approx(disc(40, 55, 8).sum(), rel=0.05)


def test_enhancement_is_told_in_units_of_the_brain_and_of_nothing_else():
    bright, dull, free = example(180), example(60), head()
    assert enhancement(bright.unit, bright.mask) == pytest.approx(1.8)
    assert enhancement(dull.unit, dull.mask) == pytest.approx(0.6)
    assert np.isnan(enhancement(free, np.zeros_like(dull.mask)))
    assert np.isnan(enhancement(np.zeros_like(free), dull.mask))


def test_what_takes_up_no_contrast_agent_or_is_too_small_is_left():
    assert grafts([example(110)]) == []
    small = example(180, radius=3)
    assert small.mask.sum() < LEAST_AREA
    assert grafts([small]) == []


@pytest.mark.parametrize("radius", [3.0, 8.0, 15.0])
def test_a_graft_has_the_size_and_the_place_that_were_asked_for(radius):
    (one,) = grafts([example(180)])
    grey, outline = set_in(SIZE, one, (30, 60), radius, np.random.default_rng(1))
    assert outline.sum() == pytest.approx(np.pi * radius**2, rel=0.1)
    middle = (outline * ROWS).sum() / outline.sum(), (outline * COLUMNS).sum() / outline.sum()
    assert middle == pytest.approx((30, 60), abs=0.6)
    assert grey[outline > 0.95].mean() == pytest.approx(1.8, abs=0.05)


@pytest.mark.parametrize("secondary", [False, True])
def test_both_kinds_take_real_lesions(secondary):
    bank = grafts([example(180)])
    unit = head()
    for seed in range(5):
        random = np.random.default_rng(seed)
        drawn, where = implant(unit, secondary, random, 0.6, bank, painted=0.0)
        inside = np.median(drawn[where])
        assert inside == pytest.approx(180, abs=25), seed
        assert not where[~disc(48, 48, 40)].any()


def test_nothing_is_drawn_into_a_face():
    for seed in range(20):
        _, where = implant(head(), True, np.random.default_rng(seed), level=LOW)
        rows = np.flatnonzero(where.any(axis=1))
        assert rows.mean() > 40


def test_noise_and_blur_alone_leave_a_slice_as_it_is():
    unit = head()
    ended = finish(unit.astype(np.float32), unit, np.random.default_rng(3))
    assert np.abs(ended.astype(int) - unit)[disc(48, 48, 30)].mean() < 3
    assert not ended[~disc(48, 48, 46)].any()
