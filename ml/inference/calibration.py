"""Calibrates log-odds (Platt scaling); without torch, so that both processes can use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scaling:
    """A straight line between log-odds of yes (Platt 1999), fitted by `ml.research`.

    Attributes:
        temperature: Divides them; above 0.
        offset: Added then.
    """

    temperature: float
    offset: float = 0.0

    def calibrated(self, odds: Any) -> Any:
        """Calibrated log-odds, from those of a network.

        Args:
            odds: A number, or an array or tensor of any shape; what is returned is the same.
        """
        return odds / self.temperature + self.offset
