"""Splits patients into training, tuning and test set, by a hash of their identity."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ml.research.data.examples import Example

TEST_SHARE = 0.25
TUNING_SHARE = 0.15
"""A tenth held seven patients with tumour-free slices, too few to be like others (calibration 0.063
off, 0.5 % refused where 5 % were meant)."""
FORMER_TUNING_SHARE = 0.1
"""Of runs and bundles up to version 0.4, which did not store their share."""


@dataclass(frozen=True, slots=True)
class PatientSets:
    """The training, tuning and test set; no patient is in two of them.

    Attributes:
        training: Training set: what the weights are fitted on.
        tuning: Tuning set: for the limits of the OOD detector and the learning curve.
        test: Test set: for the final evaluation; used by neither weights nor learning curve.
    """

    training: list[Example]
    tuning: list[Example]
    test: list[Example]


def hash_position(patient: str, seed: str = "whence-1") -> float:
    """A patient's hash in [0, 1); the same on every machine and for every data size."""
    digest = hashlib.sha256(f"{seed}:{patient}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def set_name(patient: str, tuning: float = TUNING_SHARE) -> str:
    """Name of the set of a patient: `test`, `tuning` or `training`.

    Args:
        patient: A pseudonym.
        tuning: As in `split`.
    """
    position = hash_position(patient)
    if position < TEST_SHARE:
        return "test"
    return "tuning" if position < TEST_SHARE + tuning else "training"


def inner_split(sets: PatientSets) -> PatientSets:
    """Sets without the test patients; a quarter of the training patients replaces them.

    Recipes are chosen on these sets, so that the test set has no influence on the choice.
    """
    positions = {e.patient: hash_position(e.patient, "whence-inner") for e in sets.training}
    return PatientSets(
        [e for e in sets.training if positions[e.patient] >= TEST_SHARE],
        sets.tuning,
        [e for e in sets.training if positions[e.patient] < TEST_SHARE],
    )


def split(examples: Sequence[Example], tuning: float = TUNING_SHARE) -> PatientSets:
    """Split examples by the hash of their patients.

    Args:
        examples: Of any patients.
        tuning: Share of the patients in the tuning set; the test set does not depend on it.
    """
    sets = PatientSets([], [], [])
    for example in examples:
        getattr(sets, set_name(example.patient, tuning)).append(example)
    return sets
