"""Figures of a question with two answers, with their intervals over patients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.research.evaluation import metrics
from ml.research.evaluation.cross_fitting import Judged
from ml.research.evaluation.decision_rule import SENSITIVITY, Rule
from ml.research.evaluation.metrics import Predictions, Statistic

APART: dict[str, Statistic] = {"auc": metrics.auc, "auc_same_level": metrics.level_auc}
"""How well two answers are told apart."""
FEWEST = 3
"""Patients below which no interval over patients is told (ours)."""


def told_apart(said: Predictions) -> dict[str, Any]:
    """How well two answers are told apart, which knows no rule.

    Args:
        said: Slices of held-out patients.

    Returns:
        By name as in `ml.research.evaluation.model_card.FIGURES`: a number, or value, low and
        high; nothing of what cannot be told, as an answer is missing.
    """
    told = {name: statistic for name, statistic in APART.items() if not np.isnan(statistic(said))}
    return intervals(said, told) | {
        "slices": len(said.label),
        "patients": len(np.unique(said.patient)),
    }


def ruled(judged: Judged, rule: Rule) -> dict[str, Any]:
    """What the rule makes of a question with two answers.

    Args:
        judged: Slices of all patients that training never saw, by rules that others fitted.
        rule: That ships.

    Returns:
        As `told_apart`.
    """
    called, patient = calls(judged), judged.scored.patient
    out = intervals(
        called,
        {
            "sensitivity": metrics.recall(0.5),
            "specificity": metrics.specificity(0.5),
            "accuracy_slices": metrics.accuracy(0.5),
            "accuracy_patients": metrics.patient_accuracy(0.5),
        },
    )
    out |= intervals(judged.scored, {"calibration_error": metrics.calibration_error})
    out |= coverage(judged, rule)
    out["not_sure"] = mean(judged.unsure.astype(np.float64), patient)
    out["threshold"] = round(rule.threshold, 4)
    out["sensitivity_stated"] = SENSITIVITY
    out["slices_unseen"] = len(patient)
    out["patients_unseen"] = len(np.unique(patient))
    return out


def calls(judged: Judged) -> Predictions:
    """Slices scored 1 where yes is called, else 0: at one half, the same calls."""
    return replace(judged.scored, score=judged.called.astype(np.float64))


def coverage(judged: Judged, rule: Rule) -> dict[str, Any]:
    """How often the true class is called or left in question, class by class.

    Over slices, and as the mean over patients, for which the rule was fitted
    (`ml.inference.abstention`).
    """
    scored, covered = judged.scored, judged.covered
    out: dict[str, Any] = {"coverage_stated": rule.conformal_band.coverage}
    for name, side in (("coverage_no", ~scored.label), ("coverage_yes", scored.label)):
        if side.any():
            told = covered[side].astype(np.float64), scored.patient[side]
            out[name] = mean(*told)
            out[f"{name}_patients"] = mean_of_patients(*told)
    return out


def intervals(p: Predictions, statistics: Mapping[str, Statistic]) -> dict[str, Any]:
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
