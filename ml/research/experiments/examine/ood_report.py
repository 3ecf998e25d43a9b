"""Measures what the OOD detector of a shipped network refuses, kind by kind, and falsely.

Three sorts of OOD input: kinds that the probe was fitted on (imitations, here of test patients),
kinds that nothing was fitted on, and real images of other sequences, which nothing was fitted on
either. Refusal of the first sort by a detector fitted without it is measured in
`ml.research.evaluation.refusal_figures`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.core.series_verdict import STRANGE
from ml.inference.bundle import Bundle
from ml.research.data.split import PatientSets
from ml.research.evaluation.refusal_figures import FITTED
from ml.research.experiments.examine.map_vs_lesion import mean
from ml.research.ood import ood_examples, ood_imitations
from ml.research.ood.features import pooled

Units = Sequence[NDArray[np.uint8]]
PICKED = 100
"""Test slices that imitations are made of (ours)."""
PLAIN = "T1 without contrast agent, volume"


def refusal_shares(bundle: Bundle, sets: PatientSets, shared: Path) -> dict[str, Any]:
    """Shares refused.

    Args:
        bundle: With an OOD detector.
        sets: Of the network.
        shared: Folder that holds `data/`.

    Returns:
        `kinds` (each with `sort`, `slices`, `refused`, and for real ones `series`: whether the
        series would be refused, and `header`: what its header says), `same` (T1 with contrast
        agent of other collections), `false_refusals` by slice and by patient, `all`, and `real`,
        the mean over real kinds.
    """
    detector = bundle.ood_detector
    if detector is None:
        return {}

    def refused(units: Units) -> NDArray[np.float64]:
        scores = detector.score(pooled(bundle.network, list(units)))
        return (~(scores <= detector.limit)).double().numpy()

    patients = np.array([e.patient for e in sets.test])
    false = refused([e.unit for e in sets.test])
    apart = [false[patients == who].mean() > STRANGE for who in np.unique(patients)]
    picked = np.random.default_rng(11).permutation(len(sets.test))[:PICKED]
    some = [sets.test[i] for i in picked]
    kinds: dict[str, Any] = {}
    for name, units in ood_imitations.evaluation_imitations(some).items():
        share = refused(units)
        kinds[name] = _row("fitted on" if name in FITTED else "not fitted on", share)
    plain = ood_imitations.plain_t1(shared, bundle.preprocessing)
    real = ood_examples.other_kinds(shared, bundle.preprocessing)
    if plain:
        real[PLAIN] = plain
    headers = ood_examples.by_header(shared)
    for name, units in real.items():
        kinds[name] = _row("real", refused(units)) | {"header": headers.get(name, "none")}
    same = ood_examples.same_kind(shared, bundle.preprocessing)
    return {
        "kinds": dict(sorted(kinds.items(), key=lambda pair: pair[1]["sort"])),
        "same": {name: _row("same", refused(units)) for name, units in same.items()},
        "false_refusals": mean(false, patients),
        "false_refusals_series": round(float(np.mean(apart)), 4),
        "all": _mean(kinds.values()),
        "real": _mean(row for row in kinds.values() if row["sort"] == "real"),
    }


def _mean(rows: Iterable[dict[str, Any]]) -> float | None:
    shares = [row["refused"] for row in rows]
    return round(float(np.mean(shares)), 4) if shares else None


def _row(sort: str, share: NDArray[np.float64]) -> dict[str, Any]:
    refused = float(share.mean())
    row = {"sort": sort, "slices": len(share), "refused": round(refused, 4)}
    return row | ({"series": refused > STRANGE} if sort in ("real", "same") else {})
