"""Computes the log-odds that networks give for the slices of a task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import expit

from ml.inference.calibration import Scaling
from ml.inference.models.resnesat import ResNeSAt
from ml.research.data.examples import Example
from ml.research.data.tasks import TASKS
from ml.research.evaluation.metrics import Predictions
from ml.research.synthesis import sampling
from ml.research.synthesis.grafted_lesions import grafts
from ml.research.training.loop import logits

SliceSelector = Callable[[Sequence[Example], int], list[Example]]
"""Selects slices of some patients; the seed is for simulated lesions."""
DRAWN_WITH = 7
"""Seed of the lesions simulated where nobody names another (ours)."""
DECIMALS = 4
"""Of log-odds that are kept (ours): below them the same slice differs from batch to batch, by the
order in which sums are taken, and ties would be broken by chance."""


def two_answer_slices(task: str, side: Sequence[Example]) -> list[Example]:
    """The slices of a set on which the two answers of a task can be compared (`slice_selector`)."""
    return slice_selector(task, side)(side, DRAWN_WITH)


def slice_selector(task: str, everyone: Sequence[Example]) -> SliceSelector:
    """A selector of slices on which the two answers of a task can be compared.

    For presence, those of collections that hold both. For source, real ones where real
    secondaries are there; else real primaries and lesions of both kinds simulated into tumour-free
    slices, with grafts of the selected patients only.

    Args:
        task: `presence` or `source`.
        everyone: All slices, which decide between these, for any part of them.
    """
    without_negatives = sampling.without_negatives(everyone)
    simulate = not sampling.has_secondaries(everyone)

    def select(examples: Sequence[Example], seed: int) -> list[Example]:
        if task == "presence":
            return [e for e in examples if e.collection not in without_negatives]
        real = [e for e in examples if e.source]
        if not simulate:
            return real
        random = np.random.default_rng(seed)
        with_lesions = sampling.simulated(
            examples, random, grafts(real), drawings=sampling.DRAWINGS
        )
        return [*real, *with_lesions]

    return select


def predict_log_odds(network: ResNeSAt, task: str, examples: Sequence[Example]) -> Predictions:
    """Score slices by the network's log-odds of yes.

    Args:
        network: In evaluation mode.
        task: `presence` or `source`.
        examples: At least one.
    """
    return Predictions(
        np.array([TASKS[task].label(e) == 1 for e in examples]),
        predict_evidence(network, examples)[:, 0],
        np.array([e.patient for e in examples]),
        np.array([e.level for e in examples]),
    )


def predict_evidence(network: ResNeSAt, examples: Sequence[Example]) -> NDArray[np.float64]:
    """The evidence of slices, as `ml.core.types.Verdict.evidence`: log-odds of yes first.

    Args:
        network: In evaluation mode.
        examples: May be none.

    Shapes:
        returns: `(N, 1)`.
    """
    if not examples:
        return np.empty((0, 1))
    outputs = logits(network, torch.from_numpy(np.stack([e.unit for e in examples]))).double()
    return np.round((outputs[:, 1:] - outputs[:, :1]).numpy(), DECIMALS)


def probabilities(predictions: Predictions, scaling: Scaling) -> Predictions:
    """The slices of `predict_log_odds`, scored by probability."""
    return replace(predictions, score=expit(scaling.calibrated(predictions.score)))
