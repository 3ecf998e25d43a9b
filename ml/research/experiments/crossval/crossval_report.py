"""Writes figures, tables and plots of a cross-validation from stored predictions."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from ml.core import atomic_files
from ml.core.errors import DataError
from ml.research.experiments.crossval import crossval_plots, tables
from ml.research.experiments.crossval.figures import DRAWS, figures
from ml.research.experiments.engine import out_of_fold
from ml.research.experiments.engine.networks import TITLES
from ml.research.experiments.engine.out_of_fold import OutOfFold
from ml.research.experiments.engine.plan import FoldJob, Plan


def finished(plan: Plan) -> bool:
    """Whether every fold's predictions are there."""
    return all(plan.predictions(job).exists() for job in plan.jobs())


def report(plan: Plan, draws: int = DRAWS) -> dict[str, Any]:
    """Count, and write `results.json`, `tables.md`, `table-TASK.csv` and the crossval_plots.

    Args:
        plan: Whose predictions are stored.
        draws: Of patients, for the intervals.

    Returns:
        What `results.json` holds.

    Raises:
        DataError: A fold is missing.
    """
    if not finished(plan):
        left = sum(not plan.predictions(job).exists() for job in plan.jobs())
        raise DataError(f"{left} folds are not done; run the same command to go on")
    by_experiment: dict[str, list[FoldJob]] = {}
    for job in plan.jobs():
        by_experiment.setdefault(job.experiment, []).append(job)
    read = {
        name: out_of_fold.read([plan.predictions(job) for job in jobs])
        for name, jobs in by_experiment.items()
    }
    results: dict[str, Any] = {
        "provenance": json.loads((plan.out / "provenance.json").read_text()),
        "plan": plan.public(),
        "experiments": {
            name: {
                "task": jobs[0].task,
                "by": jobs[0].by,
                "network": jobs[0].network,
                "figures": figures(read[name], draws, plan.recipe.seed),
                "best_epoch_accuracy": _best_epoch(plan, jobs),
            }
            for name, jobs in by_experiment.items()
        },
    }
    atomic_files.write_text(plan.out / "results.json", json.dumps(results, indent=2) + "\n")
    atomic_files.write_text(plan.out / "tables.md", tables.markdown(results))
    for task in plan.tasks:
        text = tables.comma_separated(task, results)
        atomic_files.write_text(plan.out / f"table-{task}.csv", text)
        _draw(plan, task, results, read)
    return results


def _best_epoch(plan: Plan, jobs: list[FoldJob]) -> float:
    """Mean over folds of the best epoch on the tested fold: what choosing there would report."""
    best = []
    for job in jobs:
        curve = json.loads((plan.run_folder(job) / "curve.json").read_text())
        best.append(max(epoch["accuracy"] for epoch in curve))
    return round(float(np.mean(best)), 4)


def _draw(plan: Plan, task: str, results: dict[str, Any], read: dict[str, OutOfFold]) -> None:
    own_experiments = {
        n: experiment
        for n, experiment in results["experiments"].items()
        if experiment["task"] == task
    }
    titles = {
        n: f"{TITLES.get(experiment['network'], experiment['network'])}, by {experiment['by']}"
        for n, experiment in own_experiments.items()
    }
    predictions_by_title = {titles[n]: read[n] for n in own_experiments}
    crossval_plots.reliability(plan.out / f"reliability-{task}.png", predictions_by_title)
    crossval_plots.receiver(plan.out / f"roc-{task}.png", predictions_by_title)
    accuracies = {
        titles[n]: experiment["figures"]["each_fold"]["accuracy"]
        for n, experiment in own_experiments.items()
    }
    crossval_plots.folds(plan.out / f"folds-{task}.png", accuracies)
