"""Fits, on the tuning set, how much the outline counts and from which probability there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from ml.core.errors import DataError
from ml.inference.models.resnesat import ResNeSAt
from ml.inference.preprocessing import normalise
from ml.inference.regions import outlined
from ml.research.data.examples import Example
from ml.research.evaluation import metrics
from ml.research.evaluation.log_odds import predict_log_odds, two_answer_slices

SHARES = tuple(round(0.1 * step, 1) for step in range(11))
"""Shares of the outline's most suspicious cell that are tried."""
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
"""Probabilities from which a lesion may be outlined; below them, most regions are false, and each
costs the source network a look."""
FEWEST = 5
"""Slices of either kind that a collection must have to be counted."""


def fit_peak_share(network: ResNeSAt, tuning: Sequence[Example]) -> float:
    """The share with the highest mean AUC over the collections of the tuning set.

    Collections count alike, since the largest is not the hardest.

    Args:
        network: In evaluation mode; as it was afterwards.
        tuning: The tuning set.

    Raises:
        DataError: No collection has enough slices of either kind.
    """
    slices = two_answer_slices("presence", tuning)
    before = network.peak_share
    ends = []
    for share in (0.0, 1.0):
        network.peak_share = share
        ends.append(predict_log_odds(network, "presence", slices))
    network.peak_share = before
    whole, peak = ends
    collection = np.array([e.collection for e in slices])
    parts = [np.flatnonzero(collection == name) for name in np.unique(collection)]
    counted = [p for p in parts if FEWEST <= whole.label[p].sum() <= len(p) - FEWEST]
    if not counted:
        raise DataError("the tuning set has too few slices to fit how much the outline counts")

    def mean_auc(share: float) -> float:
        score = whole.score + share * (peak.score - whole.score)
        mixed = replace(whole, score=score)
        return float(np.mean([metrics.auc(mixed.take(part)) for part in counted]))

    return max(SHARES, key=mean_auc)


def fit_threshold(network: ResNeSAt, tuning: Sequence[Example]) -> float:
    """The probability from which outlines overlap best with lesions of the tuning set.

    The mean of Dice's coefficient over slices with a lesion; each collection counts alike.

    Args:
        network: In evaluation mode, with a decoder.
        tuning: The tuning set.

    Raises:
        DataError: It has no outlined lesion.
    """
    with_lesion = [e for e in tuning if e.mask.any()]
    if not with_lesion:
        raise DataError("the tuning set has no outlined lesion to fit the outline's end on")
    masks = np.stack([e.mask for e in with_lesion])
    drawn = outline_probability(network, [e.unit for e in with_lesion])
    collection = np.array([e.collection for e in with_lesion])

    def overlap(threshold: float) -> float:
        dice = dice_of(np.stack([outlined(one, threshold) for one in drawn]), masks)
        return float(np.mean([dice[collection == name].mean() for name in np.unique(collection)]))

    return max(THRESHOLDS, key=overlap)


@torch.inference_mode()
def outline_probability(
    network: ResNeSAt, units: Sequence[NDArray[np.uint8]], batch: int = 16
) -> NDArray[np.float32]:
    """The outlines of slices on the network's input grid.

    Shapes:
        units: each `(S, S)` uint8.
        returns: `(N, S, S)` float32 in [0, 1].
    """
    parts = []
    device = next(network.parameters()).device
    images = torch.from_numpy(np.stack(units))
    for chunk in images.split(batch):
        seen = normalise(chunk.to(device).float() / 255)
        outline = network.read(seen.contiguous(memory_format=torch.channels_last)).outline
        if outline is None:
            raise ValueError("this network draws no outline")
        grown = functional.interpolate(
            outline.float(), images.shape[1:], mode="bilinear", align_corners=False
        )
        parts.append(grown[:, 0].sigmoid().cpu().numpy())
    return np.concatenate(parts)


def dice_of(drawn: NDArray[np.bool_], masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Dice's coefficient of each slice, `(N, S, S)` to `(N,)`; 0 where only one covers a pixel."""
    both = (drawn & masks).sum(axis=(1, 2))
    total = drawn.sum(axis=(1, 2)) + masks.sum(axis=(1, 2))
    dice: NDArray[np.float64] = 2 * both / np.maximum(total, 1)
    return dice
