"""Scales values by their brightness on screen, for code that compares what slices look like."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml.core.types import SliceImage


def brightness(image: SliceImage) -> NDArray[np.generic]:
    """Values that rise with brightness on screen, padding as dark as the darkest pixel.

    A network is trained on slices whose high values are bright and whose margins hold an image;
    MONOCHROME1 and padding far below it would look to it like nothing that it knows.

    Shapes:
        returns: `(rows, cols)`, the slice's own values where nothing has to be changed.
    """
    values, padding = image.values, image.presentation.padding
    if padding is None and not image.presentation.invert:
        return values
    numbers = values.astype(np.float32)
    inside = numbers if padding is None else numbers[~padding]
    low, high = float(inside.min()), float(inside.max())
    if image.presentation.invert:
        numbers = low + high - numbers
    if padding is not None:
        numbers[padding] = low
    return numbers
