"""Computes the histogram of a slice, fast enough to follow scrolling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.core.types import SliceImage

BINS = 128
MAX_PIXELS = 16384
"""Pixels that are counted, evenly spread; takes a millisecond for any slice (ours)."""
TOP = 99.9
"""Values above this percentile are outliers; they are counted in the last bin (ours)."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts in bins of equal width.

    Attributes:
        low: Lower edge of the first bin.
        high: Upper edge of the last.
        heights: Logarithm of the counts, scaled to [0, 1].

    Shapes:
        heights: `(BINS,)`.
    """

    low: float
    high: float
    heights: NDArray[np.float64]


def histogram(image: SliceImage) -> Histogram | None:
    """Count the values of a slice without padding; `None` for colour or if there is no value."""
    values = image.values
    if values.ndim != 2:
        return None
    step = max(int(np.ceil(np.sqrt(values.size / MAX_PIXELS))), 1)
    numbers = values[::step, ::step].astype(np.float64)
    counted = np.isfinite(numbers)
    if image.presentation.padding is not None:
        counted &= ~image.presentation.padding[::step, ::step]
    numbers = numbers[counted]
    if not numbers.size:
        return None
    top = int(TOP / 100 * (numbers.size - 1))
    low, high = float(numbers.min()), float(np.partition(numbers, top)[top])
    if high <= low:
        high = max(float(numbers.max()), low + 1.0)
    counts, _ = np.histogram(np.minimum(numbers, high), BINS, (low, high))
    heights = np.log1p(counts)
    return Histogram(low, high, heights / heights.max())
