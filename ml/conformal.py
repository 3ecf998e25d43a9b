"""When to say "not sure": split conformal prediction, class by class, with stated coverage.

For each class apart, the quantile of what tuning patients' slices of that class scored tells
which scores are still usual for it (Vovk 2012, arXiv 1209.2673). A score usual for both classes
is an abstention; one usual for neither goes to the nearer. Each patient weighs the same, since
the slices of one head are no independent witnesses; the guarantee is therefore exact only for
slices drawn evenly over patients, and coverage is measured anew on held-out patients.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # the desk opens bundles without waiting for scikit-learn
    from ml.metrics import Predictions


COVERAGE = 0.95
"""Share of slices of either class whose true class shall stay in question or be called."""


@dataclass(frozen=True, slots=True)
class Usual:
    """Which scores are usual for which class.

    Attributes:
        yes_from: Lowest score that is usual for the positive class.
        no_to: Highest score that is usual for the negative class.
        coverage: What both were fitted for.
    """

    yes_from: float
    no_to: float
    coverage: float = COVERAGE

    def unsure(self, score: float) -> bool:
        """Whether the score, a probability, is usual for both classes."""
        return self.yes_from <= score <= self.no_to

    def between(self, threshold: float) -> float:
        """The threshold moved into the band, or into the gap where no score is usual for both."""
        low, high = sorted((self.yes_from, self.no_to))
        return min(max(threshold, low), high)


def fit(p: Predictions, coverage: float = COVERAGE) -> Usual:
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
    return Usual(
        -_quantile(-p.score[yes], p.patient[yes], coverage),
        _quantile(p.score[no], p.patient[no], coverage),
        coverage,
    )


def _quantile(strange: NDArray[np.float64], patient: NDArray[np.str_], coverage: float) -> float:
    """Score below which `coverage` of the patients' mass lies, with the finite-sample step up."""
    _, who, count = np.unique(patient, return_inverse=True, return_counts=True)
    order = np.argsort(strange)
    mass = np.cumsum((1 / count[who])[order]) / len(count)
    wanted = min(coverage * (1 + 1 / len(strange)), 1.0)
    index = min(int(np.searchsorted(mass, wanted - 1e-12)), len(strange) - 1)
    return float(strange[order][index])


def in_question(usual: Usual, p: Predictions) -> NDArray[np.bool_]:
    """Which slices are abstained from, `(N,)`."""
    open_: NDArray[np.bool_] = (p.score >= usual.yes_from) & (p.score <= usual.no_to)
    return open_


def covered(usual: Usual, threshold: float, p: Predictions) -> NDArray[np.bool_]:
    """Whether each slice's true class was called or left in question, `(N,)`."""
    called: NDArray[np.bool_] = (p.score >= threshold) == p.label
    return called | in_question(usual, p)


def threshold_for(p: Predictions, sensitivity: float) -> float:
    """Highest threshold at which patients' slices are found with a stated sensitivity.

    Args:
        p: Of patients that training never saw; each patient with positives weighs the same.
        sensitivity: In (0, 1).
    """
    yes = p.label
    return -_quantile(-p.score[yes], p.patient[yes], sensitivity)
