"""Computes the presence figures: per slice, per patient, per series, without skull, and of maps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ml.inference.abstention import ConformalBand
from ml.inference.models.attention_map import Attention, merge
from ml.inference.models.resnesat import ResNeSAt
from ml.inference.preprocessing import normalise
from ml.research.data.examples import Example
from ml.research.evaluation import conformal_fit, metrics
from ml.research.evaluation.cross_fitting import Evaluated
from ml.research.evaluation.decision_rule import Rule
from ml.research.evaluation.intervals import (
    SEPARATION,
    calls_as_scores,
    decision_figures,
    intervals,
    intervals_of_part,
    mean,
    separation,
)
from ml.research.evaluation.log_odds import predict_log_odds, probabilities, two_answer_slices
from ml.research.evaluation.map_localisation import localise
from ml.research.evaluation.metrics import Predictions
from ml.research.synthesis import sampling
from ml.research.synthesis.blanked_lesions import blanked
from ml.research.synthesis.enhancement import ENHANCING, enhancement
from ml.research.synthesis.skull_strip import strip_skull

MOST_BLANKED = 150
"""Slices of a collection whose lesion is replaced, at most (ours)."""


def presence_metrics(
    network: ResNeSAt,
    test_set: list[Example],
    evaluated: Evaluated,
    rule: Rule,
    attention: Attention,
) -> dict[str, Any]:
    """Figures over collections with both classes, per slice and per patient.

    Args:
        network: In evaluation mode.
        test_set: The test set, of every collection.
        evaluated: All patients not used for training (the test set among them), cross-fitted.
        rule: The shipped one.
        attention: How the gates are merged.
    """
    both = two_answer_slices("presence", test_set)
    log_odds = predict_log_odds(network, "presence", both)
    out = separation(log_odds) | decision_figures(evaluated, rule)
    if evaluated.series is not None:
        out |= _series(evaluated.series)
    out |= _by_collection(log_odds, both)
    out |= _by_enhancement(log_odds, both) | _found_by_enhancement(evaluated)
    level_only = replace(log_odds, score=1 - 2 * np.abs(log_odds.level - 0.5))
    out |= intervals(level_only, {"auc_of_level_alone": metrics.auc})
    out |= _without_skull(network, both, log_odds, rule)
    out |= _blanked(network, test_set, rule)
    alone = sampling.without_negatives(test_set)
    others = [e for e in test_set if e.collection in alone]
    if others:
        strays = probabilities(predict_log_odds(network, "presence", others), rule.scaling)
        out |= intervals(strays, {"sensitivity_other": metrics.recall(rule.threshold)})
    outlined = [e for e in test_set if e.mask.any()]
    if network.gated and outlined:
        out |= _attention_metrics(network, outlined, attention)
    return out


def settled_metrics(settled: Evaluated, rule: Rule, test_set: list[Example]) -> dict[str, Any]:
    """The figures of `presence_metrics` that neighbours can change, each named `..._settled`.

    AUCs are over the test set, by probabilities of cross-fitted rules.

    Args:
        settled: All patients not used for training, settled and cross-fitted.
        rule: The shipped one, with its settling rule.
        test_set: The test set, of every collection.
    """
    settling = rule.settling
    assert settling is not None
    band = ConformalBand(*settling.band, rule.conformal_band.coverage)
    out = decision_figures(
        settled, replace(rule, threshold=settling.threshold, conformal_band=band)
    )
    if settled.series is not None:
        out |= _series(settled.series)
    names = {e.patient for e in test_set}
    tested = settled.take(np.array([e.patient in names for e in settled.examples], dtype=bool))
    if tested.examples:
        out |= separation(tested.scored)
        out |= _by_collection(tested.scored, tested.examples)
        out |= _by_enhancement(tested.scored, tested.examples)
    out |= _found_by_enhancement(settled)
    same = ("slices", "patients", "sensitivity_stated", "coverage_stated")
    return {
        f"{name}_settled": value
        for name, value in out.items()
        if name not in same and not name.startswith(("patients_", "slices_"))
    }


def _by_collection(log_odds: Predictions, slices: list[Example]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    collection = np.array([e.collection for e in slices])
    for name in np.unique(collection):
        here = log_odds.take(np.flatnonzero(collection == name))
        out |= intervals_of_part(here, {f"{figure}_{name}": s for figure, s in SEPARATION.items()})
    return out


def _by_enhancement(log_odds: Predictions, slices: list[Example]) -> dict[str, Any]:
    """Enhancing and non-enhancing lesions separately.

    The outlines of the low-grade gliomas are FLAIR's, and most of them do not enhance: what of a
    lesion is to be seen in these slices at all is the first thing to know of a figure.
    """
    out: dict[str, Any] = {}
    for name, side in _enhancing(slices):
        some = log_odds.take(np.flatnonzero(side | ~log_odds.label))
        out |= intervals_of_part(some, {f"{figure}_{name}": s for figure, s in SEPARATION.items()})
    return out


def _found_by_enhancement(evaluated: Evaluated) -> dict[str, Any]:
    """Sensitivity to enhancing and to non-enhancing lesions."""
    out: dict[str, Any] = {}
    called = calls_as_scores(evaluated)
    for name, side in _enhancing(evaluated.examples):
        some = called.take(np.flatnonzero(side & called.label))
        out |= intervals_of_part(some, {f"sensitivity_{name}": metrics.recall(0.5)})
        out[f"patients_{name}"] = len(np.unique(some.patient))
    return out


def _enhancing(slices: list[Example]) -> list[tuple[str, NDArray[np.bool_]]]:
    seen = np.array([enhancement(e.unit, e.mask) >= ENHANCING for e in slices])
    return [("enhancing", seen), ("not_enhancing", ~seen)]


def _without_skull(
    network: ResNeSAt, slices: list[Example], log_odds: Predictions, rule: Rule
) -> dict[str, Any]:
    """The same slices without their skull: does the network rely on the brain?"""
    bare = [replace(e, unit=strip_skull(e.unit, e.mask)[0]) for e in slices]
    before = probabilities(log_odds, rule.scaling)
    again = probabilities(predict_log_odds(network, "presence", bare), rule.scaling)
    flipped = (again.score >= rule.threshold) != (before.score >= rule.threshold)
    return {
        **intervals(again, {"auc_without_skull": metrics.auc}),
        "flipped_without_skull": mean(flipped.astype(np.float64), log_odds.patient),
    }


def _blanked(network: ResNeSAt, test_set: list[Example], rule: Rule) -> dict[str, Any]:
    """Share still surely present with the lesion replaced by the other half, by collection.

    What a slice says without its lesion is what else the network goes by.
    """
    random = np.random.default_rng(13)
    by_collection: dict[str, list[Example]] = {}
    for index in random.permutation(len(test_set)).tolist():
        example = test_set[index]
        chosen = by_collection.setdefault(example.collection, [])
        unit = blanked(example.unit, example.mask) if len(chosen) < MOST_BLANKED else None
        if unit is not None:
            chosen.append(replace(example, unit=unit))
    out: dict[str, Any] = {}
    for name, slices in sorted(by_collection.items()):
        if slices:
            scored = probabilities(predict_log_odds(network, "presence", slices), rule.scaling)
            unsure = conformal_fit.abstained(rule.conformal_band, scored)
            sure = (scored.score >= rule.threshold) & ~unsure
            figure: dict[str, metrics.Statistic] = {
                f"blanked_surely_present_{name}": metrics.mean_score
            }
            out |= intervals_of_part(replace(scored, score=sure.astype(np.float64)), figure)
            out[f"blanked_slices_{name}"] = len(slices)
    return out


def _series(log_odds: Predictions) -> dict[str, Any]:
    """Figures of the series verdict, on series made of patients' slices."""
    figures = {
        "series_auc": metrics.auc,
        "series_sensitivity": metrics.recall(0.5),
        "series_specificity": metrics.specificity(0.5),
    }
    return intervals(log_odds, figures)


def _attention_metrics(
    network: ResNeSAt, examples: list[Example], attention: Attention
) -> dict[str, list[float]]:
    images = torch.from_numpy(np.stack([e.unit for e in examples]))
    size = (images.shape[1], images.shape[2])
    parts = []
    with torch.inference_mode():
        for chunk in images.split(16):
            maps = network.features(normalise(chunk.float() / 255)).maps
            parts.append(merge(maps, size, network.layers, attention).numpy())
    localisation = localise(np.concatenate(parts), np.stack([e.mask for e in examples]))
    columns = {
        "attention_energy": localisation.energy,
        "attention_energy_null": localisation.null_energy,
        "attention_hit": localisation.hit,
        "attention_hit_null": localisation.null_hit,
        "lesion_area": localisation.area,
    }
    patients = np.array([e.patient for e in examples])
    return {name: mean(column, patients) for name, column in columns.items()}
