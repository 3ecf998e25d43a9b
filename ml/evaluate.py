"""Judge a trained network on patients it never saw, and write its bundle with its card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ml import bundle
from ml.calibrate import calibrate
from ml.card import card
from ml.data import strangers
from ml.data.examples import Example
from ml.data.labels import TASKS
from ml.data.real_metastasis import metastasis
from ml.data.split import Sides
from ml.errors import DataError
from ml.held_out.presence import presence_metrics
from ml.held_out.refusal import refusal_metrics
from ml.held_out.source import source_metrics
from ml.model.attention import Attention
from ml.preprocess import Preprocessing
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
        else source_metrics(network, sides.held_out, rule, _metastasis(config, how))
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


def _metastasis(config: TrainConfig, how: Preprocessing) -> list[Example]:
    """A stranger's data are not judged on it: the card would mix two things."""
    return [] if config.manifest else metastasis(config.shared, how)
