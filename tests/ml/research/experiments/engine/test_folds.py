"""No patient in two folds, whatever the data; the same seed gives the same folds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.core.errors import DataError
from ml.research.data.examples import Example
from ml.research.experiments.engine.folds import folds

UNIT = np.zeros((1, 1), np.uint8)
NOWHERE = np.zeros((1, 1), bool)
CLASSES = ("", "glioma", "meningioma", "lung cancer brain metastasis")


def slice_of(patient, index, tumour):
    return Example(UNIT, NOWHERE, bool(tumour), patient, "c", tumour, 0.5, "", f"{patient}-{index}")


@st.composite
def manifests(draw):
    """Patients of very different length, of one class or mixed, some classes very rare."""
    patients = draw(st.integers(2, 25))
    made = []
    for patient in range(patients):
        own = draw(st.sampled_from(CLASSES))
        for index in range(draw(st.integers(1, 9))):
            free = draw(st.booleans())
            made.append(slice_of(f"P{patient}", index, "" if free else own))
    return draw(st.permutations(made))


@settings(max_examples=150, deadline=None)
@given(manifests(), st.integers(2, 10), st.integers(0, 2**31 - 1))
@pytest.mark.slow
def test_no_patient_is_in_two_folds_and_no_fold_is_empty(examples, count, seed):
    patients = {e.patient for e in examples}
    if len(patients) < count:
        with pytest.raises(DataError, match="at least as many patients"):
            folds(examples, count, seed, "patient")
        return
    dealt = folds(examples, count, seed, "patient")
    for who in patients:
        assert len({f for e, f in zip(examples, dealt, strict=True) if e.patient == who}) == 1
    assert set(dealt.tolist()) == set(range(count))


@settings(max_examples=60, deadline=None)
@given(manifests(), st.integers(2, 5), st.integers(0, 1000), st.randoms(use_true_random=False))
@pytest.mark.slow
def test_the_same_seed_gives_the_same_folds_in_any_order(examples, count, seed, chance):
    if len({e.patient for e in examples}) < count:
        return
    before = dict(
        zip([e.slice for e in examples], folds(examples, count, seed, "patient"), strict=True)
    )
    shuffled = list(examples)
    chance.shuffle(shuffled)
    after = dict(
        zip([e.slice for e in shuffled], folds(shuffled, count, seed, "patient"), strict=True)
    )
    assert before == after


def many(patients=60, slices=8):
    return [
        slice_of(f"P{p:02d}", i, CLASSES[1 + p % 3] if p % 2 else "")
        for p in range(patients)
        for i in range(slices)
    ]


def test_another_seed_gives_other_folds():
    assert (folds(many(), 5, 1, "patient") != folds(many(), 5, 2, "patient")).any()


def test_classes_are_spread_evenly():
    examples = many()
    dealt = folds(examples, 5, 1, "patient")
    for tumour in CLASSES:
        of_class = np.array([e.tumour == tumour for e in examples])
        counts = np.bincount(dealt[of_class], minlength=5)
        assert counts.max() - counts.min() <= 8  # one patient


def test_folds_by_slice_put_one_patient_on_both_sides():
    examples = many()
    dealt = folds(examples, 5, 1, "slice")
    first = {f for e, f in zip(examples, dealt, strict=True) if e.patient == "P00"}
    assert len(first) > 1
