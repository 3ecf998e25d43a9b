"""Trains and evaluates each variant with each seed; resumes a killed run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ml.core import atomic_files
from ml.core.errors import DataError
from ml.inference.calibration import Scaling
from ml.research.data.split import FORMER_TUNING_SHARE
from ml.research.evaluation.log_odds import predict_log_odds, probabilities, two_answer_slices
from ml.research.evaluation.metrics import Predictions
from ml.research.experiments.ablation.variants import BASE, VARIANTS
from ml.research.training.config import FORMER_COLLECTIONS, TrainConfig
from ml.research.training.initial_weights import load_trained
from ml.research.training.loop import examples, sets_of, train

OnProgress = Callable[[str], None]
FIELDS = ("label", "score", "patient", "level")


def base(
    task: str,
    out: Path,
    shared: Path,
    start: str,
    size: int,
    epochs: int,
    per_epoch: int,
    precision: str = "float32",
) -> TrainConfig:
    """The recipe, short and small, evaluated on a part of the training patients.

    The tuning set stays that of the first rows measured, so that all rows compare.

    Args:
        task: `presence` or `source`.
        out: Of the whole ablation.
        shared: Holds `data/`.
        start: See `TrainConfig`.
        size: Side of the input.
        epochs: Of each run.
        per_epoch: Slices of each epoch.
        precision: See `ml.research.training.precision`.
    """
    return TrainConfig(
        task, out, shared, start=start, size=size, epochs=epochs, per_epoch=per_epoch,
        inner=True, precision=precision, tuning=FORMER_TUNING_SHARE,
        collections=FORMER_COLLECTIONS, **BASE,
    )  # fmt: skip


def variant_config(config: TrainConfig, name: str, seed: int) -> TrainConfig:
    """The run of one variant and seed.

    Raises:
        DataError: There is no such variant.
    """
    variants = VARIANTS[config.task]
    if name not in variants:
        raise DataError(f"no variant is called {name}; there are {', '.join(variants)}")
    changes = dict(variants[name].changes)
    if "size" in changes:
        changes["size"] = round(config.size * changes["size"])
    folder = config.out / "runs" / f"{name}-{seed}"
    return replace(config, **{**changes, "seed": seed, "out": folder})


def predictions_path(out: Path, name: str, seed: int) -> Path:
    """Where one run's predictions go."""
    return out / "predictions" / f"{name}-{seed}.json"


def run(
    config: TrainConfig, names: Sequence[str], seeds: Sequence[int], on_progress: OnProgress
) -> None:
    """Train and evaluate what is not done yet, seed by seed, so that all variants come early.

    Args:
        config: Of `base`.
        names: Of variants.
        seeds: Of the runs.
        on_progress: Called with the name of each run that begins.

    Raises:
        DataError: The data is missing, or a variant is not known.
    """
    for seed in seeds:
        for name in names:
            path = predictions_path(config.out, name, seed)
            if path.exists():
                continue
            on_progress(path.stem)
            variant = variant_config(config, name, seed)
            train(variant)
            atomic_files.write_text(path, json.dumps(_as_json(_evaluated(variant))) + "\n")
            shutil.rmtree(variant.out / "last")


def _evaluated(config: TrainConfig) -> Predictions:
    network, _ = load_trained(config.out, config)
    test_set = sets_of(config, examples(config)).test
    log_odds = predict_log_odds(network, config.task, two_answer_slices(config.task, test_set))
    return probabilities(log_odds, Scaling(1.0))


def _as_json(p: Predictions) -> dict[str, list[object]]:
    return {name: getattr(p, name).tolist() for name in FIELDS}


def read(path: Path) -> Predictions:
    """What `run` wrote.

    Raises:
        DataError: It is not there or damaged.
    """
    try:
        columns = json.loads(path.read_text())
        return Predictions(
            np.array(columns["label"], dtype=bool),
            np.array(columns["score"], dtype=np.float64),
            np.array(columns["patient"], dtype=np.str_),
            np.array(columns["level"], dtype=np.float64),
        )
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path} is not a run's predictions: {error}") from error
