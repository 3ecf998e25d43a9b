"""Computes the figures of a cross-validation from stored predictions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.metrics import roc_auc_score

from ml.research.evaluation import metrics
from ml.research.experiments.engine.out_of_fold import OutOfFold

DRAWS = 1000
Count = Callable[[OutOfFold], float]


def figures(p: OutOfFold, draws: int = DRAWS, seed: int = 1) -> dict[str, Any]:
    """Every figure of one experiment.

    Args:
        p: All folds together.
        draws: Of patients, for the intervals.
        seed: Of these draws.

    Returns:
        `pooled`: over all slices, each `[value, low, high]` with its 95 % interval over
        patients; `folds`: mean over folds, as the paper reports; `each_fold`: the same fold by
        fold; `slices`, `patients`, `answers`, `majority`.
    """
    counts = _counts(p.logits.shape[1])
    numbers = sorted(set(p.fold.tolist()))
    by_fold = {
        name: [round(count(p.take(p.fold == fold)), 4) for fold in numbers]
        for name, count in counts.items()
    }
    pooled = _intervals(p, counts, draws, seed)
    temperatures = cross_fitted(p)
    calibrated = {"calibration_error_scaled": lambda q: calibration_error(q, 1.0)}
    scaled = OutOfFold(
        p.name, p.patient, p.collection, p.fold, p.label, p.level,
        p.logits / temperatures[:, None],
    )  # fmt: skip
    pooled |= _intervals(scaled, calibrated, draws, seed)
    return {
        "pooled": pooled,
        "folds": {name: _mean(values) for name, values in by_fold.items()},
        "each_fold": {name: [_plain(v) for v in values] for name, values in by_fold.items()},
        "slices": len(p.label),
        "patients": len(np.unique(p.patient)),
        "answers": np.bincount(p.label, minlength=p.logits.shape[1]).tolist(),
        "majority": round(float(np.bincount(p.label).max() / len(p.label)), 4),
    }


def _counts(answers: int) -> dict[str, Count]:
    shared: dict[str, Count] = {
        "accuracy": accuracy,
        "balanced_accuracy": balanced_accuracy,
        "auc": macro_auc,
        "accuracy_patients": accuracy_patients,
        "patients_right": patients_right,
        "calibration_error": lambda q: calibration_error(q, 1.0),
    }
    if answers != 2:
        return {**shared, "f1": macro_f1}
    paper: dict[str, Count] = {
        "recall": lambda q: metrics.recall(0.5)(q.binary()),
        "specificity": lambda q: metrics.specificity(0.5)(q.binary()),
        "precision": lambda q: metrics.precision(0.5)(q.binary()),
        "f1": lambda q: metrics.f1(0.5)(q.binary()),
        "accuracy": lambda q: metrics.accuracy(0.5)(q.binary()),
    }
    return {**paper, **shared, "auc_same_level": lambda q: metrics.level_auc(q.binary())}


def accuracy(p: OutOfFold) -> float:
    """Share of slices called rightly (eq. 6 where there are two answers)."""
    return float((p.logits.argmax(1) == p.label).mean())


def balanced_accuracy(p: OutOfFold) -> float:
    """Mean over answers of the share of their slices called rightly."""
    right = p.logits.argmax(1) == p.label
    return float(np.mean([right[p.label == k].mean() for k in np.unique(p.label)]))


def macro_f1(p: OutOfFold) -> float:
    """Mean over answers of eq. 5, each against the rest."""
    predicted = p.logits.argmax(1)
    scores = []
    for k in np.unique(p.label):
        hit = int(((predicted == k) & (p.label == k)).sum())
        scores.append(2 * hit / max(int((predicted == k).sum() + (p.label == k).sum()), 1))
    return float(np.mean(scores))


def macro_auc(p: OutOfFold) -> float:
    """Area under the ROC curve, for more than two answers the mean of each against the rest."""
    shares = p.probabilities()
    present = np.unique(p.label)
    if len(present) < shares.shape[1]:
        return float("nan")
    if shares.shape[1] == 2:
        return float(roc_auc_score(p.label == 1, shares[:, 1]))
    return float(np.mean([roc_auc_score(p.label == k, shares[:, k]) for k in present]))


def accuracy_patients(p: OutOfFold) -> float:
    """Mean over patients of the share of their slices called rightly."""
    right = p.logits.argmax(1) == p.label
    _, who = np.unique(p.patient, return_inverse=True)
    return float((np.bincount(who, right) / np.bincount(who)).mean())


def patients_right(p: OutOfFold) -> float:
    """Share of patients whose mean probability names the answer; NaN where patients have several.

    For presence, where a patient has slices of both answers, there is no such verdict.
    """
    shares = p.probabilities()
    names, who = np.unique(p.patient, return_inverse=True)
    answers = np.stack([np.bincount(who, p.label == k) for k in range(shares.shape[1])], axis=1)
    if ((answers > 0).sum(axis=1) > 1).any():
        return float("nan")
    sums = np.stack([np.bincount(who, shares[:, k]) for k in range(shares.shape[1])], axis=1)
    return float((sums.argmax(1) == answers.argmax(1)).sum() / len(names))


def calibration_error(
    p: OutOfFold, temperature: NDArray[np.float64] | float, bins: int = 10
) -> float:
    """Expected calibration error over bins of equal mass; of the answer called, if of many."""
    if p.logits.shape[1] == 2:
        return metrics.calibration_error(p.binary(temperature), bins)
    shares = p.probabilities(temperature)
    top = metrics.Predictions(shares.argmax(1) == p.label, shares.max(axis=1), p.patient, p.level)
    return metrics.calibration_error(top, bins)


def cross_fitted(p: OutOfFold) -> NDArray[np.float64]:
    """A temperature for each slice, `(N,)`, fitted on the predictions of all other folds."""
    out = np.ones(len(p.label))
    for fold in np.unique(p.fold):
        others = p.take(p.fold != fold)
        if len(others.label):
            out[p.fold == fold] = _temperature(others)
    return out


def _temperature(p: OutOfFold) -> float:
    rows = np.arange(len(p.label))

    def cost(log_temperature: float) -> float:
        shares = p.probabilities(float(np.exp(log_temperature)))[rows, p.label]
        return float(-np.log(np.maximum(shares, 1e-12)).mean())

    return float(np.exp(minimize_scalar(cost, bounds=(-2.0, 3.0), method="bounded").x))


def _intervals(
    p: OutOfFold, counts: dict[str, Count], draws: int, seed: int
) -> dict[str, list[float | None]]:
    """Each figure with its 95 % interval, resampling patients, not slices."""
    values: dict[str, list[float]] = {name: [] for name in counts}
    for index, patient in metrics.patient_resamples(p.patient, draws, seed):
        some = replace(p.take(index), patient=patient)
        for name, count in counts.items():
            values[name].append(count(some))
    out: dict[str, list[float | None]] = {}
    for name, count in counts.items():
        resampled = np.array(values[name])
        finite = resampled[~np.isnan(resampled)]
        low, high = np.percentile(finite, [2.5, 97.5]) if finite.size else (np.nan, np.nan)
        out[name] = [_plain(round(float(v), 4)) for v in (count(p), low, high)]
    return out


def _mean(values: list[float]) -> float | None:
    finite = [v for v in values if not np.isnan(v)]
    return round(float(np.mean(finite)), 4) if finite else None


def _plain(value: float) -> float | None:
    """JSON has no NaN."""
    return None if np.isnan(value) else value
