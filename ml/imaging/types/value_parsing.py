"""Parses numbers in header values; returns `None` for nonsense and never raises.

Source: value representations DS and IS, DICOM PS3.5 6.2; image plane attributes, PS3.3 C.7.6.2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from ml.imaging.types.orientation import Cosines
from ml.imaging.types.series import Vector

SKEW = 0.01
"""How far cosines may be from unit length and a right angle (ours; scanners round to 1e-4)."""

EXACT = 1e-9
"""Cosines nearer to unit length than this stay as they are stated (ours)."""

MOST_B_VALUE = 30_000.0
"""s/mm2; scanners for people make no more (ours)."""
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")


def numbers(value: Any) -> tuple[float, ...] | None:
    """Finite numbers, from the bytes of a DS element or from a decoded value."""
    if value is None:
        return None
    if isinstance(value, bytes):
        value = value.strip(b" \0").split(b"\\") if value.strip(b" \0") else ()
    elif isinstance(value, int | float | str):
        value = (value,)
    try:
        values = tuple(float(v) for v in value)
    except (TypeError, ValueError):
        return None
    return values if values and all(map(math.isfinite, values)) else None


def integer(value: Any) -> int | None:
    """A whole number; the first of several."""
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        value = value[0] if value else None
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def position(values: tuple[float, ...] | None) -> Vector | None:
    """Three coordinates."""
    return (values[0], values[1], values[2]) if values and len(values) == 3 else None


def orientation(values: tuple[float, ...] | None) -> Cosines | None:
    """Two unit vectors at right angles; anything else is no orientation.

    Cosines that are rounded are brought to unit length: else the far edge of a large slice
    would lie some micrometres off, and other readers elsewhere.
    """
    if values is None or len(values) != 6:
        return None
    row, column = values[:3], values[3:]
    lengths = (math.hypot(*row), math.hypot(*column))
    product = sum(a * b for a, b in zip(row, column, strict=True))
    if abs(lengths[0] - 1) > SKEW or abs(lengths[1] - 1) > SKEW or abs(product) > SKEW:
        return None
    (a, b, c), (d, e, f) = (
        vector if abs(length - 1) < EXACT else tuple(v / length for v in vector)
        for vector, length in ((row, lengths[0]), (column, lengths[1]))
    )
    return a, b, c, d, e, f


def spacing(values: tuple[float, ...] | None) -> tuple[float, float] | None:
    """Two distances above zero."""
    if values is None or len(values) != 2 or min(values) <= 0:
        return None
    return values[0], values[1]


def windows(
    centres: tuple[float, ...] | None, widths: tuple[float, ...] | None
) -> tuple[tuple[float, float], ...]:
    """Pairs of centre and width; a width below 1 is not allowed for LINEAR (PS3.3 C.11.2)."""
    pairs = zip(centres or (), widths or (), strict=False)
    return tuple((centre, width) for centre, width in pairs if width >= 1)


def largest_b_value(text: str) -> float:
    """The largest b-value that a text states, in s/mm2; 0 where it states none that scanners make.

    Files hold several in one element, words around them, and numbers such as -1 or 7.2e75 for "not
    set".

    Args:
        text: Diffusion b-value (0018,9087) or the maker's own element, as it was written.
    """
    stated = (float(number) for number in _NUMBER.findall(text))
    return max((value for value in stated if 0 < value <= MOST_B_VALUE), default=0.0)
