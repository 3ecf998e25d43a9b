"""Judge a trained network on patients it never saw, and write its bundle with its card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ml import bundle, conformal, metrics, ood
from ml.aggregate import STRANGE, series_presence
from ml.calibrate import SENSITIVITY, Calibration, calibrate, of_both, pooled, predict, series_of
from ml.card import card
from ml.data import sample, strangers
from ml.data.examples import Example
from ml.data.labels import TASKS
from ml.data.split import Sides
from ml.data.strip import strip_skull
from ml.errors import DataError
from ml.localisation import localise
from ml.metrics import Predictions, Statistic
from ml.model.attention import Attention, merge
from ml.model.resnesat import ResNeSAt
from ml.preprocess import Preprocessing, normalise
from ml.protocol import SeriesRule
from ml.train.checkpoint import network_state
from ml.train.config import TrainConfig, recall
from ml.train.loop import sides_of
from ml.train.start import begun_with, build

VERSION = "0.3"
"""Of the bundle that is written; the shipped ones are older."""
CAUTION = {
    "presence": "Small first model, trained and tested on few patients; mostly low-grade glioma.",
    "source": "Demonstration: trained on simulated metastases and never validated on real ones.",
}
OWN_CAUTION = "Trained and tested on the patients of one manifest; not validated elsewhere."
STRANGERS = 120
"""Held-out slices that strangers are made of."""


def bundle_run(run: Path, folder: Path) -> dict[str, Any]:
    """Evaluate the last checkpoint of a run and write it as a bundle.

    The decision rule is fitted on tuning patients; every figure is of held-out patients.

    Args:
        run: Folder of `ml.train.loop.train`.
        folder: Where the bundle goes.

    Returns:
        The metrics, as in `model.json`: each a number or `[value, low, high]`.

    Raises:
        DataError: The run has no checkpoint, or its data leave a side empty.
    """
    config = recall(run)
    weights, epochs = network_state(run)
    network = build(config)
    network.load_state_dict(weights)
    network.eval()
    how = Preprocessing(size=config.size)
    sides = sides_of(config)
    if not sides.held_out:
        raise DataError("no patient is held out; a bundle needs some twenty patients")
    rule = calibrate(network, config, sides)
    way: Attention = "told" if config.lesion_weight else "stages"
    measured = (
        presence_metrics(network, sides.held_out, rule, way)
        if config.task == "presence"
        else source_metrics(network, sides.held_out, rule)
    )
    plain = strangers.plain_t1(config.shared, how)
    measured |= refusal_metrics(network, sides.held_out, rule.strangeness, plain)
    validated = config.task == "presence" or measured["real_metastases_tested"] > 0
    model = {
        "task": config.task,
        "name": f"whence-{config.task}",
        "version": VERSION,
        "architecture": config.architecture,
        "gate": config.gate if network.gated else "none",
        "attention": way,
        "classes": list(TASKS[config.task].answers),
        **rule.as_dict(),
        "preprocessing": how.as_dict(),
        "demonstration": not validated,
        "caution": OWN_CAUTION if config.manifest and validated else CAUTION[config.task],
        "input": "axial T1 MR with contrast agent, whole head",
        "training": _training(config, sides, epochs),
        "metrics": measured,
        "licence": "the owner's" if config.manifest else "CC BY-NC-SA 4.0, after the training data",
    }
    bundle.write(folder, network, model, card(model), rule.strangeness)
    return measured


def _training(config: TrainConfig, sides: Sides, epochs: int) -> dict[str, Any]:
    return {
        "epochs": epochs,
        "of": config.epochs,
        "slices_per_epoch": config.per_epoch or len(sides.training),
        "start": begun_with(config),
        "optimiser": config.optimiser,
        "initial_rate": config.initial_rate,
        "precision": config.precision,
        "lesion_weight": config.lesion_weight,
        "size": config.size,
        "patients": len({e.patient for e in sides.training}),
        "tuning_patients": len({e.patient for e in sides.tuning}),
        "held_out_patients": len({e.patient for e in sides.held_out}),
        "own_data": bool(config.manifest),
    }


def presence_metrics(
    network: ResNeSAt, held_out: list[Example], rule: Calibration, way: Attention
) -> dict[str, Any]:
    """Figures over collections with both classes, each by slice beside its patient twin.

    Args:
        network: In evaluation mode.
        held_out: Of every collection.
        rule: Fitted on tuning patients.
        way: How the gates become a map.
    """
    scored = predict(network, "presence", of_both("presence", held_out), rule.temperature)
    out = _binary(scored, rule)
    if rule.series is not None:
        out |= _series(scored, rule.series)
    level_only = replace(scored, score=1 - 2 * np.abs(scored.level - 0.5))
    out |= _intervals(level_only, {"auc_of_level_alone": metrics.auc})
    out |= _without_skull(network, of_both("presence", held_out), scored, rule)
    alone = sample.without_negatives(held_out)
    others = [e for e in held_out if e.collection in alone]
    if others:
        strays = predict(network, "presence", others, rule.temperature)
        out |= _intervals(strays, {"sensitivity_other": metrics.recall(rule.threshold)})
    outlined = [e for e in held_out if e.mask.any()]
    if network.gated and outlined:
        out |= _attention_metrics(network, outlined, way)
    return out


def _without_skull(
    network: ResNeSAt, held_out: list[Example], scored: Predictions, rule: Calibration
) -> dict[str, Any]:
    """The same slices without their skull: is the brain what the network looks at?"""
    bare = [replace(e, unit=strip_skull(e.unit, e.mask)[0]) for e in held_out]
    again = predict(network, "presence", bare, rule.temperature)
    flipped = (again.score >= rule.threshold) != (scored.score >= rule.threshold)
    return {
        **_intervals(again, {"auc_without_skull": metrics.auc}),
        "flipped_without_skull": _mean(flipped.astype(np.float64), scored.patient),
    }


def _series(scored: Predictions, rule: SeriesRule) -> dict[str, Any]:
    """Figures of the series verdict, on series made of held-out patients' slices."""
    series = series_of(scored)
    said = Predictions(
        np.array([present for _, present in series]),
        np.array([series_presence(scores, rule) for scores, _ in series]),
        np.array([str(index) for index in range(len(series))]),
        np.zeros(len(series)),
    )
    figures = {
        "series_auc": metrics.auc,
        "series_sensitivity": metrics.recall(0.5),
        "series_specificity": metrics.specificity(0.5),
    }
    return _intervals(said, figures)


def _binary(scored: Predictions, rule: Calibration) -> dict[str, Any]:
    """Figures of a question with two answers."""
    out: dict[str, Any] = _intervals(
        scored,
        {
            "auc": metrics.auc,
            "auc_same_level": metrics.level_auc,
            "sensitivity": metrics.recall(rule.threshold),
            "specificity": metrics.specificity(rule.threshold),
            "accuracy_slices": metrics.accuracy(rule.threshold),
            "accuracy_patients": metrics.patient_accuracy(rule.threshold),
            "calibration_error": metrics.calibration_error,
        },
    )
    usual = rule.usual
    if usual is not None:
        covered = conformal.covered(usual, rule.threshold, scored)
        question = conformal.in_question(usual, scored)
        sides = {"coverage_no": ~scored.label, "coverage_yes": scored.label}
        for name, side in sides.items():
            if side.any():
                out[name] = _mean(covered[side].astype(np.float64), scored.patient[side])
        out["not_sure"] = _mean(question.astype(np.float64), scored.patient)
        out["coverage_stated"] = usual.coverage
    out["threshold"] = round(rule.threshold, 4)
    out["sensitivity_stated"] = SENSITIVITY
    out["slices"] = len(scored.label)
    out["patients"] = len(np.unique(scored.patient))
    return out


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
    return {name: _mean(column, patients) for name, column in columns.items()}


def source_metrics(network: ResNeSAt, held_out: list[Example], rule: Calibration) -> dict[str, Any]:
    """Figures between real secondaries and primaries; without such, between simulated ones.

    Args:
        network: In evaluation mode.
        held_out: Of every collection.
        rule: Fitted on tuning patients.
    """
    real = [e for e in held_out if e.source]
    out: dict[str, Any] = {}
    if sample.has_secondaries(held_out):
        out |= _binary(predict(network, "source", real, rule.temperature), rule)
    else:
        made = sample.simulated(held_out, np.random.default_rng(7))
        kinds = predict(network, "source", made, rule.temperature)
        out |= _intervals(kinds, {"auc_simulated": metrics.auc})
    primaries = [e for e in real if e.source == "primary"]
    if primaries:
        called = predict(network, "source", primaries, rule.temperature)
        out |= _intervals(
            called,
            {
                "real_primaries_called_primary_slices": metrics.specificity(rule.threshold),
                "real_primaries_called_primary_patients": metrics.patient_accuracy(rule.threshold),
            },
        )
    out["real_metastases_tested"] = len({e.patient for e in real if e.source == "secondary"})
    return out


def refusal_metrics(
    network: ResNeSAt,
    held_out: list[Example],
    strangeness: ood.Strangeness,
    plain_t1: list[NDArray[np.uint8]],
) -> dict[str, Any]:
    """Share refused of held-out slices (falsely) and of each kind of stranger.

    Args:
        network: In evaluation mode.
        held_out: Of every collection.
        strangeness: Fitted on training and tuning patients.
        plain_t1: Slices without contrast agent; may be empty.
    """

    def refused(units: list[NDArray[np.uint8]]) -> NDArray[np.float64]:
        unlike = strangeness.unlikeness(pooled(network, units))
        return (~(unlike <= strangeness.limit)).double().numpy()

    patients = np.array([e.patient for e in held_out])
    false = refused([e.unit for e in held_out])
    by_patient = [false[patients == who].mean() > STRANGE for who in np.unique(patients)]
    out: dict[str, Any] = {
        "false_refusals": _mean(false, patients),
        "false_refusals_series": round(float(np.mean(by_patient)), 4),
    }
    random = np.random.default_rng(11)
    picked = [held_out[i] for i in random.permutation(len(held_out))[:STRANGERS]]
    kinds = strangers.made(picked)
    if plain_t1:
        kinds["plain_t1"] = plain_t1
    shares = {name: refused(units) for name, units in kinds.items()}
    out |= {f"refused_{name}": round(float(share.mean()), 4) for name, share in shares.items()}
    out["refused_all"] = round(float(np.mean([share.mean() for share in shares.values()])), 4)
    return out


def _intervals(p: Predictions, statistics: dict[str, Statistic]) -> dict[str, Any]:
    return {n: [round(v, 4) for v in metrics.interval(p, s)] for n, s in statistics.items()}


def _mean(values: NDArray[np.float64], patients: NDArray[np.str_]) -> list[float]:
    """Mean over slices with its interval over patients."""
    p = Predictions(np.ones(len(values), dtype=bool), values, patients, np.zeros(len(values)))
    return [round(v, 4) for v in metrics.interval(p, lambda q: float(q.score.mean()))]
