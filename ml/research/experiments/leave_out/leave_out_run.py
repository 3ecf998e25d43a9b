"""Trains a source network without each collection of primaries in turn; resumes a killed run.

All metastases are of one collection. A network that has seen primaries of every other one may know
the collections rather than the source; primaries of a collection that it never saw are the test.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ml.core import atomic_files
from ml.core.errors import DataError
from ml.research.data.examples import Example
from ml.research.data.labels import PRIMARY, SECONDARY
from ml.research.data.split import PatientSets
from ml.research.evaluation.evaluate import finish
from ml.research.experiments.engine.sharding import device
from ml.research.experiments.leave_out.unseen_figures import unseen_figures
from ml.research.training.config import TrainConfig, recall
from ml.research.training.initial_weights import load_trained, task_of_start
from ml.research.training.loop import examples, sets_of, train

OnProgress = Callable[[str], None]


def leave_out(config: TrainConfig, on_progress: OnProgress) -> dict[str, dict[str, Any]]:
    """Train and evaluate what is not done yet; the slices are read once.

    A tumour-free control of another collection may be cut along an outline of the collection that
    is left out (`ml.research.data.lesion_examples`): of that, the network sees the shape alone.

    Args:
        config: The recipe; `out` is of the whole experiment.
        on_progress: Called with the name of each collection that is left out now.

    Returns:
        For each collection of primaries, its `unseen_figures`.

    Raises:
        DataError: The data is missing, holds too few patients or collections, or the folder holds
            results of another recipe; or the initial weights know the answers already.
    """
    if task_of_start(config) == "source":
        raise DataError(
            f"{config.start} is a source network, which may have learnt from the collection that "
            "is left out; start from a presence network or from ImageNet weights"
        )
    slices = examples(config)
    names = primary_collections(slices)
    runs = {name: without(config, name) for name in names}
    sets = {name: sets_of(config, _others(slices, name)) for name in names}
    for name, run in runs.items():
        _require_same_recipe(run)
        _require_both_sources(sets[name], name)
    found = {}
    for name, run in runs.items():
        path = _figures_path(run)
        if not path.exists():
            on_progress(name)
            train(run, _others(slices, name))
            network, _ = load_trained(run.out, run)
            finish(network, run, sets[name].training)
            unseen = [e for e in slices if e.collection == name]
            figures = unseen_figures(network.to(device()), unseen, sets[name])
            atomic_files.write_text(path, json.dumps(figures, indent=2) + "\n")
            shutil.rmtree(run.out / "last")
        found[name] = _read(path)
    return found


def primary_collections(slices: Sequence[Example]) -> list[str]:
    """Collections with primaries and without metastases, sorted.

    Raises:
        DataError: There are fewer than two, so that none is left to learn from.
    """
    held = {source: {e.collection for e in slices if e.source == source}
            for source in (PRIMARY, SECONDARY)}  # fmt: skip
    names = sorted(held[PRIMARY] - held[SECONDARY])
    if len(names) < 2:
        raise DataError(
            "leaving a collection out needs at least two collections that hold primaries and no "
            f"metastases; these data hold {len(names)}"
        )
    return names


def without(config: TrainConfig, name: str) -> TrainConfig:
    """The run that leaves a collection out."""
    kept = [other for other in config.collections.split(",") if other != name]
    folder = config.out / "runs" / f"without-{quote(name, safe='')}"
    return replace(config, out=folder, collections=",".join(kept))


def _others(slices: Sequence[Example], name: str) -> list[Example]:
    return [e for e in slices if e.collection != name]


def _figures_path(run: TrainConfig) -> Path:
    return run.out / "figures.json"


def _require_same_recipe(run: TrainConfig) -> None:
    if _figures_path(run).exists() and recall(run.out) != run:
        raise DataError(f"{run.out} holds results of another recipe; choose another --out")


def _require_both_sources(sets: PatientSets, name: str) -> None:
    """Before hours of training: each set must hold what it is needed for."""
    needed = (
        ("training", sets.training, {PRIMARY, SECONDARY}),
        ("tuning", sets.tuning, {PRIMARY, SECONDARY}),
        ("test", sets.test, {SECONDARY}),
    )
    for role, side, sources in needed:
        missing = sorted(sources - {e.source for e in side})
        if missing:
            raise DataError(
                f"without the collection {name}, the {role} set holds no {missing[0]} tumour; "
                "this needs more patients or collections"
            )


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError) as error:
        raise DataError(f"{path} is damaged ({error}); delete it and run again") from error
