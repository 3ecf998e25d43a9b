"""What the guard against strangers is fitted on: training and tuning patients, and imitations."""

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
from ml.research.data.split import Sides
from ml.research.ood import fitting, ood_imitations
from ml.research.synthesis.skull_strip import strip_skull

FITTED_ON = 1500
"""Training slices, at most, that the out-of-distribution score is fitted on: enough for the
widest stage, and minutes on a processor."""
IMITATED = 250
"""Training slices, at most, of which each kind of stranger is imitated (ours)."""


@dataclass(frozen=True, slots=True)
class DetectorFeatures:
    """What the guard against strangers is fitted on, pooled once.

    Attributes:
        known: Training patients' slices.
        tuning: Tuning patients', which set the limits.
        strange: Kinds of strangers made of training patients' slices.
    """

    known: list[Tensor]
    tuning: list[Tensor]
    strange: dict[str, list[Tensor]]

    def fit(self, without: str = "") -> ood.OodDetector:
        """Fit it; `without` leaves one kind of stranger out, to see what it adds."""
        kinds = [pooled for name, pooled in self.strange.items() if name != without]
        return fitting.fit(self.known, self.tuning, kinds)


def detector_features(network: ResNeSAt, sides: Sides) -> DetectorFeatures:
    """Pool what refuses strangers is fitted on.

    Args:
        network: In evaluation mode.
        sides: Of its data; held-out patients are not touched.

    Raises:
        DataError: No patient fell to the tuning side.
    """
    if not sides.tuning:
        raise DataError("no patient is left for tuning; a bundle needs some twenty patients")
    random = np.random.default_rng(7)
    picked = random.permutation(len(sides.training))[:FITTED_ON]
    known = in_distribution_units([sides.training[i] for i in picked])
    strange = ood_imitations.imitations([sides.training[i].unit for i in picked[:IMITATED]])
    return DetectorFeatures(
        pooled(network, known),
        pooled(network, in_distribution_units(sides.tuning)),
        {name: pooled(network, units) for name, units in strange.items()},
    )


def in_distribution_units(examples: Sequence[Example]) -> list[NDArray[np.uint8]]:
    """Slices as they are, every fourth without its skull: both are to be read."""
    return [
        e.unit if index % 4 else strip_skull(e.unit, e.mask)[0] for index, e in enumerate(examples)
    ]


@torch.inference_mode()
def pooled(network: ResNeSAt, units: Sequence[NDArray[np.uint8]], batch: int = 16) -> list[Tensor]:
    """What `ml.inference.ood` looks at, over many slices.

    Shapes:
        units: each `(S, S)` uint8.
        returns: each `(N, C)` float32, on the CPU.
    """
    device = next(network.parameters()).device
    parts: list[list[Tensor]] = []
    for chunk in torch.from_numpy(np.stack(units)).split(batch):
        grey = chunk.to(device).float() / 255
        stages, _ = network.features(normalise(grey).contiguous(memory_format=torch.channels_last))
        parts.append([part.cpu() for part in ood.pool(grey, stages)])
    return [torch.cat(depth) for depth in zip(*parts, strict=True)]
