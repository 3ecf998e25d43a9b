"""Decides what the presence probability of a slice says, read alone or among its neighbours."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ml.core.messages import NOTHING, Message, message
from ml.core.types import Outcome, Region

FURTHEST = 60.0
"""Log-odds beyond which a probability is 0 or 1."""
NEAR_THRESHOLD = message("the presence score is too near its threshold")
"""Why the presence network abstains."""


def presence_outcome(
    presence: float, threshold: float, band: tuple[float, float] | None
) -> tuple[Outcome | None, Message]:
    """Decide whether a slice holds a tumour, or abstain.

    Args:
        presence: Probability that it does, in [0, 1].
        threshold: From which it counts as holding one.
        band: From and to which probability the answer is not sure (`ModelInfo.band`), both
            included; `None` without.

    Returns:
        The outcome and, for an abstention, the reason in words; no outcome where a tumour is
        present, since the source network then has its say
        (`ml.core.series_verdict.source_outcome`).
    """
    if band is not None and band[0] <= presence <= band[1]:
        return Outcome.UNSURE, NEAR_THRESHOLD
    if presence < threshold:
        return Outcome.ABSENT, NOTHING
    return None, NOTHING


def source_of_regions(regions: Sequence[Region]) -> float | None:
    """Probability that the tumour of a slice is secondary, by its outlined lesions.

    The mean of their log-odds, weighted by area; `None` where the source network answered for none.

    Args:
        regions: Of one slice.
    """
    said = [(float(r.mask.sum()), r.source) for r in regions if r.source is not None]
    if not said:
        return None
    odds = sum(area * odds for area, odds in said) / sum(area for area, _ in said)
    return 1 / (1 + math.exp(-max(min(odds, FURTHEST), -FURTHEST)))
