"""Prepares the inputs of an experiment: the slices of a task on a device, and initial weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ml.inference.models.resnesat import ResNeSAt
from ml.inference.preprocessing import Preprocessing, normalise
from ml.research.data import collections, manifest
from ml.research.data.examples import Example, from_rows
from ml.research.data.manifest import Row
from ml.research.data.tasks import TASKS
from ml.research.experiments.engine.networks import build
from ml.research.experiments.engine.plain_training import Labelled
from ml.research.experiments.engine.plan import Plan
from ml.research.synthesis import sampling
from ml.research.training.config import TrainConfig
from ml.research.training.initial_weights import load_start
from ml.research.training.pretrained import recalibrate, start_plain_resnet50

PUBLIC = {
    "presence": ("lgg", "btp", "bcbm", "brats-glioma", "tcga-gbm"),
    "source": ("lgg", "cheng", "btp", "bcbm", "brats-glioma", "tcga-gbm"),
    "tumour-class": ("cheng",),
}
"""Public collections for each task; `cheng` has no tumour-free slice, so that for presence the
collection itself would be the answer."""
SIMULATED_INTO = ("lgg", "cheng", "btp")
"""Those of the task source where its secondaries are drawn."""
START_IMAGES = 160


def examples_for(plan: Plan, task: str) -> list[Example]:
    """The slices of a task: the manifest's, or the public collections' that fit it.

    Raises:
        DataError: The data is missing.
    """
    drawn = task == "source" and plan.simulate
    if plan.manifest:
        folder, rows = Path(plan.manifest).parent, manifest.read(Path(plan.manifest))
    else:
        folder = Path(plan.shared) / "data"
        rows = list(collections.rows_of(folder, SIMULATED_INTO if drawn else PUBLIC[task]))
    told = task == "presence" or drawn  # by tumour-free slices as well
    rows = [row for row in rows if row.labelled and (row.present or told)]
    if plan.few:
        rows = _few(rows, plan.few, plan.recipe.seed)
    examples = from_rows(rows, folder, Preprocessing(size=plan.recipe.size))
    if drawn:
        random = np.random.default_rng((plan.recipe.seed, 3))
        examples += sampling.simulated(examples, random, drawings=sampling.DRAWINGS)
    return examples


def _few(rows: Sequence[Row], most: int, seed: int) -> list[Row]:
    """At most so many slices of each patient, drawn before any is read."""
    random = np.random.default_rng((seed, 2))
    counts: dict[str, int] = {}
    out = []
    for index in random.permutation(len(rows)):
        row = rows[index]
        counts[row.patient] = counts.get(row.patient, 0) + 1
        if counts[row.patient] <= most:
            out.append(row)
    return out


def labelled(
    examples: Sequence[Example],
    labels: Sequence[int],
    index: NDArray[np.intp],
    device: torch.device,
) -> Labelled:
    """Some of the examples, on a device; `index` is `(M,)`."""
    units = torch.from_numpy(np.stack([examples[i].unit for i in index]))
    return Labelled(units.to(device), torch.tensor([labels[i] for i in index], device=device))


def start_from(plan: Plan, name: str, network: nn.Module, training: Labelled) -> None:
    """Put the ImageNet weights in, where the plan names some and they fit the network."""
    if not plan.start or not (name == "resnet50" or isinstance(network, ResNeSAt)):
        return
    some = torch.linspace(0, len(training.units) - 1, START_IMAGES).long().unique()
    units = normalise(training.units[some.to(training.units.device)].float() / 255)
    if isinstance(network, ResNeSAt):
        config = TrainConfig("presence", plan.out, Path(plan.shared), start=plan.start)
        load_start(network, config, units)
    else:
        start_plain_resnet50(network, Path(plan.start))
        recalibrate(network, list(units.split(plan.recipe.batch)))


def network_for(plan: Plan, task: str, name: str, training: Labelled, folder: Path) -> nn.Module:
    """A network as it begins, on the device of its training slices.

    Args:
        plan: Of the experiment.
        task: Whose answers it gives.
        name: See `ml.research.experiments.engine.networks`.
        training: Some of these fit and calibrate a pretrained start.
        folder: Of the run; a start is not sought where a checkpoint will replace it.
    """
    torch.manual_seed(plan.recipe.seed)
    network = build(name, len(TASKS[task].answers), plan.gate, plan.pretrained)
    network.to(training.units.device).to(memory_format=torch.channels_last)
    if not (folder / "last" / "state.json").exists():
        start_from(plan, name, network, training)
    return network
