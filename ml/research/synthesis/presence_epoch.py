"""Draws the slices that a presence network learns from: pairs that differ in the lesion alone.

Collection, level, patient and plane predict the label in public collections. So a slice with a
tumour is paired with one without of the same collection and level; patients count alike, however
long their series; collections count by the root of their patients; and a collection without
tumour-free slices is paired with its own slices, their lesions replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import DataError
from ml.research.data.examples import Example
from ml.research.synthesis.blanked_lesions import blanked, sham
from ml.research.synthesis.sampling import TrainingSample, without_negatives
from ml.research.synthesis.transplanted_lesions import transplant

LEVEL_BINS = 10
STRAY_SHARE = 0.25
"""Share of positives from collections that have no negatives: enough to see other tumours,
too few to make the collection itself the answer (ours)."""
SHAMS = 0.15
"""Share of slices with healthy tissue replaced, where lesions are (ours): as many as blanked."""

Pool = dict[str, list[Example]]
"""Slices by patient."""


@dataclass
class _Collection:
    """The slices of one collection, by level: without and with a tumour."""

    bins: dict[int, tuple[Pool, Pool]] = field(default_factory=dict)

    def add(self, example: Example) -> None:
        level = min(int(example.level * LEVEL_BINS), LEVEL_BINS - 1)
        pair = self.bins.setdefault(level, ({}, {}))
        pair[example.present].setdefault(example.patient, []).append(example)

    def pairs(self) -> tuple[list[tuple[Pool, Pool]], NDArray[np.float64]]:
        """Bins with both kinds of slices, and how often each is drawn."""
        both = [pair for pair in self.bins.values() if pair[0] and pair[1]]
        counts = np.array([min(_size(no), _size(yes)) for no, yes in both], dtype=np.float64)
        return both, counts / max(float(counts.sum()), 1.0)


def _size(pool: Pool) -> int:
    return sum(len(slices) for slices in pool.values())


def _pick(pool: Pool, random: np.random.Generator) -> Example:
    patients = list(pool)
    slices = pool[patients[int(random.integers(len(patients)))]]
    return slices[int(random.integers(len(slices)))]


def presence_epoch(
    examples: Sequence[Example],
    count: int,
    random: np.random.Generator,
    stray_share: float = STRAY_SHARE,
    transplanted: float = 0.0,
    blanks: float = 0.0,
) -> Iterator[TrainingSample]:
    """Draw positives and negatives in pairs.

    Args:
        examples: Of one side.
        count: How many to draw.
        random: Where chance comes from.
        stray_share: Of positives from collections without negatives.
        transplanted: Share of the other pairs in which the positive is a tumour-free slice with
            another's lesion, and the negative one with another's tumour-free tissue.
        blanks: Share of the other pairs in which the negative is the positive without its lesion.
            Where it is not 0, strays are paired with themselves in this way, and a share of all
            slices has healthy tissue replaced.

    Raises:
        DataError: No collection holds both at one level.
    """
    others = without_negatives(examples)
    collections: dict[str, _Collection] = {}
    strays: Pool = {}
    for example in examples:
        if example.collection in others:
            strays.setdefault(example.patient, []).append(example)
        else:
            collections.setdefault(example.collection, _Collection()).add(example)
    drawn = [paired for c in collections.values() if (paired := c.pairs())[0]]
    if not drawn:
        raise DataError("no collection holds slices with and without a tumour at one level")
    patients = [len({p for pair in bins for pool in pair for p in pool}) for bins, _ in drawn]
    weights = np.sqrt(patients) / np.sqrt(patients).sum()
    outlines = [e.mask for e in examples if e.mask.any()]
    for _ in range(count // 2):
        bins, often = drawn[int(random.choice(len(drawn), p=weights))]
        negatives, positives = bins[int(random.choice(len(bins), p=often))]
        if strays and random.random() < stray_share:
            samples = _stray(strays, negatives, blanks > 0, random)
        elif transplanted and random.random() < transplanted:
            samples = _transplanted(negatives, positives, random)
        else:
            samples = _plain(negatives, positives, blanks, random)
        for sample in samples:
            if blanks and random.random() < SHAMS:
                outline = outlines[int(random.integers(len(outlines)))]
                unit = sham(sample.unit, sample.mask, outline, random)
                yield TrainingSample(unit, sample.mask, sample.label)
            else:
                yield sample


def _plain(
    negatives: Pool, positives: Pool, blanks: float, random: np.random.Generator
) -> list[TrainingSample]:
    positive = _pick(positives, random)
    if blanks and random.random() < blanks:
        without = _without_lesion(positive)
        if without is not None:
            return [_sample(positive), without]
    return [_sample(positive), _sample(_pick(negatives, random))]


def _stray(
    strays: Pool, negatives: Pool, paired: bool, random: np.random.Generator
) -> list[TrainingSample]:
    if not paired:
        return [_sample(_pick(strays, random)), _sample(_pick(negatives, random))]
    for _ in range(8):
        stray = _pick(strays, random)
        without = _without_lesion(stray)
        if without is not None:
            return [_sample(stray), without]
    return []


def _without_lesion(example: Example) -> TrainingSample | None:
    unit = blanked(example.unit, example.mask)
    return None if unit is None else TrainingSample(unit, np.zeros_like(example.mask), 0)


def _sample(example: Example) -> TrainingSample:
    return TrainingSample(example.unit, example.mask, int(example.present))


def _transplanted(
    negatives: Pool, positives: Pool, random: np.random.Generator
) -> list[TrainingSample]:
    free = [_pick(negatives, random) for _ in range(3)]
    giver = _pick(positives, random)
    unit, mask = transplant(free[0].unit, giver.unit, giver.mask)
    positive = TrainingSample(unit, mask, 1) if mask.any() else _sample(giver)
    unit, _ = transplant(free[1].unit, free[2].unit, giver.mask)
    return [positive, TrainingSample(unit, np.zeros_like(giver.mask), 0)]
