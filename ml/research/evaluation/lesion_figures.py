"""Computes how many lesions are found, at how many false ones, and how well they are outlined.

The FROC curve (free-response ROC; Bunch 1977) has the share of true lesions found against the
mean number of false lesions a series, over thresholds of the candidates' score.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.research.evaluation import intervals, metrics
from ml.research.evaluation.lesion_matching import Matching
from ml.research.evaluation.metrics import Predictions

CLASSES_MM = {
    "all": (0.0, math.inf),
    "under_5_mm": (0.0, 5.0),
    "5_to_8_mm": (5.0, 8.0),
    "8_to_12_mm": (8.0, 12.0),
    "12_to_20_mm": (12.0, 20.0),
    "from_20_mm": (20.0, math.inf),
    "from_8_mm": (8.0, math.inf),
}
"""Longest diameter of true lesions, from and below; the last joins three, as it is what counts."""
FALSE_RATES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""False lesions a series at which the curve is read."""


@dataclass(frozen=True, slots=True)
class FrocPoint:
    """One point of the curve.

    Attributes:
        threshold: Score from which a candidate counts.
        false_a_series: Mean number of false lesions.
        sensitivity: Share of true lesions found, by class of `CLASSES_MM`; NaN of an empty one.
    """

    threshold: float
    false_a_series: float
    sensitivity: dict[str, float]


def froc(matching: Matching, scores: NDArray[np.float64]) -> list[FrocPoint]:
    """The curve, from the strictest threshold to the loosest.

    Args:
        matching: Candidates and true lesions.
        scores: Of the candidates, the higher the likelier a lesion.

    Shapes:
        scores: `(N,)`.
    """
    false = _false(matching)
    diameters = _diameters(matching)
    best = _best_scores(matching, scores)
    points = []
    for threshold in np.unique(scores)[::-1].tolist():
        found = best >= threshold
        points.append(
            FrocPoint(
                threshold,
                float((false & (scores >= threshold)).sum()) / max(len(matching.series), 1),
                {name: _share(found, _within(diameters, name)) for name in CLASSES_MM},
            )
        )
    return points


def figures_at_rates(matching: Matching, scores: NDArray[np.float64]) -> dict[str, Any]:
    """Sensitivity by class at each of `FALSE_RATES`, with intervals over patients.

    The threshold is the loosest with at most that many false ones in the whole sample.

    Returns:
        By name, such as `sensitivity_from_8_mm_at_2_false`: value, low and high, or the value alone
        of fewer than `ml.research.evaluation.intervals.FEWEST` patients.

    Shapes:
        scores: `(N,)`.
    """
    out: dict[str, Any] = {}
    curve = froc(matching, scores)
    for rate in FALSE_RATES:
        allowed = [p.threshold for p in curve if p.false_a_series <= rate]
        keep = scores >= (min(allowed) if allowed else math.inf)
        out |= {
            f"{name}_at_{rate:g}_false": value
            for name, value in _sensitivities(matching, keep).items()
        }
    return out


def lesion_figures(matching: Matching, kept: NDArray[np.bool_]) -> dict[str, Any]:
    """What a rule that keeps some candidates finds.

    Args:
        matching: Candidates and true lesions.
        kept: Which candidates the rule calls lesions.

    Returns:
        By name: `sensitivity_...` by class of `CLASSES_MM`; `false_a_series`; `dice_median` of
        found lesions with the kept candidate that fits best; `half_found_mm`, the diameter at which
        half are found (logistic over the logarithm of the diameter; missing where all or none are);
        counts. Values with low and high end over patients, as in `figures_at_rates`.

    Shapes:
        kept: `(N,)`.
    """
    series = np.array(matching.series)
    false = np.zeros(len(series))
    for index in np.flatnonzero(_false(matching) & kept):
        false[matching.candidates[index].series] += 1
    out = _sensitivities(matching, kept)
    out |= _with_interval("false_a_series", false, series, metrics.mean_score)
    dice = np.array(
        [max((d for i, d in t.found_by if kept[i]), default=-1.0) for t in matching.truths]
    )
    found = dice >= 0
    patient = np.array([t.patient for t in matching.truths], dtype=str)
    out |= _with_interval("dice_median", dice[found], patient[found], _median)
    half = Predictions(found, _diameters(matching), patient, np.zeros(len(found)))
    out |= intervals.intervals_of_part(half, {"half_found_mm": _half_found})
    return out | {
        "lesions": len(matching.truths),
        "series": len(series),
        "patients": len(np.unique(series)),
    }


def _sensitivities(matching: Matching, kept: NDArray[np.bool_]) -> dict[str, Any]:
    found = np.array([any(kept[i] for i, _ in t.found_by) for t in matching.truths], dtype=bool)
    patient = np.array([t.patient for t in matching.truths], dtype=str)
    diameters = _diameters(matching)
    out: dict[str, Any] = {}
    for name in CLASSES_MM:
        own = _within(diameters, name)
        out |= _with_interval(
            f"sensitivity_{name}", found[own] * 1.0, patient[own], metrics.mean_score
        )
    return out


def _with_interval(
    name: str, values: NDArray[np.float64], patient: NDArray[np.str_], statistic: metrics.Statistic
) -> dict[str, Any]:
    """A statistic of values; nothing of none."""
    whole = Predictions(np.ones(len(values), dtype=bool), values, patient, np.zeros(len(values)))
    return intervals.intervals_of_part(whole, {name: statistic})


def _median(p: Predictions) -> float:
    return float(np.median(p.score))


def _half_found(p: Predictions) -> float:
    """Diameter at which half are found; labels say what was found, scores are millimetres."""
    from sklearn.linear_model import LogisticRegression

    if p.label.all() or not p.label.any():
        return math.nan
    regression = LogisticRegression(C=100).fit(np.log(p.score)[:, None], p.label)
    slope = float(regression.coef_[0, 0])
    if slope <= 0:  # larger ones are not found more often: there is no such diameter
        return math.nan
    return float(np.exp(-regression.intercept_[0] / slope))


def _false(matching: Matching) -> NDArray[np.bool_]:
    return np.array([c.false for c in matching.candidates], dtype=bool)


def _diameters(matching: Matching) -> NDArray[np.float64]:
    return np.array([t.diameter_mm for t in matching.truths], dtype=np.float64)


def _best_scores(matching: Matching, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each true lesion the highest score of a candidate that finds it."""
    best = [max((scores[i] for i, _ in t.found_by), default=-math.inf) for t in matching.truths]
    return np.array(best, dtype=np.float64)


def _within(diameters: NDArray[np.float64], name: str) -> NDArray[np.bool_]:
    low, high = CLASSES_MM[name]
    return (diameters >= low) & (diameters < high)


def _share(found: NDArray[np.bool_], own: NDArray[np.bool_]) -> float:
    return float(found[own].mean()) if own.any() else math.nan
