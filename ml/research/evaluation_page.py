"""`docs/evaluation.md` and its `evaluation.json`: every figure from one file, none typed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import Any

from ml.core import atomic_files
from ml.core.errors import DataError
from ml.core.types import RESEARCH_USE
from ml.inference.bundle import TASKS as BUNDLES
from ml.inference.bundle import describe
from ml.research.data.tasks import TASKS as LABELS
from ml.research.evaluation import model_card
from ml.research.experiments.ablation.report import markdown as ablated
from ml.research.experiments.compare.report import markdown as compared
from ml.research.experiments.crossval.tables import markdown as crossed
from ml.research.experiments.engine.networks import TITLES
from ml.research.experiments.examine.report import markdown as looked
from ml.research.experiments.references import paper

NOT_YET = "Not run yet. `{}` makes it; `python main.py document` puts it here."


def document(
    docs: Path,
    bundles: Path,
    crossval: Sequence[Path],
    compare: Sequence[Path] = (),
    ablation: Sequence[Path] = (),
    examined: Path | None = None,
) -> Path:
    """Gather what is new, keep what was there, and write both files.

    Args:
        docs: Where both lie.
        bundles: The shipped ones; their metrics are copied from their `model.json`.
        crossval: Folders of finished cross-validations.
        compare: Folders of finished comparisons.
        ablation: Folders of ablations.
        examined: Folder of an examination of the shipped bundles.

    Returns:
        The page.

    Raises:
        DataError: A folder holds no results.
        BundleError: A bundle cannot be read.
    """
    path = docs / "evaluation.json"
    known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    known["paper"] = paper.arithmetic()
    known["bundles"] = {
        task: _bundle(describe(bundles / task)) for task in BUNDLES if (bundles / task).is_dir()
    }
    for kind, prefix, folders in (("crossval", "", crossval), ("compare", "compare-", compare)):
        kept: dict[str, Any] = known.setdefault(kind, {})
        for folder in folders:
            found = _results(folder)
            name = "-".join(found["plan"]["tasks"])
            kept[name] = {**found, "pictures": _pictures(folder, docs, prefix + name)}
    for folder in ablation:
        found = _results(folder)
        known.setdefault("ablation", {})[found["task"]] = found
    if examined is not None:
        known["examined"] = _results(examined)
    atomic_files.write_text(path, json.dumps(known, indent=2) + "\n")
    page = docs / "evaluation.md"
    atomic_files.write_text(page, markdown(known))
    return page


def _results(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / "results.json").read_text()))
    except (OSError, ValueError) as error:
        raise DataError(f"{folder} holds no finished results: {error}") from error


def _pictures(folder: Path, docs: Path, name: str) -> list[str]:
    """Copy an experiment's pictures; their places below `docs`."""
    places = []
    for picture in sorted(folder.glob("*.png")):
        place = f"pictures/evaluation/{name}-{picture.name}"
        atomic_files.write(docs / place, partial(_copy, picture))
        places.append(place)
    return places


def _copy(source: Path, target: Path) -> None:
    copyfile(source, target)


def _shown(results: dict[str, Any]) -> list[str]:
    return [f"![{Path(place).stem.replace('-', ' ')}]({place})" for place in results["pictures"]]


def _bundle(model: dict[str, Any]) -> dict[str, Any]:
    kept = ("name", "version", "architecture", "caution", "demonstration", "training", "metrics")
    return {name: model[name] for name in kept}


def markdown(known: dict[str, Any]) -> str:
    """The page.

    Args:
        known: As `evaluation.json` holds it.
    """
    parts = [
        "# Evaluation",
        f"**{RESEARCH_USE}** Written by `python main.py document` from `evaluation.json`; do not "
        "edit it by hand.",
        "## The shipped bundles",
        model_card.MEASURED,
        *(_shipped(task, one) for task, one in known["bundles"].items()),
        "## Maps, shortcuts and strangers",
        _deeper(looked(known["examined"]))
        if "examined" in known
        else NOT_YET.format("python main.py examine -o OUT"),
        "## The paper's experiment",
    ]
    for results in known["crossval"].values():
        parts += [_deeper(crossed(results)), *_shown(results)]
    if not known["crossval"]:
        parts.append(NOT_YET.format("python main.py crossval -o OUT"))
    parts.append("## The paper's figure 3")
    for results in known["compare"].values():
        parts += [_deeper(compared(results)), *_shown(results)]
    if not known["compare"]:
        parts.append(NOT_YET.format("python main.py compare -o OUT"))
    parts.append("## What each part of the recipe gains")
    for task, results in known.get("ablation", {}).items():
        parts += [f"### {LABELS[task].heading}", _deeper(ablated(results))]
    if "ablation" not in known:
        parts.append(NOT_YET.format("python main.py ablate -o OUT"))
    parts.append(_arithmetic(known["paper"]))
    return "\n\n".join(parts) + "\n"


def _shipped(task: str, one: dict[str, Any]) -> str:
    return (
        f"### {one['name']} {one['version']} ({task})\n\n{one['caution']}\n\n"
        f"| figure | value | interval |\n|---|---|---|\n{model_card.table(one['metrics'])}"
    )


def _deeper(page: str) -> str:
    """The page without its title, its headings one level down."""
    lines = page.strip().splitlines()[1:]
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in lines).strip()


def _arithmetic(found: dict[str, Any]) -> str:
    shares, majority = found["positives_of_table_1"], found["majority_baseline"]
    by_patient, natural = found["source_by_patient"], found["source_accuracy_at_table_1"]
    lines = [
        "## The paper's own arithmetic",
        "",
        f"Table I counts {found['images']['total']} images of {found['patients']['total']} "
        f"patients. Its share of positives is {shares['presence']:.3f} for presence, and for "
        f"source {shares['source, secondary positive']:.3f} or "
        f"{shares['source, primary positive']:.3f}, as one calls secondary or primary positive. "
        "Recall, specificity and accuracy together imply a share of positives in what was "
        "tested; recall, specificity and precision imply it again "
        "(`ml/research/experiments/references/paper.py`):",
        "",
        "| table, network | by accuracy | by precision | F1 reported | F1 recomputed |",
        "|---|---|---|---|---|",
    ]
    for name, row in found["implied"].items():
        task, network = name.split(" ")
        lines.append(
            f"| {paper.TITLES[task]}, {TITLES[network]} | {row['positives_by_accuracy']:.3f} | "
            f"{row['positives_by_precision']:.3f} | {row['f1_reported']:.4f} | "
            f"{row['f1_recomputed']:.4f} |"
        )
    low, high = by_patient["wilson"]
    lines += [
        "",
        f"The source network was therefore not tested on table I's shares. At these, its recall "
        f"and specificity would give an accuracy of {natural['secondary positive']:.4f} "
        f"(secondary positive) or {natural['primary positive']:.4f} (primary positive), where "
        f"always answering secondary gives {majority['source']:.4f}.",
        "",
        f"There are {by_patient['patients']} patients with a tumour. Were patients, not slices, "
        f"called rightly at the reported rate, {by_patient['right']} of them would be, and the "
        f"95 % interval of that rate (Wilson) would reach from {low:.3f} to {high:.3f}. All "
        f"{found['images']['']} tumour-free images come from {found['patients']['']} patients "
        "who have no tumour, so that a network may learn the patient, the frame or the coil.",
    ]
    return "\n".join(lines)
