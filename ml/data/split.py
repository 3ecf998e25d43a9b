"""Who trains and who is held out: always whole patients, drawn by a hash of their identity."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ml.data.examples import Example


def held_out(patient: str, fraction: float = 0.25, seed: str = "whence-1") -> bool:
    """Whether a patient is held out; the same answer on every machine and for every data size.

    Args:
        patient: Identity with its collection.
        fraction: Share of patients held out.
        seed: Changes the draw.
    """
    digest = hashlib.sha256(f"{seed}:{patient}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64 < fraction


def split(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Training and held-out examples; no patient is in both."""
    train = [e for e in examples if not held_out(e.patient)]
    test = [e for e in examples if held_out(e.patient)]
    return train, test
