import numpy as np
import pytest

from ml.core.errors import DataError
from ml.research.data.examples import Example
from ml.research.synthesis.presence_epoch import presence_epoch


def _example(collection: str, patient: str, present: bool, level: float = 0.5) -> Example:
    rows, columns = np.mgrid[:64, :64]
    inside = ((rows - 31.5) / 28) ** 2 + ((columns - 31.5) / 24) ** 2 < 1
    mask = ((rows - 30) ** 2 + (columns - 18) ** 2 <= 20) & present
    unit = np.where(inside, 90, 0).astype(np.uint8)
    unit[mask] = 240
    return Example(unit, mask, present, patient, collection, "glioma" if present else "", level)


def _mixed() -> list[Example]:
    out = [_example("a", f"a{i % 4}", bool(i % 2)) for i in range(40)]
    out += [_example("b", f"b{i % 2}", bool(i % 2), 0.3) for i in range(8)]
    return [*out, *(_example("only", f"o{i}", True) for i in range(6))]


def test_positives_and_negatives_come_in_equal_numbers_and_are_labelled_rightly() -> None:
    drawn = list(presence_epoch(_mixed(), 200, np.random.default_rng(0)))
    assert sum(s.label for s in drawn) == len(drawn) / 2
    assert all(bool(s.mask.any()) == bool(s.label) for s in drawn)


def test_a_collection_without_negatives_is_paired_with_itself_where_lesions_are_replaced() -> None:
    only = [e for e in _mixed() if e.collection != "b"]
    drawn = list(presence_epoch(only, 400, np.random.default_rng(0), stray_share=1.0, blanks=0.1))
    assert len(drawn) == 400
    assert sum(s.label for s in drawn) == 200
    bright = [bool((s.unit > 200).any()) for s in drawn]
    assert bright == [bool(s.label) for s in drawn]  # no negative keeps its lesion


def test_without_a_level_that_has_both_there_is_nothing_to_learn_from() -> None:
    apart = [_example("a", "a", True, 0.1), _example("a", "b", False, 0.9)]
    with pytest.raises(DataError, match="at one level"):
        list(presence_epoch(apart, 10, np.random.default_rng(0)))
