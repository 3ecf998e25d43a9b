"""Figures of a question with two answers, with their intervals over patients."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml import conformal, metrics
from ml.calibrate import SENSITIVITY, Calibration
from ml.metrics import Predictions, Statistic

FEWEST = 3
"""Patients below which no interval over patients is told (ours)."""


def binary(scored: Predictions, rule: Calibration) -> dict[str, Any]:
    """Figures of a question with two answers.

    Args:
        scored: Slices of held-out patients.
        rule: Fitted on tuning patients.

    Returns:
        By name as in `ml.card.FIGURES`: a number, or value, low and high.
    """
    out: dict[str, Any] = intervals(
        scored,
        {
            "auc": metrics.auc,
            "auc_same_level": metrics.level_auc,
            "sensitivity": metrics.recall(rule.threshold),
            "specificity": metrics.specificity(rule.threshold),
            "accuracy_slices": metrics.accuracy(rule.threshold),
            "accuracy_patients": metrics.patient_accuracy(rule.threshold),
            "calibration_error": metrics.calibration_error,
        },
    )
    out |= coverage(scored, rule)
    if rule.usual is not None:
        question = conformal.in_question(rule.usual, scored)
        out["not_sure"] = mean(question.astype(np.float64), scored.patient)
    out["threshold"] = round(rule.threshold, 4)
    out["sensitivity_stated"] = SENSITIVITY
    out["slices"] = len(scored.label)
    out["patients"] = len(np.unique(scored.patient))
    return out


def coverage(scored: Predictions, rule: Calibration) -> dict[str, Any]:
    """How often the true class is called or left in question, class by class.

    Over slices, and as the mean over patients, for which the rule was fitted (`ml.conformal`).
    Empty where the rule knows no "not sure" by conformal prediction.
    """
    usual = rule.usual
    if usual is None:
        return {}
    covered = conformal.covered(usual, rule.threshold, scored)
    out: dict[str, Any] = {"coverage_stated": usual.coverage}
    for name, side in (("coverage_no", ~scored.label), ("coverage_yes", scored.label)):
        if side.any():
            told = covered[side].astype(np.float64), scored.patient[side]
            out[name] = mean(*told)
            out[f"{name}_patients"] = mean_of_patients(*told)
    return out


def intervals(p: Predictions, statistics: dict[str, Statistic]) -> dict[str, Any]:
    """Each statistic with its interval over patients."""
    return {n: [round(v, 4) for v in metrics.interval(p, s)] for n, s in statistics.items()}


def of_some(p: Predictions, statistics: dict[str, Statistic]) -> dict[str, Any]:
    """The same of a part: plain values where there are too few patients for an interval.

    What cannot be told of the part, as it lacks a class, is left out.
    """
    told = {name: s for name, s in statistics.items() if p.label.size and not np.isnan(s(p))}
    if len(np.unique(p.patient)) >= FEWEST:
        return intervals(p, told)
    return {name: round(statistic(p), 4) for name, statistic in told.items()}


def mean(values: NDArray[np.float64], patients: NDArray[np.str_]) -> list[float]:
    """Mean over slices with its interval over patients."""
    return _interval(values, patients, lambda p: float(p.score.mean()))


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
