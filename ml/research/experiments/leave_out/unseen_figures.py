"""Computes the figures of a source network on a collection that was left out of its training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ml.inference.models.resnesat import ResNeSAt
from ml.research.data.examples import Example
from ml.research.data.labels import SECONDARY
from ml.research.data.lesion_examples import BLANKED, TUMOUR_FREE
from ml.research.data.split import PatientSets
from ml.research.evaluation import metrics
from ml.research.evaluation.decision_rule import Rule, fit
from ml.research.evaluation.intervals import intervals_of_part
from ml.research.evaluation.log_odds import predict_log_odds, probabilities
from ml.research.evaluation.metrics import Predictions, concatenated
from ml.research.evaluation.source_controls import by_patient

FEWEST_CONTROLS = 10
"""Controls of either side below which no figure of them is given (ours)."""


def unseen_figures(
    network: ResNeSAt, unseen: Sequence[Example], sets: PatientSets
) -> dict[str, Any]:
    """Figures on a collection without metastases, against the metastases of the test set.

    Args:
        network: In evaluation mode.
        unseen: Lesions and controls of all patients of the collection: the network saw none.
        sets: Of the other collections. The decision rule is fitted on the tuning set.

    Returns:
        `auc_patients`: how well the metastases of the test set are told from the primaries of the
        collection; `auc_patients_seen`: from those of the test set, whose collections the network
        knows. `called`: the share of patients with each answer, of `primaries` of the collection
        and of `metastases`. `controls`: for each kind that both sides have enough of, how well the
        site is told (`auc`), and the share of the collection's that gets a sure answer (`sure`).
        Numbers, or value, low and high with the 95 % interval over patients.

    Raises:
        DataError: The tuning set lacks one of the answers.
    """
    rule = _rule(network, sets.tuning)
    primaries = _by_patient(network, unseen)
    tested = _by_patient(network, sets.test)
    metastases = tested.take(np.flatnonzero(tested.label))
    sites = {e.collection for e in sets.test if e.source == SECONDARY}
    return {
        "patients": len(primaries.label),
        "lesions": sum(bool(e.source) for e in unseen),
        "patients_secondary": len(metastases.label),
        **intervals_of_part(concatenated(metastases, primaries), {"auc_patients": metrics.auc}),
        **intervals_of_part(tested, {"auc_patients_seen": metrics.auc}),
        "called": {"primaries": _called(primaries, rule), "metastases": _called(metastases, rule)},
        "controls": _controls(
            network, unseen, [e for e in sets.test if e.collection in sites], rule
        ),
    }


def _rule(network: ResNeSAt, tuning: Sequence[Example]) -> Rule:
    lesions = [e for e in tuning if e.source]
    controls = [e for e in tuning if e.control and e.asked]
    return fit(
        "source",
        predict_log_odds(network, "source", lesions),
        predict_log_odds(network, "source", controls) if controls else None,
    )


def _by_patient(network: ResNeSAt, slices: Sequence[Example]) -> Predictions:
    lesions = [e for e in slices if e.source]
    area = np.array([max(e.area_mm2, 1.0) for e in lesions])
    return by_patient(predict_log_odds(network, "source", lesions), area)


def _called(patients: Predictions, rule: Rule) -> dict[str, Any]:
    scored = probabilities(patients, rule.scaling)
    not_sure = ~rule.is_sure(patients)
    secondary = scored.score >= rule.threshold
    answers = {
        "primary": ~secondary & ~not_sure,
        "secondary": secondary & ~not_sure,
        "not_sure": not_sure,
    }
    out: dict[str, Any] = {}
    for name, given in answers.items():
        share = replace(scored, score=given.astype(np.float64))
        out |= intervals_of_part(share, {name: metrics.mean_score})
    return out


def _controls(
    network: ResNeSAt, unseen: Sequence[Example], tested: Sequence[Example], rule: Rule
) -> dict[str, Any]:
    """Figures of both kinds of controls of the collection, against those of metastases' sites."""
    out: dict[str, Any] = {}
    for kind in (BLANKED, TUMOUR_FREE):
        own, theirs = (
            [e for e in side if e.control == kind and e.asked] for side in (unseen, tested)
        )
        if min(len(own), len(theirs)) < FEWEST_CONTROLS:
            continue
        said = predict_log_odds(network, "source", [*own, *theirs])
        site = replace(said, label=np.arange(len(said.score)) >= len(own))
        here = said.take(np.arange(len(own)))
        sure = rule.is_sure(here)
        out[kind] = {
            **intervals_of_part(site, {"auc": metrics.auc}),
            **intervals_of_part(
                replace(here, score=sure.astype(np.float64)), {"sure": metrics.mean_score}
            ),
            "slices": len(own),
            "slices_secondary": len(theirs),
        }
    return out
