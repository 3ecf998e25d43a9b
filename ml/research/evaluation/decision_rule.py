"""Fits the decision rule: calibration, threshold, conformal band, and how slices form a series."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_expit

from ml.core.errors import DataError
from ml.core.types import SeriesRule, SettlingRule
from ml.inference.abstention import ConformalBand
from ml.inference.calibration import Scaling
from ml.research.evaluation import conformal_fit
from ml.research.evaluation.log_odds import probabilities
from ml.research.evaluation.metrics import Predictions
from ml.research.evaluation.series_rule import fit_series

SENSITIVITY = 0.9
"""Stated sensitivity of a slice at the threshold (ours)."""
LOG_TEMPERATURES = (-1.0, 1.5)
"""Logarithms between which the temperature is sought (ours)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A network's decision rule.

    Attributes:
        scaling: Calibrates the network's log-odds.
        threshold: Probability from which the answer is yes.
        conformal_band: Where the rule abstains.
        series: How slices become a series (presence only); `None` where it cannot be fitted.
        settling: How neighbouring slices count (`ml.research.evaluation.settling_fit`); the series
            rule is then of settled slices. `None` where slices are read alone.
    """

    scaling: Scaling
    threshold: float
    conformal_band: ConformalBand
    series: SeriesRule | None = None
    settling: SettlingRule | None = None

    def is_sure(self, log_odds: Predictions) -> NDArray[np.bool_]:
        """Whether the answer to each slice is sure: outside the conformal band, `(N,)`.

        Args:
            log_odds: As they come, not calibrated.
        """
        return ~conformal_fit.abstained(self.conformal_band, probabilities(log_odds, self.scaling))

    def as_dict(self) -> dict[str, Any]:
        """For `model.json`."""
        return {
            "threshold": self.threshold,
            "temperature": self.scaling.temperature,
            "offset": self.scaling.offset,
            "conformal": asdict(self.conformal_band),
            "series": asdict(self.series) if self.series is not None else None,
            "settling": asdict(self.settling) if self.settling is not None else None,
        }


def fit(task: str, log_odds: Predictions, controls: Predictions | None = None) -> Rule:
    """Fit everything.

    Args:
        task: `presence` or `source`.
        log_odds: Of slices of patients not used for training
            (`ml.research.evaluation.log_odds`), as they come.
        controls: Of their controls (source only).

    Raises:
        DataError: One of the two answers is missing.
    """
    if log_odds.label.all() or not log_odds.label.any():
        raise DataError(
            "there are too few patients outside the training set to fit a decision rule: one of "
            "the two answers is missing among them; a bundle needs some twenty patients"
        )
    scaling = fit_scaling(log_odds)
    scored = probabilities(log_odds, scaling)
    nothing = probabilities(controls, scaling) if controls is not None else None
    conformal_band = conformal_fit.fit(scored, controls=nothing)
    threshold = conformal_band.clamp(conformal_fit.threshold_for(scored, SENSITIVITY))
    return Rule(
        scaling, threshold, conformal_band, fit_series(scored) if task == "presence" else None
    )


def fit_scaling(log_odds: Predictions) -> Scaling:
    """The temperature and the offset that make the slices likeliest (Platt 1999).

    Training draws as many slices with yes as with no, whatever there are, so that the offset also
    sets right how often yes is (King and Zeng 2001).

    Args:
        log_odds: Log-odds, both answers.
    """
    sign = np.where(log_odds.label, 1.0, -1.0)

    def cost(line: NDArray[np.float64]) -> float:
        odds = Scaling(float(np.exp(line[0])), float(line[1])).calibrated(log_odds.score)
        return -float(log_expit(sign * odds).mean())

    optimum = minimize(cost, (0.0, 0.0), bounds=(LOG_TEMPERATURES, (None, None)))
    return Scaling(round(float(np.exp(optimum.x[0])), 4), round(float(optimum.x[1]), 4))
