"""A lesion in another patient's slice, and its sham."""

from dataclasses import replace

import numpy as np
import pytest

from ml.research.synthesis.presence_epoch import presence_epoch
from ml.research.synthesis.transplanted_lesions import transplant
from tests.ml.research.synthesis.test_grafted_lesions import COLUMNS, SIZE, disc, example, head


def test_a_lesion_takes_the_place_it_had_in_the_brightness_of_its_host():
    giver, host = example(180), (head() // 2).astype(np.uint8)
    unit, where = transplant(host, giver.unit, giver.mask)
    np.testing.assert_array_equal(where, giver.mask)
    assert unit[disc(40, 55, 6)].mean() == pytest.approx(90, abs=1)  # 1.8 of a brain of 50
    far = ~disc(40, 55, 16)
    np.testing.assert_array_equal(unit[far], host[far])


def test_what_would_lie_in_air_is_left():
    giver = example(180)
    narrow = np.where(disc(48, 48, 20) & (COLUMNS < 60), 100, 0).astype(np.uint8)
    unit, where = transplant(narrow, giver.unit, giver.mask)
    assert where.any()
    assert not where[:, 62:].any()
    assert unit[:, 70:].max() == 0
    air = np.zeros((SIZE, SIZE), np.uint8)
    unit, where = transplant(air, giver.unit, giver.mask)
    assert not where.any()
    assert not unit.any()


def test_tissue_of_another_head_without_lesion_changes_nothing_that_is_alike():
    unit, _ = transplant(head(), (head() * 1.2).astype(np.uint8), example(180).mask)
    assert np.abs(unit.astype(int) - head()).max() <= 1


def test_pairs_are_transplanted_on_both_sides_or_on_none():
    """Seams must not tell the class: as many tumour-free slices have one."""
    free = replace(example(180), mask=np.zeros((SIZE, SIZE), dtype=bool), present=False)
    hosts = [
        replace(free, unit=np.where(COLUMNS > 48, head(), head() - head() // k))
        for k in range(2, 9)
    ]
    examples = [example(180), *hosts]

    def drawn(share):
        return list(presence_epoch(examples, 40, np.random.default_rng(4), transplanted=share))

    known = {one.unit.tobytes() for one in examples}
    as_they_are = drawn(0.0)
    assert all(one.unit.tobytes() in known for one in as_they_are)
    mixed = drawn(1.0)
    assert [one.label for one in mixed] == [one.label for one in as_they_are]
    lesions, shams = mixed[::2], mixed[1::2]
    assert all(one.mask.any() and one.unit.tobytes() not in known for one in lesions)
    assert not any(one.mask.any() for one in shams)
    half = drawn(0.5)
    new = [one.unit.tobytes() not in known for one in half]
    assert 0.2 < np.mean(new[::2]) < 0.8
