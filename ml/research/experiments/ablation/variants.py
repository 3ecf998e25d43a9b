"""Defines the recipe of the shipped networks and its variants, one change at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BASE: Mapping[str, Any] = {
    "architecture": "resnesat50",
    "gate": "open",
    "optimiser": "adamw",
    "rate": 3e-4,
    "decay": 0.05,
    "lesion_weight": 1.0,
    "full_augmentation": True,
}
"""The recipe of the shipped networks, but for its size, length and precision."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One change.

    Attributes:
        title: What differs from the recipe, in words.
        changes: Fields of `TrainConfig`; `size` is a share of the base's.
    """

    title: str
    changes: Mapping[str, Any]


PRESENCE: dict[str, Variant] = {
    "base": Variant("the recipe", {}),
    "labels-only": Variant("labels only, no outlines in the loss", {"lesion_weight": 0.0}),
    "flip-only": Variant("the paper's flip only", {"full_augmentation": False}),
    "paper-gate": Variant("gates that start at one half (the paper)", {"gate": "paper"}),
    "no-gates": Variant("ResNeSt: no gates", {"architecture": "resnest50"}),
    "sgd": Variant("SGD, rate 2e-3, decay 1e-4", {"optimiser": "sgd", "rate": 2e-3, "decay": 1e-4}),
    "averaged": Variant("running mean of the weights, decay 0.99", {"average": 0.99}),
    "mixed-sizes": Variant("batches at 3/4 to 5/4 of the size", {"mixed_sizes": True}),
    "larger": Variant("input one and a half times as large", {"size": 1.5}),
    "mirrored": Variant(
        "the slice beside its mirror image", {"architecture": "resnesat50_mirrored"}
    ),
    "transplanted": Variant(
        "half of the lesions set into other patients' slices", {"transplanted": 0.5}
    ),
    "random-start": Variant("random weights instead of ImageNet's", {"start": ""}),
}
VARIANTS = {"presence": PRESENCE}
"""Of each task, by the name that `--variant` takes; the first is what the others are compared
with."""

REMOVED_TITLES: Mapping[tuple[str, str], str] = {
    ("source", "base"): "the recipe: every stage goes on from the presence bundle",
    ("source", "shared-trunk"): "the presence bundle's trunk as it is, only the last stage its own",
}
"""Titles of stored results (task, variant) whose code was removed (docs/adr/0061)."""


def title(task: str, name: str) -> str:
    """What differs from the recipe, in words, also of variants that only stored results name."""
    return REMOVED_TITLES.get((task, name)) or VARIANTS[task][name].title
