"""Writes the table of an ablation: each variant with its gain over the recipe."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.core import atomic_files
from ml.core.errors import DataError
from ml.research.data.tasks import TASKS
from ml.research.evaluation.metrics import Predictions, Statistic, auc, level_auc, patient_resamples
from ml.research.experiments.ablation.ablation_run import predictions_path, read
from ml.research.experiments.ablation.variants import VARIANTS, title
from ml.research.experiments.engine.provenance import in_numbers, provenance, remark
from ml.research.training.config import TrainConfig

DRAWS = 1000
SEEN = {
    "presence": "",
    "source": "The presence bundle that provides the initial weights may have been trained on "
    "these patients, without their source. ",
}
"""What must be known of the initial weights beside the figures."""


def report(config: TrainConfig, seeds: Sequence[int], draws: int = DRAWS) -> dict[str, Any]:
    """Write `results.json` and `table.md` of the variants that all seeds have finished.

    Args:
        config: Of `ml.research.experiments.ablation.ablation_run.base`.
        seeds: That must be there.
        draws: Of the bootstrap over patients.

    Returns:
        What `results.json` holds.

    Raises:
        DataError: The recipe itself is not done.
    """
    variants = VARIANTS[config.task]
    paths = {name: [predictions_path(config.out, name, s) for s in seeds] for name in variants}
    done = {
        name: [read(path) for path in own]
        for name, own in paths.items()
        if all(path.exists() for path in own)
    }
    if "base" not in done:
        raise DataError(f"{config.out}: the recipe is not done; run the same command to go on")
    recipe = done["base"]
    rows = {name: _row(runs, recipe, draws) for name, runs in done.items()}
    results = {
        "provenance": provenance(seeds[0]),
        "task": config.task,
        "seeds": len(seeds),
        "size": config.size,
        "epochs": config.epochs,
        "per_epoch": config.per_epoch,
        "precision": config.precision,
        "slices": len(recipe[0].label),
        "patients": len(np.unique(recipe[0].patient)),
        "variants": rows,
    }
    atomic_files.write_text(config.out / "results.json", json.dumps(results, indent=2) + "\n")
    atomic_files.write_text(config.out / "table.md", markdown(results))
    return results


def _row(runs: list[Predictions], recipe: list[Predictions], draws: int) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, statistic in (("auc", auc), ("auc_same_level", level_auc)):
        own = [statistic(p) for p in runs]
        row[name] = [round(float(np.mean(own)), 4), round(float(np.std(own)), 4)]
        row[f"{name}_gain"] = [round(v, 4) for v in gain(runs, recipe, statistic, draws)]
    return row


def gain(
    runs: list[Predictions], recipe: list[Predictions], statistic: Statistic, draws: int
) -> tuple[float, float, float]:
    """Mean over seeds of a statistic, less the recipe's, with its 95 % interval over patients.

    Both are evaluated on the same drawn patients, so that what they have in common cancels.

    Returns:
        Value, lower and upper bound.
    """

    def difference(index: NDArray[np.intp]) -> float:
        means = (
            np.mean([statistic(p.take(index)) for p in networks]) for networks in (runs, recipe)
        )
        return float(next(means)) - float(next(means))

    differences = [
        difference(index) for index, _ in patient_resamples(runs[0].patient, draws, seed=1)
    ]
    low, high = np.nanpercentile(differences, [2.5, 97.5])
    return difference(np.arange(len(runs[0].label))), float(low), float(high)


def markdown(results: dict[str, Any]) -> str:
    """The table as a page.

    Args:
        results: As `results.json` holds it.
    """
    origin, several = results["provenance"], results["seeds"] > 1
    seeds = f"{results['seeds']} seeds" if several else "one seed, so differences may be chance"
    lines = [
        "# Ablation",
        "",
        f"**{origin['use']}** {TASKS[results['task']].heading}, {results['epochs']} epochs of "
        f"{results['per_epoch']} slices at {results['size']}x{results['size']}"
        f"{in_numbers(results['precision'])}, {seeds}: far shorter than the training of the "
        f"shipped network, so that variants can be compared. Evaluated on {results['slices']} "
        f"slices of {results['patients']} patients taken from the training set; the test set is "
        f"not used. {'Mean and standard deviation over seeds. ' if several else ''}Gain over the "
        f"recipe with its paired 95 % interval over patients. {SEEN[results['task']]}"
        f"{origin['machine']}, "
        f"{origin['date']}, commit {origin['commit']}.{remark(results)}",
        "",
        "| variant | AUC | gain | AUC, same level | gain |",
        "|---|---|---|---|---|",
    ]
    for name, row in results["variants"].items():
        cells = [title(results["task"], name)]
        for figure in ("auc", "auc_same_level"):
            mean, deviation = row[figure]
            value, low, high = row[f"{figure}_gain"]
            cells.append(f"{mean:.3f}" + (f" ± {deviation:.3f}" if several else ""))
            cells.append("" if name == "base" else f"{value:+.3f} [{low:+.3f}, {high:+.3f}]")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
