"""Computes the source figures: on real tumours if both sources occur, else on simulated ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.inference.models.resnesat import ResNeSAt
from ml.research.data.examples import Example
from ml.research.data.labels import PRIMARY, SECONDARY
from ml.research.evaluation import conformal_fit, metrics
from ml.research.evaluation.cross_fitting import Evaluated
from ml.research.evaluation.decision_rule import Rule
from ml.research.evaluation.intervals import (
    calls_as_scores,
    coverage,
    decision_figures,
    intervals,
    intervals_of_part,
    mean,
    separation,
)
from ml.research.evaluation.log_odds import DRAWN_WITH, predict_log_odds, probabilities
from ml.research.evaluation.metrics import Predictions
from ml.research.evaluation.source_controls import control_figures, patient_figures
from ml.research.synthesis import sampling
from ml.research.synthesis.grafted_lesions import grafts
from ml.research.synthesis.simulated_lesions import PAINTED, finish


def source_metrics(
    network: ResNeSAt,
    test_set: list[Example],
    evaluated: Evaluated,
    rule: Rule,
    metastasis: list[Example],
    sure: Mapping[str, bool],
) -> dict[str, Any]:
    """Figures between real secondaries and primaries; without such, between simulated ones.

    Args:
        network: In evaluation mode.
        test_set: The test set, of every collection.
        evaluated: All patients not used for training (the test set among them), cross-fitted.
        rule: The shipped one.
        metastasis: Slices of the one real metastasis (`ml.research.ood.brats_metastasis`); may be
            empty.
        sure: Whether the answer to each control is sure, by its name.
    """
    real = [e for e in test_set if e.source]
    simulated = np.array([sampling.is_simulated(e) for e in evaluated.examples])
    out: dict[str, Any] = {}
    if simulated.any():
        out |= _simulated(network, test_set, evaluated.take(simulated), rule)
        mixed = {"calibration_error_with_real": metrics.calibration_error}
        out |= intervals(evaluated.scored, mixed) | coverage(evaluated, rule)
    else:
        out |= decision_figures(evaluated, rule)
        out |= separation(predict_log_odds(network, "source", real)) if real else {}
        out |= patient_figures(network, real, rule) if real else {}
        out |= control_figures(network, test_set, sure)
    primary = evaluated.take(~simulated & ~evaluated.scored.label)
    if primary.examples:
        out |= _primaries(primary)
        if simulated.any():
            out |= _flipped_by_finish(network, [e for e in real if e.source == PRIMARY], rule)
    out["real_metastases_tested"] = len({e.patient for e in real if e.source == SECONDARY})
    if metastasis:
        out |= _metastasis(network, metastasis, rule)
    return out


def _simulated(
    network: ResNeSAt, test_set: list[Example], evaluated: Evaluated, rule: Rule
) -> dict[str, Any]:
    """Simulated lesions of both sources in tumour-free slices, so that simulation is no cue."""
    out: dict[str, Any] = {}
    ways = (("", PAINTED), ("_painted", 1.0), ("_grafted", 0.0))
    for name, painted in ways if sampling.hosts(test_set) else ():
        log_odds = _simulated_log_odds(network, test_set, painted)
        out |= intervals(log_odds, {f"auc_simulated{name}": metrics.auc})
    figures = {
        "simulated_secondaries_called_secondary": metrics.recall(0.5),
        "simulated_primaries_called_primary": metrics.specificity(0.5),
        "simulated_called_rightly_patients": metrics.patient_accuracy(0.5),
    }
    out |= intervals(calls_as_scores(evaluated), figures)
    error = {"simulated_calibration_error": metrics.calibration_error}
    out |= intervals(evaluated.scored, error) | _abstention("simulated_not_sure", evaluated)
    out["patients_simulated"] = len(np.unique(evaluated.scored.patient))
    return out


def _simulated_log_odds(network: ResNeSAt, test_set: list[Example], painted: float) -> Predictions:
    lesions = grafts([e for e in test_set if e.present])
    lesion_slices = sampling.simulated(
        test_set, np.random.default_rng(DRAWN_WITH), lesions, painted, sampling.DRAWINGS
    )
    return predict_log_odds(network, "source", lesion_slices)


def _primaries(evaluated: Evaluated) -> dict[str, Any]:
    """Real primaries, all and by collection."""
    called = calls_as_scores(evaluated)
    out = intervals(
        called,
        {
            "real_primaries_called_primary_slices": metrics.specificity(0.5),
            "real_primaries_called_primary_patients": metrics.patient_accuracy(0.5),
        },
    )
    out |= _abstention("real_primaries_not_sure", evaluated)
    collection = np.array([e.collection for e in evaluated.examples])
    for name in np.unique(collection):
        here = called.take(np.flatnonzero(collection == name))
        figure = f"real_primaries_called_primary_{name}"
        out |= intervals_of_part(here, {figure: metrics.specificity(0.5)})
    out["patients_real_primaries"] = len(np.unique(called.patient))
    return out


def _flipped_by_finish(network: ResNeSAt, primaries: list[Example], rule: Rule) -> dict[str, Any]:
    """Real primaries of the test set: do the noise and blur of simulation flip the decision?"""
    if not primaries:
        return {}
    random = np.random.default_rng(DRAWN_WITH)
    finished = [
        replace(e, unit=finish(e.unit.astype(np.float32), e.unit, random)) for e in primaries
    ]
    before, after = (
        probabilities(predict_log_odds(network, "source", slices), rule.scaling)
        for slices in (primaries, finished)
    )
    flipped = (after.score >= rule.threshold) != (before.score >= rule.threshold)
    return {"flipped_by_noise_and_blur": mean(flipped.astype(np.float64), before.patient)}


def _metastasis(network: ResNeSAt, real: list[Example], rule: Rule) -> dict[str, Any]:
    """The one real metastasis: plain shares of its slices, as one patient has no interval."""
    scored = probabilities(predict_log_odds(network, "source", real), rule.scaling)
    return {
        "metastasis_volume_slices": len(real),
        "metastasis_volume_called_secondary": _share(scored.score >= rule.threshold),
        "metastasis_volume_score": round(float(scored.score.mean()), 4),
        "metastasis_volume_not_sure": _share(conformal_fit.abstained(rule.conformal_band, scored)),
    }


def _share(which: NDArray[np.bool_]) -> float:
    return round(float(which.mean()), 4)


def _abstention(name: str, evaluated: Evaluated) -> dict[str, Any]:
    return {name: mean(evaluated.abstained.astype(np.float64), evaluated.scored.patient)}
