"""Figures that a site cannot win: by patient, collection by collection, beside their controls.

All metastases are of one collection. What a network says where the lesion is gone, or never was,
it has from the collection; a figure without these is no evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.inference.models.resnesat import ResNeSAt
from ml.research.data.examples import Example
from ml.research.data.labels import PRIMARY, SECONDARY
from ml.research.data.lesion_examples import BLANKED, TUMOUR_FREE
from ml.research.evaluation import metrics
from ml.research.evaluation.decision_rule import Rule
from ml.research.evaluation.intervals import intervals_of_part, mean
from ml.research.evaluation.log_odds import predict_log_odds, probabilities
from ml.research.evaluation.metrics import Predictions

SIZES_MM = (0.0, 10.0, 20.0, 1000.0)
"""Limits of the classes of size: diameter of a disc of the lesion's area."""


def patient_figures(network: ResNeSAt, lesions: Sequence[Example], rule: Rule) -> dict[str, Any]:
    """Of whole patients, whose score is the mean over their lesions, weighted by area.

    Args:
        network: In evaluation mode.
        lesions: Real ones of the test set.
        rule: The shipped one.
    """
    log_odds = predict_log_odds(network, "source", lesions)
    area = np.array([max(e.area_mm2, 1.0) for e in lesions])
    whole = by_patient(log_odds, area)
    collection_of = {e.patient: e.collection for e in lesions}
    collection = np.array([collection_of[who] for who in whole.patient])
    out = intervals_of_part(whole, {"auc_patients": metrics.auc})
    for name in np.unique(collection[~whole.label]):
        versus = whole.take(np.flatnonzero(whole.label | (collection == name)))
        out |= intervals_of_part(versus, {f"auc_patients_{name}": metrics.auc})
        out[f"patients_{name}"] = int((collection == name).sum())
    out |= _sure_and_wrong(whole, rule)
    diameter = 2 * np.sqrt(area / np.pi)
    for low, high in pairwise(SIZES_MM):
        part = log_odds.take(np.flatnonzero((low <= diameter) & (diameter < high)))
        name = f"auc_from_{low:.0f}_mm"
        out |= intervals_of_part(part, {name: metrics.auc})
    return out


def by_patient(log_odds: Predictions, weight: NDArray[np.float64]) -> Predictions:
    """One prediction a patient: the weighted mean of his slices; of both sources he is two."""
    keys = sorted(
        {(str(p), bool(y)) for p, y in zip(log_odds.patient, log_odds.label, strict=True)}
    )
    scores = []
    for who, label in keys:
        own = (log_odds.patient == who) & (log_odds.label == label)
        scores.append(float(np.average(log_odds.score[own], weights=weight[own])))
    return Predictions(
        np.array([label for _, label in keys]),
        np.array(scores),
        np.array([who for who, _ in keys]),
        np.zeros(len(keys)),
    )


def _sure_and_wrong(whole: Predictions, rule: Rule) -> dict[str, Any]:
    scored = probabilities(whole, rule.scaling)
    sure = rule.is_sure(whole)
    wrong = (scored.score >= rule.threshold) != scored.label
    return {
        f"sure_and_wrong_{answer}_patients": round(float((sure & wrong)[side].mean()), 4)
        for answer, side in ((PRIMARY, ~scored.label), (SECONDARY, scored.label))
        if side.any()
    }


def control_figures(
    network: ResNeSAt, examples: Sequence[Example], sure: Mapping[str, bool]
) -> dict[str, Any]:
    """What is said where there is no lesion.

    Args:
        network: In evaluation mode.
        examples: Of the test set, controls among them.
        sure: Whether the answer to each control that is asked about is sure
            (`ml.research.evaluation.cross_fitting.sure_about_controls`).

    Returns:
        For each kind of control, `control_..._asked`: the share about which the network is asked at
        all, since enough enhances there; and of these `control_..._auc`: how well collections with
        metastases are told from those without, and `control_..._sure`: the share that gets a sure
        answer.
    """
    with_secondaries = {e.collection for e in examples if e.source == SECONDARY}
    out: dict[str, Any] = {}
    for kind in (TUMOUR_FREE, BLANKED):
        laid = [e for e in examples if e.control == kind]
        controls = [e for e in laid if e.asked]
        label = np.array([e.collection in with_secondaries for e in controls])
        if not controls or label.all() or not label.any():
            continue
        name = f"control_{kind.replace('-', '_')}"
        said = predict_log_odds(network, "source", controls)
        site = Predictions(label, said.score, said.patient, said.level)
        certain = np.array([sure[e.slice] for e in controls], dtype=np.float64)
        out |= intervals_of_part(site, {f"{name}_auc": metrics.auc})
        out[f"{name}_sure"] = mean(certain, said.patient)
        out[f"{name}_asked"] = round(len(controls) / len(laid), 4)
        out[f"{name}_slices"] = len(controls)
    return out
