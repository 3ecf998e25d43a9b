"""Fits the OOD detector (`ml.inference.ood`) with scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.covariance import LedoitWolf
from sklearn.linear_model import LogisticRegression
from torch import Tensor

from ml.inference.ood import CLIP, FALSE_REFUSALS, Depth, OodDetector, Probe, probe_features

AXES = 96
"""Principal axes kept per depth (ours); the rest share one variance, which is nearly so after
Ledoit and Wolf's shrinkage, and makes the file a twentieth."""
RIDGE = 0.1
"""Inverse strength of the probe's penalty (ours)."""


def fit(
    training: Sequence[Tensor],
    tuning: Sequence[Tensor],
    imitations: Sequence[Sequence[Tensor]] = (),
) -> OodDetector:
    """Fit distance and probe, and set their limits so that together they refuse `FALSE_REFUSALS`.

    Args:
        training: Pooled features of slices of the training set.
        tuning: The same of the tuning set.
        imitations: The same of OOD inputs made of slices of the training set, kind by kind;
            without any there is no probe.

    Shapes:
        sample_weights: as `pool` returns it, over all slices.
    """
    depths = tuple(_depth(a, b) for a, b in zip(training[:-1], tuning[:-1], strict=True))
    unlimited = OodDetector(depths, float("inf"))
    distance = unlimited.distance(tuning).numpy()
    if not imitations:
        return replace(unlimited, limit=float(np.quantile(distance, 1 - FALSE_REFUSALS)))
    bare = _probe(probe_features(training), [probe_features(kind) for kind in imitations])
    score = bare.score(probe_features(tuning)).numpy()
    limits = _joint_limits(distance, score)
    spread = max(float(score.std()), 1e-6)
    probe = Probe(
        bare.middle,
        bare.spread,
        bare.weights / spread,
        (bare.shift - limits[1]) / spread,
    )
    return OodDetector(depths, limits[0], probe)


def _joint_limits(
    distances: NDArray[np.float32], scores: NDArray[np.float32]
) -> tuple[float, float]:
    """The lowest equal quantiles of both of which either is passed by no more than meant."""
    for share in np.linspace(1 - FALSE_REFUSALS, 1, 101):
        first, second = float(np.quantile(distances, share)), float(np.quantile(scores, share))
        if ((distances > first) | (scores > second)).mean() <= FALSE_REFUSALS:
            break
    return first, second


def _probe(training: Tensor, imitations: Sequence[Tensor]) -> Probe:
    """Logistic regression; both classes weigh the same, and so does each kind of imitation."""
    middle, spread = training.mean(0), training.std(0).clamp_min(1e-4)
    features = torch.cat([training, *imitations])
    label = np.repeat([0, 1], [len(training), len(features) - len(training)])
    weights = [1 / (len(imitations) * len(kind)) for kind in imitations for _ in range(len(kind))]
    sample_weights = np.array([1 / len(training)] * len(training) + weights) * len(training)
    scaled = ((features - middle) / spread).clamp(-CLIP, CLIP).double().numpy()
    fitted = LogisticRegression(C=RIDGE, max_iter=2000).fit(
        scaled, label, sample_weight=sample_weights
    )
    return Probe(
        middle,
        spread,
        torch.tensor(fitted.coef_[0], dtype=torch.float32),
        torch.tensor(fitted.intercept_[0], dtype=torch.float32),
    )


def _depth(training: Tensor, tuning: Tensor) -> Depth:
    fitted = LedoitWolf().fit(training.double().numpy())
    values: NDArray[np.float64]
    values, axes = np.linalg.eigh(fitted.covariance_)  # ascending
    floor = max(float(values[-1]) * 1e-6, 1e-12)
    axis_count = min(AXES, len(values) - 1)
    rest = 1 / max(float(values[:-axis_count].mean()), floor)
    gain = 1 / np.maximum(values[-axis_count:], floor) - rest
    mean, kept_axes, gain_, rest_ = (
        torch.tensor(np.ascontiguousarray(v), dtype=torch.float32)
        for v in (fitted.location_, axes[:, -axis_count:], gain, np.float64(rest))
    )
    bare = Depth(mean, kept_axes, gain_, rest_, torch.tensor(0.0), torch.tensor(1.0))
    distance = bare.distance(tuning)
    return replace(bare, typical=distance.mean(), spread=distance.std().clamp_min(1e-6))
