"""What networks say of slices on which a task's two answers can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import torch
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
"""What of some patients' slices is asked; a seed for what is drawn."""
DRAWN_WITH = 7
"""Seed of the lesions simulated where nobody names another (ours)."""
DECIMALS = 4
"""Of log-odds that are kept (ours): below them the same slice differs from batch to batch, by the
order in which sums are taken, and ties would be broken by chance."""


def two_answer_slices(task: str, side: Sequence[Example]) -> list[Example]:
    """The slices of one side on which a task's two answers can be told apart (`slice_selector`)."""
    return slice_selector(task, side)(side, DRAWN_WITH)


def slice_selector(task: str, everyone: Sequence[Example]) -> SliceSelector:
    """How slices are chosen on which a task's two answers can be told apart.

    For presence, those of collections that hold both. For source, real ones where real
    secondaries are there; else real primaries and lesions of both kinds simulated into tumour-free
    slices, with grafts of no other patients than those that are asked.

    Args:
        task: `presence` or `source`.
        everyone: Decides which of these it is, for any part of them.
    """
    alone = sampling.without_negatives(everyone)
    drawn = not sampling.has_secondaries(everyone)

    def asked(side: Sequence[Example], seed: int) -> list[Example]:
        if task == "presence":
            return [e for e in side if e.collection not in alone]
        real = [e for e in side if e.source]
        if not drawn:
            return real
        random = np.random.default_rng(seed)
        made = sampling.simulated(side, random, grafts(real), drawings=sampling.DRAWINGS)
        return [*real, *made]

    return asked


def predict_log_odds(network: ResNeSAt, task: str, examples: Sequence[Example]) -> Predictions:
    """Score slices by the log-odds of yes, as the network says them.

    Args:
        network: In evaluation mode.
        task: `presence` or `source`.
        examples: At least one.
    """
    said = logits(network, torch.from_numpy(np.stack([e.unit for e in examples]))).double()
    return Predictions(
        np.array([TASKS[task].label(e) == 1 for e in examples]),
        np.round((said[:, 1] - said[:, 0]).numpy(), DECIMALS),
        np.array([e.patient for e in examples]),
        np.array([e.level for e in examples]),
    )


def probabilities(said: Predictions, scaling: Scaling) -> Predictions:
    """The same slices, scored by probability, from `predict_log_odds`."""
    return replace(said, score=expit(scaling.honest(said.score)))
