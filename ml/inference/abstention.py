"""Says when a score is too uncertain to call: the conformal band, which `model.json` holds.

A score that is usual for both classes is an abstention; one usual for neither goes to the nearer.
The band is fitted in `ml.research.evaluation.conformal_fit`.
"""

from __future__ import annotations

from dataclasses import dataclass

COVERAGE = 0.95
"""Share of slices of either class whose true class shall stay in question or be called."""


@dataclass(frozen=True, slots=True)
class ConformalBand:
    """Which scores are usual for which class.

    Attributes:
        yes_from: Lowest score that is usual for the positive class.
        no_to: Highest score that is usual for the negative class.
        coverage: What both were fitted for.
    """

    yes_from: float
    no_to: float
    coverage: float = COVERAGE

    def unsure(self, score: float) -> bool:
        """Whether the score, a probability, is usual for both classes."""
        return self.yes_from <= score <= self.no_to

    def between(self, threshold: float) -> float:
        """The threshold moved into the band, or into the gap where no score is usual for both."""
        low, high = sorted((self.yes_from, self.no_to))
        return min(max(threshold, low), high)
