"""What a network's guard refuses: held-out slices falsely, and each kind of stranger."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml import ood
from ml.aggregate import STRANGE
from ml.calibrate import pooled
from ml.data import strangers
from ml.data.examples import Example
from ml.held_out.figures import mean
from ml.model.resnesat import ResNeSAt

STRANGERS = 120
"""Held-out slices that strangers are made of."""


def refusal_metrics(
    network: ResNeSAt,
    held_out: list[Example],
    strangeness: ood.Strangeness,
    plain_t1: list[NDArray[np.uint8]],
) -> dict[str, Any]:
    """Share refused of held-out slices (falsely) and of each kind of stranger.

    Args:
        network: In evaluation mode.
        held_out: Of every collection.
        strangeness: Fitted on training and tuning patients.
        plain_t1: Slices without contrast agent; may be empty.
    """

    def refused(units: list[NDArray[np.uint8]]) -> NDArray[np.float64]:
        unlike = strangeness.unlikeness(pooled(network, units))
        return (~(unlike <= strangeness.limit)).double().numpy()

    patients = np.array([e.patient for e in held_out])
    false = refused([e.unit for e in held_out])
    by_patient = [false[patients == who].mean() > STRANGE for who in np.unique(patients)]
    out: dict[str, Any] = {
        "false_refusals": mean(false, patients),
        "false_refusals_series": round(float(np.mean(by_patient)), 4),
    }
    random = np.random.default_rng(11)
    picked = [held_out[i] for i in random.permutation(len(held_out))[:STRANGERS]]
    kinds = strangers.made(picked)
    if plain_t1:
        kinds["plain_t1"] = plain_t1
    shares = {name: refused(units) for name, units in kinds.items()}
    out |= {f"refused_{name}": round(float(share.mean()), 4) for name, share in shares.items()}
    out["refused_all"] = round(float(np.mean([share.mean() for share in shares.values()])), 4)
    return out
