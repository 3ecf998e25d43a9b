"""Detects out-of-distribution (OOD) slices: a score, and the limit from which a slice is refused.

Two detectors, either of which may refuse. *Distance*: the features of a stage are pooled over the
slice; how far they lie from those of the training slices is measured by Mahalanobis' distance with
Ledoit and Wolf's covariance, one detector per depth, since no single depth sees every kind of
OOD input (Lee et al. 2018, arXiv 1807.03888; Anthony and Kamnitsas 2023, arXiv 2309.01488). The
depths are the picture made small, all stages but the last, which the label has shaped, and figures
of its grey values; their mean decides. *Probe*: a linear boundary between training slices and what
training slices become when their contrast is made another's (outlier exposure, Hendrycks et al.
2019, arXiv 1812.04606). ADR 48 holds what was measured.
`ml.research.ood.fitting` fits both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from safetensors.torch import load as load_tensors
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from ml.core import atomic_files
from ml.inference import intensity_features

FALSE_REFUSALS = 0.05
"""Share of the tuning patients' slices that the limit refuses."""
THUMBNAIL = 12
"""Side of the small picture (ours)."""
CLIP = 8.0
"""Deviations beyond which a feature counts no more for the probe (ours): noise shall not overrule
everything else."""


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
        difference = features - self.mean
        along = difference @ self.axes
        return ((along**2) @ self.gain + (difference**2).sum(1) * self.rest).clamp_min(1e-12).log()

    def score(self, features: Tensor) -> Tensor:
        """The distance in deviations from what is typical: `(B, C)` to `(B,)`."""
        return (self.distance(features) - self.typical) / self.spread


@dataclass(frozen=True, slots=True)
class Probe:
    """A linear boundary; its score is in deviations of the tuning slices, above their limit.

    Attributes:
        middle, spread: Of the training slices' features.
        weights: Of the features so scaled.
        shift: Added, so that the limit is 0.

    Shapes:
        middle, spread, weights: `(C,)` float32.
        shift: scalar, float32.
    """

    middle: Tensor
    spread: Tensor
    weights: Tensor
    shift: Tensor

    def score(self, features: Tensor) -> Tensor:
        """`(B, C)` to `(B,)`."""
        scaled = ((features - self.middle) / self.spread).clamp(-CLIP, CLIP)
        return scaled @ self.weights + self.shift


@dataclass(frozen=True, slots=True)
class OodDetector:
    """Detectors at every depth, a probe, and the limit from which a slice is refused.

    Attributes:
        depths: The picture itself, then each stage but the last, then its intensity features.
        limit: On the mean unlikeness over depths.
        probe: The second detector; `None` in bundles before 0.2.1.
    """

    depths: tuple[Depth, ...]
    limit: float
    probe: Probe | None = None

    def score(self, pooled: Sequence[Tensor]) -> Tensor:
        """The OOD score; above `limit` the slice shall be refused.

        The mean distance over depths or the probe's score, whichever is further above its limit.

        Args:
            pooled: As `pool` returns it.

        Shapes:
            returns: `(B,)` float.
        """
        distance = self.distance(pooled)
        if self.probe is None:
            return distance
        return torch.maximum(distance, self.probe.score(probe_features(pooled)) + self.limit)

    def distance(self, pooled: Sequence[Tensor]) -> Tensor:
        """The mean distance over depths alone, `(B,)`."""
        distances = [d.score(f) for d, f in zip(self.depths, pooled, strict=False)]
        return torch.stack(distances).mean(0)

    def check_fits(self, channels: Sequence[int]) -> None:
        """Score a dark slice, so that a detector of another network fails here, not in reading.

        Args:
            channels: Of each stage of the network.

        Raises:
            RuntimeError: Its features are others.
            ValueError: It scores by what is no number.
        """
        dark = torch.zeros(1, intensity_features.SIDE, intensity_features.SIDE)
        stages = [torch.zeros(1, count, 2, 2) for count in channels]
        if not bool(self.score(pool(dark, stages)).isfinite().all()):
            raise ValueError("the OOD detector gives no number")

    def to(self, device: torch.device) -> OodDetector:
        """The same on another device."""
        moved = tuple(_moved(depth, device) for depth in self.depths)
        probe = None if self.probe is None else _moved(self.probe, device)
        return replace(self, depths=moved, probe=probe)


Part = TypeVar("Part", Depth, Probe)


def _moved(part: Part, device: torch.device) -> Part:
    return replace(part, **{f.name: getattr(part, f.name).to(device) for f in fields(part)})


def pool(units: Tensor, stages: Sequence[Tensor]) -> list[Tensor]:
    """The features of the detectors.

    Shapes:
        units: `(B, S, S)` float in [0, 1], before normalisation.
        stages: each `(B, C, h, w)`, of `ml.inference.models.resnesat.ResNeSAt.features`.
        returns: `(B, THUMBNAIL * THUMBNAIL)`, for each stage but the last `(B, C)`, the figures of
            `ml.inference.intensity_features`, and the first stage's deviations over the slice, all
            float32.
    """
    images = units.float()[:, None]
    thumb = functional.adaptive_avg_pool2d(images, THUMBNAIL).flatten(1)
    resized = functional.interpolate(
        images, (intensity_features.SIDE, intensity_features.SIDE), mode="bilinear", antialias=True
    ).clamp(0, 1)
    figures = np.stack(
        [intensity_features.statistics(image) for image in resized[:, 0].cpu().numpy()]
    )
    means = [stage.float().mean(dim=(2, 3)) for stage in stages[:-1]]
    deviations = stages[0].float().std(dim=(2, 3))
    return [thumb, *means, torch.from_numpy(figures).to(thumb.device), deviations]


def probe_features(pooled: Sequence[Tensor]) -> Tensor:
    """Inputs of the probe: two first stages, intensity features, first stage's deviations."""
    return torch.cat([pooled[1], pooled[2], pooled[-2], pooled[-1]], dim=1)


def save(path: Path, ood_detector: OodDetector) -> None:
    """Write as safetensors.

    Raises:
        WriteError: The disk is full or may not be written to.
    """
    tensors = {
        f"{i}.{f.name}": getattr(depth, f.name).cpu().contiguous()
        for i, depth in enumerate(ood_detector.depths)
        for f in fields(Depth)
    }
    if ood_detector.probe is not None:
        for f in fields(Probe):
            tensors[f"probe.{f.name}"] = getattr(ood_detector.probe, f.name).cpu().contiguous()
    tensors["limit"] = torch.tensor(ood_detector.limit, dtype=torch.float64)
    atomic_files.write(path, lambda temporary: save_file(tensors, temporary))


def load(data: bytes) -> OodDetector:
    """Read what `save` wrote.

    Args:
        data: Bytes of the file.

    Raises:
        KeyError: A tensor is missing.
        ValueError: A tensor holds what is no finite number, or there is no depth.
        SafetensorError: It is not such a file.
    """
    tensors = load_tensors(data)
    if not all(bool(tensor.isfinite().all()) for tensor in tensors.values()):
        raise ValueError("the OOD detector holds what is no finite number")
    count = len({name.partition(".")[0] for name in tensors if name[:1].isdigit()})
    if count == 0:
        raise ValueError("the OOD detector has no depth")
    depths = tuple(
        Depth(**{f.name: tensors[f"{i}.{f.name}"] for f in fields(Depth)}) for i in range(count)
    )
    probe = None
    if "probe.weights" in tensors:
        probe = Probe(**{f.name: tensors[f"probe.{f.name}"] for f in fields(Probe)})
    return OodDetector(depths, float(tensors["limit"]), probe)
