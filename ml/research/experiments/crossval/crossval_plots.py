"""Draws the plots of a cross-validation from stored predictions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
import numpy as np
from matplotlib import pyplot as plt
from sklearn.metrics import roc_curve

from ml.core import atomic_files
from ml.research.experiments.engine.out_of_fold import OutOfFold

BINS = 10


def reliability(path: Path, experiments: Mapping[str, OutOfFold]) -> None:
    """How often each probability came true, over bins of equal mass."""
    figure, axis = plt.subplots(figsize=(4.2, 4), layout="constrained")
    axis.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for name, p in experiments.items():
        shares = p.probabilities()
        score = shares[:, 1] if shares.shape[1] == 2 else shares.max(axis=1)
        true = p.label == 1 if shares.shape[1] == 2 else shares.argmax(axis=1) == p.label
        parts = [b for b in np.array_split(np.argsort(score, kind="stable"), BINS) if b.size]
        axis.plot([score[b].mean() for b in parts], [true[b].mean() for b in parts], "o-",
                  label=name, markersize=3)  # fmt: skip
    axis.set(xlabel="probability said", ylabel="share that was so", xlim=(0, 1), ylim=(0, 1))
    axis.legend(fontsize=7)
    _save(path, figure)


def receiver(path: Path, experiments: Mapping[str, OutOfFold]) -> None:
    """ROC curves; for more than two answers, each against the rest, pooled."""
    figure, axis = plt.subplots(figsize=(4.2, 4), layout="constrained")
    axis.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for name, p in experiments.items():
        shares = p.probabilities()
        if shares.shape[1] == 2:
            truth, score = p.label == 1, shares[:, 1]
        else:
            truth, score = (p.label[:, None] == np.arange(shares.shape[1])).ravel(), shares.ravel()
        if truth.any() and not truth.all():
            false, hit, _ = roc_curve(truth, score)
            axis.plot(false, hit, label=name, linewidth=1)
    axis.set(xlabel="1 - specificity", ylabel="recall", xlim=(0, 1), ylim=(0, 1))
    axis.legend(fontsize=7)
    _save(path, figure)


def folds(path: Path, accuracies: Mapping[str, list[float]]) -> None:
    """Accuracy of each fold, side by side."""
    figure, axis = plt.subplots(figsize=(5, 3), layout="constrained")
    for x, values in enumerate(accuracies.values()):
        axis.plot(np.full(len(values), x), values, "o", markersize=4, alpha=0.7)
        axis.plot([x - 0.25, x + 0.25], [np.mean(values)] * 2, color="0.2")
    axis.set_xticks(range(len(accuracies)), list(accuracies), fontsize=7, rotation=15)
    axis.set_ylabel("accuracy of a fold")
    _save(path, figure)


def _save(path: Path, figure: Any) -> None:
    atomic_files.write(path, lambda p: figure.savefig(p, dpi=130, metadata={"Software": None}))
    plt.close(figure)
