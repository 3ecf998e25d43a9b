"""Measures the fraction of decisions flipped by perturbations that leave the lesion intact.

A decision flips where the probability crosses the threshold; flips between confident answers, with
no abstention before or after, are counted separately.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ml.inference.bundle import Bundle
from ml.research.data.examples import Example
from ml.research.evaluation.log_odds import predict_log_odds, probabilities
from ml.research.evaluation.metrics import Predictions, auc
from ml.research.experiments.examine.map_vs_lesion import mean
from ml.research.synthesis.skull_strip import strip_skull

Grey = NDArray[np.uint8]
MOST = 400
"""Slices that are changed, drawn at random (ours)."""


def jpeg(unit: Grey, quality: int) -> Grey:
    """The slice after JPEG at a quality."""
    buffer = BytesIO()
    Image.fromarray(unit).save(buffer, format="JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("L"))


def curve(unit: Grey, gamma: float) -> Grey:
    """Another brightness of the middle greys: `unit ** gamma`."""
    return np.round(255 * (unit / 255.0) ** gamma).astype(np.uint8)


def bias(unit: Grey) -> Grey:
    """A coil's shading: 30 % brighter on one side than on the other."""
    side = np.linspace(0.85, 1.15, unit.shape[1])[None, :]
    return np.clip(np.round(unit * side), 0, 255).astype(np.uint8)


def equalised(unit: Grey) -> Grey:
    """Another source's histogram: that of the head made half way even."""
    grey = unit.astype(np.float64)
    inside = np.sort(unit[unit > 12])
    if inside.size < 64:
        return unit
    rank = np.searchsorted(inside, unit, side="right") / inside.size
    even = np.where(unit > 12, 12 + 243 * rank, grey)
    return np.round((grey + even) / 2).astype(np.uint8)


def coarser(unit: Grey) -> Grey:
    """Another source's matrix: half as many pixels, brought back."""
    small = Image.fromarray(unit).resize((unit.shape[1] // 2,) * 2, Image.Resampling.BOX)
    return np.asarray(small.resize((unit.shape[1],) * 2, Image.Resampling.BICUBIC))


CHANGES: dict[str, Callable[[Grey], Grey]] = {
    "JPEG, quality 90": lambda unit: jpeg(unit, 90),
    "JPEG, quality 75": lambda unit: jpeg(unit, 75),
    "one pixel to the right": lambda unit: np.roll(unit, 1, axis=1),
    "one pixel down": lambda unit: np.roll(unit, 1, axis=0),
    "mirrored": lambda unit: np.ascontiguousarray(unit[:, ::-1]),
    "middle greys darker (gamma 1.25)": lambda unit: curve(unit, 1.25),
    "middle greys brighter (gamma 0.8)": lambda unit: curve(unit, 0.8),
    "histogram half way even": equalised,
    "shading of a coil, 30 %": bias,
    "half the matrix": coarser,
}
STRIPPED = "without its skull (imitation)"


def flips(bundle: Bundle, examples: Sequence[Example], seed: int = 3) -> dict[str, Any]:
    """How often each perturbation flips the decision.

    Args:
        bundle: Of the presence network.
        examples: Of the test set, in collections with both classes.
        seed: Of the choice of slices.

    Returns:
        For each perturbation `flipped` and `sure_flipped` as `[value, low, high]`, the AUC before
        and after, and the mean change of probability.
    """
    picked = np.random.default_rng(seed).permutation(len(examples))[:MOST]
    some = [examples[i] for i in picked]
    before = _predictions(bundle, some)
    out: dict[str, Any] = {}
    for name, change in CHANGES.items():
        changed = [replace(e, unit=change(e.unit)) for e in some]
        out[name] = _compared(bundle, before, _predictions(bundle, changed))
    bare = [replace(e, unit=strip_skull(e.unit, e.mask)[0]) for e in some]
    out[STRIPPED] = _compared(bundle, before, _predictions(bundle, bare))
    patients = len(np.unique(before.patient))
    return {"slices": len(some), "patients": patients, "auc": _auc(before), "changes": out}


def _predictions(bundle: Bundle, examples: Sequence[Example]) -> Predictions:
    return probabilities(
        predict_log_odds(bundle.network, bundle.info.task, examples), bundle.scaling
    )


def _compared(bundle: Bundle, before: Predictions, after: Predictions) -> dict[str, Any]:
    edge = bundle.info.threshold
    flipped = (before.score >= edge) != (after.score >= edge)
    sure = np.array(
        [
            not bundle.abstains(float(a)) and not bundle.abstains(float(b))
            for a, b in zip(before.score, after.score, strict=True)
        ]
    )
    return {
        "flipped": mean(flipped.astype(np.float64), before.patient),
        "sure_flipped": mean((flipped & sure).astype(np.float64), before.patient),
        "shift": round(float(np.abs(after.score - before.score).mean()), 4),
        "auc": _auc(after),
    }


def _auc(p: Predictions) -> float:
    return round(auc(p), 4)
