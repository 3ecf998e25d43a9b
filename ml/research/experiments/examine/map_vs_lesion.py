"""Compares each map variant with the outlines of test patients and with three null maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ml.inference.models.resnesat import ResNeSAt
from ml.research.data.examples import Example
from ml.research.evaluation.map_localisation import TOP, centre, localise
from ml.research.evaluation.metrics import Predictions, interval
from ml.research.experiments.examine.map_variants import forward_pass, variants_of

Maps = NDArray[np.float32]
MOST = 5
"""Slices of a patient that are looked at, evenly spread (ours): a patient's slices are alike."""
LEVELS = 5
"""Bins of slice level within which masks are averaged (ours)."""
NULLS = ("blob at the centre", "mean outline of the level", "brightness")
FIGURES = ("hit", "energy", "overlap")


def chosen(examples: Sequence[Example]) -> list[Example]:
    """At most `MOST` outlined slices of each patient."""
    by_patient: dict[str, list[Example]] = {}
    for example in examples:
        if example.mask.any():
            by_patient.setdefault(example.patient, []).append(example)
    outlined = []
    for own in by_patient.values():
        indices = np.linspace(0, len(own) - 1, min(MOST, len(own))).round().astype(int)
        outlined += [own[i] for i in indices]
    return outlined


def mean_outlines(training: Sequence[Example], slices: Sequence[Example]) -> Maps:
    """For each slice, the mean outline of training patients at its level of its collection.

    A null map that knows where lesions are frequent in a slice of this level.
    """
    sums: dict[tuple[str, int], list[NDArray[np.float64]]] = {}
    for example in training:
        if example.mask.any():
            total = sums.setdefault(_level_of(example), [np.zeros(example.mask.shape), np.zeros(1)])
            total[0] += example.mask
            total[1] += 1
    size = slices[0].unit.shape[0]
    means = {level: total / count for level, (total, count) in sums.items()}
    blank = centre(size)
    return np.stack([means.get(_level_of(example), blank) for example in slices]).astype(np.float32)


def _level_of(example: Example) -> tuple[str, int]:
    return example.collection, min(int(example.level * LEVELS), LEVELS - 1)


def all_maps(
    network: ResNeSAt, examples: Sequence[Example], *, predicted_class: bool, batch: int = 16
) -> dict[str, Maps]:
    """Every way's maps of every slice.

    Args:
        network: In evaluation mode, on the CPU.
        examples: Slices.
        predicted_class: See `ml.research.experiments.examine.map_variants.forward_pass`.
        batch: Slices in one pass.

    Shapes:
        returns: each `(N, S, S)`.
    """
    ways = variants_of(network)
    parts: dict[str, list[Maps]] = {name: [] for name in ways}
    units = torch.from_numpy(np.stack([e.unit for e in examples]))
    for chunk in units.split(batch):
        seen = forward_pass(network, chunk.float() / 255, predicted_class=predicted_class)
        for name, way in ways.items():
            parts[name].append(way(seen).detach().numpy())
    return {name: np.concatenate(own) for name, own in parts.items()}


def compare(
    network: ResNeSAt, task: str, test_set: Sequence[Example], training: Sequence[Example]
) -> dict[str, Any]:
    """Pointing game, energy and overlap of each way, by collection.

    Args:
        network: In evaluation mode.
        task: `presence` or `source`; the source network is asked what spoke for its answer.
        test_set: The test set.
        training: The training set, for the null map of mean outlines.

    Returns:
        By collection: `slices`, `patients`, `area`, and for each way its figures `[value, low,
        high]` and `over_null`, the pointing game less that of the better null, paired.
    """
    examples = chosen(test_set)
    maps = all_maps(network, examples, predicted_class=task == "source")
    size = examples[0].unit.shape[0]
    plain: Maps = np.stack([e.unit for e in examples]).astype(np.float32) / np.float32(255)
    blobs = np.broadcast_to(centre(size), plain.shape)
    nulls = (blobs, mean_outlines(training, examples), plain)
    maps |= dict(zip(NULLS, nulls, strict=True))
    masks = np.stack([e.mask for e in examples])
    patients = np.array([e.patient for e in examples])
    names = np.array([e.collection for e in examples])
    localisations = {way: localise(own, masks) for way, own in maps.items()}
    out: dict[str, Any] = {}
    for name in np.unique(names):
        here = names == name
        own = {
            way: {"hit": f.hit[here], "energy": f.energy[here], "overlap": f.overlap[here]}
            for way, f in localisations.items()
        }
        nullest = max(NULLS[:2], key=lambda null: float(own[null]["hit"].mean()))
        out[str(name)] = {
            "slices": int(here.sum()),
            "patients": len(np.unique(patients[here])),
            "area": round(float(masks[here].mean()), 4),
            "null": nullest,
            "ways": {
                way: {
                    **{figure: mean(values[figure], patients[here]) for figure in FIGURES},
                    "over_null": mean(values["hit"] - own[nullest]["hit"], patients[here]),
                }
                for way, values in own.items()
            },
        }
    return {"by_collection": out, "top": TOP, "most": MOST}


def mean(values: NDArray[np.float64], patients: NDArray[np.str_]) -> list[float]:
    """Mean over slices with its interval over patients."""
    p = Predictions(np.ones(len(values), dtype=bool), values, patients, np.zeros(len(values)))
    return [round(v, 4) for v in interval(p, lambda q: float(q.score.mean()))]
