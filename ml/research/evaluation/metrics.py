"""Computes metrics with intervals over patients; numpy and SciPy only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Statistic = Callable[["Predictions"], float]


@dataclass(frozen=True, slots=True)
class Predictions:
    """Slices and the scores that a network gives them.

    Shapes:
        label: `(N,)` bool.
        score: `(N,)` float, the higher the likelier is yes: a probability in [0, 1], or log-odds
            (`ml.research.evaluation.log_odds`), for which an AUC is the same.
        patient: `(N,)` str.
        level: `(N,)` float in [0, 1].
    """

    label: NDArray[np.bool_]
    score: NDArray[np.float64]
    patient: NDArray[np.str_]
    level: NDArray[np.float64]

    def take(self, index: NDArray[np.intp]) -> Predictions:
        """The slices at `index`, `(M,)` integers."""
        return Predictions(
            self.label[index], self.score[index], self.patient[index], self.level[index]
        )


def concatenated(*parts: Predictions) -> Predictions:
    """The slices of all, one after the other; at least one."""
    return Predictions(
        np.concatenate([p.label for p in parts]),
        np.concatenate([p.score for p in parts]),
        np.concatenate([p.patient for p in parts]),
        np.concatenate([p.level for p in parts]),
    )


def auc(p: Predictions) -> float:
    """Area under the ROC curve over all slices; NaN where a class is missing.

    By ranks (Mann and Whitney 1947): scikit-learn's checks of its arguments would take most of the
    time of a thousand draws.
    """
    yes = int(p.label.sum())
    no = len(p.label) - yes
    if not yes or not no:
        return float("nan")
    return float((rankdata(p.score)[p.label].sum() - yes * (yes + 1) / 2) / (yes * no))


def mean_score(p: Predictions) -> float:
    """Mean of the scores."""
    return float(p.score.mean())


def level_auc(p: Predictions, bins: int = 10) -> float:
    """AUC over pairs of slices of the same level, so that the level is no cue."""
    level_bin = np.minimum((p.level * bins).astype(int), bins - 1)
    won, pairs = 0.0, 0
    for bin_index in range(bins):
        here = level_bin == bin_index
        yes, no = p.score[here & p.label], p.score[here & ~p.label]
        if yes.size and no.size:
            difference = yes[:, None] - no[None, :]
            won += float((difference > 0).sum() + 0.5 * (difference == 0).sum())
            pairs += difference.size
    return won / pairs if pairs else float("nan")


def recall(threshold: float) -> Statistic:
    """The paper's eq. 2 (sensitivity) at a threshold."""
    return lambda p: float((p.score[p.label] >= threshold).mean()) if p.label.any() else np.nan


def specificity(threshold: float) -> Statistic:
    """The paper's eq. 3 at a threshold."""
    return lambda p: float((p.score[~p.label] < threshold).mean()) if (~p.label).any() else np.nan


def precision(threshold: float) -> Statistic:
    """The paper's eq. 4 at a threshold; NaN where no answer is positive."""

    def statistic(p: Predictions) -> float:
        called = p.score >= threshold
        return float(p.label[called].mean()) if called.any() else float("nan")

    return statistic


def f1(threshold: float) -> Statistic:
    """The paper's eq. 5 at a threshold, as `2 TP / (2 TP + FP + FN)`, which is the same."""

    def statistic(p: Predictions) -> float:
        called = p.score >= threshold
        wrong = int((called != p.label).sum())
        twice = 2 * int((called & p.label).sum())
        return twice / (twice + wrong) if twice + wrong else float("nan")

    return statistic


def accuracy(threshold: float) -> Statistic:
    """The paper's eq. 6 at a threshold."""
    return lambda p: float(((p.score >= threshold) == p.label).mean())


def calibration_error(p: Predictions, bins: int = 10) -> float:
    """Expected calibration error: mean distance of score and truth over bins of equal mass."""
    order = np.argsort(p.score, kind="stable")
    parts = [part for part in np.array_split(order, bins) if part.size]
    apart = [abs(p.score[part].mean() - p.label[part].mean()) * part.size for part in parts]
    return float(np.sum(apart) / max(len(order), 1))


def patient_accuracy(threshold: float) -> Statistic:
    """The slice accuracy's twin by patient: mean over patients of each one's own accuracy."""

    def statistic(p: Predictions) -> float:
        right = (p.score >= threshold) == p.label
        return float(np.mean([right[p.patient == who].mean() for who in np.unique(p.patient)]))

    return statistic


def patient_resamples(
    patient: NDArray[np.str_], draws: int, seed: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.str_]]]:
    """Draw patients with their slices again and again, as many as there are (bootstrap).

    Args:
        patient: Whose each slice is.
        draws: How often.
        seed: Of the draws.

    Yields:
        The slices drawn, and whose they are now: a patient who is drawn twice is two patients, or a
        mean over patients would count him once.

    Shapes:
        patient: `(N,)` str.
        yields: both `(M,)`.
    """
    random = np.random.default_rng(seed)
    names, who = np.unique(patient, return_inverse=True)
    rows = [np.flatnonzero(who == index) for index in range(len(names))]
    for _ in range(draws):
        drawn = [rows[i] for i in random.choice(len(rows), len(rows))]
        anew = np.repeat(np.arange(len(drawn)).astype(str), [len(own) for own in drawn])
        yield np.concatenate(drawn), anew


def interval(
    p: Predictions, statistic: Statistic, draws: int = 1000, seed: int = 1
) -> tuple[float, float, float]:
    """A statistic with its 95 % interval, resampling patients, not slices.

    Returns:
        Value, lower and upper bound.
    """
    values = [
        statistic(replace(p.take(index), patient=patient))
        for index, patient in patient_resamples(p.patient, draws, seed)
    ]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return statistic(p), float(low), float(high)
