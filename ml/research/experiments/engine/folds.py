"""Divides examples into folds: by patient, stratified by class; or, as in the paper, by slice."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from ml.core.errors import DataError
from ml.research.data.examples import Example

By = Literal["patient", "slice"]


def folds(examples: Sequence[Example], count: int, seed: int, by: By) -> NDArray[np.intp]:
    """Which fold each example is tested in.

    The answer depends on the examples and the seed, not on the examples' order.

    Args:
        examples: Their class (or its absence) is spread evenly.
        count: Of folds, at least 2.
        seed: Of the deal.
        by: `patient` keeps a patient's slices together; `slice` does not, so that neighbouring
            slices of one head stand on both sides (the paper's way, and its leak).

    Raises:
        DataError: There are fewer patients (or slices) than folds.

    Shapes:
        returns: `(N,)`, 0 to count - 1; every fold holds something.
    """
    units = {e.patient for e in examples} if by == "patient" else examples
    if count < 2 or len(units) < count:
        raise DataError(f"{count} folds need at least as many {by}s; there are {len(units)}")
    order = sorted(range(len(examples)), key=lambda i: (examples[i].patient, examples[i].slice))
    classes = np.array([examples[i].tumour for i in order])
    patients = np.array([examples[i].patient for i in order])
    dealt = np.zeros(len(examples), dtype=np.intp)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of classes rarer than folds; so be it
        dealer = (StratifiedGroupKFold if by == "patient" else StratifiedKFold)(
            count, shuffle=True, random_state=seed
        )
        try:
            splits = list(dealer.split(classes, classes, patients))
        except ValueError:  # every class is rarer than there are folds: none to spread
            same = np.zeros(len(classes))
            splits = list(dealer.split(same, same, patients))
    for fold, (_, tested) in enumerate(splits):
        dealt[[order[i] for i in tested]] = fold
    return _filled(dealt, np.array([e.patient for e in examples]), count)


def _filled(dealt: NDArray[np.intp], patients: NDArray[np.str_], count: int) -> NDArray[np.intp]:
    """Give an empty fold the smallest patient of the fold with most patients.

    scikit-learn may leave a fold empty though there are patients enough (its issue 34828).
    """
    for fold in range(count):
        if (dealt == fold).any():
            continue
        held = [sorted(set(patients[dealt == other])) for other in range(count)]
        donor = max(range(count), key=lambda other: len(held[other]))
        moved = min(held[donor], key=lambda who: int((patients == who).sum()))
        dealt[(dealt == donor) & (patients == moved)] = fold
    return dealt
