"""How unlike a slice is to what the network was trained on: a score that can refuse it.

The features of a stage are pooled over the slice; how far they lie from those of the training
slices is measured by Mahalanobis' distance with Ledoit and Wolf's covariance, one detector per
depth, since no single depth sees every kind of stranger (Lee et al. 2018, arXiv 1807.03888;
Anthony and Kamnitsas 2023, arXiv 2309.01488). The depths are the picture itself, made small, and
all stages but the last, which the label has shaped; their mean decides. ADR 40 holds what was
measured. Fitting needs scikit-learn; reading needs torch only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from ml import atomic

FALSE_REFUSALS = 0.05
"""Share of the tuning patients' slices that the limit refuses."""
AXES = 96
"""Principal axes kept per depth (ours); the rest share one variance, which is nearly so after
Ledoit and Wolf's shrinkage, and makes the file a twentieth."""
THUMB = 12
"""Side of the small picture (ours)."""


@dataclass(frozen=True, slots=True)
class Depth:
    """One detector.

    Attributes:
        mean: Of the training slices' features.
        axes: Principal axes of their covariance.
        gain: Inverse variance along each axis, less `rest`.
        rest: Inverse variance along every other direction.
        typical: Mean of the tuning slices' log distance.
        spread: Its standard deviation.

    Shapes:
        mean: `(C,)` float32.
        axes: `(C, K)` float32.
        gain: `(K,)` float32.
        rest, typical, spread: scalars, float32.
    """

    mean: Tensor
    axes: Tensor
    gain: Tensor
    rest: Tensor
    typical: Tensor
    spread: Tensor

    def distance(self, features: Tensor) -> Tensor:
        """Logarithm of Mahalanobis' distance squared: `(B, C)` to `(B,)`."""
        apart = features - self.mean
        along = apart @ self.axes
        return ((along**2) @ self.gain + (apart**2).sum(1) * self.rest).clamp_min(1e-12).log()

    def unlikeness(self, features: Tensor) -> Tensor:
        """The distance in deviations from what is typical: `(B, C)` to `(B,)`."""
        return (self.distance(features) - self.typical) / self.spread


@dataclass(frozen=True, slots=True)
class Strangeness:
    """Detectors at every depth, and the limit from which a slice is refused.

    Attributes:
        depths: The picture itself, then each stage but the last.
        limit: On the mean unlikeness over depths.
    """

    depths: tuple[Depth, ...]
    limit: float

    def unlikeness(self, pooled: Sequence[Tensor]) -> Tensor:
        """The mean over depths; above `limit` the slice shall be refused.

        Args:
            pooled: As `pool` returns it.

        Shapes:
            returns: `(B,)` float.
        """
        each = [d.unlikeness(f) for d, f in zip(self.depths, pooled, strict=True)]
        return torch.stack(each).mean(0)

    def to(self, device: torch.device) -> Strangeness:
        """The same on another device."""
        moved = tuple(
            Depth(**{f.name: getattr(d, f.name).to(device) for f in fields(Depth)})
            for d in self.depths
        )
        return replace(self, depths=moved)


def pool(units: Tensor, stages: Sequence[Tensor]) -> list[Tensor]:
    """What the detectors look at.

    Shapes:
        units: `(B, S, S)` float in [0, 1], before normalisation.
        stages: each `(B, C, h, w)`, of `ml.model.resnesat.ResNeSAt.features`.
        returns: `(B, THUMB * THUMB)` and for each stage but the last `(B, C)`, float32.
    """
    thumb = functional.adaptive_avg_pool2d(units.float()[:, None], THUMB).flatten(1)
    return [thumb, *(stage.float().mean(dim=(2, 3)) for stage in stages[:-1])]


def fit(training: Sequence[Tensor], tuning: Sequence[Tensor]) -> Strangeness:
    """Fit the detectors, and set the limit for `FALSE_REFUSALS`.

    Args:
        training: Pooled features of training patients' slices.
        tuning: The same of patients that training never saw.

    Shapes:
        each: as `pool` returns it, over all slices.
    """
    depths = tuple(_depth(a, b) for a, b in zip(training, tuning, strict=True))
    unlimited = Strangeness(depths, float("inf"))
    scores = unlimited.unlikeness(tuning).numpy()
    return replace(unlimited, limit=float(np.quantile(scores, 1 - FALSE_REFUSALS)))


def _depth(training: Tensor, tuning: Tensor) -> Depth:
    from sklearn.covariance import LedoitWolf

    found = LedoitWolf().fit(training.double().numpy())
    values: NDArray[np.float64]
    values, axes = np.linalg.eigh(found.covariance_)  # ascending
    floor = max(float(values[-1]) * 1e-6, 1e-12)
    kept = min(AXES, len(values) - 1)
    rest = 1 / max(float(values[:-kept].mean()), floor)
    gain = 1 / np.maximum(values[-kept:], floor) - rest
    mean, kept_axes, gain_, rest_ = (
        torch.tensor(np.ascontiguousarray(v), dtype=torch.float32)
        for v in (found.location_, axes[:, -kept:], gain, np.float64(rest))
    )
    bare = Depth(mean, kept_axes, gain_, rest_, torch.tensor(0.0), torch.tensor(1.0))
    distance = bare.distance(tuning)
    return replace(bare, typical=distance.mean(), spread=distance.std().clamp_min(1e-6))


def save(path: Path, strangeness: Strangeness) -> None:
    """Write as safetensors.

    Raises:
        WriteError: The disk is full or may not be written to.
    """
    tensors = {
        f"{i}.{f.name}": getattr(depth, f.name).cpu().contiguous()
        for i, depth in enumerate(strangeness.depths)
        for f in fields(Depth)
    }
    tensors["limit"] = torch.tensor(strangeness.limit, dtype=torch.float64)
    atomic.write(path, lambda temporary: save_file(tensors, temporary))


def load(path: Path) -> Strangeness:
    """Read what `save` wrote.

    Raises:
        KeyError: A tensor is missing.
        SafetensorError: It is not such a file.
    """
    tensors = load_file(path)
    count = len({name.partition(".")[0] for name in tensors if "." in name})
    depths = tuple(
        Depth(**{f.name: tensors[f"{i}.{f.name}"] for f in fields(Depth)}) for i in range(count)
    )
    return Strangeness(depths, float(tensors["limit"]))
