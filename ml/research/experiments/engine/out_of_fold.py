"""Stores out-of-fold predictions as CSV, so that figures need no network."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core import atomic_files
from ml.core.errors import DataError
from ml.research.data.examples import Example
from ml.research.evaluation.metrics import Predictions


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """PatientCount slices.

    Attributes:
        name: Of each slice in its manifest.
        patient: Whose it is.
        collection: Where it comes from.
        fold: In which it was tested.
        label: Index of the true answer.
        level: Place in the stack, 0 to 1.
        logits: Of each answer.

    Shapes:
        name, patient, collection: `(N,)` str.
        fold, label: `(N,)` int.
        level: `(N,)` float.
        logits: `(N, K)` float.
    """

    name: NDArray[np.str_]
    patient: NDArray[np.str_]
    collection: NDArray[np.str_]
    fold: NDArray[np.intp]
    label: NDArray[np.intp]
    level: NDArray[np.float64]
    logits: NDArray[np.float64]

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> OutOfFold:
        """Some of the slices."""
        return OutOfFold(
            self.name[index],
            self.patient[index],
            self.collection[index],
            self.fold[index],
            self.label[index],
            self.level[index],
            self.logits[index],
        )

    def probabilities(self, temperature: NDArray[np.float64] | float = 1.0) -> NDArray[np.float64]:
        """Softmax of the logits, `(N, K)`; a temperature for all slices or for each, `(N,)`."""
        scaled = self.logits / np.broadcast_to(temperature, len(self.label))[:, None]
        grown = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = grown / grown.sum(axis=1, keepdims=True)
        return shares

    def binary(self, temperature: NDArray[np.float64] | float = 1.0) -> Predictions:
        """As predictions of the last of two answers."""
        score = self.probabilities(temperature)[:, 1]
        return Predictions(self.label == 1, score, self.patient, self.level)


def write(
    path: Path,
    examples: Sequence[Example],
    labels: Sequence[int],
    fold: int,
    logits: NDArray[np.float32],
) -> None:
    """Write one fold; logits keep every bit.

    Raises:
        WriteError: The disk is full or may not be written to.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [f"logit {k}" for k in range(logits.shape[1])]
    writer.writerow(["slice", "patient", "collection", "fold", "label", "level", *names])
    for example, label, own_logits in zip(examples, labels, logits, strict=True):
        identity = (example.slice, example.patient, example.collection)
        numbers = [f"{float(value):.9g}" for value in own_logits]
        writer.writerow([*identity, fold, label, f"{example.level:.4f}", *numbers])
    atomic_files.write_text(path, text.getvalue())


def read(paths: Sequence[Path]) -> OutOfFold:
    """Join folds.

    Raises:
        DataError: A file is missing or of another kind.
    """
    rows: list[dict[str, str]] = []
    try:
        for path in paths:
            with path.open(encoding="utf-8", newline="") as lines:
                rows += csv.DictReader(lines)
        answers = sum(name.startswith("logit ") for name in rows[0])
        return OutOfFold(
            np.array([r["slice"] for r in rows]),
            np.array([r["patient"] for r in rows]),
            np.array([r["collection"] for r in rows]),
            np.array([int(r["fold"]) for r in rows]),
            np.array([int(r["label"]) for r in rows]),
            np.array([float(r["level"]) for r in rows]),
            np.array([[float(r[f"logit {k}"]) for k in range(answers)] for r in rows]),
        )
    except (OSError, KeyError, ValueError, IndexError) as error:
        raise DataError(
            f"predictions cannot be read ({error}); run the experiment again"
        ) from error
