"""Trains each network in turn and stores its learning curve."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from ml.core import atomic_files
from ml.research.data.tasks import TASKS, of_task
from ml.research.experiments.engine import sharding
from ml.research.experiments.engine.folds import folds
from ml.research.experiments.engine.inputs import examples_for, labelled, network_for
from ml.research.experiments.engine.plain_training import Labelled, fit
from ml.research.experiments.engine.plan import Plan

PARTS = 5
"""One part of five is tested: the paper's 80 and 20 %, but whole patients."""

OnProgress = Callable[[str, int], None]


def result_path(plan: Plan, task: str, network: str) -> Path:
    """Where one network's result goes."""
    return plan.out / "networks" / f"{task}-{network}.json"


def run(plan: Plan, on_progress: OnProgress = lambda name, epoch: None) -> None:
    """Do this process's share of the networks that are not done yet.

    Args:
        plan: Its folds are not used; one part of five is tested.
        on_progress: Called with a network's name and the epochs that it has done.

    Raises:
        DataError: The data is missing, or has too few patients or answers.
    """
    jobs = [(task, network) for task in plan.tasks for network in plan.networks]
    for task in plan.tasks:
        todo = [n for t, n in sharding.own_share(jobs) if t == task]
        todo = [n for n in todo if not result_path(plan, task, n).exists()]
        if not todo:
            continue
        examples, labels = of_task(TASKS[task], examples_for(plan, task))
        dealt = folds(examples, PARTS, plan.recipe.seed, "patient")
        device = sharding.device()
        training, test_part = (
            labelled(examples, labels, np.flatnonzero(side), device)
            for side in (dealt != 0, dealt == 0)
        )
        for network in todo:
            _one(plan, task, network, training, test_part, on_progress)


def _one(
    plan: Plan,
    task: str,
    name: str,
    training: Labelled,
    test_part: Labelled,
    on_progress: OnProgress,
) -> None:
    folder = plan.out / "runs" / f"{task}-{name}"
    network = network_for(plan, task, name, training, folder)
    rate = plan.initial_rate(task)
    title = f"{task}, {name}"
    curve = fit(
        network,
        training,
        test_part,
        plan.recipe,
        rate,
        folder,
        lambda epoch: on_progress(title, epoch),
    )
    result = {
        "task": task,
        "network": name,
        "curve": curve,
        "trained_on": len(training.labels),
        "tested_on": len(test_part.labels),
        "majority": round(float(torch.bincount(test_part.labels).max() / len(test_part.labels)), 4),
    }
    atomic_files.write_text(result_path(plan, task, name), json.dumps(result, indent=2) + "\n")
    shutil.rmtree(folder / "last")
