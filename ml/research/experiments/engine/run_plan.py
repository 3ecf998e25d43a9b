"""Makes a plan from command-line options, and runs it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from ml.core import atomic_files
from ml.research.experiments.engine import sharding
from ml.research.experiments.engine.folds import By
from ml.research.experiments.engine.networks import FIGURE_3
from ml.research.experiments.engine.plain_training import Recipe
from ml.research.experiments.engine.plan import Plan, remember
from ml.research.experiments.engine.provenance import provenance
from ml.research.synthesis import phantoms

FOLDS_OF: dict[str, tuple[By, ...]] = {
    "patient": ("patient",),
    "slice": ("slice",),
    "both": ("patient", "slice"),
}
TINY = ("resnest_tiny", "resnesat_tiny")
TINY_COMPARED = (*TINY, "shufflenet_v2_x0_5")
QUICK_DRAWS = 100
"""Bootstrap draws of a quick run."""


def plan(options: argparse.Namespace, compared: bool) -> Plan:
    """The plan that the options describe.

    Args:
        options: Of `crossval` or `compare` (`ml.research.commands`).
        compared: Whether it is a comparison.
    """
    recipe = Recipe(
        epochs=options.epochs,
        batch=options.batch,
        optimiser=options.optimiser,
        decay=options.decay,
        size=options.size,
        full_augmentation=options.full_augmentation,
        precision=options.precision,
        seed=options.seed,
    )
    by = FOLDS_OF[getattr(options, "by", "patient")]
    networks = tuple(FIGURE_3.values()) if compared else ("resnest50", "resnesat50")
    plan_ = Plan(
        out=options.out,
        tasks=tuple(dict.fromkeys(options.tasks or ("presence", "source"))),
        by=by,
        networks=tuple(options.networks or networks),
        folds=getattr(options, "folds", 1),
        manifest=options.manifest,
        shared="" if options.manifest else str(options.shared),
        simulate=options.simulate,
        gate=options.gate,
        start=options.start,
        pretrained=options.pretrained,
        few=options.few,
        rate=options.rate,
        recipe=recipe,
    )
    return _quick(plan_, options, compared) if options.quick else plan_


def _quick(plan_: Plan, options: argparse.Namespace, compared: bool) -> Plan:
    """The same with tiny networks, and on drawn heads where no manifest is named."""
    manifest = plan_.manifest
    if not manifest:
        path = plan_.out / "drawn" / "manifest.csv"
        manifest = str(path if path.exists() else phantoms.draw(path.parent))
    return replace(
        plan_,
        networks=tuple(options.networks or (TINY_COMPARED if compared else TINY)),
        tasks=tuple(options.tasks or ("presence", "source", "tumour-class")),
        folds=min(plan_.folds, 3),
        manifest=manifest,
        shared="",
        few=plan_.few or 6,
        rate=plan_.rate or 0.02,
        gate="open",
        recipe=replace(plan_.recipe, epochs=min(plan_.recipe.epochs, 2), size=64),
    )


def work(
    plan_: Plan,
    run: Callable[[Plan, Callable[[str, int], None]], None],
    count: int,
    arguments: Sequence[str] = (),
) -> None:
    """Do what is left of a plan, in this process or in several.

    Args:
        plan_: What to do.
        run: Does this process's share.
        count: Processes asked for; 0 means one per GPU.
        arguments: This program's own, to start it again beside itself.

    Raises:
        DataError: The folder holds another plan, or one of the processes failed.
    """
    remember(plan_)
    path = plan_.out / "provenance.json"
    if not path.exists():
        atomic_files.write_text(path, json.dumps(provenance(plan_.recipe.seed), indent=2) + "\n")
    several = sharding.processes(count)
    if several > 1:
        sharding.start(several, arguments or sys.argv)
        return
    console = Console(stderr=True)
    with console.status("reading slices") as status:
        epochs = plan_.recipe.epochs
        run(plan_, lambda name, epoch: status.update(f"{name}: epoch {epoch} of {epochs}"))


def text(path: Path) -> str:
    """A page that was written."""
    return path.read_text(encoding="utf-8")
