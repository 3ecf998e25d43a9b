"""Abstentions keep the coverage they state."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.research.evaluation import conformal_fit
from ml.research.evaluation.conformal_fit import abstained, covered, threshold_for
from ml.research.evaluation.metrics import Predictions


def drawn(seed, patients=60, slices=12, apart=1.5):
    """Scores of patients that differ from each other, overlapping between the classes."""
    random = np.random.default_rng(seed)
    label = np.arange(patients * slices) % 2 == 0
    patient = np.repeat(np.arange(patients), slices)
    logit = apart * (label - 0.5) * 2 + random.normal(0, 1, len(label))
    logit += random.normal(0, 0.4, patients)[patient]
    return Predictions(
        label, 1 / (1 + np.exp(-logit)), patient.astype(str), np.full(len(label), 0.5)
    )


@pytest.mark.parametrize("apart", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("coverage", [0.9, 0.95])
def test_both_classes_are_covered_on_new_patients(apart, coverage):
    found = []
    for seed in range(8):
        conformal_band = conformal_fit.fit(drawn(seed, apart=apart), coverage)
        new = drawn(100 + seed, apart=apart)
        hit = covered(conformal_band, conformal_band.clamp(0.5), new)
        found.append((hit[new.label].mean(), hit[~new.label].mean()))
    for share in np.mean(found, axis=0):
        assert share >= coverage - 0.02


def test_the_band_holds_what_has_neither_answer():
    random = np.random.default_rng(3)
    score = random.uniform(0.02, 0.98, 400)
    patient = np.repeat(np.arange(40), 10).astype(str)
    nothing = Predictions(np.zeros(400, bool), score, patient, np.zeros(400))
    known = drawn(1, apart=4.0)
    narrow, wide = conformal_fit.fit(known), conformal_fit.fit(known, controls=nothing)
    assert abstained(narrow, nothing).mean() < 0.5
    assert abstained(wide, nothing).mean() >= 0.95
    assert wide.yes_from <= narrow.yes_from
    assert wide.no_to >= narrow.no_to


def test_a_good_network_is_sure_and_a_poor_one_is_not():
    poor, good = (conformal_fit.fit(drawn(1, apart=a)) for a in (0.2, 4.0))
    assert abstained(poor, drawn(2, apart=0.2)).mean() > 0.7
    assert abstained(good, drawn(2, apart=4.0)).mean() < 0.1


def test_a_patient_with_many_slices_does_not_outvote_the_rest():
    score = np.concatenate([np.full(1000, 0.01), np.linspace(0.5, 0.99, 99)])
    patient = np.array(["long"] * 1000 + [f"p{i}" for i in range(99)])
    p = Predictions(np.ones(len(score), bool), score, patient, np.zeros(len(score)))
    assert threshold_for(p, 0.9) > 0.5


@pytest.mark.parametrize("long_is_odd", [True, False])
def test_what_is_stated_holds_over_slices_and_over_patients(long_is_odd):
    random = np.random.default_rng(5)
    patient = np.repeat(np.arange(40), [60] * 4 + [3] * 36)
    odd = (patient < 4) == long_is_odd
    score = random.uniform(0, 1, len(patient)) ** np.where(odd, 0.5, 3)
    yes = np.ones(len(patient), bool)
    both = Predictions(
        np.concatenate([~yes, yes]),
        np.concatenate([score, 1 - score]),
        np.tile(patient.astype(str), 2),
        np.zeros(2 * len(patient)),
    )
    conformal_band = conformal_fit.fit(both, 0.9)
    within = score <= conformal_band.no_to
    assert within.mean() >= 0.9
    assert np.mean([within[patient == who].mean() for who in range(40)]) >= 0.9
    assert conformal_band.yes_from == pytest.approx(1 - conformal_band.no_to)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.55, 0.99))
def test_the_threshold_reaches_the_stated_sensitivity(seed, sensitivity):
    p = drawn(seed % 97, patients=20)
    threshold = threshold_for(p, sensitivity)
    assert (p.score[p.label] >= threshold).mean() >= sensitivity - 1e-9


def test_a_class_without_slices_cannot_be_fitted():
    p = drawn(0)
    with pytest.raises(ValueError, match="both classes"):
        conformal_fit.fit(p.take(np.flatnonzero(p.label)))
