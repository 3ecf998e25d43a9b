"""Says when a score is too uncertain to call: the conformal band, which `model.json` holds.

A score that conforms to both classes is an abstention; one that conforms to neither goes to the
nearer. The band is fitted in `ml.research.evaluation.conformal_fit`.
"""

from __future__ import annotations

from dataclasses import dataclass

COVERAGE = 0.95
"""Share of the slices of either class that shall be classified correctly or abstained from."""


@dataclass(frozen=True, slots=True)
class ConformalBand:
    """The scores for which the cascade abstains, set by conformal prediction.

    Attributes:
        yes_from: Lowest score that conforms to the positive class.
        no_to: Highest score that conforms to the negative class.
        coverage: For which both were fitted.
    """

    yes_from: float
    no_to: float
    coverage: float = COVERAGE

    def contains(self, score: float) -> bool:
        """Whether a score, a probability, is in the band: conforms to both classes."""
        return self.yes_from <= score <= self.no_to

    def clamp(self, threshold: float) -> float:
        """The threshold moved into the band, or into the gap where no score conforms to both."""
        low, high = sorted((self.yes_from, self.no_to))
        return min(max(threshold, low), high)
