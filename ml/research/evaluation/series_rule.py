"""Fits how the slices of a patient form a series verdict."""

from __future__ import annotations

import numpy as np

from ml.core.series_verdict import series_feature, series_presence
from ml.core.types import SeriesRule
from ml.research.evaluation.metrics import Predictions

SERIES_SLICES = (1, 3, 5, 9)
"""How many of the highest scores may speak for a series."""


def series_of(p: Predictions) -> list[tuple[list[float], bool, str]]:
    """Scores, presence and patient of series with and without a tumour, made of patients' slices.

    Public collections hold no tumour-free patient, so each patient is a series with a tumour,
    and his tumour-free slices alone are one without; a patient without a tumour is one series.
    """
    series = []
    for who in np.unique(p.patient):
        own = p.patient == who
        if p.label[own].any():
            series.append((p.score[own].tolist(), True, str(who)))
        if (own & ~p.label).any():
            series.append((p.score[own & ~p.label].tolist(), False, str(who)))
    return series


def fit_series(p: Predictions) -> SeriesRule | None:
    """Fit how slices become a series; the number of slices by the likelihood.

    Args:
        p: Probabilities of slices of patients not used for training.

    Returns:
        The rule, or `None` where there are no series of both kinds.
    """
    from sklearn.linear_model import LogisticRegression

    series = series_of(p)
    label = np.array([present for _, present, _ in series])
    if label.all() or not label.any():
        return None
    best: tuple[float, SeriesRule] | None = None
    for count in SERIES_SLICES:
        feature = np.array([[series_feature(scores, count)] for scores, _, _ in series])
        regression = LogisticRegression().fit(feature, label)
        likelihoods = regression.predict_proba(feature)[np.arange(len(label)), label.astype(int)]
        rule = SeriesRule(
            count, max(float(regression.coef_[0, 0]), 0.0), float(regression.intercept_[0])
        )
        likelihood = float(np.log(likelihoods).sum())
        if best is None or likelihood > best[0]:
            best = likelihood, rule
    return best[1] if best else None


def series_predictions(p: Predictions, rule: SeriesRule) -> Predictions:
    """Probabilities of the series of `series_of` by a rule."""
    series = series_of(p)
    return Predictions(
        np.array([present for _, present, _ in series]),
        np.array([series_presence(scores, rule) for scores, _, _ in series]),
        np.array([who for _, _, who in series]),
        np.zeros(len(series)),
    )
