"""Joins slice verdicts into a series verdict, for evaluation, desk and batch; numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml.core.messages import NOTHING, Message, message, with_semicolons
from ml.core.shortfall import NO_SHORTFALL, Shortfall
from ml.core.types import PRESENT, UNLIKE, ModelInfo, Outcome, SeriesRule, Verdict
from ml.core.validation import ValidationStatus

KEY_SLICES = 3
"""The series score is the mean of this many highest slice scores (ours): one hot slice is
often a vessel, and the smallest lesions worth reporting span about three slices."""
STRANGE = 1 / 3
"""Share of strange slices from which the whole series is refused (ours): the score is meant to
err on one slice in twenty, and a stranger seldom comes as a single slice."""
SOURCE_MARGIN = 0.15
"""Source probabilities nearer than this to one half are called not sure (ours)."""
DECISION_RULES = 3
"""Raised where the same scores become other outcomes, so that batches write older results anew."""

UNREAD = message("not every slice was read")
"""Why a series of which nothing read so far is suspicious is not called free of tumour."""
SURE_SLICE = message("a slice is surely present, but the series score is low")
"""Why a series below its threshold is not called free of tumour where one of its slices is not."""
NEVER_PRIMARY = message(
    "the source network is not calibrated on real metastases, so it never rules one out"
)
"""Why a demonstration network calls no tumour primary."""


@dataclass(frozen=True, slots=True)
class SeriesVerdict:
    """What the cascade said about a whole series.

    Attributes:
        outcome: The decision.
        presence: Probability by the fitted rule, or without one the mean of the highest
            `KEY_SLICES` slice probabilities; in [0, 1].
        source: Presence-weighted mean source probability over slices that have one.
        key_slices: UIDs of the most suspicious slices, most suspicious first; not empty
            where anything was read.
        read: Slices that were read.
        refused: Slices that were refused.
        reason: Why, where the outcome is an abstention, a refusal or a failure.
        yes_from: Presence probability from which a series counts as holding a tumour.
        shortfall: Slices that were neither read nor refused, though it was tried.
    """

    outcome: Outcome
    presence: float | None
    source: float | None
    key_slices: tuple[str, ...]
    read: int
    refused: int
    reason: Message = NOTHING
    yes_from: float = 0.5
    shortfall: Shortfall = NO_SHORTFALL

    @property
    def told(self) -> int:
        """Slices of which something is known: a probability, or why there is none."""
        return self.read + self.refused + self.shortfall.unreadable + self.shortfall.unasked

    @property
    def words(self) -> Message:
        """The reason and, where it says something else, the shortfall."""
        lost = self.shortfall.words
        return self.reason if lost == self.reason else with_semicolons((self.reason, lost))


def presence_rule(models: Sequence[ModelInfo]) -> SeriesRule | None:
    """Return how the presence network's slices become a series, where that was fitted."""
    return next((m.series for m in models if m.task == "presence"), None)


def presence_threshold(models: Sequence[ModelInfo]) -> float:
    """Return the threshold of the presence network, one half where there is none.

    Where neighbouring slices count, it is that of settled slices.
    """
    model = next((m for m in models if m.task == "presence"), None)
    if model is None:
        return 0.5
    return model.threshold if model.settling is None else model.settling.threshold


def source_network(models: Sequence[ModelInfo]) -> ModelInfo | None:
    """Return the network that tells the source, where there is one."""
    return next((m for m in models if m.task == "source"), None)


def series_verdict(
    verdicts: Sequence[Verdict],
    threshold: float,
    rule: SeriesRule | None = None,
    slices: int | None = None,
    source: ModelInfo | None = None,
) -> SeriesVerdict:
    """Join the verdicts of one series.

    Args:
        verdicts: Of the slices of one series, in any order.
        threshold: Presence probability of a slice from which a tumour counts as present.
        rule: The presence network's (`ModelInfo.series`); with it a series counts from one half.
        slices: How many the series has; `None` where the verdicts are all.
        source: The network that told the source. The mean over a series is held to what was
            fitted for a slice: slices of one lesion are no independent witnesses, and no series
            of real secondaries is there to fit more.

    Returns:
        The series verdict; a refusal where no slice was read, or too many are strange. It is
        never `Outcome.ABSENT` where a slice's outcome is one of `PRESENT`, or where a slice was
        neither read nor refused. Where the networks could not be asked about a slice, and the
        others show no tumour, that is the outcome.
    """
    scores = [(v.presence, v) for v in verdicts if v.presence is not None]
    lost = Shortfall.of(verdicts, len(verdicts) if slices is None else slices)
    refused = len(verdicts) - len(scores) - lost.unasked - lost.unreadable
    strange = sum(v.reason == UNLIKE for v in verdicts)
    if not scores or strange > STRANGE * (strange + len(scores)):
        outcome, reason = _without_score(verdicts, lost, strange if scores else 0)
        return SeriesVerdict(outcome, None, None, (), len(scores), refused, reason, shortfall=lost)
    ranked = sorted(scores, key=lambda pair: -pair[0])
    keys = tuple(v.uid for _, v in ranked[:KEY_SLICES])
    if rule is None:
        presence = float(np.mean([score for score, _ in ranked[:KEY_SLICES]]))
    else:
        presence = series_presence([score for score, _ in ranked], rule)
    yes_from = threshold if rule is None else 0.5
    if presence < yes_from:
        if any(v.outcome in PRESENT for v in verdicts):
            outcome, reason = Outcome.UNSURE, SURE_SLICE
        elif lost.unasked:
            outcome, reason = Outcome.UNASKED, lost.words
        elif slices is not None and len(verdicts) < slices:
            outcome, reason = Outcome.UNSURE, UNREAD
        elif lost.unreadable:
            outcome, reason = Outcome.UNSURE, lost.words
        else:
            outcome, reason = Outcome.ABSENT, NOTHING
        return SeriesVerdict(
            outcome, presence, None, keys, len(scores), refused, reason, yes_from, lost
        )
    sourced = [(score, v.source) for score, v in scores if v.source is not None and score > 0]
    mean = (
        float(np.average([s for _, s in sourced], weights=[p for p, _ in sourced]))
        if sourced
        else None
    )
    fitted = (source.threshold, source.band, source.validation.status) if source else ()
    outcome, reason = source_outcome(mean, *fitted)
    if mean is None and source is not None:  # why not, of the most suspicious slice that says so
        unsure = (v.reason for _, v in ranked if v.outcome is Outcome.PRESENT_SOURCE_UNSURE)
        reason = next(filter(None, unsure), reason)
    return SeriesVerdict(
        outcome, presence, mean, keys, len(scores), refused, reason, yes_from, lost
    )


def _without_score(
    verdicts: Sequence[Verdict], lost: Shortfall, strange: int
) -> tuple[Outcome, Message]:
    """What is said of a series of which too little was read, and why.

    Args:
        verdicts: Of its slices.
        lost: Slices that were neither read nor refused.
        strange: Slices that are too many and unlike what the network was trained on; 0 where
            none was read at all.
    """
    if lost.unasked:
        return Outcome.UNASKED, lost.words
    if strange:
        return Outcome.REFUSED, message("{} of its slices are {}", strange, UNLIKE)
    reasons = (v.reason for v in verdicts if v.outcome is Outcome.REFUSED and v.reason)
    return Outcome.REFUSED, next(reasons, lost.words or message("no slice could be read"))


def series_presence(scores: Sequence[float], rule: SeriesRule) -> float:
    """Probability that a series holds a tumour, from its slices' presence scores."""
    logit = rule.shift + rule.slope * series_feature(scores, rule.slices)
    return float(1 / (1 + np.exp(-logit)))


def series_feature(scores: Sequence[float], slices: int) -> float:
    """Mean logit of the highest scores of a series."""
    top = np.clip(np.sort(np.asarray(scores, dtype=np.float64))[-slices:], 1e-6, 1 - 1e-6)
    return float(np.log(top / (1 - top)).mean())


def source_outcome(
    source: float | None,
    threshold: float = 0.5,
    band: tuple[float, float] | None = None,
    status: ValidationStatus = ValidationStatus.VALIDATED,
) -> tuple[Outcome, Message]:
    """Name the source, or abstain, from the probability of a secondary tumour.

    Args:
        source: Probability that the tumour is secondary, in [0, 1], or `None`.
        threshold: From which it is called secondary.
        band: From and to which probability the answer is not sure (`ml.inference.abstention`);
            without it, `SOURCE_MARGIN` about one half.
        status: Of the network. A demonstration was not calibrated on real secondaries and never
            calls a tumour primary.

    Returns:
        The outcome and, for an abstention, the reason in words.
    """
    if source is None:
        return Outcome.PRESENT_SOURCE_UNSURE, message("no source network read this")
    if band is None and abs(source - 0.5) < SOURCE_MARGIN:
        return Outcome.PRESENT_SOURCE_UNSURE, message("the source network is near one half")
    if band is not None and band[0] <= source <= band[1]:
        return Outcome.PRESENT_SOURCE_UNSURE, message("the source score is usual for both sources")
    if source >= threshold:
        return Outcome.SECONDARY, NOTHING
    if status is ValidationStatus.DEMONSTRATION:
        return Outcome.PRESENT_SOURCE_UNSURE, NEVER_PRIMARY
    return Outcome.PRIMARY, NOTHING
