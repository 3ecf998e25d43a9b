"""Trains epoch by epoch, from the start or from the last checkpoint."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from ml.core.errors import DataError
from ml.inference.models.attention_map import supervised_maps
from ml.inference.models.resnesat import Features
from ml.inference.preprocessing import normalise
from ml.research.data.examples import Example
from ml.research.data.lesion_examples import network_examples
from ml.research.data.split import PatientSets, inner_split, split
from ml.research.synthesis import sampling
from ml.research.synthesis.presence_epoch import presence_epoch
from ml.research.synthesis.skull_strip import strip_skull
from ml.research.training import checkpoint, training_log
from ml.research.training.config import TrainConfig, learning_rate, remember
from ml.research.training.initial_weights import build, load_start
from ml.research.training.lesion_augmentation import augment_lesions
from ml.research.training.lesion_supervision import (
    Learner,
    LesionHeads,
    lesion_loss,
    outline_loss,
)
from ml.research.training.optimiser import optimiser_for
from ml.research.training.precision import autocast

STRIPPED = 0.4
"""Share of slices that lose their skull, beyond the paper's flip (ours): brains without skulls
are usual in research archives."""
TUNING_SLICES = 400
"""Drawn once, for the curve (ours)."""
SUPERVISED_PACE = 10.0
"""How much faster heads and supervised gates learn than pretrained weights (ours): a gate that
starts open has a long way to go until it closes where no lesion is."""
DECODER_PACE = 3.0
"""How much faster the decoder learns, which starts from nothing (ours)."""
START_IMAGES = 160
"""Slices on which a pretrained start is fitted and calibrated (ours)."""


def train(config: TrainConfig, slices: list[Example] | None = None) -> Path:
    """Train, or go on where a killed run stopped.

    Args:
        config: Of the run.
        slices: Its `examples`, where they were read before.

    Returns:
        Folder of the last checkpoint, see `ml.research.training.checkpoint`.

    Raises:
        DataError: The data is missing, or the run folder belongs to another configuration.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    remember(config)
    network = build(config)
    learner = Learner(network, LesionHeads(network), config.average)
    learner.to(device).to(memory_format=torch.channels_last)
    optimiser = _optimiser(config, learner)
    sets = sets_of(config, examples(config) if slices is None else slices)
    tuning_images, tuning_labels = tuning_set(config.task, sets.tuning)
    last = config.out / "last"
    done = checkpoint.resume(last, learner, optimiser)
    if done == 0:
        first, _, _ = draw(config, sets.training, seed=10_000)
        load_start(network, config, normalise(first[:START_IMAGES].to(device).float() / 255))
        if learner.average is not None:
            learner.average.module.load_state_dict(network.state_dict())
    features = torch.compile(network.features) if config.compiled else network.features
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )
    with bar:
        row = bar.add_task(config.out.name, total=config.epochs, completed=done)
        for epoch in range(done, config.epochs):
            started = time.perf_counter()
            tensors = draw(config, sets.training, epoch)
            loss = _epoch(config, learner, features, optimiser, tensors, epoch)
            scores = probabilities(learner.kept_network, tuning_images)
            auc = float(roc_auc_score(tuning_labels.numpy(), scores.numpy()))
            checkpoint.save(last, learner, optimiser, epoch + 1)
            training_log.write(config.out, epoch, loss, auc, time.perf_counter() - started)
            bar.update(row, advance=1, description=f"{config.task} loss {loss:.3f} AUC {auc:.3f}")
    training_log.plot(config.out)
    return last


def sets_of(config: TrainConfig, slices: list[Example]) -> PatientSets:
    """The training, tuning and test set of a run.

    Args:
        config: Of the run.
        slices: Its `examples`.
    """
    sets = split(slices, config.tuning)
    return inner_split(sets) if config.inner else sets


def examples(config: TrainConfig) -> list[Example]:
    """The slices of a run: of its manifest, else of the public collections.

    Raises:
        DataError: The data is missing.
    """
    names = tuple(config.collections.split(","))
    return network_examples(config.shared, config.manifest, config.preprocessing, names)


def _optimiser(config: TrainConfig, learner: Learner) -> torch.optim.Optimizer:
    """The run's optimiser; lesion heads and the gates they teach learn faster than the rest."""
    quick = {id(p) for p in learner.supervised_parameters()} if config.lesion_weight else set()
    decoder = learner.network.decoder
    drawing = {id(p) for p in decoder.parameters()} if decoder else set()
    trained = [*learner.network.parameters(), *learner.heads.parameters()]
    groups = [
        {"params": [p for p in trained if id(p) not in quick | drawing], "pace": 1.0},
        {"params": [p for p in trained if id(p) in quick], "pace": SUPERVISED_PACE},
    ]
    if drawing:
        groups.append({"params": [p for p in trained if id(p) in drawing], "pace": DECODER_PACE})
    return optimiser_for(
        groups, config.optimiser, config.initial_rate, config.momentum, config.decay
    )


def draw(config: TrainConfig, examples: list[Example], seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """The slices of one epoch, their labels and their lesions' outlines, shuffled.

    Shapes:
        returns: `(N, S, S)` uint8, `(N,)` float32 in [0, 1] and `(N, S, S)` bool.
    """
    random = np.random.default_rng((config.seed, seed))
    count = config.per_epoch or len(examples)
    if config.task == "presence":
        samples = list(
            presence_epoch(
                examples,
                count,
                random,
                transplanted=config.transplanted,
                blanks=config.blanks,
            )
        )
    else:
        samples = list(sampling.source_epoch(examples, count, random))
    samples = [samples[i] for i in random.permutation(len(samples))]
    pairs = [(d.unit, d.mask) for d in samples]
    if config.full_augmentation and not config.field_mm:
        pairs = [strip_skull(*p) if random.random() < STRIPPED else p for p in pairs]
    images = torch.from_numpy(np.stack([unit for unit, _ in pairs]))
    masks = torch.from_numpy(np.stack([mask for _, mask in pairs]))
    return images, torch.tensor([d.label for d in samples], dtype=torch.float32), masks


def tuning_set(
    task: str, examples: list[Example], count: int = TUNING_SLICES
) -> tuple[Tensor, Tensor]:
    """Fixed slices of tuning patients, for the curve.

    Args:
        task: `presence` or `source`.
        examples: Of the tuning patients.
        count: How often to draw; few draws are fast, many wash out which slices chance took.

    Shapes:
        returns: `(N, S, S)` uint8 and `(N,)` int64.
    """
    random = np.random.default_rng(7)
    if task == "presence":
        samples = list(presence_epoch(examples, count, random, stray_share=0))
    else:
        told = [e for e in examples if not e.control]
        samples = list(sampling.source_epoch(told, count, random))
    images = torch.from_numpy(np.stack([d.unit for d in samples]))
    return images, torch.tensor([int(d.label) for d in samples])


def _epoch(
    config: TrainConfig,
    learner: Learner,
    features: Callable[[Tensor], Features],
    optimiser: torch.optim.Optimizer,
    tensors: tuple[Tensor, Tensor, Tensor],
    epoch: int,
) -> float:
    random = np.random.default_rng((config.seed, 1, epoch))
    network = learner.network
    device = next(network.parameters()).device
    precision = autocast(device, config.precision, config.compiled)
    for group in optimiser.param_groups:
        group["lr"] = group["pace"] * learning_rate(epoch, config.epochs, config.initial_rate)
    learner.train()
    total = 0.0
    batches = list(zip(*(part.split(config.batch) for part in tensors), strict=True))
    for images, labels, masks in batches:
        units = images.to(device).float() / 255
        outline = masks.to(device).float()
        if config.field_mm:
            batch = augment_lesions(units.cpu(), random).to(device)
        else:
            batch, outline = sampling.augment(units, outline, random, config.full_augmentation)
        if config.mixed_sizes:
            batch, outline = sampling.resized(batch, outline, random)
        with precision:
            stages, maps, stem = features(batch.contiguous(memory_format=torch.channels_last))
            answers = torch.stack([1 - labels, labels], dim=1).to(device)
            loss = functional.cross_entropy(network.classify(stages[-1]).float(), answers)
            if config.lesion_weight:
                supervised_loss = lesion_loss(
                    learner.heads(stages), supervised_maps(maps, network.layers), outline
                )
                loss = loss + config.lesion_weight * supervised_loss
            if network.decoder is not None:
                drawn = network.decoder(stem, stages)
                loss = loss + config.outline_weight * outline_loss(drawn, outline)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        if learner.average is not None:
            learner.average.update_parameters(network)
        total += finite_loss(loss)
    return total / len(batches)


def finite_loss(loss: Tensor) -> float:
    """The loss of one step.

    Raises:
        DataError: It is not finite, so that no later step could learn. The last checkpoint stays.
    """
    value = float(loss.detach())
    if not math.isfinite(value):
        raise DataError("the loss is not a finite number; train with a lower --rate, in float32")
    return value


@torch.no_grad()
def probabilities(network: nn.Module, images: Tensor, batch: int = 16) -> Tensor:
    """Probability of the positive class.

    Shapes:
        images: `(N, S, S)` uint8.
        returns: `(N,)` float in [0, 1].
    """
    return logits(network, images, batch).softmax(1)[:, 1]


@torch.inference_mode()
def logits(network: nn.Module, images: Tensor, batch: int = 16) -> Tensor:
    """The outputs of a network for slices, in evaluation mode.

    Shapes:
        images: `(N, S, S)` uint8.
        returns: `(N, K)` float32, on the CPU.
    """
    network.eval()
    device = next(network.parameters()).device
    parts = []
    for chunk in images.split(batch):
        units = normalise(chunk.to(device).float() / 255)
        parts.append(network(units.contiguous(memory_format=torch.channels_last)).float().cpu())
    return torch.cat(parts)
