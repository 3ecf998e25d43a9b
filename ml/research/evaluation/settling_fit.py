"""Fits the settling rule: how far neighbours count, and how much.

The deviation of the Gaussian is that under which patients whom the weights were not fitted on are
likeliest; the weights are those of a logistic regression, none below zero. Each patient weighs the
same. Threshold and conformal band come from the settled probabilities, as those of slices alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from ml.core.types import SettlingRule
from ml.inference.abstention import ConformalBand
from ml.research.data.split import hash_position
from ml.research.evaluation import conformal_fit
from ml.research.evaluation.decision_rule import SENSITIVITY, Rule
from ml.research.evaluation.log_odds import probabilities
from ml.research.evaluation.metrics import Predictions
from ml.research.evaluation.series_rule import fit_series
from ml.research.evaluation.surroundings import Surroundings

SIGMAS_MM = (2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)
"""Deviations to choose from (ours): a slice of a volume to an eighth of a head."""
PARTS = 5
"""Parts that patients are divided into to choose the deviation (ours)."""
SHRINKAGE = 1e-4
"""Times the sum of squared weights, added to the loss (ours): own and smoothed evidence are alike,
and nothing else tells them apart in a few patients."""
LARGEST_WEIGHT = 20.0
"""No weight is larger (ours): slices that happen to be told apart without fault would ask for an
infinite one."""


@dataclass(frozen=True, slots=True)
class _Weights:
    """Of one logistic regression: own evidence, smoothed evidence and offset."""

    own: NDArray[np.float64]
    around: NDArray[np.float64]
    offset: float

    def log_odds(
        self, own: NDArray[np.float64], around: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Of slices, `(N, K)` each; returns `(N,)`."""
        odds: NDArray[np.float64] = own @ self.own + around @ self.around + self.offset
        return odds


def fit_settled(alone: Rule, log_odds: Predictions, slices: Surroundings) -> Rule:
    """Add the settling rule to a decision rule, and fit the series rule anew on settled slices.

    Args:
        alone: The rule of slices that are read alone.
        log_odds: Of the labelled slices, patients not used for training.
        slices: The same slices and their context.

    Returns:
        The whole rule; `alone` as it is where too few slices have neighbours.
    """
    best: tuple[float, float] | None = None
    for sigma in SIGMAS_MM:
        likelihood = _likelihood(alone, log_odds, slices, sigma)
        if likelihood is not None and (best is None or likelihood > best[0] + 1e-9):
            best = likelihood, sigma
    if best is None:
        return alone
    around, among = slices.around(best[1])
    weights = _fitted(log_odds.take(np.flatnonzero(among)), slices.own[among], around[among])
    rule = SettlingRule(
        best[1],
        tuple(_rounded(weights.own)),
        tuple(_rounded(weights.around)),
        round(weights.offset, 6),
        0.5,
        (1.0, 0.0),
    )
    scored, _ = settled_probabilities(replace(alone, settling=rule), log_odds, slices)
    own = scored.take(np.flatnonzero(among))
    band = conformal_fit.fit(own)
    threshold = band.clamp(conformal_fit.threshold_for(own, SENSITIVITY))
    rule = replace(rule, threshold=threshold, band=(band.yes_from, band.no_to))
    return replace(alone, settling=rule, series=fit_series(scored))


def settled_probabilities(
    rule: Rule, log_odds: Predictions, slices: Surroundings
) -> tuple[Predictions, NDArray[np.bool_]]:
    """Score slices as `ml.core.settling` does, those without a neighbour as read alone.

    Args:
        rule: With a settling rule.
        log_odds: Of the labelled slices.
        slices: The same slices and their context.

    Returns:
        The slices scored by probability, and which of them have a neighbour, `(N,)`.
    """
    settling = rule.settling
    assert settling is not None
    around, among = slices.around(settling.sigma_mm)
    weights = _Weights(np.array(settling.own), np.array(settling.around), settling.offset)
    alone = probabilities(log_odds, rule.scaling)
    settled = expit(weights.log_odds(slices.own, around))
    return replace(alone, score=np.where(among, settled, alone.score)), among


def settled_calls(
    rule: Rule, scored: Predictions, among: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Which slices are called, abstained from, and covered, as `ml.core.settling` decides it.

    Args:
        rule: With a settling rule.
        scored: Of `settled_probabilities`.
        among: Which slices have a neighbour; the others are held to the rule of slices alone.

    Shapes:
        among: `(N,)`.
        returns: `(N,)` each.
    """
    settling = rule.settling
    assert settling is not None
    band = ConformalBand(*settling.band, rule.conformal_band.coverage)
    called = scored.score >= np.where(among, settling.threshold, rule.threshold)
    abstained = np.where(
        among,
        conformal_fit.abstained(band, scored),
        conformal_fit.abstained(rule.conformal_band, scored),
    )
    return called, abstained, (called == scored.label) | abstained


def _likelihood(alone: Rule, p: Predictions, slices: Surroundings, sigma: float) -> float | None:
    """Mean log-likelihood of patients whom the weights were not fitted on; `None` without any.

    Slices without a neighbour count with what they say alone, so that it is over the same slices
    for every deviation.
    """
    around, among = slices.around(sigma)
    odds = np.array(alone.scaling.calibrated(p.score), dtype=np.float64)
    part = np.array([int(hash_position(who, "whence-settling") * PARTS) for who in p.patient])
    fitted = False
    for number in range(PARTS):
        others, here = np.flatnonzero(among & (part != number)), among & (part == number)
        if not here.any() or not _both(p.label[others]):
            continue
        weights = _fitted(p.take(others), slices.own[others], around[others])
        odds[here] = weights.log_odds(slices.own[here], around[here])
        fitted = True
    if not fitted:
        return None
    each = log_expit(np.where(p.label, odds, -odds))
    return float(np.average(each, weights=_patient_weights(p.patient)))


def _fitted(p: Predictions, own: NDArray[np.float64], around: NDArray[np.float64]) -> _Weights:
    """Logistic regression on both kinds of evidence, no weight below zero."""
    evidence = np.concatenate([own, around, np.ones((len(own), 1))], axis=1)
    sign = np.where(p.label, 1.0, -1.0)
    share = _patient_weights(p.patient)
    slopes = np.ones(evidence.shape[1])
    slopes[-1] = 0.0  # the offset is not shrunk

    def cost(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (evidence @ w)
        loss = -float(share @ log_expit(margin)) + SHRINKAGE * float(slopes @ w**2)
        gradient = -evidence.T @ (share * sign * expit(-margin)) + 2 * SHRINKAGE * slopes * w
        return loss, gradient

    limits = [(0.0, LARGEST_WEIGHT)] * (evidence.shape[1] - 1) + [(None, None)]
    w = minimize(cost, 0.5 * slopes, jac=True, bounds=limits, method="L-BFGS-B").x
    count = own.shape[1]
    return _Weights(w[:count], w[count:-1], float(w[-1]))


def _patient_weights(patient: NDArray[np.str_]) -> NDArray[np.float64]:
    """Weight of each slice where each patient weighs the same; they sum to 1."""
    _, who, count = np.unique(patient, return_inverse=True, return_counts=True)
    weights: NDArray[np.float64] = 1.0 / count[who] / len(count)
    return weights


def _rounded(weights: NDArray[np.float64]) -> list[float]:
    return [round(float(weight), 6) for weight in weights]


def _both(label: NDArray[np.bool_]) -> bool:
    return bool(label.any() and not label.all())
