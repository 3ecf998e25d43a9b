"""Counts the slices of a series of which nothing is known, and says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from ml.core.messages import NOTHING, Message, message, with_semicolons
from ml.core.types import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The slices of one series that the networks never saw, though they should have.

    Attributes:
        unasked: Slices about which the networks could not be asked; another attempt may succeed.
        unreadable: Slices that could not be read from their files.
        words: How many of how many, and the most frequent reason; empty where there are none.
    """

    unasked: int = 0
    unreadable: int = 0
    words: Message = NOTHING

    @classmethod
    def of(cls, verdicts: Sequence[Verdict], slices: int) -> Self:
        """Count them.

        Args:
            verdicts: Of slices of one series, in any order.
            slices: How many the series has.
        """
        unasked = [v.reason for v in verdicts if v.outcome is Outcome.UNASKED]
        unreadable = [v.reason for v in verdicts if v.outcome is Outcome.UNREADABLE]
        parts = (
            _because(
                message(
                    "the networks could not be asked about {} of {} slices", len(unasked), slices
                ),
                unasked,
            ),
            _because(
                message("{} of {} slices could not be read", len(unreadable), slices), unreadable
            ),
        )
        return cls(len(unasked), len(unreadable), with_semicolons(parts))


NO_SHORTFALL = Shortfall()
"""Of a series of which every slice was read or refused."""


def _because(words: Message, reasons: Sequence[Message]) -> Message:
    """The words with the most frequent reason; nothing where there are no slices."""
    for reason, _ in Counter(reasons).most_common(1):
        return Message("{}: {}", words, reason) if reason else words
    return NOTHING
