"""Writes the comparison of networks: learning curves (the paper's figure 3), cost and accuracy."""

from __future__ import annotations

import json
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

from ml.core import atomic_files
from ml.core.errors import DataError
from ml.research.data.tasks import TASKS
from ml.research.experiments.compare.compare_run import result_path
from ml.research.experiments.compare.cost import costs
from ml.research.experiments.engine.networks import TITLES
from ml.research.experiments.engine.plan import Plan
from ml.research.experiments.engine.provenance import by_optimiser, in_numbers, some_slices


def finished(plan: Plan) -> bool:
    """Whether every network's result is there."""
    return all(result_path(plan, t, n).exists() for t in plan.tasks for n in plan.networks)


def report(plan: Plan) -> dict[str, Any]:
    """Write `results.json`, `table.md` and a picture per task.

    Returns:
        What `results.json` holds.

    Raises:
        DataError: A network is missing.
    """
    if not finished(plan):
        raise DataError("not all networks are done; run the same command to go on")
    cost = costs(plan)
    networks = [
        json.loads(result_path(plan, task, name).read_text()) | cost[name]
        for task in plan.tasks
        for name in plan.networks
    ]
    results = {
        "provenance": json.loads((plan.out / "provenance.json").read_text()),
        "plan": plan.public(),
        "networks": networks,
    }
    atomic_files.write_text(plan.out / "results.json", json.dumps(results, indent=2) + "\n")
    atomic_files.write_text(plan.out / "table.md", markdown(results))
    for task in plan.tasks:
        _draw(plan, task, [network for network in networks if network["task"] == task])
    return results


def markdown(results: dict[str, Any]) -> str:
    """The table as a page.

    Args:
        results: As `results.json` holds it.
    """
    origin, plan = results["provenance"], results["plan"]
    recipe = plan["recipe"]
    start = "ImageNet" if plan["start"] or plan["pretrained"] else "random"
    few = some_slices(plan["few"])
    lines = [
        "# Comparison of networks",
        "",
        f"**{origin['use']}** One split by patient, a fifth for testing; {recipe['epochs']} epochs "
        f"at {recipe['size']}x{recipe['size']}{in_numbers(recipe['precision'])}"
        f"{by_optimiser(recipe)} from {start} "
        f"weights{few}; {origin['machine']}, "
        f"{origin['date']}, commit {origin['commit']}, seed {origin['seed']}. GFLOP "
        "counts two operations per multiply-add; ms are per slice, one slice at a time, all "
        "networks in turn in one run.",
    ]
    for task in results["plan"]["tasks"]:
        own_networks = [network for network in results["networks"] if network["task"] == task]
        lines += [
            "",
            f"## {TASKS[task].heading}",
            "",
            f"{own_networks[0]['tested_on']} test slices; accuracy of the majority class: "
            f"{own_networks[0]['majority']:.3f}.",
            "",
            "| network | accuracy, last epoch | best epoch | parameters, million | GFLOP | ms |",
            "|---|---|---|---|---|---|",
        ]
        for network in own_networks:
            curve = [epoch["accuracy"] for epoch in network["curve"]]
            lines.append(
                f"| {TITLES.get(network['network'], network['network'])} | {curve[-1]:.4f} | "
                f"{max(curve):.4f} | {network['parameters'] / 1e6:.2f} | {network['gflops']:.2f} | "
                f"{network['milliseconds']:.1f} |"
            )
    return "\n".join(lines) + "\n"


def _draw(plan: Plan, task: str, networks: list[dict[str, Any]]) -> None:
    figure, axis = plt.subplots(figsize=(5.5, 3.6), layout="constrained")
    for network in networks:
        curve = [epoch["accuracy"] for epoch in network["curve"]]
        title = TITLES.get(network["network"], network["network"])
        axis.plot(range(1, len(curve) + 1), curve, label=title, linewidth=1.2)
    axis.set(xlabel="epoch", ylabel="accuracy on the test patients", title=TASKS[task].heading)
    axis.legend(fontsize=7)
    path = plan.out / f"curves-{task}.png"
    atomic_files.write(path, lambda p: figure.savefig(p, dpi=130, metadata={"Software": None}))
    plt.close(figure)
