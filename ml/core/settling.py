"""Settles the verdicts of the slices of one series by the evidence of their neighbours; numpy only.

A slice is provisional until every slice of its series within `REACH` deviations of the fitted
Gaussian is read, refused or found unreadable; until then it says what it says alone. A slice that
the networks could not be asked about is not read yet: another attempt may give its evidence. What
further slices say cannot change a settled verdict, so the order of reading changes nothing. A slice
without a neighbour that lends evidence is read alone for good: a single picture, or slices far
apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ml.core.messages import Message, message
from ml.core.series_verdict import source_network, source_outcome
from ml.core.slice_outcome import presence_outcome, source_of_regions
from ml.core.types import FINAL_WITHOUT_SCORE, PRESENT, ModelInfo, Outcome, SettlingRule, Verdict

REACH = 3
"""Deviations of the Gaussian beyond which a slice is no neighbour (ours): what lies there weighs
about a hundredth of the slice itself."""
NOT_ASKED = message(
    "alone, the slice does not show a tumour, so the source network did not read it"
)
"""Why a slice that is present by its neighbours has no source."""


def settling_rule(models: Sequence[ModelInfo]) -> SettlingRule | None:
    """Return how neighbouring slices count, where the presence network's bundle says it."""
    return next((m.settling for m in models if m.task == "presence"), None)


def is_provisional(verdict: Verdict, models: Sequence[ModelInfo]) -> bool:
    """Whether what is said of a slice may change when its neighbours are read."""
    return settling_rule(models) is not None and not is_final(verdict)


def is_final(verdict: Verdict) -> bool:
    """Whether what is said of a slice stays, where neighbouring slices count."""
    return verdict.settled or verdict.outcome in FINAL_WITHOUT_SCORE


def settle(
    verdicts: Sequence[Verdict | None], positions_mm: Sequence[float], models: Sequence[ModelInfo]
) -> list[Verdict | None]:
    """Say of each slice of one series what it shows among its neighbours.

    Args:
        verdicts: One per slice, as the cascade said them of the slices alone; `None` where a
            slice is not read yet. Those without evidence, as of refused slices, lend none and
            keep what they say.
        positions_mm: Of the slices, millimetres along the normal of the series, all finite, in
            any order; slices may share one.
        models: The networks that read the slices.

    Returns:
        The same slices in the same order, with `Verdict.settled` set where a slice is; all as
        they were where no rule was fitted.
    """
    rule = settling_rule(models)
    if rule is None:
        return list(verdicts)
    weights = neighbour_weights(tuple(positions_mm), rule.sigma_mm)
    lending = np.array([_lends_evidence(v, rule) for v in verdicts], dtype=bool)
    missing = np.array([v is None or v.outcome is Outcome.UNASKED for v in verdicts], dtype=bool)
    complete = ~((weights > 0) & missing).any(axis=1)
    evidence = np.zeros((len(verdicts), len(rule.own)))
    for index in np.flatnonzero(lending).tolist():
        verdict = verdicts[index]
        assert verdict is not None
        evidence[index] = verdict.evidence[: len(rule.own)]
    log_odds, among = settled_log_odds(evidence, lending, weights, rule)
    probability = np.exp(-np.logaddexp(0, -log_odds))
    source = source_network(models)
    out: list[Verdict | None] = []
    for index, verdict in enumerate(verdicts):
        if verdict is None or not complete[index]:
            out.append(verdict)
        elif among[index]:
            out.append(_settled(verdict, float(probability[index]), rule, source))
        else:
            out.append(replace(verdict, settled=True))
    return out


def settled_log_odds(
    evidence: NDArray[np.float64],
    lending: NDArray[np.bool_],
    weights: NDArray[np.float64],
    rule: SettlingRule,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Log-odds of the slices of one series among their neighbours.

    Args:
        evidence: Of each slice (`Verdict.evidence`); any number where it lends none.
        lending: Which slices lend evidence.
        weights: `neighbour_weights` of the series.
        rule: The fitted rule.

    Returns:
        The log-odds, and which slices have them: those that lend evidence and have a neighbour
        that does. All others are read alone, and their log-odds mean nothing.

    Shapes:
        evidence: `(N, K)`.
        lending: `(N,)`.
        weights: `(N, N)`.
        returns: both `(N,)`.
    """
    around, among = smoothed(evidence, lending, weights)
    log_odds = evidence @ np.array(rule.own) + around @ np.array(rule.around) + rule.offset
    return np.where(among, log_odds, 0.0), among


def smoothed(
    evidence: NDArray[np.float64], lending: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Mean evidence around each slice, itself included, and which slices have a neighbour.

    Shapes:
        As in `settled_log_odds`; returns `(N, K)` and `(N,)`.
    """
    counted = weights * lending
    total = counted.sum(axis=1, keepdims=True)
    mean = counted @ np.where(lending[:, None], evidence, 0.0) / np.where(total > 0, total, 1.0)
    return mean, lending & ((counted > 0).sum(axis=1) > 1)


@lru_cache(maxsize=8)
def neighbour_weights(positions_mm: tuple[float, ...], sigma_mm: float) -> NDArray[np.float64]:
    """Weight of each slice in the mean around each other one: a Gaussian that ends at `REACH`.

    Args:
        positions_mm: As in `settle`.
        sigma_mm: Deviation of the Gaussian, above 0.

    Raises:
        ValueError: A position is no finite number.

    Shapes:
        returns: `(N, N)`, not writeable.
    """
    place = np.array(positions_mm, dtype=np.float64)
    if not np.isfinite(place).all():
        raise ValueError("positions of slices must be finite")
    apart = np.abs(place[:, None] - place[None, :]) / sigma_mm
    weights: NDArray[np.float64] = np.where(apart <= REACH, np.exp(-0.5 * apart**2), 0.0)
    weights.flags.writeable = False
    return weights


def _lends_evidence(verdict: Verdict | None, rule: SettlingRule) -> bool:
    if verdict is None or verdict.presence is None:
        return False
    return len(verdict.evidence) >= len(rule.own) and all(map(math.isfinite, verdict.evidence))


def _settled(
    verdict: Verdict, presence: float, rule: SettlingRule, source: ModelInfo | None
) -> Verdict:
    outcome, reason = presence_outcome(presence, rule.threshold, rule.band)
    if outcome is not None:
        return replace(
            verdict, presence=presence, outcome=outcome, reason=reason, source=None, settled=True
        )
    said = verdict.source if verdict.source is not None else source_of_regions(verdict.regions)
    outcome, reason = _source(verdict, said, source)
    return replace(
        verdict, presence=presence, outcome=outcome, reason=reason, source=said, settled=True
    )


def _source(
    verdict: Verdict, said: float | None, source: ModelInfo | None
) -> tuple[Outcome, Message]:
    """What is said of the source of a slice that is present among its neighbours."""
    if verdict.outcome in PRESENT:  # it was, alone: the source network had its say
        return verdict.outcome, verdict.reason
    if source is None:
        return source_outcome(None)
    if said is None:
        return Outcome.PRESENT_SOURCE_UNSURE, NOT_ASKED
    return source_outcome(said, source.threshold, source.band, source.validation.status)
