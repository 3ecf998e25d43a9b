"""Types of options: numbers are checked against a range before anything runs."""

from __future__ import annotations

import argparse
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """An argparse type for a number within bounds; NaN is outside every bound.

    Attributes:
        kind: `int` or `float`.
        low: Least value that is allowed.
        high: Greatest value that is allowed.
    """

    kind: type[int] | type[float]
    low: float
    high: float

    def __call__(self, text: str) -> int | float:
        """The number that a text states.

        Raises:
            ArgumentTypeError: It states none, or one outside the bounds.
        """
        try:
            value = self.kind(text)
        except ValueError:
            value = None
        if value is None or not self.low <= value <= self.high:
            noun = "a whole number" if self.kind is int else "a number"
            raise argparse.ArgumentTypeError(
                f"`{text}` is not {noun} from {self.low:g} to {self.high:g}"
            )
        return value
