"""Decides what the presence probability of a slice says, read alone or among its neighbours."""

from __future__ import annotations

from ml.core.messages import NOTHING, Message, message
from ml.core.types import Outcome

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
