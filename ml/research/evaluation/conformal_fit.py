"""Fits the conformal band: split conformal prediction, class by class, with stated coverage.

For each class, a quantile of the scores of its slices sets which scores conform to it (Vovk 2012,
arXiv 1209.2673). The stated coverage shall hold over slices and for the mean over patients, of whom
one has two slices and another thirty: the more cautious of both quantiles is taken. Slices of one
head are not independent, so neither guarantee is exact, and coverage is measured by cross-fitting
(ADR 66).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml.inference.abstention import COVERAGE, ConformalBand
from ml.research.evaluation.metrics import Predictions


def fit(
    p: Predictions, coverage: float = COVERAGE, controls: Predictions | None = None
) -> ConformalBand:
    """Fit on patients not used for training.

    Args:
        p: Both classes must be there.
        coverage: To aim at, in (0, 1).
        controls: What has neither answer. The band is made wide enough to hold that share of them
            as well: about nothing, no network should be sure.

    Raises:
        ValueError: A class is missing.
    """
    yes, no = p.label, ~p.label
    if not yes.any() or not no.any():
        raise ValueError("conformal prediction needs tuning slices of both classes")
    yes_from = -_cautious(-p.score[yes], p.patient[yes], coverage)
    no_to = _cautious(p.score[no], p.patient[no], coverage)
    if controls is not None and len(controls.score):
        side = (1 + coverage) / 2
        yes_from = min(yes_from, -_cautious(-controls.score, controls.patient, side))
        no_to = max(no_to, _cautious(controls.score, controls.patient, side))
    return ConformalBand(yes_from, no_to, coverage)


def _cautious(
    nonconformity: NDArray[np.float64], patient: NDArray[np.str_], coverage: float
) -> float:
    """The higher of two quantiles: each patient weighs the same, or each slice."""
    slices = np.arange(len(nonconformity))
    return max(_quantile(nonconformity, groups, coverage) for groups in (patient, slices))


def _quantile(
    nonconformity: NDArray[np.float64], of: NDArray[np.str_] | NDArray[np.int_], coverage: float
) -> float:
    """Score below which `coverage` of the mass lies, with the finite-sample step up.

    Args:
        nonconformity: Scores.
        of: Who or what each score is of; each of them weighs the same.
        coverage: In (0, 1).
    """
    _, group, count = np.unique(of, return_inverse=True, return_counts=True)
    order = np.argsort(nonconformity)
    mass = np.cumsum((1 / count[group])[order]) / len(count)
    target = min(coverage * (1 + 1 / len(nonconformity)), 1.0)
    index = min(int(np.searchsorted(mass, target - 1e-12)), len(nonconformity) - 1)
    return float(nonconformity[order][index])


def abstained(conformal_band: ConformalBand, p: Predictions) -> NDArray[np.bool_]:
    """Whether the rule abstains on each slice, `(N,)`."""
    in_band: NDArray[np.bool_] = (p.score >= conformal_band.yes_from) & (
        p.score <= conformal_band.no_to
    )
    return in_band


def covered(conformal_band: ConformalBand, threshold: float, p: Predictions) -> NDArray[np.bool_]:
    """Whether each slice was classified correctly or abstained from, `(N,)`."""
    called: NDArray[np.bool_] = (p.score >= threshold) == p.label
    return called | abstained(conformal_band, p)


def threshold_for(p: Predictions, sensitivity: float) -> float:
    """Highest threshold at which patients' slices are found with a stated sensitivity.

    Args:
        p: Of patients not used for training; each patient with positives weighs the same.
        sensitivity: In (0, 1).
    """
    yes = p.label
    return -_quantile(-p.score[yes], p.patient[yes], sensitivity)
