"""Trains and predicts fold by fold, and keeps the predictions but not the networks."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import numpy as np

from ml.research.data.examples import Example
from ml.research.data.tasks import TASKS, of_task
from ml.research.experiments.engine import out_of_fold, sharding
from ml.research.experiments.engine.folds import folds
from ml.research.experiments.engine.inputs import examples_for, labelled, network_for
from ml.research.experiments.engine.plain_training import fit
from ml.research.experiments.engine.plan import FoldJob, Plan
from ml.research.training.loop import logits

OnProgress = Callable[[str, int], None]


def run(plan: Plan, on_progress: OnProgress = lambda name, epoch: None) -> None:
    """Do this process's share of the jobs that are not done yet.

    Args:
        plan: What to do.
        on_progress: Called with a job's name and the epochs that it has done.

    Raises:
        DataError: The data is missing, or has too few patients or answers.
    """
    todo = [
        job for job in sharding.own_share(list(plan.jobs())) if not plan.predictions(job).exists()
    ]
    by_task: dict[str, list[FoldJob]] = {}
    for job in todo:
        by_task.setdefault(job.task, []).append(job)
    for task, jobs in by_task.items():
        examples, labels = of_task(TASKS[task], examples_for(plan, task))
        for job in jobs:
            _do(plan, job, examples, labels, on_progress)


def _do(
    plan: Plan, job: FoldJob, examples: list[Example], labels: list[int], on_progress: OnProgress
) -> None:
    fold_of = folds(examples, plan.folds, plan.recipe.seed, job.by)
    tested = np.flatnonzero(fold_of == job.fold)
    device, folder = sharding.device(), plan.run_folder(job)
    training = labelled(examples, labels, np.flatnonzero(fold_of != job.fold), device)
    test_slices = labelled(examples, labels, tested, device)
    network = network_for(plan, job.task, job.network, training, folder)
    name = f"{job.experiment}, fold {job.fold + 1}"
    rate = plan.initial_rate(job.task)
    fit(
        network,
        training,
        test_slices,
        plan.recipe,
        rate,
        folder,
        lambda epoch: on_progress(name, epoch),
    )
    outputs = logits(network, test_slices.units, plan.recipe.batch).numpy()
    test_examples, answers = [examples[i] for i in tested], [labels[i] for i in tested]
    out_of_fold.write(plan.predictions(job), test_examples, answers, job.fold, outputs)
    shutil.rmtree(folder / "last")  # 0.4 GB each, and the predictions say all that is asked
