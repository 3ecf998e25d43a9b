"""Computes the figures of a binary task with their intervals over patients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.research.evaluation import metrics
from ml.research.evaluation.cross_fitting import Evaluated
from ml.research.evaluation.decision_rule import SENSITIVITY, Rule
from ml.research.evaluation.metrics import Predictions, Statistic

SEPARATION: dict[str, Statistic] = {"auc": metrics.auc, "auc_same_level": metrics.level_auc}
"""How well two classes are separated."""
FEWEST = 3
"""Patients below which no interval over patients is given (ours)."""


def separation(log_odds: Predictions) -> dict[str, Any]:
    """How well two classes are separated, independent of any decision rule.

    Args:
        log_odds: Of slices of the test set.

    Returns:
        By name as in `ml.research.evaluation.figure_names.FIGURES`: a number, or value, low and
        high; none where a class is missing.
    """
    defined = {
        name: statistic
        for name, statistic in SEPARATION.items()
        if not np.isnan(statistic(log_odds))
    }
    return intervals(log_odds, defined) | {
        "slices": len(log_odds.label),
        "patients": len(np.unique(log_odds.patient)),
    }


def decision_figures(evaluated: Evaluated, rule: Rule) -> dict[str, Any]:
    """The figures of a decision rule.

    Args:
        evaluated: Slices of all patients not used for training, cross-fitted.
        rule: The shipped one.

    Returns:
        As `separation`.
    """
    called, patient = calls_as_scores(evaluated), evaluated.scored.patient
    out = intervals(
        called,
        {
            "sensitivity": metrics.recall(0.5),
            "specificity": metrics.specificity(0.5),
            "accuracy_slices": metrics.accuracy(0.5),
            "accuracy_patients": metrics.patient_accuracy(0.5),
        },
    )
    out |= intervals(evaluated.scored, {"calibration_error": metrics.calibration_error})
    out |= coverage(evaluated, rule)
    out["not_sure"] = mean(evaluated.abstained.astype(np.float64), patient)
    out["threshold"] = round(rule.threshold, 4)
    out["sensitivity_stated"] = SENSITIVITY
    out["slices_unseen"] = len(patient)
    out["patients_unseen"] = len(np.unique(patient))
    return out


def calls_as_scores(evaluated: Evaluated) -> Predictions:
    """Slices scored 1 where the answer is yes, else 0: a threshold of one half gives it back."""
    return replace(evaluated.scored, score=evaluated.called.astype(np.float64))


def coverage(evaluated: Evaluated, rule: Rule) -> dict[str, Any]:
    """Coverage: how often the answer is correct or an abstention, class by class.

    Over slices, and as the mean over patients, for which the rule was fitted
    (`ml.inference.abstention`).
    """
    scored, covered = evaluated.scored, evaluated.covered
    out: dict[str, Any] = {"coverage_stated": rule.conformal_band.coverage}
    for name, side in (("coverage_no", ~scored.label), ("coverage_yes", scored.label)):
        if side.any():
            defined = covered[side].astype(np.float64), scored.patient[side]
            out[name] = mean(*defined)
            out[f"{name}_patients"] = mean_of_patients(*defined)
    return out


def intervals(p: Predictions, statistics: Mapping[str, Statistic]) -> dict[str, Any]:
    """Each statistic with its interval over patients."""
    return {n: [round(v, 4) for v in metrics.interval(p, s)] for n, s in statistics.items()}


def intervals_of_part(p: Predictions, statistics: dict[str, Statistic]) -> dict[str, Any]:
    """The same of a part: plain values where there are too few patients for an interval.

    Statistics that need a class which the part lacks are left out.
    """
    defined = {name: s for name, s in statistics.items() if p.label.size and not np.isnan(s(p))}
    if len(np.unique(p.patient)) >= FEWEST:
        return intervals(p, defined)
    return {name: round(statistic(p), 4) for name, statistic in defined.items()}


def mean(values: NDArray[np.float64], patients: NDArray[np.str_]) -> list[float]:
    """Mean over slices with its interval over patients."""
    return _interval(values, patients, metrics.mean_score)


def mean_of_patients(values: NDArray[np.float64], patients: NDArray[np.str_]) -> list[float]:
    """Mean over patients of each one's own mean, with its interval over patients."""

    def statistic(p: Predictions) -> float:
        return float(np.mean([p.score[p.patient == who].mean() for who in np.unique(p.patient)]))

    return _interval(values, patients, statistic)


def _interval(
    values: NDArray[np.float64], patients: NDArray[np.str_], statistic: Statistic
) -> list[float]:
    p = Predictions(np.ones(len(values), dtype=bool), values, patients, np.zeros(len(values)))
    return [round(v, 4) for v in metrics.interval(p, statistic)]
