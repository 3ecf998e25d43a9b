"""Presence: figures by slice beside their patient twins, without the skull, by series, of maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from ml import metrics
from ml.aggregate import series_presence
from ml.calibrate import Calibration, Unseen, of_both, predict, series_of
from ml.data import sample
from ml.data.enhancement import ENHANCING, enhancement
from ml.data.examples import Example
from ml.data.strip import strip_skull
from ml.held_out.figures import binary, intervals, mean, of_some
from ml.localisation import localise
from ml.metrics import Predictions
from ml.model.attention import Attention, merge
from ml.model.resnesat import ResNeSAt
from ml.preprocess import normalise
from ml.protocol import SeriesRule


def presence_metrics(
    network: ResNeSAt,
    held_out: list[Example],
    rule: Calibration,
    way: Attention,
    parts: Sequence[ResNeSAt] = (),
) -> dict[str, Any]:
    """Figures over collections with both classes, each by slice beside its patient twin.

    Args:
        network: In evaluation mode.
        held_out: Of every collection.
        rule: Fitted on tuning patients.
        way: How the gates become a map.
        parts: The networks whose mean it is, to see what the mean gains.
    """
    scored = predict(network, "presence", of_both("presence", held_out), rule.temperature)
    out = binary(scored, rule)
    if parts:
        both = of_both("presence", held_out)
        each = [predict(one, "presence", both, rule.temperature) for one in parts]
        out["auc_of_parts"] = round(float(np.mean([metrics.auc(p) for p in each])), 4)
        out["auc_same_level_of_parts"] = round(
            float(np.mean([metrics.level_auc(p) for p in each])), 4
        )
    if rule.series is not None:
        out |= _series(scored, rule.series)
    out |= _by_collection(scored, of_both("presence", held_out), rule.threshold)
    level_only = replace(scored, score=1 - 2 * np.abs(scored.level - 0.5))
    out |= intervals(level_only, {"auc_of_level_alone": metrics.auc})
    out |= _without_skull(network, of_both("presence", held_out), scored, rule)
    alone = sample.without_negatives(held_out)
    others = [e for e in held_out if e.collection in alone]
    if others:
        strays = predict(network, "presence", others, rule.temperature)
        out |= intervals(strays, {"sensitivity_other": metrics.recall(rule.threshold)})
    outlined = [e for e in held_out if e.mask.any()]
    if network.gated and outlined:
        out |= _attention_metrics(network, outlined, way)
    return out


def left_out_metrics(unseen: Sequence[Unseen], temperature: float) -> dict[str, Any]:
    """AUC over patients who were not held out, each scored by the network that left him out.

    Several times as many patients as are held out. Nothing else is told of them: the rule was
    fitted on them, and an AUC knows no rule.

    Args:
        unseen: As the rule was fitted on.
        temperature: Of the rule.
    """
    sides = [(network, of_both("presence", side)) for network, side in unseen]
    slices = [e for _, side in sides for e in side]
    scored = metrics.together(
        *(predict(network, "presence", side, temperature) for network, side in sides if side)
    )
    found = intervals(scored, {"auc": metrics.auc, "auc_same_level": metrics.level_auc})
    found |= {k: v for k, v in _by_collection(scored, slices, 0.5).items() if k.startswith("auc")}
    found["patients"] = len(np.unique(scored.patient))
    return {f"{name}_left_out": figure for name, figure in found.items()}


def _by_collection(scored: Predictions, slices: list[Example], threshold: float) -> dict[str, Any]:
    """Each collection alone; and lesions that took up contrast agent apart from those that did not.

    The outlines of the low-grade gliomas are FLAIR's, and most of them do not enhance: what of a
    lesion is to be seen in these slices at all is the first thing to know of a figure.
    """
    out: dict[str, Any] = {}
    collection = np.array([e.collection for e in slices])
    for name in np.unique(collection):
        here = scored.take(np.flatnonzero(collection == name))
        figures = {"auc": metrics.auc, "auc_same_level": metrics.level_auc}
        out |= of_some(here, {f"{figure}_{name}": s for figure, s in figures.items()})
    seen = np.array([enhancement(e.unit, e.mask) >= ENHANCING for e in slices])
    for name, side in (("enhancing", seen), ("not_enhancing", ~seen)):
        kept = np.flatnonzero(side | ~scored.label)
        some = scored.take(kept)
        found = {
            f"auc_{name}": metrics.auc,
            f"auc_same_level_{name}": metrics.level_auc,
            f"sensitivity_{name}": metrics.recall(threshold),
        }
        out |= of_some(some, found)
        out[f"patients_{name}"] = len(np.unique(some.patient[some.label]))
    return out


def _without_skull(
    network: ResNeSAt, held_out: list[Example], scored: Predictions, rule: Calibration
) -> dict[str, Any]:
    """The same slices without their skull: is the brain what the network looks at?"""
    bare = [replace(e, unit=strip_skull(e.unit, e.mask)[0]) for e in held_out]
    again = predict(network, "presence", bare, rule.temperature)
    flipped = (again.score >= rule.threshold) != (scored.score >= rule.threshold)
    return {
        **intervals(again, {"auc_without_skull": metrics.auc}),
        "flipped_without_skull": mean(flipped.astype(np.float64), scored.patient),
    }


def _series(scored: Predictions, rule: SeriesRule) -> dict[str, Any]:
    """Figures of the series verdict, on series made of held-out patients' slices."""
    series = series_of(scored)
    said = Predictions(
        np.array([present for _, present, _ in series]),
        np.array([series_presence(scores, rule) for scores, _, _ in series]),
        np.array([who for _, _, who in series]),
        np.zeros(len(series)),
    )
    figures = {
        "series_auc": metrics.auc,
        "series_sensitivity": metrics.recall(0.5),
        "series_specificity": metrics.specificity(0.5),
    }
    return intervals(said, figures)


def _attention_metrics(
    network: ResNeSAt, examples: list[Example], way: Attention
) -> dict[str, list[float]]:
    images = torch.from_numpy(np.stack([e.unit for e in examples]))
    size = (images.shape[1], images.shape[2])
    parts = []
    with torch.inference_mode():
        for chunk in images.split(16):
            _, maps = network.forward_with_attention(normalise(chunk.float() / 255))
            parts.append(merge(maps, size, network.layers, way).numpy())
    found = localise(np.concatenate(parts), np.stack([e.mask for e in examples]))
    columns = {
        "attention_energy": found.energy,
        "attention_energy_null": found.null_energy,
        "attention_hit": found.hit,
        "attention_hit_null": found.null_hit,
        "lesion_area": found.area,
    }
    patients = np.array([e.patient for e in examples])
    return {name: mean(column, patients) for name, column in columns.items()}
