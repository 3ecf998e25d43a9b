"""Writes tables III and IV beside the paper's own, and the effect of splitting by slice."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any

from ml.research.data.tasks import TASKS
from ml.research.experiments.engine.networks import TITLES
from ml.research.experiments.engine.plain_training import Recipe
from ml.research.experiments.engine.provenance import by_optimiser, in_numbers, remark, some_slices
from ml.research.experiments.references import paper, published

WORDS = {
    "recall": "Recall",
    "specificity": "Specificity",
    "precision": "Precision",
    "f1": "F1-score",
    "accuracy": "Accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "auc": "AUC",
    "auc_same_level": "AUC, same level",
    "accuracy_patients": "Accuracy, mean over patients",
    "patients_right": "Patients classified correctly",
    "calibration_error": "Expected calibration error",
    "calibration_error_scaled": "Expected calibration error, temperature cross-fitted",
}


TOLD_BY_COLLECTION = (
    "All metastases are of one collection, which has no skull. Networks see whole slices here, as "
    "in the paper, and from whole slices the collection can be told. So these figures are no "
    "evidence that metastases can be told from primary tumours; the figures of the shipped source "
    "network stand beside controls."
)
"""Stands above what was measured on real metastases of the public collections."""


def _told_by_collection(task: str, plan: dict[str, Any]) -> bool:
    return task == "source" and not plan["manifest"] and not plan["simulate"]


def markdown(results: dict[str, Any]) -> str:
    """All tables as a page.

    Args:
        results: As `results.json` holds it.
    """
    origin = results["provenance"]
    parts = [
        "# Cross-validation",
        f"**{origin['use']}** {_origin(results)}",
    ]
    for task in results["plan"]["tasks"]:
        parts.append(f"## {_title(task)}")
        if _told_by_collection(task, results["plan"]):
            parts.append(TOLD_BY_COLLECTION)
        parts.append(_paper_form(task, results))
        parts.append(_wide(task, results))
        parts += [part for part in (_leak(task, results), _published(task)) if part]
    return "\n\n".join(parts) + "\n"


def _origin(results: dict[str, Any]) -> str:
    origin, plan = results["provenance"], results["plan"]
    recipe = plan["recipe"]
    data = "one manifest" if plan["manifest"] else "the public collections"
    simulated = " with simulated lesions" if plan["simulate"] else ""
    few = some_slices(plan["few"])
    pretrained = " from ImageNet weights" if plan["start"] or plan["pretrained"] else ""
    full = Recipe()
    short = (recipe["epochs"], recipe["size"]) != (full.epochs, full.size) or few
    shorter = (
        f" The paper trained for {full.epochs} epochs at {full.size}x{full.size} on every slice: "
        "these figures compare splits and networks, and do not show what the method can reach."
    )
    return (
        f"{plan['folds']} folds, {recipe['epochs']} epochs of batches of {recipe['batch']} at "
        f"{recipe['size']}x{recipe['size']}{in_numbers(recipe['precision'])}"
        f"{by_optimiser(recipe)}{pretrained}, "
        f"on {data}{simulated}{few}; "
        f"{origin['machine']}, torch {origin['torch']}, {origin['date']}, commit "
        f"{origin['commit']}, seed {origin['seed']}."
        f"{_unequal_starts(plan)}{shorter if short else ''}"
        f"{remark(results)}"
    )


def _unequal_starts(plan: dict[str, Any]) -> str:
    """Where the start favours one of the networks, the page must say so."""
    if not plan["start"] or "resnet50" not in plan["networks"] or len(plan["networks"]) == 1:
        return ""
    return (
        " ResNet-50 starts from all of these weights. ResNeSt and ResNeSAt start from those that "
        "fit; their split attention and gates start untrained "
        "(`ml/research/training/pretrained.py`), which is a disadvantage in a run this short."
    )


def _title(task: str) -> str:
    number = paper.TITLES.get(task)
    return f"{number}: {TASKS[task].heading}" if number else TASKS[task].heading


def _columns(task: str) -> tuple[str, ...]:
    return paper.COLUMNS if task in paper.TABLES else ("accuracy", "f1", "balanced_accuracy", "auc")


def rows(task: str, results: dict[str, Any]) -> list[tuple[str, dict[str, float | None]]]:
    """Lines of the table in the paper's form: the mean over folds."""
    lines: list[tuple[str, dict[str, float | None]]] = [
        (f"{TITLES[network]}, the paper", dict(asdict(reported)))
        for network, reported in paper.TABLES.get(task, {}).items()
    ]
    for experiment in results["experiments"].values():
        if experiment["task"] == task:
            title = TITLES.get(experiment["network"], experiment["network"])
            lines.append((f"{title}, by {experiment['by']}", experiment["figures"]["folds"]))
    return lines


def _paper_form(task: str, results: dict[str, Any]) -> str:
    columns = _columns(task)
    lines = [
        "Mean over folds, as the paper reports:" if task in paper.TABLES else "Mean over folds:",
        "",
        "| | " + " | ".join(WORDS[c] for c in columns) + " |",
        "|---|" + "---|" * len(columns),
    ]
    for title, values in rows(task, results):
        lines.append(f"| {title} | " + " | ".join(_four(values.get(c)) for c in columns) + " |")
    return "\n".join(lines)


def _wide(task: str, results: dict[str, Any]) -> str:
    own_experiments = [
        experiment for experiment in results["experiments"].values() if experiment["task"] == task
    ]
    first = own_experiments[0]["figures"]
    names = [f"{TITLES.get(o['network'], o['network'])}, by {o['by']}" for o in own_experiments]
    lines = [
        f"All folds together, {first['slices']} slices of {first['patients']} patients, with the "
        f"95 % interval over patients; accuracy of the majority class: "
        f"{first['majority']:.3f}:",
        "",
        "| | " + " | ".join(names) + " |",
        "|---|" + "---|" * len(names),
    ]
    for figure, words in WORDS.items():
        cells = [
            _interval(experiment["figures"]["pooled"].get(figure)) for experiment in own_experiments
        ]
        if any(cells):
            lines.append(f"| {words} | " + " | ".join(cells) + " |")
    lines.append(
        "| Accuracy of the best epoch on the test fold | "
        + " | ".join(_four(experiment["best_epoch_accuracy"]) for experiment in own_experiments)
        + " |"
    )
    return "\n".join(lines)


def _leak(task: str, results: dict[str, Any]) -> str:
    by: dict[str, dict[str, Any]] = {}
    for experiment in results["experiments"].values():
        if experiment["task"] == task:
            folds = experiment["figures"]["folds"]
            by.setdefault(experiment["network"], {})[experiment["by"]] = folds
    lines = ["Effect of the leak: folds by slice minus folds by patient.", ""]
    columns = ("accuracy", "f1", "auc")
    lines += ["| | " + " | ".join(WORDS[c] for c in columns) + " |", "|---|---|---|---|"]
    complete = False
    for network, both in by.items():
        if {"patient", "slice"} <= set(both):
            complete = True
            cells = [_difference(both["slice"].get(c), both["patient"].get(c)) for c in columns]
            lines.append(f"| {TITLES.get(network, network)} | " + " | ".join(cells) + " |")
    return "\n".join(lines) if complete else ""


def _published(task: str) -> str:
    others = published.BY_PATIENT.get(task, ())
    lines = [
        "What others report for this task on this collection, split by patient (not measured by "
        "us; slices, sizes and folds differ from ours):",
        "",
        "| | network | split | accuracy | AUC |",
        "|---|---|---|---|---|",
        *(
            f"| {other.source} | {other.network} | {other.dealt} | {_four(other.accuracy)} | "
            f"{_four(other.auc)} |"
            for other in others
        ),
    ]
    return "\n".join(lines) if others else ""


def comma_separated(task: str, results: dict[str, Any]) -> str:
    """The table in the paper's form, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = _columns(task)
    writer.writerow(["network", *columns])
    for title, values in rows(task, results):
        writer.writerow([title, *(values.get(c) for c in columns)])
    return text.getvalue()


def _four(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _interval(value: list[float | None] | None) -> str:
    if value is None or value[0] is None:
        return ""
    if value[1] is None or value[2] is None:
        return f"{value[0]:.3f}"
    return f"{value[0]:.3f} ({value[1]:.3f} to {value[2]:.3f})"


def _difference(value: float | None, other: float | None) -> str:
    return "" if value is None or other is None else f"{value - other:+.4f}"
