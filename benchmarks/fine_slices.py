"""Provides slices of 512 x 512 with attention, the most that a viewport has to paint."""

from __future__ import annotations

import numpy as np

from ml.core.messages import Message
from ml.core.types import Outcome, SliceImage, Verdict

COUNT = 16


def fine_slices() -> list[tuple[SliceImage, Verdict]]:
    """Noise and its verdicts, the same each time."""
    rng = np.random.default_rng(1)
    slices = []
    for number in range(COUNT):
        values = rng.integers(0, 4000, (512, 512)).astype(np.int16)
        attention = rng.random((512, 512), dtype=np.float32)
        image = SliceImage(str(number), values, (0.5, 0.5), (2000.0, 4000.0))
        slices.append(
            (image, Verdict(str(number), Outcome.PRIMARY, 0.9, 0.1, attention, Message(), "m"))
        )
    return slices
