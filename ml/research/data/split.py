"""Who trains, who tunes and who is held out: whole patients, drawn by a hash of their identity."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ml.research.data.examples import Example

HELD_OUT = 0.25
TUNING = 0.15
"""Of the tenth that it was, seven patients with tumour-free slices tuned: too few to be like others
(calibration 0.063 off, 0.5 % refused where 5 % were meant)."""
ONCE_TUNING = 0.1
"""What it was before runs and bundles remembered it, up to version 0.4 of both."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Examples by what they may be used for; no patient is on two sides.

    Attributes:
        training: What the weights are fitted on.
        tuning: What the guard's limits are fitted and the curve is drawn on.
        held_out: What is judged at the end; weights and curve never saw it.
    """

    training: list[Example]
    tuning: list[Example]
    held_out: list[Example]


def place(patient: str, seed: str = "whence-1") -> float:
    """Where in [0, 1) a patient falls; the same on every machine and for every data size."""
    digest = hashlib.sha256(f"{seed}:{patient}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def inner(sides: Sides) -> Sides:
    """The same patients less the held-out ones; a quarter of the training patients is judged.

    Recipes are chosen on these sides, so that nothing that was held out speaks in the choice.
    """
    places = {e.patient: place(e.patient, "whence-inner") for e in sides.training}
    return Sides(
        [e for e in sides.training if places[e.patient] >= HELD_OUT],
        sides.tuning,
        [e for e in sides.training if places[e.patient] < HELD_OUT],
    )


def split(examples: Sequence[Example], tuning: float = TUNING) -> Sides:
    """Sort examples by their patients' places.

    Args:
        examples: Of any patients.
        tuning: Share of the patients who tune; who is held out does not hang on it.
    """
    sides = Sides([], [], [])
    for example in examples:
        where = place(example.patient)
        if where < HELD_OUT:
            sides.held_out.append(example)
        elif where < HELD_OUT + tuning:
            sides.tuning.append(example)
        else:
            sides.training.append(example)
    return sides
