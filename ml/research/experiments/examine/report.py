"""What the examination of the shipped bundles found, as a page."""

from __future__ import annotations

from typing import Any

from ml.research.evaluation.model_card import FIGURES
from ml.research.experiments.examine.map_variants import CLASS_MAPS
from ml.research.experiments.examine.map_vs_lesion import NULLS
from ml.research.experiments.examine.weight_randomisation import ALIKE

COLLECTIONS = {"lgg": "LGG", "cheng": "Cheng", "btp": "Brain-Tumor-Progression"}
SEEN = (
    "All patients are held out: other patients of the same collections, with their outlines, were "
    "trained on. At most {most} slices of each are looked at."
)
WHAT = (
    "*Hit*: the map's highest point lies inside the outline. *Energy*: share of the map inside. "
    "*Overlap*: intersection over union of the outline with the highest {top:.0%} of the map. "
    "*Over the null*: hits more than the better of two nulls has that see no image (a blob at the "
    "centre, and the mean outline of training patients at this level), on the same slices. In "
    "brackets, 95 % intervals over patients."
)


def markdown(found: dict[str, Any]) -> str:
    """The page, its title first.

    Args:
        found: As `results.json` holds it.
    """
    made = found["provenance"]
    lines = [
        "# Examined",
        "",
        f"{', '.join(found['bundles'].values())}; {made['machine']}, {made['date']}, commit "
        f"{made['commit']}, seed {made['seed']}; `python main.py examine -o OUT`.",
    ]
    for task, one in found.get("maps", {}).items():
        lines += _maps(task, one)
    if "maps" in found:
        lines += _sanity(found["maps"])
    if "shortcuts" in found:
        lines += _shortcuts(found["shortcuts"])
    if found.get("strangers"):
        lines += _strangers(found["strangers"])
    return "\n".join(lines) + "\n"


def _three(value: list[float]) -> str:
    return f"{value[0]:.3f} ({value[1]:.3f} to {value[2]:.3f})"


def _maps(task: str, one: dict[str, Any]) -> list[str]:
    lines = ["", f"## Do maps of the {task} network lie on lesions?", ""]
    lines += [SEEN.format(most=one["most"]), WHAT.format(top=one["top"])]
    for name, own in one["by_collection"].items():
        if own["patients"] < 2:
            lines += ["", f"{COLLECTIONS.get(name, name)} holds out one patient, from whom nothing "
                      "follows for others; the figures stand in `evaluation.json`."]  # fmt: skip
            continue
        lines += [
            "",
            f"{COLLECTIONS.get(name, name)}: {own['slices']} slices of {own['patients']} "
            f"patients; outlines cover {own['area']:.3f}; the better "
            f"null: {own['null']}.",
            "",
            "| map | hit | energy | overlap | hit over the null |",
            "|---|---|---|---|---|",
        ]
        for way, figures in own["ways"].items():
            title = f"*{way}*" if way in NULLS else way
            cells = " | ".join(_three(figures[f]) for f in ("hit", "energy", "overlap"))
            lines.append(f"| {title} | {cells} | {_three(figures['over_null'])} |")
        lines += ["", _beaten(own)]
    return lines


def _beaten(own: dict[str, Any]) -> str:
    """Which ways beat the null for certain, in a sentence."""
    better = [
        way for way, figures in own["ways"].items()
        if way not in NULLS and figures["over_null"][1] > 0
    ]  # fmt: skip
    if not better:
        return "No map hits more than the null for certain."
    best = max(better, key=lambda way: float(own["ways"][way]["hit"][0]))
    return f"For certain over the null: {'; '.join(better)}. Most hits: {best}."


def _sanity(maps: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "## Do maps depend on what was learnt?",
        "",
        "Spearman's rank correlation with the trained network's map as weights are made random "
        "from the head down (Adebayo et al. 2018). A map that does not change when the head is "
        "random says nothing of the class; one that correlates above "
        f"{ALIKE} with all weights random shows the picture and not what was learnt, and is not "
        "to be shown as evidence.",
    ]
    for task, one in maps.items():
        check = one["sanity"]
        lines += [
            "",
            f"| {task} network, {check['slices']} slices | {' | '.join(check['steps'])} | |",
            f"|---|{'---|' * len(check['steps'])}---|",
        ]
        for way, values in check["ways"].items():
            cells = " | ".join(f"{value:.2f}" for value in values)
            lines.append(f"| {way} | {cells} | {_verdict(way, values)} |")
    return lines


def _verdict(way: str, values: list[float]) -> str:
    if values[-1] > ALIKE:
        return "does not depend on what was learnt"
    if way in CLASS_MAPS:
        return "depends on head and features" if values[0] < 1 - 1e-3 else "not on the head"
    return "knows no class"


def _shortcuts(one: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "## What flips a verdict of the presence network?",
        "",
        f"{one['slices']} slices of {one['patients']} held-out patients, AUC {one['auc']:.3f} as "
        "they are. *Flipped*: presence passes its threshold. *Sure to sure*: and neither answer "
        'was "not sure".',
        "",
        "| change | flipped | sure to sure | mean change of probability | AUC after |",
        "|---|---|---|---|---|",
    ]
    for name, row in one["changes"].items():
        lines.append(
            f"| {name} | {_three(row['flipped'])} | {_three(row['sure_flipped'])} | "
            f"{row['shift']:.3f} | {row['auc']:.3f} |"
        )
    worst = max(one["changes"], key=lambda name: one["changes"][name]["flipped"][0])
    most = one["changes"][worst]["flipped"][0]
    calm = [name for name, row in one["changes"].items() if row["flipped"][0] < 0.05]
    lines += [
        "",
        f"Most flips: {worst}, {most:.1%} of the slices. Under one in twenty: "
        f"{'; '.join(calm) if calm else 'none of them'}.",
    ]
    return lines


def _strangers(one: dict[str, Any]) -> list[str]:
    real = "" if one["real"] is None else f"; over the real ones {one['real']:.3f}"
    lines = [
        "",
        "## What does the presence network refuse?",
        "",
        f"Limits set for 5 % on tuning patients. Refused falsely of held-out patients: "
        f"{_three(one['false_refusals'])} of the slices, {one['false_refusals_series']:.3f} of "
        f"the patients (more than a third of the slices). Mean over the {len(one['kinds'])} "
        f"kinds below: {one['all']:.3f}{real}. What becomes of the kinds fitted on where the probe "
        "never saw them stands among the bundle's figures above.",
        "",
        "*Its header*: what a reader meets before any network is asked. A DICOM header of another "
        "sequence *refuses*, one of T1 without a sign of contrast agent *doubts*: the series is "
        "read, and the doubt stands with the series and in its report. A volume or a picture has "
        "*none*, and only the network's guard stands before it.",
        "",
        "| kind | what it is to the fit | slices | refused | series refused | its header |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in {**one["kinds"], **one["same"]}.items():
        title = FIGURES.get(f"refused_{name}", name).removeprefix("Refused of ")
        sort = "T1 with contrast agent, not to be refused" if row["sort"] == "same" else row["sort"]
        whole = ("yes" if row["series"] else "no") if "series" in row else ""
        lines.append(
            f"| {title} | {sort} | {row['slices']} | {row['refused']:.3f} | {whole} "
            f"| {row.get('header', '')} |"
        )
    return lines
