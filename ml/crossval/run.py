"""Fold after fold: deal, train, predict, keep the predictions, forget the network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ml.crossval.plan import Job, Plan
from ml.data import sample
from ml.data.examples import Example, load, load_manifest
from ml.data.labels import TASKS, of_task
from ml.experiment import out_of_fold, share
from ml.experiment.fit import Labelled, fit, logits
from ml.experiment.folds import folds
from ml.experiment.networks import build
from ml.model.resnesat import ResNeSAt
from ml.preprocess import Preprocessing, normalise
from ml.train.config import TrainConfig
from ml.train.start import load_start

PUBLIC = {"presence": ("lgg", "btp"), "source": ("lgg", "cheng", "btp"), "tumour-class": ("cheng",)}
"""Public collections for each task; `cheng` has no tumour-free slice, so that for presence the
collection itself would be the answer."""
START_IMAGES = 160

Tell = Callable[[Job, int], None]


def run(plan: Plan, tell: Tell = lambda job, epoch: None) -> None:
    """Do this process's share of the jobs that are not done yet.

    Args:
        plan: What to do.
        tell: Called with a job and the epochs that it has done.

    Raises:
        DataError: The data is missing, or has too few patients or answers.
    """
    todo = [job for job in share.mine(list(plan.jobs())) if not plan.predictions(job).exists()]
    by_task: dict[str, list[Job]] = {}
    for job in todo:
        by_task.setdefault(job.task, []).append(job)
    for task, jobs in by_task.items():
        examples, labels = of_task(TASKS[task], examples_for(plan, task))
        for job in jobs:
            _do(plan, job, examples, labels, tell)


def examples_for(plan: Plan, task: str) -> list[Example]:
    """The slices of a task: the manifest's, or the public collections' that fit it.

    Raises:
        DataError: The data is missing.
    """
    how = Preprocessing(size=plan.recipe.size)
    if plan.manifest:
        examples = load_manifest(Path(plan.manifest), how)
    else:
        examples = load(Path(plan.shared), how, PUBLIC[task])
    if plan.few:
        examples = _few(examples, plan.few, plan.recipe.seed)
    if task == "source" and plan.simulate:
        random = np.random.default_rng((plan.recipe.seed, 3))
        examples += sample.simulated(examples, random)
    return examples


def _few(examples: Sequence[Example], most: int, seed: int) -> list[Example]:
    random = np.random.default_rng((seed, 2))
    kept: dict[str, int] = {}
    out = []
    for index in random.permutation(len(examples)):
        one = examples[index]
        kept[one.patient] = kept.get(one.patient, 0) + 1
        if kept[one.patient] <= most:
            out.append(one)
    return out


def _do(plan: Plan, job: Job, examples: list[Example], labels: list[int], tell: Tell) -> None:
    dealt = folds(examples, plan.folds, plan.recipe.seed, job.by)
    tested = np.flatnonzero(dealt == job.fold)
    device = share.device()
    sides = [
        _labelled(examples, labels, side, device)
        for side in (np.flatnonzero(dealt != job.fold), tested)
    ]
    torch.manual_seed(plan.recipe.seed)
    network = build(job.network, len(TASKS[job.task].answers), plan.gate)
    network.to(device).to(memory_format=torch.channels_last)
    folder = plan.run_folder(job)
    if not (folder / "last" / "state.json").exists():
        _start(plan, network, sides[0])
    rate = plan.initial_rate(job.task)
    fit(network, *sides, plan.recipe, rate, folder, lambda epoch: tell(job, epoch))
    said = logits(network, sides[1].units, plan.recipe.batch).numpy()
    chosen = [examples[i] for i in tested]
    out_of_fold.write(plan.predictions(job), chosen, [labels[i] for i in tested], job.fold, said)
    shutil.rmtree(folder / "last")  # 0.4 GB each, and the predictions say all that is asked


def _labelled(
    examples: Sequence[Example],
    labels: Sequence[int],
    index: np.typing.NDArray[np.intp],
    device: torch.device,
) -> Labelled:
    units = torch.from_numpy(np.stack([examples[i].unit for i in index]))
    return Labelled(units.to(device), torch.tensor([labels[i] for i in index], device=device))


def _start(plan: Plan, network: nn.Module, training: Labelled) -> None:
    """Put the ImageNet weights in, where the plan names some and the network is ours."""
    if not plan.start or not isinstance(network, ResNeSAt):
        return
    config = TrainConfig("presence", plan.out, Path(plan.shared), start=plan.start)
    some = torch.linspace(0, len(training.units) - 1, START_IMAGES).long().unique()
    units = training.units[some.to(training.units.device)]
    load_start(network, config, normalise(units.float() / 255))
