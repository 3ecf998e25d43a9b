"""Describes an experiment: which networks, which tasks, on what data and folds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ml.core import atomic_files
from ml.core.errors import DataError
from ml.research.data.tasks import TASKS
from ml.research.experiments.engine.folds import By
from ml.research.experiments.engine.plain_training import Recipe


@dataclass(frozen=True, slots=True)
class FoldJob:
    """One network trained once.

    Attributes:
        task: See `ml.research.data.tasks.TASKS`.
        by: What the folds are made of.
        network: See `ml.research.experiments.engine.networks`.
        fold: Which fold is tested.
    """

    task: str
    by: By
    network: str
    fold: int

    @property
    def experiment(self) -> str:
        """What all folds of it share, for file names and tables."""
        return f"{self.task}-by-{self.by}-{self.network}"


@dataclass(frozen=True, slots=True)
class Plan:
    """A cross-validation or a comparison.

    Attributes:
        out: Where everything goes.
        tasks: Questions.
        by: Kinds of folds: `patient`, and `slice` as the paper did.
        networks: To compare.
        folds: 10 in the paper.
        manifest: Data; empty takes the public collections below `shared`.
        shared: Folder that holds `data/`.
        simulate: Draw secondaries (and primaries) into tumour-free slices for the task source.
        gate: Of gated networks; the paper's.
        start: ImageNet weights as `ml.research.training.initial_weights` takes them, for our
            networks, or empty.
        pretrained: Take the ImageNet weights of torchvision and timm, for all of them.
        few: At most so many slices per patient; 0 takes all.
        rate: Initial learning rate; 0 takes each task's.
        recipe: How each network is trained.
    """

    out: Path
    tasks: tuple[str, ...]
    by: tuple[By, ...] = ("patient", "slice")
    networks: tuple[str, ...] = ("resnest50", "resnesat50")
    folds: int = 10
    manifest: str = ""
    shared: str = ""
    simulate: bool = False
    gate: str = "paper"
    start: str = ""
    pretrained: bool = False
    few: int = 0
    rate: float = 0.0
    recipe: Recipe = field(default_factory=Recipe)

    def jobs(self) -> Iterator[FoldJob]:
        """Every network to train, fold after fold, so that early stops leave whole columns."""
        for fold in range(self.folds):
            for task in self.tasks:
                for by in self.by:
                    for network in self.networks:
                        yield FoldJob(task, by, network, fold)

    def predictions(self, job: FoldJob) -> Path:
        """Where a job's predictions go."""
        return self.out / "predictions" / job.experiment / f"fold-{job.fold:02d}.csv"

    def run_folder(self, job: FoldJob) -> Path:
        """Where a job's curve stays, and its checkpoint while it lasts."""
        return self.out / "runs" / job.experiment / f"fold-{job.fold:02d}"

    def initial_rate(self, task: str) -> float:
        """The learning rate that epoch 0 has."""
        return self.rate or TASKS[task].rate

    def as_dict(self) -> dict[str, Any]:
        """For `plan.json`; where the results lie is no part of what they are."""
        plain = asdict(self)
        del plain["out"]
        return dict(json.loads(json.dumps(plain)))

    def public(self) -> dict[str, Any]:
        """The plan as results tell it, without the paths of this machine."""
        plain = self.as_dict()
        plain["manifest"] = bool(plain["manifest"])
        plain["start"] = Path(plain["start"]).name
        del plain["shared"]
        return plain


def remember(plan: Plan) -> None:
    """Write the plan beside its results.

    Raises:
        DataError: The folder holds results of another plan.
    """
    path = plan.out / "plan.json"
    if path.exists() and json.loads(path.read_text()) != plan.as_dict():
        raise DataError(f"{plan.out} holds results of another plan; choose another --out")
    atomic_files.write_text(path, json.dumps(plan.as_dict(), indent=2) + "\n")
