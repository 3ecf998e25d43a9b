"""Writes the examination of the shipped bundles as a page."""

from __future__ import annotations

from typing import Any

from ml.research.evaluation.figure_names import FIGURES, REFUSED
from ml.research.experiments.examine.map_variants import CLASS_MAPS
from ml.research.experiments.examine.map_vs_lesion import NULLS
from ml.research.experiments.examine.weight_randomisation import ALIKE

COLLECTIONS = {"lgg": "LGG", "cheng": "Cheng", "btp": "Brain-Tumor-Progression"}
SEEN = (
    "All patients are of the test set. Training used other patients of the same collections, with "
    "their outlines. At most {most} slices of each patient are evaluated."
)
WHAT = (
    "*Hit*: the maximum of the map lies inside the outline (fraction of slices). *Energy*: share "
    "of the map's total inside the outline. *Overlap*: intersection over union of the outline and "
    "the highest {top:.0%} of the map. *Hit over the null*: difference to the hits of the better "
    "of two null maps that do not see the image (a blob at the centre, and the mean outline of "
    "training patients at this level), on the same slices. In brackets: 95 % intervals over "
    "patients."
)

TITLES = {
    "gates, told of lesions": "supervised gates",
    "HiResCAM times told gates": "HiResCAM times supervised gates",
    "histogram half way even": "histogram equalised half-way",
    "shading of a coil, 30 %": "coil shading, 30 %",
    "without its skull (imitation)": "simulated skull stripping",
}
"""Plainer titles of names that stored results keep."""
SORTS = {
    "fitted on": "fitted on",
    "not fitted on": "not fitted on",
    "real": "not fitted on, real",
    "same": "in distribution, must not be refused",
}
"""Role of an input in the fit of the OOD detector, by its name in stored results."""


def markdown(results: dict[str, Any]) -> str:
    """The page, its title first.

    Args:
        results: As `results.json` holds it.
    """
    origin = results["provenance"]
    lines = [
        "# Examination of the shipped bundles",
        "",
        f"{', '.join(results['bundles'].values())}; {origin['machine']}, {origin['date']}, commit "
        f"{origin['commit']}, seed {origin['seed']}; `python main.py examine -o OUT`.",
    ]
    for task, part in results.get("maps", {}).items():
        lines += _maps(task, part)
    if "maps" in results:
        lines += _sanity(results["maps"])
    if "shortcuts" in results:
        lines += _shortcuts(results["shortcuts"])
    if results.get("strangers"):
        lines += _strangers(results["strangers"])
    return "\n".join(lines) + "\n"


def _title(name: str) -> str:
    return TITLES.get(name, name)


def _three(value: list[float]) -> str:
    return f"{value[0]:.3f} ({value[1]:.3f} to {value[2]:.3f})"


def _maps(task: str, part: dict[str, Any]) -> list[str]:
    lines = ["", f"## Localisation: do the maps of the {task} network lie on lesions?", ""]
    lines += [SEEN.format(most=part["most"]), WHAT.format(top=part["top"])]
    for name, own in part["by_collection"].items():
        if own["patients"] < 2:
            lines += [
                "",
                f"{COLLECTIONS.get(name, name)}: one patient in the test set, too few for a table; "
                "the figures are in `evaluation.json`.",
            ]
            continue
        lines += [
            "",
            f"{COLLECTIONS.get(name, name)}: {own['slices']} slices of {own['patients']} "
            f"patients; the outlines cover {own['area']:.3f} of the input; "
            f"better null map: {own['null']}.",
            "",
            "| map | hit | energy | overlap | hit over the null |",
            "|---|---|---|---|---|",
        ]
        for way, figures in own["ways"].items():
            title = f"*{way}*" if way in NULLS else _title(way)
            cells = " | ".join(_three(figures[f]) for f in ("hit", "energy", "overlap"))
            lines.append(f"| {title} | {cells} | {_three(figures['over_null'])} |")
        lines += ["", _beaten(own)]
    return lines


def _beaten(own: dict[str, Any]) -> str:
    """Which maps are significantly better than the null map, in a sentence."""
    better = [
        way for way, figures in own["ways"].items()
        if way not in NULLS and figures["over_null"][1] > 0
    ]  # fmt: skip
    if not better:
        return "No map is significantly better than the null map."
    best = max(better, key=lambda way: float(own["ways"][way]["hit"][0]))
    return (
        f"Significantly better than the null map: {'; '.join(map(_title, better))}. "
        f"Most hits: {_title(best)}."
    )


def _sanity(maps: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "## Weight randomisation: do the maps depend on what was learnt?",
        "",
        "Spearman's rank correlation with the map of the trained network while weights are "
        "randomised from the head down (Adebayo et al. 2018). A map that does not change when the "
        "head is randomised does not depend on the class. A map that still correlates above "
        f"{ALIKE} when all weights are random shows the image rather than what was learnt, and "
        "must not be shown as evidence.",
    ]
    for task, part in maps.items():
        check = part["sanity"]
        lines += [
            "",
            f"| {task} network, {check['slices']} slices | {' | '.join(check['steps'])} | |",
            f"|---|{'---|' * len(check['steps'])}---|",
        ]
        for way, values in check["ways"].items():
            cells = " | ".join(f"{value:.2f}" for value in values)
            lines.append(f"| {_title(way)} | {cells} | {_verdict(way, values)} |")
    return lines


def _verdict(way: str, values: list[float]) -> str:
    if values[-1] > ALIKE:
        return "does not depend on what was learnt"
    if way in CLASS_MAPS:
        return "depends on head and features" if values[0] < 1 - 1e-3 else "not on the head"
    return "independent of the class"


def _shortcuts(part: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "## Robustness: which perturbations flip decisions of the presence network?",
        "",
        f"Fraction of decisions flipped by perturbations that leave the lesion intact; "
        f"{part['slices']} slices of {part['patients']} test patients, AUC {part['auc']:.3f} "
        "without perturbation. *Flipped*: the probability crosses the threshold. *Confident "
        "flips*: those without an abstention before or after.",
        "",
        "| perturbation | flipped | confident flips | mean change of probability | AUC |",
        "|---|---|---|---|---|",
    ]
    for name, row in part["changes"].items():
        lines.append(
            f"| {_title(name)} | {_three(row['flipped'])} | {_three(row['sure_flipped'])} | "
            f"{row['shift']:.3f} | {row['auc']:.3f} |"
        )
    worst = max(part["changes"], key=lambda name: part["changes"][name]["flipped"][0])
    most = part["changes"][worst]["flipped"][0]
    calm = [name for name, row in part["changes"].items() if row["flipped"][0] < 0.05]
    lines += [
        "",
        f"Most flips: {_title(worst)}, {most:.1%} of the slices. Below 5 %: "
        f"{'; '.join(map(_title, calm)) if calm else 'none'}.",
    ]
    return lines


def _strangers(part: dict[str, Any]) -> list[str]:
    real = "" if part["real"] is None else f", over the real ones {part['real']:.3f}"
    lines = [
        "",
        "## Out-of-distribution inputs: what does the presence network refuse?",
        "",
        f"The limits of the OOD detector are set for 5 % false refusals on the tuning set. False "
        f"refusals on the test set: {_three(part['false_refusals'])} of the slices, "
        f"{part['false_refusals_series']:.3f} of the patients (more than a third of the slices). "
        f"Mean refusal rate over the {len(part['kinds'])} kinds below: {part['all']:.3f}{real}. "
        "Refusal rates of a detector that was fitted without a kind are among the figures of the "
        "bundle above.",
        "",
        "*DICOM header*: the outcome of the header check, before any network runs. The header of "
        "another sequence *refuses* the series. The header of a T1 without a sign of contrast "
        "agent *doubts*: the series is analysed, with a warning beside it and in its report. A "
        "volume or a picture has *none*, so the OOD detector alone can refuse it.",
        "",
        "| kind | role in fitting | slices | refused | series refused | DICOM header |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in {**part["kinds"], **part["same"]}.items():
        title = FIGURES.get(f"refused_{name}", name).removeprefix(REFUSED)
        sort = SORTS[row["sort"]]
        series = ("yes" if row["series"] else "no") if "series" in row else ""
        lines.append(
            f"| {title} | {sort} | {row['slices']} | {row['refused']:.3f} | {series} "
            f"| {row.get('header', '')} |"
        )
    return lines
