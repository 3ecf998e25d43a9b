"""Computes what the OOD detector refuses: test slices falsely, and each kind of OOD input."""

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

IMITATED_SLICES = 120
"""Test slices that imitations are made of."""
FITTED = {"like_t2": "like T2", "like_flair": "like FLAIR", "like_ct": "like CT"}
"""Kinds of imitation that the detector is fitted on, too, and their names there."""


def refusal_metrics(
    network: ResNeSAt,
    test_set: list[Example],
    features: DetectorFeatures,
    ood_detector: ood.OodDetector,
    plain_t1: list[NDArray[np.uint8]],
) -> dict[str, Any]:
    """Share refused of the test set (falsely) and of each kind of OOD input.

    Args:
        network: In evaluation mode.
        test_set: The test set, of every collection.
        features: That the detector was fitted on, to fit it without a kind as well (`_unseen`).
        ood_detector: Fitted on training and tuning set.
        plain_t1: Slices without contrast agent; may be empty.
    """
    patients = np.array([e.patient for e in test_set])
    false = _refused(ood_detector, pooled(network, [e.unit for e in test_set]))
    by_patient = [false[patients == who].mean() > STRANGE for who in np.unique(patients)]
    out: dict[str, Any] = {
        "false_refusals": mean(false, patients),
        "false_refusals_series": round(float(np.mean(by_patient)), 4),
    }
    random = np.random.default_rng(11)
    picked = [test_set[i] for i in random.permutation(len(test_set))[:IMITATED_SLICES]]
    kinds = ood_imitations.evaluation_imitations(picked)
    if plain_t1:
        kinds["plain_t1"] = plain_t1
    refusal_rates = []
    for name, units in kinds.items():
        features_of_kind = pooled(network, units)
        refusal_rates.append(_refused(ood_detector, features_of_kind).mean())
        out[f"refused_{name}"] = round(float(refusal_rates[-1]), 4)
        if name in FITTED:
            other = features.fit(without=FITTED[name])
            out[f"refused_{name}_unseen"] = round(
                float(_refused(other, features_of_kind).mean()), 4
            )
    out["refused_all"] = round(float(np.mean(refusal_rates)), 4)
    return out


def _refused(detector: ood.OodDetector, features_of_kind: list[Tensor]) -> NDArray[np.float64]:
    return (~(detector.score(features_of_kind) <= detector.limit)).double().numpy()
