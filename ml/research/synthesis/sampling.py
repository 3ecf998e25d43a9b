"""Samples the examples of an epoch, and augments them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ml.core.errors import DataError
from ml.inference.preprocessing import normalise
from ml.research.data.examples import Example
from ml.research.data.labels import PRIMARY, SECONDARY
from ml.research.synthesis.grafted_lesions import Graft, grafts
from ml.research.synthesis.simulated_lesions import PAINTED, implant

DRAWINGS = 6
"""Lesions simulated in turn into each tumour-free slice where a source network is fitted,
evaluated or compared (ours): with one lesion each, 142 test slices, chance alone makes a
calibration error of 0.1, and in folds with few slices of each patient only one slice in twenty is
a secondary."""
CONTROLS = 0.5
"""Share of controls among the slices that a source network learns from (ours)."""
SIMULATED = "simulated "
"""How the tumours begin whose lesions are drawn."""
MIXED = (0.75, 1.0, 1.25)
"""Shares of the input's side that batches are fed at (ours)."""


@dataclass(frozen=True, slots=True)
class TrainingSample:
    """One training slice.

    Attributes:
        unit: The network's grey input, `(S, S)` uint8.
        mask: Where the lesion is, `(S, S)` bool.
        label: 1 for present (or, for the source network, secondary), 0 for the other answer, and
            one half where there is nothing to tell it from.
    """

    unit: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    label: float


def without_negatives(examples: Sequence[Example]) -> set[str]:
    """Collections that hold no tumour-free slice."""
    return {e.collection for e in examples} - {e.collection for e in examples if not e.present}


def has_secondaries(examples: Sequence[Example]) -> bool:
    """Whether real secondaries are there, so that none need be simulated."""
    return any(e.source == SECONDARY for e in examples)


def hosts(examples: Sequence[Example]) -> list[Example]:
    """Tumour-free slices that lesions can be drawn into."""
    return [e for e in examples if not e.present and 0.2 < e.level < 0.9]


def simulated(
    examples: Sequence[Example],
    random: np.random.Generator,
    real: Sequence[Graft] = (),
    painted: float = PAINTED,
    drawings: int = 1,
) -> list[Example]:
    """Draw into each host slice, primary and secondary in turn; patients stay theirs.

    Args:
        examples: Hosts are sought among these.
        random: Where chance comes from.
        real: Lesions to graft. None where the examples are dealt to folds later, since a patient's
            lesion must not be seen in two folds.
        painted: Share that is painted all the same.
        drawings: How often each host is drawn into.
    """
    examples_with_lesions = []
    for turn, (index, host) in itertools.product(range(drawings), enumerate(hosts(examples))):
        source = (PRIMARY, SECONDARY)[(turn + index) % 2]
        unit, mask = implant(host.unit, source == SECONDARY, random, host.level, real, painted)
        name, tumour = f"{host.slice} {SIMULATED}{turn + 1}", f"{SIMULATED}{source}"
        examples_with_lesions.append(
            replace(host, unit=unit, mask=mask, present=True, tumour=tumour, source=source,
                    slice=name)
        )  # fmt: skip
    return examples_with_lesions


def is_simulated(example: Example) -> bool:
    """Whether `simulated` made it."""
    return example.tumour.startswith(SIMULATED)


def source_epoch(
    examples: Sequence[Example], count: int, random: np.random.Generator
) -> Iterator[TrainingSample]:
    """Draw primaries and secondaries evenly.

    Where real secondaries are there, all are real, and `CONTROLS` of them are controls, if there
    are any. Else real primaries, simulated primaries
    and simulated secondaries are drawn 1 : 1 : 2.

    Raises:
        DataError: There is nothing to draw from.
    """
    real = [e for e in examples if e.present]
    if has_secondaries(examples):
        controls = [e for e in examples if e.control and e.asked]
        told = round(count * (1 - CONTROLS)) if controls else count
        yield from _real_sources(real, told, random)
        yield from _controls(controls, count - told, random)
        return
    free = hosts(examples)
    if not free or not real:
        raise DataError(
            "the source network needs slices of real primaries, and either slices of real "
            "secondaries or tumour-free slices in which secondaries can be simulated"
        )
    lesions = grafts(real)
    for _ in range(count // 4):
        example = real[int(random.integers(len(real)))]
        yield TrainingSample(example.unit, example.mask, 0)
        for secondary in (False, True, True):
            host = free[int(random.integers(len(free)))]
            painted, mask = implant(host.unit, secondary, random, host.level, lesions)
            yield TrainingSample(painted, mask, int(secondary))


def _real_sources(
    examples: Sequence[Example], count: int, random: np.random.Generator
) -> Iterator[TrainingSample]:
    """Draw by source, then collection by the root of its patients, then patient, then slice.

    So long series do not outvote short ones, nor large collections small ones.
    """
    pools: list[dict[str, dict[str, list[Example]]]] = [{}, {}]
    for example in examples:
        if example.source:
            collections = pools[example.source == SECONDARY]
            patients = collections.setdefault(example.collection, {})
            patients.setdefault(example.patient, []).append(example)
    if not pools[0]:
        raise DataError("the source network needs slices of primaries as well as of secondaries")
    for index in range(count):
        label = index % 2
        names = list(pools[label])
        often = np.sqrt([len(pools[label][name]) for name in names])
        patients = pools[label][names[int(random.choice(len(names), p=often / often.sum()))]]
        slices = patients[list(patients)[int(random.integers(len(patients)))]]
        example = slices[int(random.integers(len(slices)))]
        yield TrainingSample(example.unit, example.mask, label)


def _controls(
    examples: Sequence[Example], count: int, random: np.random.Generator
) -> Iterator[TrainingSample]:
    """Draw by kind and collection evenly; the answer is one half."""
    pools: dict[tuple[str, str], list[Example]] = {}
    for example in examples:
        pools.setdefault((example.control, example.collection), []).append(example)
    kinds = list(pools)
    for _ in range(count):
        pool = pools[kinds[int(random.integers(len(kinds)))]]
        example = pool[int(random.integers(len(pool)))]
        yield TrainingSample(example.unit, example.mask, 0.5)


def resized(batch: Tensor, masks: Tensor, random: np.random.Generator) -> tuple[Tensor, Tensor]:
    """A batch and its outlines at one of `MIXED` sizes, in steps of 16 pixels.

    Shapes:
        batch: `(B, 3, S, S)`.
        masks: `(B, S, S)`.
        returns: `(B, 3, s, s)` and `(B, s, s)`.
    """
    share = float(random.choice(MIXED))
    side = max(round(batch.shape[-1] * share / 16) * 16, 32)
    if side == batch.shape[-1]:
        return batch, masks
    both = torch.cat([batch, masks[:, None]], dim=1)
    both = functional.interpolate(both, (side, side), mode="bilinear", antialias=True)
    return both[:, :3], both[:, 3]


def augment(
    batch: Tensor, masks: Tensor, random: np.random.Generator, full: bool = True
) -> tuple[Tensor, Tensor]:
    """Flip half of the slices (the paper), and shift, turn, scale, blur and re-grey them.

    Args:
        batch: Slices.
        masks: Outlines, moved with their slices.
        random: Where chance comes from.
        full: False leaves the paper's flip alone.

    Returns:
        The network's input, and the outlines.

    Shapes:
        batch: `(B, S, S)` float in [0, 1].
        masks: `(B, S, S)` float, 0 or 1.
        returns: `(B, 3, S, S)` float, and `(B, S, S)` float in [0, 1].
    """
    count = len(batch)
    flip = np.where(random.random(count) < 0.5, -1.0, 1.0)
    turn = random.uniform(-0.25, 0.25, count) if full else np.zeros(count)
    scale = random.uniform(0.88, 1.15, count) if full else np.ones(count)
    shift = random.uniform(-0.06, 0.06, (count, 2)) if full else np.zeros((count, 2))
    cosine, sine = np.cos(turn) * scale, np.sin(turn) * scale
    rows = np.stack([cosine * flip, -sine, shift[:, 0], sine * flip, cosine, shift[:, 1]], axis=1)
    matrix = torch.from_numpy(rows.reshape(count, 2, 3).astype(np.float32)).to(batch.device)
    shape = [count, 1, *batch.shape[1:]]
    grid = functional.affine_grid(matrix, shape, align_corners=False)
    moved = functional.grid_sample(batch[:, None], grid, align_corners=False)
    outline = functional.grid_sample(masks[:, None], grid, align_corners=False)[:, 0]
    if full:
        if random.random() < 0.4:
            small = functional.interpolate(moved, scale_factor=float(random.uniform(0.5, 0.9)))
            moved = functional.interpolate(small, size=shape[2:], mode="bilinear")
        gamma = torch.from_numpy(random.uniform(0.7, 1.4, (count, 1, 1, 1)).astype(np.float32))
        gain = torch.from_numpy(random.uniform(0.8, 1.1, (count, 1, 1, 1)).astype(np.float32))
        moved = (moved.clamp(0, 1) ** gamma.to(batch.device)) * gain.to(batch.device)
        noise = torch.from_numpy(random.normal(0, 0.02, moved.shape).astype(np.float32))
        moved = moved + noise.to(batch.device)
    return normalise(moved[:, 0].clamp(0, 1)), outline
