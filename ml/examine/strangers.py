"""What the shipped network refuses, kind by kind, and what it refuses falsely.

Three sorts of strangers: kinds that the probe was fitted on (imitations, here of held-out
patients), kinds that nothing was fitted on, and real pictures of other sequences, which nothing was
fitted on either. For the first sort the probe is also fitted anew without each kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml import ood
from ml.aggregate import STRANGE
from ml.bundle import Bundle
from ml.calibrate import FITTED_ON, IMITATED, pooled, usual_units
from ml.data import real_strangers, strangers
from ml.data.split import Sides
from ml.examine.lesions import mean

Units = Sequence[NDArray[np.uint8]]
PICKED = 100
"""Held-out slices that strangers are made of (ours)."""
FITTED = {"like_t2": "like T2", "like_flair": "like FLAIR", "like_ct": "like CT"}
"""Kinds of held-out stranger whose like the probe was fitted on."""
PLAIN = "T1 without contrast agent, volume"


def examined(bundle: Bundle, sides: Sides, shared: Path) -> dict[str, Any]:
    """Shares refused.

    Args:
        bundle: With what refuses strangers.
        sides: Of the data.
        shared: Folder that holds `data/`.

    Returns:
        `kinds` (each with `sort`, `slices`, `refused`, where there is one `without`, and for
        real ones `series`: whether the series would be refused), `same` (T1 with contrast agent
        of other collections), `false_refusals` by slice and by patient, and `all`.
    """
    guard = bundle.strangeness
    if guard is None:
        return {}

    def refused(units: Units, by: ood.Strangeness = guard) -> NDArray[np.float64]:
        unlike = by.unlikeness(pooled(bundle.network, list(units)))
        return (~(unlike <= by.limit)).double().numpy()

    patients = np.array([e.patient for e in sides.held_out])
    false = refused([e.unit for e in sides.held_out])
    apart = [false[patients == who].mean() > STRANGE for who in np.unique(patients)]
    picked = np.random.default_rng(11).permutation(len(sides.held_out))[:PICKED]
    some = [sides.held_out[i] for i in picked]
    without = _without_each(bundle, sides)
    kinds: dict[str, Any] = {}
    for name, units in strangers.made(some).items():
        share = refused(units)
        sort = "fitted on" if name in FITTED else "not fitted on"
        kinds[name] = _row(sort, share)
        if name in FITTED:
            left_out = refused(units, without[FITTED[name]])
            kinds[name]["without"] = round(float(left_out.mean()), 4)
    plain = strangers.plain_t1(shared, bundle.how)
    real = real_strangers.other_kinds(shared, bundle.how)
    if plain:
        real[PLAIN] = plain
    for name, units in real.items():
        kinds[name] = _row("real", refused(units))
    same = real_strangers.same_kind(shared, bundle.how)
    return {
        "kinds": dict(sorted(kinds.items(), key=lambda pair: pair[1]["sort"])),
        "same": {name: _row("same", refused(units)) for name, units in same.items()},
        "false_refusals": mean(false, patients),
        "false_refusals_series": round(float(np.mean(apart)), 4),
        "all": round(float(np.mean([row["refused"] for row in kinds.values()])), 4),
    }


def _row(sort: str, share: NDArray[np.float64]) -> dict[str, Any]:
    refused = float(share.mean())
    row = {"sort": sort, "slices": len(share), "refused": round(refused, 4)}
    return row | ({"series": refused > STRANGE} if sort in ("real", "same") else {})


def _without_each(bundle: Bundle, sides: Sides) -> dict[str, ood.Strangeness]:
    """The guard fitted without each kind of imitation, as `ml.calibrate.guard` fits it."""
    picked = np.random.default_rng(7).permutation(len(sides.training))[:FITTED_ON]
    training = [sides.training[i] for i in picked]
    known = pooled(bundle.network, usual_units(training))
    tuning = pooled(bundle.network, usual_units(sides.tuning))
    made = strangers.imitations([e.unit for e in training[:IMITATED]])
    strange = {name: pooled(bundle.network, units) for name, units in made.items()}
    return {
        left: ood.fit(known, tuning, [one for name, one in strange.items() if name != left])
        for left in FITTED.values()
    }
