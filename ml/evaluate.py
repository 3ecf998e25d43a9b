"""Judge a trained network on patients it never saw, and write its bundle with its card."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from scipy.optimize import minimize_scalar
from torch import Tensor

from ml import bundle, metrics
from ml.data.examples import Example, load
from ml.data.split import split
from ml.errors import DataError
from ml.metrics import Predictions
from ml.model.resnesat import ResNeSAt
from ml.preprocess import Preprocessing, normalise
from ml.train import TrainConfig, build, held_out_set, probabilities

VERSION = "0.1"
CAUTION = {
    "presence": "Small first model, trained and tested on few patients; mostly low-grade glioma.",
    "source": "Demonstration: trained on simulated metastases and never validated on real ones.",
}
DATA = """- Buda et al. 2019, LGG segmentation (TCGA-LGG; CC BY-NC-SA 4.0)
- Cheng 2015, figshare 1512427 (CC BY 4.0)
- Brain-Tumor-Progression, TCIA (CC BY 3.0)
- Start: ImageNet ResNet-50 (He et al., MIT), mapped onto ResNeSt-50"""


def bundle_run(run: Path, folder: Path) -> dict[str, Any]:
    """Evaluate the last checkpoint of a run and write it as a bundle.

    The temperature is fitted on training patients' slices; every figure is of held-out patients.

    Args:
        run: Folder of `ml.train.train`.
        folder: Where the bundle goes.

    Returns:
        The metrics, as in `model.json`: each `[value, low, high]`.

    Raises:
        DataError: The run has no checkpoint.
    """
    config = _config(run)
    network = _network(run, config)
    how = Preprocessing(size=config.size)
    training, testing = split(load(config.shared, how, ("lgg", "btp", "cheng")))
    temperature = _temperature(network, config, training)
    measured = (
        presence_metrics(predict(network, testing, temperature))
        if config.task == "presence"
        else source_metrics(network, config, testing)
    )
    state = json.loads((run / "last" / "state.json").read_text())
    model = {
        "task": config.task,
        "name": f"whence-{config.task}",
        "version": VERSION,
        "architecture": config.architecture,
        "gate": config.gate,
        "classes": ["absent", "present"] if config.task == "presence" else ["primary", "secondary"],
        "threshold": 0.5,
        "temperature": temperature,
        "abstain": 0.05,
        "preprocessing": how.as_dict(),
        "demonstration": config.task == "source",
        "caution": CAUTION[config.task],
        "input": "axial T1 MR with contrast agent, whole head",
        "training": {
            "epochs": state["epochs"],
            "of": config.epochs,
            "slices_per_epoch": config.per_epoch,
            "initial_rate": config.initial_rate,
            "size": config.size,
            "patients": len({e.patient for e in training}),
            "held_out_patients": len({e.patient for e in testing}),
        },
        "metrics": measured,
        "licence": "CC BY-NC-SA 4.0, after the training data",
    }
    bundle.write(folder, network, model, card(model))
    return measured


@torch.inference_mode()
def predict(network: ResNeSAt, examples: list[Example], temperature: float) -> Predictions:
    """Score every slice of collections that have both classes."""
    chosen = [e for e in examples if e.collection != "cheng"]
    logits = _logits(network, torch.from_numpy(np.stack([e.unit for e in chosen])))
    return Predictions(
        np.array([e.present for e in chosen]),
        (logits / temperature).softmax(1)[:, 1].double().numpy(),
        np.array([e.patient for e in chosen]),
        np.array([e.level for e in chosen]),
    )


def presence_metrics(p: Predictions) -> dict[str, Any]:
    """AUC over all slices and within levels, sensitivity, specificity, accuracy and its twin."""
    statistics = {
        "auc": metrics.auc,
        "auc_same_level": metrics.level_auc,
        "sensitivity": metrics.recall(0.5),
        "specificity": metrics.specificity(0.5),
        "accuracy_slices": metrics.accuracy(0.5),
        "accuracy_patients": metrics.patient_accuracy(0.5),
    }
    level_only = replace(p, score=1 - 2 * np.abs(p.level - 0.5))
    out: dict[str, Any] = {
        name: [round(v, 4) for v in metrics.interval(p, s)] for name, s in statistics.items()
    }
    out["auc_of_level_alone"] = [round(v, 4) for v in metrics.interval(level_only, metrics.auc)]
    out["slices"] = len(p.label)
    out["patients"] = len(np.unique(p.patient))
    return out


def source_metrics(
    network: ResNeSAt, config: TrainConfig, testing: list[Example]
) -> dict[str, Any]:
    """AUC between simulated kinds, and how often real primaries are called primary."""
    images, labels = held_out_set(config, testing)
    scores = probabilities(network, images).double().numpy()
    hosts = np.array([f"slice {i}" for i in range(len(scores))])
    simulated = Predictions(labels.bool().numpy(), scores, hosts, np.full(len(scores), 0.5))
    real = [e for e in testing if e.present][::6]
    said = probabilities(network, torch.from_numpy(np.stack([e.unit for e in real]))).double()
    called = Predictions(
        np.zeros(len(real), dtype=bool),
        said.numpy(),
        np.array([e.patient for e in real]),
        np.full(len(real), 0.5),
    )
    return {
        "auc_simulated": [round(v, 4) for v in metrics.interval(simulated, metrics.auc)],
        "real_primaries_called_primary_slices": [
            round(v, 4) for v in metrics.interval(called, metrics.specificity(0.5))
        ],
        "real_primaries_called_primary_patients": [
            round(v, 4) for v in metrics.interval(called, metrics.patient_accuracy(0.5))
        ],
        "real_metastases_tested": 0,
    }


def card(model: dict[str, Any]) -> str:
    """The model card, Markdown, from what `model.json` says."""
    rows = []
    for name, value in model["metrics"].items():
        if isinstance(value, list):
            rows.append(f"| {name} | {value[0]:.3f} | {value[1]:.3f} to {value[2]:.3f} |")
        else:
            rows.append(f"| {name} | {value} | |")
    training = model["training"]
    table = "\n".join(rows)
    return f"""# {model["name"]} {model["version"]}

**Research use only. Not for diagnostic use.** {model["caution"]}

Task: {model["classes"][0]} or {model["classes"][1]}. Network: {model["architecture"]}, gate
`{model["gate"]}`. Input: {model["input"]}; {training["size"]} pixels square (the paper: 256).

## Training

{training["epochs"]} epochs of {training["slices_per_epoch"]} slices (the paper: 100 epochs of
about 3,300), SGD, initial rate {training["initial_rate"]}, cosine decay;
{training["patients"]} patients. Held out: {training["held_out_patients"]} patients, whole
patients only. Presence slices are drawn in pairs of the
same level, since place in the head alone predicts the label in these collections.

{DATA}

## Measured on held-out patients

Value and 95 % interval over patients (bootstrap); made by `python main.py evaluate`.

| figure | value | interval |
|---|---|---|
{table}

## Limits

- Few patients, public collections only, mostly low-grade glioma of which many do not enhance.
- The tumour-free slices are of tumour patients; no healthy volunteers were available.
- No real metastasis was used in training or testing. What the source network knows of
  metastases is a drawing made after textbook descriptions (`ml/data/simulate.py`).
- Attention shows where the network's gates open. It is not a lesion border.

Licence of the weights: {model["licence"]}.
"""


def _config(run: Path) -> TrainConfig:
    try:
        stored = json.loads((run / "config.json").read_text())
    except (OSError, ValueError) as error:
        raise DataError(f"{run} is not a run folder: {error}") from error
    kinds: dict[str, Callable[[str], Any]] = {"out": Path, "shared": Path}
    kinds |= dict.fromkeys(("epochs", "batch", "size", "per_epoch", "seed"), int)
    kinds |= dict.fromkeys(("rate", "momentum", "decay"), float)
    values = {k: kinds.get(k, str)(v) for k, v in stored.items()}
    values["full_augmentation"] = stored["full_augmentation"] == "True"
    return TrainConfig(**values)


def _network(run: Path, config: TrainConfig) -> ResNeSAt:
    last = run / "last"
    if not (last / "state.json").exists():
        raise DataError(f"{run} has no checkpoint yet; let `python main.py train` finish an epoch")
    network = build(replace(config, start=""))
    state = json.loads((last / "state.json").read_text())
    network.load_state_dict(load_file(last / state["weights"]))
    return network.eval()


@torch.inference_mode()
def _logits(network: ResNeSAt, images: Tensor) -> Tensor:
    network.eval()
    parts = [network(normalise(c.float() / 255)) for c in images.split(16)]
    return torch.cat(parts)


def _temperature(network: ResNeSAt, config: TrainConfig, training: list[Example]) -> float:
    """One number that makes the probabilities of a few training patients' slices honest."""
    images, labels = held_out_set(config, training)
    logits = _logits(network, images)
    loss = torch.nn.functional.cross_entropy

    def cost(log_temperature: float) -> float:
        return float(loss(logits / float(np.exp(log_temperature)), labels))

    found = minimize_scalar(cost, bounds=(-1.0, 1.5), method="bounded")
    return round(float(np.exp(found.x)), 4)
