"""Tests whether a map depends on what was learnt: it must change as weights are randomised.

Adebayo et al. 2018 (arXiv 1810.03292): weights are replaced from the head down, stage by stage,
and the map is compared with the trained network's by Spearman's rank correlation. A map that
stays as it was shows the picture, not what the network learnt of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import rankdata
from torch import Tensor, nn

from ml.inference.models.resnesat import ResNeSAt
from ml.inference.preprocessing import normalise
from ml.research.data.examples import Example
from ml.research.experiments.examine.map_vs_lesion import Maps, all_maps

SLICES = 24
"""Slices that are compared (ours)."""
STEPS = (
    ("head", ("fc",)),
    ("and stage 4", ("layer4",)),
    ("and stage 3", ("layer3",)),
    ("and stage 2", ("layer2",)),
    ("and all below", ("layer1", "conv1", "bn1")),
)
ALIKE = 0.5
"""A map that correlates more than this with its random twin shows no learning (ours)."""


def cascade(
    network: ResNeSAt, task: str, examples: Sequence[Example], seed: int = 1
) -> dict[str, Any]:
    """Mean rank correlation with the trained network's maps, after each step.

    Args:
        network: In evaluation mode; left as it is.
        task: `presence` or `source`.
        examples: Slices of the test set; `SLICES` of them are taken.
        seed: Of the random weights.

    Returns:
        `steps`, and for each way of making a map one figure for each.
    """
    picked = np.random.default_rng(seed).permutation(len(examples))[:SLICES]
    some = [examples[i] for i in picked]
    units = torch.from_numpy(np.stack([e.unit for e in some])).float() / 255
    batches = list(normalise(units).split(16))
    predicted_class = task == "source"
    trained = all_maps(network, some, predicted_class=predicted_class)
    torch.manual_seed(seed)
    other = deepcopy(network)
    random: list[nn.BatchNorm2d] = []
    correlations: dict[str, list[float]] = {way: [] for way in trained}
    for _, parts in STEPS:
        changed = [other.get_submodule(part) for part in parts]
        for part in changed:
            _randomise(part)
            random += [m for m in part.modules() if isinstance(m, nn.BatchNorm2d)]
        _settle(other, random, batches)
        now = all_maps(other, some, predicted_class=predicted_class)
        for way, maps in now.items():
            correlations[way].append(round(rank_correlation(trained[way], maps), 3))
    return {"steps": [step for step, _ in STEPS], "ways": correlations, "slices": len(some)}


def _randomise(part: nn.Module) -> None:
    for module in part.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, (nn.Linear, nn.BatchNorm2d)):
            module.reset_parameters()


@torch.no_grad()
def _settle(network: ResNeSAt, norms: Sequence[nn.BatchNorm2d], batches: list[Tensor]) -> None:
    """Measure the norms of random parts anew; what was not made random stays as it was learnt."""
    if not norms:
        return
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain average over the batches
        norm.train()
    for batch in batches:
        network(batch)
    network.eval()


def rank_correlation(first: Maps, other: Maps) -> float:
    """Mean over slices of Spearman's correlation; a flat map agrees with nothing.

    Shapes:
        first, other: `(N, S, S)`.
    """
    return float(np.mean([_spearman(a, b) for a, b in zip(first, other, strict=True)]))


def _spearman(first: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    a, b = (rankdata(v[::2, ::2]) for v in (first, other))
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum()) / size if size > 0 else 0.0
