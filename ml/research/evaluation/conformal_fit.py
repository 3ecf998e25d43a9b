"""Fits when to abstain: split conformal prediction, class by class, with stated coverage.

For each class, the quantile of the scores of tuning slices of that class tells which scores are
still usual for it (Vovk 2012, arXiv 1209.2673). The stated coverage shall hold for slices as they
come, and for the mean over patients, of whom one has two slices and another thirty: of both
quantiles the more careful one is taken. Slices of one head are not independent, so neither
guarantee is exact, and coverage is measured by cross-fitting (ADR 66).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml.inference.abstention import COVERAGE, ConformalBand
from ml.research.evaluation.metrics import Predictions


def fit(p: Predictions, coverage: float = COVERAGE) -> ConformalBand:
    """Fit on patients that training never saw.

    Args:
        p: Both classes must be there.
        coverage: To aim at, in (0, 1).

    Raises:
        ValueError: A class is missing.
    """
    yes, no = p.label, ~p.label
    if not yes.any() or not no.any():
        raise ValueError("conformal prediction needs tuning slices of both classes")
    return ConformalBand(
        -_careful(-p.score[yes], p.patient[yes], coverage),
        _careful(p.score[no], p.patient[no], coverage),
        coverage,
    )


def _careful(strange: NDArray[np.float64], patient: NDArray[np.str_], coverage: float) -> float:
    """The higher of two quantiles: each patient weighs the same, or each slice."""
    each_slice = np.arange(len(strange))
    return max(_quantile(strange, one, coverage) for one in (patient, each_slice))


def _quantile(
    strange: NDArray[np.float64], of: NDArray[np.str_] | NDArray[np.int_], coverage: float
) -> float:
    """Score below which `coverage` of the mass lies, with the finite-sample step up.

    Args:
        strange: Scores.
        of: Who or what each score is of; each of them weighs the same.
        coverage: In (0, 1).
    """
    _, who, count = np.unique(of, return_inverse=True, return_counts=True)
    order = np.argsort(strange)
    mass = np.cumsum((1 / count[who])[order]) / len(count)
    wanted = min(coverage * (1 + 1 / len(strange)), 1.0)
    index = min(int(np.searchsorted(mass, wanted - 1e-12)), len(strange) - 1)
    return float(strange[order][index])


def abstained(conformal_band: ConformalBand, p: Predictions) -> NDArray[np.bool_]:
    """Which slices are abstained from, `(N,)`."""
    open_: NDArray[np.bool_] = (p.score >= conformal_band.yes_from) & (
        p.score <= conformal_band.no_to
    )
    return open_


def covered(conformal_band: ConformalBand, threshold: float, p: Predictions) -> NDArray[np.bool_]:
    """Whether each slice's true class was called or left in question, `(N,)`."""
    called: NDArray[np.bool_] = (p.score >= threshold) == p.label
    return called | abstained(conformal_band, p)


def threshold_for(p: Predictions, sensitivity: float) -> float:
    """Highest threshold at which patients' slices are found with a stated sensitivity.

    Args:
        p: Of patients that training never saw; each patient with positives weighs the same.
        sensitivity: In (0, 1).
    """
    yes = p.label
    return -_quantile(-p.score[yes], p.patient[yes], sensitivity)
