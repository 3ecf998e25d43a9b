"""Writes the tables of source networks judged on collections that they never saw."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ml.core import atomic_files
from ml.research.data.lesion_examples import BLANKED, TUMOUR_FREE
from ml.research.experiments.engine.provenance import (
    by_optimiser,
    in_numbers,
    provenance,
    remark,
)
from ml.research.experiments.leave_out.unseen_figures import FEWEST_CONTROLS
from ml.research.training.config import TrainConfig
from ml.research.training.initial_weights import describe_start, task_of_start

RECIPE = (
    "architecture", "gate", "epochs", "per_epoch", "batch", "rate", "decay", "optimiser", "size",
    "field_mm", "precision", "collections",
)  # fmt: skip
"""Fields of the configuration that results keep; none is a path."""
PRESENCE_START = (
    " That start is a presence network, which may have been trained on patients of the collection "
    "left out, without their source."
)
CONTROLS = {BLANKED: "lesion blanked", TUMOUR_FREE: "tumour-free"}
NONE = "—"


def report(config: TrainConfig, found: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Write `results.json` and `table.md`.

    Args:
        config: The recipe.
        found: Of `ml.research.experiments.leave_out.leave_out_run.leave_out`.

    Returns:
        What `results.json` holds.
    """
    recipe = {name: getattr(config, name) for name in RECIPE}
    results = {
        "provenance": provenance(config.seed),
        "recipe": {**recipe, "collections": "" if config.manifest else config.collections},
        "start": describe_start(config),
        "start_task": task_of_start(config),
        "left_out": dict(found),
    }
    atomic_files.write_text(config.out / "results.json", json.dumps(results, indent=2) + "\n")
    atomic_files.write_text(config.out / "table.md", markdown(results))
    return results


def markdown(results: dict[str, Any]) -> str:
    """The tables as a page.

    Args:
        results: As `results.json` holds it.
    """
    origin, left_out = results["provenance"], results["left_out"]
    tested = next(iter(left_out.values()))["patients_secondary"]
    lines = [
        "# Source on collections that were left out",
        "",
        f"**{origin['use']}** For each row a source network was trained without any patient of one "
        f"collection: {_recipe(results['recipe'])}, from {results['start']}."
        f"{PRESENCE_START if results['start_task'] == 'presence' else ''} It is then asked about "
        f"all patients of that collection and about the {tested} patients with metastases of the "
        "test set. A patient's score is the mean over the lesions, weighted by area. The decision "
        "rule is fitted on tuning patients of the other collections. In brackets: 95 % intervals "
        f"over patients. {origin['machine']}, {origin['date']}, commit {origin['commit']}, seed "
        f"{origin['seed']}; `python main.py leave-out -o OUT`.{remark(results)}",
        "",
        "*AUC, unseen*: metastases against the collection left out. *AUC, seen*: the same network, "
        "metastases against test patients of the collections that it learnt from.",
        "",
        "| left out | patients | AUC, unseen | AUC, seen | called primary | called secondary | "
        "not sure | metastases called secondary | metastases called primary |",
        f"|{'---|' * 9}",
        *(_row(name, figures) for name, figures in left_out.items()),
        "",
        "The same networks, asked where there is no lesion: controls of the collection left out "
        "against those of the test patients of collections with metastases. An AUC of 0.5 means "
        "that the site is not told. *Sure*: share of the controls of the collection left out that "
        f"get a sure answer. Where either side has fewer than {FEWEST_CONTROLS}, no figure is "
        "given.",
        "",
        "| left out | control | slices | slices of metastases' collections | AUC | sure |",
        f"|{'---|' * 6}",
        *(_control(name, kind, one) for name, one in left_out.items() for kind in CONTROLS),
    ]
    return "\n".join(lines) + "\n"


def _recipe(recipe: dict[str, Any]) -> str:
    drawn = f" of {recipe['per_epoch']} slices" if recipe["per_epoch"] else ""
    fed = f"single lesions in {recipe['field_mm']:g} mm" if recipe["field_mm"] else "whole slices"
    return (
        f"{recipe['architecture']}, {recipe['epochs']} epochs{drawn}, {fed} at {recipe['size']}x"
        f"{recipe['size']}{in_numbers(recipe['precision'])}{by_optimiser(recipe)}"
    )


def _row(name: str, figures: dict[str, Any]) -> str:
    primaries, metastases = (figures["called"][side] for side in ("primaries", "metastases"))
    cells = [
        name,
        str(figures["patients"]),
        _shown(figures.get("auc_patients"), ".3f"),
        _shown(figures.get("auc_patients_seen"), ".3f"),
        *(_shown(primaries[answer], ".0%") for answer in ("primary", "secondary", "not_sure")),
        *(_shown(metastases[answer], ".0%") for answer in ("secondary", "primary")),
    ]
    return f"| {' | '.join(cells)} |"


def _control(name: str, kind: str, figures: dict[str, Any]) -> str:
    part = figures["controls"].get(kind, {})
    cells = [
        name,
        CONTROLS[kind],
        str(part.get("slices", NONE)),
        str(part.get("slices_secondary", NONE)),
        _shown(part.get("auc"), ".3f"),
        _shown(part.get("sure"), ".0%"),
    ]
    return f"| {' | '.join(cells)} |"


def _shown(figure: float | list[float] | None, form: str) -> str:
    """A figure with its interval, if it has one; a dash where it could not be computed."""
    if figure is None:
        return NONE
    if not isinstance(figure, list):
        return f"{figure:{form}}"
    value, low, high = (f"{number:{form}}" for number in figure)
    return f"{value} ({low} to {high})"
