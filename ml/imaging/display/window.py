"""Maps values to grey through a window, as DICOM defines it.

Source: DICOM PS3.3 C.11.2.1.2 (LINEAR, LINEAR_EXACT and SIGMOID).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FUNCTIONS = ("LINEAR", "LINEAR_EXACT", "SIGMOID")


def grey(
    values: NDArray[np.generic],
    centre: float,
    width: float,
    invert: bool = False,
    function: str = "LINEAR",
) -> NDArray[np.uint8]:
    """Display grey of a slice.

    16-bit and 8-bit integers go through a table of 65,536 entries, which is exact and fast.

    Args:
        values: The slice.
        centre: Window Center (0028,1050).
        width: Window Width (0028,1051), at least 1 for LINEAR, more than 0 otherwise.
        invert: For MONOCHROME1.
        function: VOI LUT Function (0028,1056).

    Raises:
        ValueError: The width or the function is not allowed.

    Shapes:
        values: `(rows, cols)` of any number type.
        returns: `(rows, cols)` uint8, 0 black to 255 white.
    """
    if function not in FUNCTIONS:
        raise ValueError(f"VOI LUT Function {function} is not one of {', '.join(FUNCTIONS)}")
    if width < (1 if function == "LINEAR" else 1e-12):
        raise ValueError(f"window width {width} is too small for {function}")
    if values.dtype in (np.dtype(np.int16), np.dtype(np.uint16)):
        table = _table(values.dtype.char, float(centre), float(width), invert, function)
        out: NDArray[np.uint8] = table.take(values.view(np.uint16))
        return out
    out = _transfer(values.astype(np.float64), centre, width, function)
    return 255 - out if invert else out


@lru_cache(maxsize=16)  # one for each picture on screen, many times over while scrolling
def _table(
    kind: str, centre: float, width: float, invert: bool, function: str
) -> NDArray[np.uint8]:
    """Grey of each of the 65,536 patterns of a 16-bit number, not writeable."""
    every = np.arange(65536, dtype=np.uint16).view(kind).astype(np.float64)
    table = _transfer(every, centre, width, function)
    table = 255 - table if invert else table
    table.setflags(write=False)
    return table


def _transfer(
    x: NDArray[np.float64], centre: float, width: float, function: str
) -> NDArray[np.uint8]:
    if function == "SIGMOID":
        y = 255 / (1 + np.exp(np.clip(-4 * (x - centre) / width, -700, 700)))
    elif function == "LINEAR_EXACT":
        y = ((x - centre) / width + 0.5) * 255
    elif width == 1:
        y = np.where(x > centre - 0.5, 255.0, 0.0)
    else:
        y = ((x - (centre - 0.5)) / (width - 1) + 0.5) * 255
    out: NDArray[np.uint8] = np.clip(np.nan_to_num(y), 0, 255).round().astype(np.uint8)
    return out


def percentile_window(
    values: NDArray[np.generic], low: float = 2.0, high: float = 98.0
) -> tuple[float, float]:
    """Centre and width that span two percentiles; MR has no fixed unit to hold on to.

    Where the percentiles coincide, as in a mostly empty slice, the full range stands in.

    Returns:
        Centre and width. The width is at least 1 for integers, and more than 0 for floats
        whatever their scale.

    Shapes:
        values: `(rows, cols)` or a stack; what is not finite is left out. Colour, with three
            channels of uint8, is shown as it is.
    """
    numbers = np.asarray(values).ravel()
    integral = np.issubdtype(numbers.dtype, np.integer)
    if not integral:
        numbers = numbers.astype(np.float64)
        numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return 0.5, 1.0
    bottom, top = _percentiles(numbers, (low, high))
    if top <= bottom:
        bottom, top = float(numbers.min()), float(numbers.max())
    least = 1.0 if integral or top <= bottom else 0.0
    return (bottom + top) / 2, max(top - bottom, least)


def _percentiles(numbers: NDArray[np.generic], shares: tuple[float, ...]) -> list[float]:
    """As numpy's, which imports masked arrays the first time: 15 ms before the first image."""
    last = numbers.size - 1
    positions = [share / 100 * last for share in shares]
    ranks = sorted(
        {rank for position in positions for rank in (int(position), min(int(position) + 1, last))}
    )
    at = dict(zip(ranks, _ranked(numbers, ranks), strict=True))
    values = []
    for position in positions:
        part = position - int(position)
        a, b = at[int(position)], at[min(int(position) + 1, last)]
        values.append(b - (b - a) * (1 - part) if part >= 0.5 else a + (b - a) * part)
    return values


def _ranked(numbers: NDArray[np.generic], ranks: list[int]) -> list[float]:
    """The numbers at some places of the sorted row; short integers are counted, not sorted."""
    if np.issubdtype(numbers.dtype, np.integer) and numbers.dtype.itemsize <= 2:
        least = int(numbers.min())
        below = np.cumsum(np.bincount(numbers.astype(np.intp) - least))
        return [float(rank + least) for rank in np.searchsorted(below, ranks, side="right")]
    ranked = np.partition(numbers, ranks)
    return [float(ranked[rank]) for rank in ranks]
