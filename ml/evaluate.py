"""Judge a trained network on patients it never saw, and write its bundle with its card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from torch.nn import functional

from ml import bundle, metrics
from ml.card import card
from ml.data.examples import Example, load
from ml.data.sample import source_epoch
from ml.data.split import Sides, split
from ml.localisation import localise
from ml.metrics import Predictions, Statistic
from ml.model.attention import Attention, merge
from ml.model.resnesat import ResNeSAt
from ml.preprocess import Preprocessing, normalise
from ml.train.checkpoint import network_state
from ml.train.config import TrainConfig, recall
from ml.train.loop import COLLECTIONS, logits, tuning_set
from ml.train.start import build

VERSION = "0.2"
CAUTION = {
    "presence": "Small first model, trained and tested on few patients; mostly low-grade glioma.",
    "source": "Demonstration: trained on simulated metastases and never validated on real ones.",
}
SIMULATED = 240
"""Simulated slices of held-out hosts on which the source network is judged."""


def bundle_run(run: Path, folder: Path) -> dict[str, Any]:
    """Evaluate the last checkpoint of a run and write it as a bundle.

    The temperature is fitted on tuning patients; every figure is of held-out patients.

    Args:
        run: Folder of `ml.train.loop.train`.
        folder: Where the bundle goes.

    Returns:
        The metrics, as in `model.json`: each a number or `[value, low, high]`.

    Raises:
        DataError: The run has no checkpoint.
    """
    config = recall(run)
    weights, epochs = network_state(run)
    network = build(config)
    network.load_state_dict(weights)
    network.eval()
    how = Preprocessing(size=config.size)
    sides = split(load(config.shared, how, COLLECTIONS))
    temperature = _temperature(network, config, sides.tuning)
    way: Attention = "told" if config.lesion_weight else "stages"
    measured = (
        presence_metrics(network, sides.held_out, temperature, way)
        if config.task == "presence"
        else source_metrics(network, sides.held_out, temperature)
    )
    model = {
        "task": config.task,
        "name": f"whence-{config.task}",
        "version": VERSION,
        "architecture": config.architecture,
        "gate": config.gate,
        "attention": way,
        "classes": ["absent", "present"] if config.task == "presence" else ["primary", "secondary"],
        "threshold": 0.5,
        "temperature": temperature,
        "abstain": 0.05,
        "preprocessing": how.as_dict(),
        "demonstration": config.task == "source",
        "caution": CAUTION[config.task],
        "input": "axial T1 MR with contrast agent, whole head",
        "training": _training(config, sides, epochs),
        "metrics": measured,
        "licence": "CC BY-NC-SA 4.0, after the training data",
    }
    bundle.write(folder, network, model, card(model))
    return measured


def _training(config: TrainConfig, sides: Sides, epochs: int) -> dict[str, Any]:
    return {
        "epochs": epochs,
        "of": config.epochs,
        "slices_per_epoch": config.per_epoch or len(sides.training),
        "optimiser": config.optimiser,
        "initial_rate": config.initial_rate,
        "precision": config.precision,
        "lesion_weight": config.lesion_weight,
        "size": config.size,
        "patients": len({e.patient for e in sides.training}),
        "tuning_patients": len({e.patient for e in sides.tuning}),
        "held_out_patients": len({e.patient for e in sides.held_out}),
    }


def predict(network: ResNeSAt, examples: list[Example], temperature: float) -> Predictions:
    """Score slices."""
    said = logits(network, torch.from_numpy(np.stack([e.unit for e in examples])))
    return Predictions(
        np.array([e.present for e in examples]),
        (said / temperature).softmax(1)[:, 1].double().numpy(),
        np.array([e.patient for e in examples]),
        np.array([e.level for e in examples]),
    )


def presence_metrics(
    network: ResNeSAt, held_out: list[Example], temperature: float, way: Attention
) -> dict[str, Any]:
    """Figures over collections with both classes, each by slice beside its patient twin.

    Args:
        network: In evaluation mode.
        held_out: Of every collection.
        temperature: Divides the logits.
        way: How the gates become a map.
    """
    both = [e for e in held_out if e.collection != "cheng"]
    scored = predict(network, both, temperature)
    out = _intervals(
        scored,
        {
            "auc": metrics.auc,
            "auc_same_level": metrics.level_auc,
            "sensitivity": metrics.recall(0.5),
            "specificity": metrics.specificity(0.5),
            "accuracy_slices": metrics.accuracy(0.5),
            "accuracy_patients": metrics.patient_accuracy(0.5),
            "calibration_error": metrics.calibration_error,
        },
    )
    level_only = replace(scored, score=1 - 2 * np.abs(scored.level - 0.5))
    out |= _intervals(level_only, {"auc_of_level_alone": metrics.auc})
    others = [e for e in held_out if e.collection == "cheng"]
    if others:
        cheng = predict(network, others, temperature)
        out |= _intervals(cheng, {"sensitivity_cheng": metrics.recall(0.5)})
    out["slices"] = len(scored.label)
    out["patients"] = len(np.unique(scored.patient))
    if network.gated:
        out |= _attention_metrics(network, [e for e in held_out if e.mask.any()], way)
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


def source_metrics(
    network: ResNeSAt, held_out: list[Example], temperature: float
) -> dict[str, Any]:
    """AUC between simulated kinds, and how often real primaries are called primary."""
    free = [e for e in held_out if e.collection != "cheng"]
    drawn = list(source_epoch(free, SIMULATED * 4 // 3, np.random.default_rng(7)))
    simulated = [d for index, d in enumerate(drawn) if index % 4]  # every fourth is a real one
    said = logits(network, torch.from_numpy(np.stack([d.unit for d in simulated])))
    kinds = Predictions(
        np.array([bool(d.label) for d in simulated]),
        (said / temperature).softmax(1)[:, 1].double().numpy(),
        np.array([f"slice {i}" for i in range(len(simulated))]),
        np.full(len(simulated), 0.5),
    )
    real = [e for e in held_out if e.present]
    called = predict(network, real, temperature)
    called = replace(called, label=np.zeros(len(real), dtype=bool))  # none of them is secondary
    return {
        **_intervals(kinds, {"auc_simulated": metrics.auc}),
        **_intervals(
            called,
            {
                "real_primaries_called_primary_slices": metrics.specificity(0.5),
                "real_primaries_called_primary_patients": metrics.patient_accuracy(0.5),
            },
        ),
        "real_metastases_tested": 0,
    }


def _intervals(p: Predictions, statistics: dict[str, Statistic]) -> dict[str, Any]:
    return {n: [round(v, 4) for v in metrics.interval(p, s)] for n, s in statistics.items()}


def _mean(values: NDArray[np.float64], patients: NDArray[np.str_]) -> list[float]:
    """Mean over slices with its interval over patients."""
    p = Predictions(np.ones(len(values), dtype=bool), values, patients, np.zeros(len(values)))
    return [round(v, 4) for v in metrics.interval(p, lambda q: float(q.score.mean()))]


def _temperature(network: ResNeSAt, config: TrainConfig, tuning: list[Example]) -> float:
    """One number that makes the probabilities of the tuning patients' slices honest."""
    images, labels = tuning_set(config, tuning)
    said = logits(network, images)

    def cost(log_temperature: float) -> float:
        return float(functional.cross_entropy(said / float(np.exp(log_temperature)), labels))

    found = minimize_scalar(cost, bounds=(-1.0, 1.5), method="bounded")
    return round(float(np.exp(found.x)), 4)
