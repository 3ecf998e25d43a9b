"""Computes the features that the OOD detector is fitted on, of real slices and of imitations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ml.core.errors import DataError
from ml.inference import ood
from ml.inference.models.resnesat import ResNeSAt
from ml.inference.preprocessing import normalise
from ml.research.data.examples import Example
from ml.research.data.split import PatientSets
from ml.research.ood import fitting, ood_imitations
from ml.research.synthesis.skull_strip import strip_skull

FITTED_ON = 1500
"""Training slices, at most, that the out-of-distribution score is fitted on: enough for the
widest stage, and minutes on a processor."""
IMITATED = 250
"""Training slices, at most, that each kind of imitation is made of (ours)."""


@dataclass(frozen=True, slots=True)
class DetectorFeatures:
    """Features that the OOD detector is fitted on, computed once.

    Attributes:
        training: Slices of the training set.
        tuning: Slices of the tuning set, which set the limits.
        imitations: OOD inputs made of slices of the training set, by kind.
    """

    training: list[Tensor]
    tuning: list[Tensor]
    imitations: dict[str, list[Tensor]]

    def fit(self, without: str = "") -> ood.OodDetector:
        """Fit the detector; `without` leaves out one kind of imitation, to see what it adds."""
        kinds = [pooled for name, pooled in self.imitations.items() if name != without]
        return fitting.fit(self.training, self.tuning, kinds)


def detector_features(network: ResNeSAt, sets: PatientSets) -> DetectorFeatures:
    """Compute the features that the OOD detector is fitted on.

    Args:
        network: In evaluation mode.
        sets: Of the network; the test set is not used.

    Raises:
        DataError: The tuning set is empty.
    """
    if not sets.tuning:
        raise DataError("the tuning set is empty; a bundle needs some twenty patients")
    random = np.random.default_rng(7)
    picked = random.permutation(len(sets.training))[:FITTED_ON]
    whole = not any(e.area_mm2 for e in sets.training)
    training_units = in_distribution_units([sets.training[i] for i in picked], whole)
    imitations = ood_imitations.fitting_imitations(
        [sets.training[i].unit for i in picked[:IMITATED]]
    )
    return DetectorFeatures(
        pooled(network, training_units),
        pooled(network, in_distribution_units(sets.tuning, whole)),
        {name: pooled(network, units) for name, units in imitations.items()},
    )


def in_distribution_units(
    examples: Sequence[Example], whole: bool = True
) -> list[NDArray[np.uint8]]:
    """Slices as they are, every fourth without its skull: both are to be read.

    Args:
        examples: Whole slices, or single lesions.
        whole: Whether they are whole slices; a single lesion has no skull.
    """
    if not whole:
        return [e.unit for e in examples]
    return [
        e.unit if index % 4 else strip_skull(e.unit, e.mask)[0] for index, e in enumerate(examples)
    ]


@torch.inference_mode()
def pooled(network: ResNeSAt, units: Sequence[NDArray[np.uint8]], batch: int = 16) -> list[Tensor]:
    """The features of `ml.inference.ood` for many slices.

    Shapes:
        units: each `(S, S)` uint8.
        returns: each `(N, C)` float32, on the CPU.
    """
    device = next(network.parameters()).device
    parts: list[list[Tensor]] = []
    for chunk in torch.from_numpy(np.stack(units)).split(batch):
        grey = chunk.to(device).float() / 255
        stages, *_ = network.features(normalise(grey).contiguous(memory_format=torch.channels_last))
        parts.append([part.cpu() for part in ood.pool(grey, stages)])
    return [torch.cat(depth) for depth in zip(*parts, strict=True)]
