"""Examines the shipped bundles on the test set; weights stay as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from ml.core import atomic_files
from ml.core.errors import DataError
from ml.inference import bundle
from ml.inference.bundle import Bundle, describe, open_bundle
from ml.research.data.examples import load
from ml.research.data.split import PatientSets, split
from ml.research.evaluation.log_odds import two_answer_slices
from ml.research.experiments.engine.provenance import provenance
from ml.research.experiments.examine import (
    map_vs_lesion,
    ood_report,
    shortcuts,
    weight_randomisation,
)
from ml.research.training.config import FORMER_COLLECTIONS

PARTS = ("maps", "shortcuts", "strangers")


def examine(bundles: Path, shared: Path, out: Path, parts: Sequence[str]) -> Path:
    """Look at the bundles, part by part; parts that are there already and not asked for stay.

    Args:
        bundles: Holds `presence` and, where there is one, `source`.
        shared: Folder that holds `data/`.
        out: Gets `results.json`.
        parts: Of `PARTS`.

    Returns:
        `results.json`.

    Raises:
        DataError: The collections are not there.
        BundleError: A bundle cannot be opened.
    """
    opened = {
        task: open_bundle(bundles / task, torch.device("cpu"))
        for task in bundle.TASKS
        if (bundles / task).is_dir()
    }
    if "presence" not in opened:
        raise DataError(f"{bundles} holds no presence bundle; name the folder that does")
    for bundle_ in opened.values():
        bundle_.network.to(memory_format=torch.contiguous_format)
    presence = opened["presence"]
    trained_on = describe(bundles / "presence")["training"].get("collections", FORMER_COLLECTIONS)
    sets = split(load(shared, presence.preprocessing, tuple(trained_on.split(","))))
    path = out / "results.json"
    results: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    work: dict[str, Callable[[], dict[str, Any]]] = {
        "maps": lambda: {task: _maps(task, bundle_, sets) for task, bundle_ in opened.items()},
        "shortcuts": lambda: shortcuts.flips(presence, two_answer_slices("presence", sets.test)),
        "strangers": lambda: ood_report.refusal_shares(presence, sets, shared),
    }
    for part in parts:
        results[part] = work[part]()
        results["provenance"] = provenance(seed=1)
        results["bundles"] = {task: bundle_.info.name for task, bundle_ in opened.items()}
        atomic_files.write_text(path, json.dumps(results, indent=2) + "\n")
    return path


def _maps(task: str, bundle_: Bundle, sets: PatientSets) -> dict[str, Any]:
    examples = map_vs_lesion.chosen(sets.test)
    return {
        **map_vs_lesion.compare(bundle_.network, task, examples, sets.training),
        "sanity": weight_randomisation.cascade(bundle_.network, task, examples),
    }
