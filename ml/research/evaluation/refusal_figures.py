"""What a network's guard refuses: held-out slices falsely, and each kind of stranger."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from ml.core.series_verdict import STRANGE
from ml.inference import ood
from ml.inference.models.resnesat import ResNeSAt
from ml.research.data.examples import Example
from ml.research.evaluation.intervals import mean
from ml.research.ood import ood_imitations
from ml.research.ood.features import DetectorFeatures, pooled

STRANGERS = 120
"""Held-out slices that strangers are made of."""
FITTED = {"like_t2": "like T2", "like_flair": "like FLAIR", "like_ct": "like CT"}
"""Kinds of held-out stranger whose like the guard is fitted on, and what they are called there."""


def refusal_metrics(
    network: ResNeSAt,
    held_out: list[Example],
    features: DetectorFeatures,
    ood_detector: ood.OodDetector,
    plain_t1: list[NDArray[np.uint8]],
) -> dict[str, Any]:
    """Share refused of held-out slices (falsely) and of each kind of stranger.

    Args:
        network: In evaluation mode.
        held_out: Of every collection.
        features: What the guard was fitted on, to fit it without a kind as well (`_unseen`).
        ood_detector: The guard, fitted on training and tuning patients.
        plain_t1: Slices without contrast agent; may be empty.
    """
    patients = np.array([e.patient for e in held_out])
    false = _refused(ood_detector, pooled(network, [e.unit for e in held_out]))
    by_patient = [false[patients == who].mean() > STRANGE for who in np.unique(patients)]
    out: dict[str, Any] = {
        "false_refusals": mean(false, patients),
        "false_refusals_series": round(float(np.mean(by_patient)), 4),
    }
    random = np.random.default_rng(11)
    picked = [held_out[i] for i in random.permutation(len(held_out))[:STRANGERS]]
    kinds = ood_imitations.made(picked)
    if plain_t1:
        kinds["plain_t1"] = plain_t1
    shares = []
    for name, units in kinds.items():
        looked_at = pooled(network, units)
        shares.append(_refused(ood_detector, looked_at).mean())
        out[f"refused_{name}"] = round(float(shares[-1]), 4)
        if name in FITTED:
            other = features.fit(without=FITTED[name])
            out[f"refused_{name}_unseen"] = round(float(_refused(other, looked_at).mean()), 4)
    out["refused_all"] = round(float(np.mean(shares)), 4)
    return out


def _refused(guard: ood.OodDetector, looked_at: list[Tensor]) -> NDArray[np.float64]:
    return (~(guard.score(looked_at) <= guard.limit)).double().numpy()
