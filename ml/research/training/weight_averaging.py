"""One network from those of several runs: the mean of their weights.

Networks that left one start by the same recipe lie in one basin, so that their mean answers as all
of them together would, at the price of one (Wortsman et al. 2022, "Model soups", arXiv 2203.05482).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ml.core.errors import DataError
from ml.inference.models.resnesat import ResNeSAt
from ml.research.data.split import Sides
from ml.research.synthesis import sampling
from ml.research.training import checkpoint
from ml.research.training.config import TrainConfig, recall, remember
from ml.research.training.gate_fitting import tell
from ml.research.training.initial_weights import build, trained
from ml.research.training.loop import draw, examples, sides_of
from ml.research.training.pretrained import recalibrate

NORMS_DRAW = 20_000
"""Seed of the slices that the mean's norms are measured on; epochs are drawn with their number."""
SURE_ON = 40
"""Batches of these on which the mean is made as sure as the others (ours)."""


def write_mean(runs: Sequence[Path], out: Path) -> Path:
    """Write the mean of several runs as a run, to start from or to evaluate.

    Args:
        runs: Trained by one recipe from one start, each with an `--order` of its own.
        out: Folder of the run to write.

    Returns:
        Folder of its checkpoint.

    Raises:
        DataError: One is no run or has no checkpoint, they differ in their recipe, they are parts,
            or `out` holds another run.
    """
    configs = alike(runs)
    if any(config.part for config in configs):
        raise DataError(
            "no patient is left to tune the mean of parts by, as each part learnt from the others' "
            "patients; evaluate the parts together, or train with several --order"
        )
    loaded = [trained(run, one) for run, one in zip(runs, configs, strict=True)]
    config = replace(configs[0], out=out)
    remember(config)
    network = mean([one for one, _ in loaded], config, sides_of(config, examples(config)))
    checkpoint.save_network(out / "last", network, min(epochs for _, epochs in loaded))
    return out / "last"


def alike(runs: Sequence[Path]) -> list[TrainConfig]:
    """What was asked of runs that differ in nothing but the order of their draws and their part.

    Runs of several seeds differ in the weights that an ImageNet start leaves open, which have no
    mean (ADR 65).

    Raises:
        DataError: One is no run, or they differ in more.
    """
    configs = [recall(run) for run in runs]
    first = configs[0]
    for run, config in zip(runs, configs, strict=True):
        if replace(config, out=first.out, part=first.part, order=first.order) != first:
            raise DataError(
                f"{run} was trained in another way than {runs[0]}; only --order and --part may "
                "differ"
            )
    return configs


def all_parts(runs: Sequence[Path]) -> list[TrainConfig]:
    """What was asked of runs which together are all parts of one, in their order.

    Raises:
        DataError: One is no run, they differ in their recipe, or a part is missing.
    """
    configs = alike(runs)
    count = len(runs)
    parts = sorted(config.part for config in configs)
    if parts != sorted(f"{k}/{count}" for k in range(1, count + 1)):
        raise DataError(
            f"the {count} runs are parts {', '.join(parts)}; evaluate one run, or all parts of one"
        )
    return configs


def mean(networks: Sequence[ResNeSAt], config: TrainConfig, sides: Sides) -> ResNeSAt:
    """A network with the mean of the others' weights, its norms measured anew.

    Where networks differ their mean is less sure than each (by a third for two that were measured),
    so its head is set to answer as widely as theirs do: one temperature serves all of them. Gates
    that were told where lesions are learn faster than the rest and leave the basin; their mean
    points nowhere, so they are told again (ADR 65).

    Args:
        networks: Of one architecture; they stay as they are.
        config: How they were trained.
        sides: Whose training slices the norms are measured on, as training feeds them.

    Returns:
        It, in evaluation mode.
    """
    network = build(config)
    states = [one.state_dict() for one in networks]
    network.load_state_dict({name: _middle([s[name] for s in states]) for name in states[0]})
    random = np.random.default_rng((config.seed, NORMS_DRAW))
    images, _, masks = draw(config, sides.training, NORMS_DRAW)
    batches = []
    for units, outlines in zip(images.split(config.batch), masks.split(config.batch), strict=True):
        batch, _ = sampling.augment(
            units.float() / 255, outlines.float(), random, config.full_augmentation
        )
        batches.append(batch)
    recalibrate(network, batches)
    tell(network, config, sides.training)
    recalibrate(network, batches)
    _as_sure(network, networks, batches[:SURE_ON])
    return network


@torch.no_grad()
def _as_sure(network: ResNeSAt, like: Sequence[ResNeSAt], batches: Sequence[Tensor]) -> None:
    """Give log-odds of yes the mean and deviation that the others' have on average, by the head."""
    own = _log_odds(network, batches)
    theirs = [_log_odds(one, batches) for one in like]
    wide = float(np.mean([float(odds.std()) for odds in theirs]))
    wider = wide / max(float(own.std()), 1e-6)
    middle = float(np.mean([float(odds.mean()) for odds in theirs]))
    network.fc.weight.mul_(wider)
    network.fc.bias.mul_(wider)
    network.fc.bias[1] += middle - wider * float(own.mean())


def _log_odds(network: ResNeSAt, batches: Sequence[Tensor]) -> Tensor:
    """`(N,)` of `N` images in batches."""
    said = torch.cat([network(batch) for batch in batches])
    return said[:, 1] - said[:, 0]


def _middle(values: Sequence[Tensor]) -> Tensor:
    """The mean; of counters, which are whole numbers, the first."""
    return torch.stack(list(values)).mean(0) if values[0].is_floating_point() else values[0]
