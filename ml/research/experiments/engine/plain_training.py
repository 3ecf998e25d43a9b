"""Trains any network by the paper's plain recipe: every slice once an epoch, labels alone.

`ml.research.training` is how bundles are made and knows more (pairs of one level, outlines); an
experiment that compares networks or splits must give each of them the same and no more (ADR 42).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ml.core import atomic_files
from ml.research.synthesis.sampling import augment
from ml.research.training import checkpoint
from ml.research.training.config import learning_rate
from ml.research.training.loop import finite_loss, logits
from ml.research.training.optimiser import optimiser_for
from ml.research.training.precision import autocast


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is trained; the defaults are the paper's (section III.A).

    Attributes:
        epochs: 100 in the paper.
        batch: 16 in the paper.
        optimiser: `sgd` (the paper) or `adamw`.
        momentum: Of SGD; the paper does not state it.
        decay: Weight decay; the paper does not state it.
        size: Side of the input; 256 in the paper.
        full_augmentation: False leaves the paper's flip alone.
        precision: `float32` or `bfloat16`.
        seed: Of every draw.
    """

    epochs: int = 100
    batch: int = 16
    optimiser: str = "sgd"
    momentum: float = 0.9
    decay: float = 1e-4
    size: int = 256
    full_augmentation: bool = False
    precision: str = "float32"
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Labelled:
    """Slices and their labels, on one device.

    Shapes:
        units: `(N, S, S)` uint8.
        labels: `(N,)` int64.
    """

    units: Tensor
    labels: Tensor


def fit(
    network: nn.Module,
    training: Labelled,
    monitored: Labelled,
    recipe: Recipe,
    rate: float,
    folder: Path,
    on_epoch: Callable[[int], None] = lambda epoch: None,
) -> list[dict[str, float]]:
    """Train, or go on where a killed run stopped; the same bits come out either way on a CPU.

    Args:
        network: Changed in place; on the device of the slices.
        training: What it learns from.
        monitored: Slices whose accuracy is noted after each epoch; nothing is chosen by it.
        recipe: See there.
        rate: Initial learning rate (eq. 1).
        folder: Keeps the last checkpoint and the curve.
        on_epoch: Called with the number of epochs done.

    Returns:
        The curve: `loss` and `accuracy` of each epoch.
    """
    optimiser = optimiser_for(
        network.parameters(), recipe.optimiser, rate, recipe.momentum, recipe.decay
    )
    done = checkpoint.resume(folder / "last", network, optimiser)
    curve = _curve(folder)[:done]
    for epoch in range(done, recipe.epochs):
        loss = _epoch(network, optimiser, training, recipe, rate, epoch)
        right = logits(network, monitored.units, recipe.batch).argmax(1) == monitored.labels.cpu()
        curve.append({"loss": loss, "accuracy": float(right.double().mean())})
        atomic_files.write_text(folder / "curve.json", json.dumps(curve))
        checkpoint.save(folder / "last", network, optimiser, epoch + 1)
        on_epoch(epoch + 1)
    return curve


def _curve(folder: Path) -> list[dict[str, float]]:
    path = folder / "curve.json"
    read: list[dict[str, float]] = json.loads(path.read_text()) if path.exists() else []
    return read


def _epoch(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    training: Labelled,
    recipe: Recipe,
    rate: float,
    epoch: int,
) -> float:
    random = np.random.default_rng((recipe.seed, epoch))
    torch.manual_seed(recipe.seed * 100_003 + epoch)  # dropout of the networks that have it
    for group in optimiser.param_groups:
        group["lr"] = learning_rate(epoch, recipe.epochs, rate)
    network.train()
    order = random.permutation(len(training.labels))
    # parts of nearly one size: a last batch of one slice would have no variance to normalise by
    parts = np.array_split(order, max(len(order) // recipe.batch, 1))
    total = 0.0
    for part in parts:
        index = torch.from_numpy(part).to(training.labels.device)
        units = training.units[index].float() / 255
        batch, _ = augment(units, torch.zeros_like(units), random, recipe.full_augmentation)
        with autocast(units.device, recipe.precision):
            outputs = network(batch.contiguous(memory_format=torch.channels_last))
            loss = functional.cross_entropy(outputs.float(), training.labels[index])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        total += finite_loss(loss)
    return total / len(parts)
