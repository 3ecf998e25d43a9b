"""Fits what tells lesions from false components of outlines, and scores them by cross-fitting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import DataError
from ml.core.lesions import lesion_probability, rule_features
from ml.core.types import LesionRule
from ml.research.data.split import hash_position
from ml.research.evaluation.lesion_matching import Candidate, Matching

FALSE_A_SERIES = 2.0
"""False lesions a series that the threshold allows (ours): more would bury the true ones."""
FOLDS = 10
"""Number of folds, at most (ours); as for the other rules."""


def fit_lesion_rule(matching: Matching, false_a_series: float = FALSE_A_SERIES) -> LesionRule:
    """Fit a rule on candidates.

    The threshold is the highest one that loses no lesion among those that leave at most
    `false_a_series` false ones.

    Args:
        matching: Candidates of patients not used for training.
        false_a_series: How many false ones the threshold may leave.

    Raises:
        DataError: There are no true candidates, or no false ones.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    counted = [c for c in matching.candidates if not c.ignored]
    true = np.array([not c.false for c in counted], dtype=bool)
    if not counted or true.all() or not true.any():
        raise DataError(
            "a rule for lesions needs true and false candidates; there is one kind only"
        )
    features = np.array([rule_features(c.lesion) for c in counted])
    pipeline = make_pipeline(StandardScaler(), LogisticRegression()).fit(features, true)
    scaler, regression = pipeline[0], pipeline[1]
    weights = regression.coef_[0] / scaler.scale_
    offset = float(regression.intercept_[0] - weights @ scaler.mean_)
    open_rule = LesionRule(*map(float, (*weights, offset, 0.0)))
    scores = np.array([lesion_probability(c.lesion, open_rule) for c in counted], dtype=float)
    threshold = _threshold(scores, true, false_a_series * len(matching.series))
    return replace(open_rule, threshold=threshold)


def _threshold(scores: NDArray[np.float64], true: NDArray[np.bool_], most_false: float) -> float:
    falling = np.sort(scores[~true])[::-1]
    allowed = int(most_false)
    above = falling[allowed] if allowed < len(falling) else 0.0  # the first false one too many
    kept = scores[true & (scores > above)]
    return float(kept.min()) if kept.size else float(np.nextafter(above, 1.0))


def scored_by_rule(candidates: Sequence[Candidate], rule: LesionRule) -> NDArray[np.float64]:
    """Probability of each candidate, `(N,)`."""
    said = [lesion_probability(c.lesion, rule) for c in candidates]
    return np.array(said, dtype=np.float64)


def scored_by_peak(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Highest probability inside each candidate, `(N,)`: what ranks them without a rule."""
    return np.array([c.lesion.peak for c in candidates], dtype=np.float64)


def cross_fitted(
    matching: Matching, false_a_series: float = FALSE_A_SERIES, count: int = FOLDS
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Score the candidates of each fold of patients by a rule that was fitted on the others.

    Args:
        matching: Candidates of patients not used for training.
        false_a_series: As in `fit_lesion_rule`.
        count: Of folds, at most; fewer where patients are fewer.

    Returns:
        Probability of each candidate, and whether its rule keeps it.

    Raises:
        DataError: There are fewer than two patients, or without a fold one kind of candidates is
            missing.

    Shapes:
        returns: both `(N,)`.
    """
    patients = sorted(set(matching.series), key=lambda who: hash_position(who, "whence-lesions"))
    if len(patients) < 2:
        raise DataError("cross-fitting a rule for lesions needs at least two patients")
    count = min(count, len(patients))
    fold_of = {patient: index % count for index, patient in enumerate(patients)}
    own = np.array([fold_of[c.patient] for c in matching.candidates], dtype=int)
    scores, kept = np.zeros(len(own)), np.zeros(len(own), dtype=bool)
    for fold in sorted(set(own.tolist())):
        rule = fit_lesion_rule(
            without(matching, {p for p in patients if fold_of[p] == fold}), false_a_series
        )
        here = np.flatnonzero(own == fold)
        scores[here] = scored_by_rule([matching.candidates[i] for i in here], rule)
        kept[here] = scores[here] >= rule.threshold
    return scores, kept


def without(matching: Matching, patients: set[str]) -> Matching:
    """The candidates of all other patients, for fitting; true lesions are left out."""
    return Matching(
        tuple(who for who in matching.series if who not in patients),
        tuple(c for c in matching.candidates if c.patient not in patients),
        (),
    )
