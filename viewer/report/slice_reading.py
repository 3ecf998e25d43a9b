"""Reads the slices of one series unattended; one bad slice never stops the rest."""

from __future__ import annotations

import math
from collections.abc import Callable

from ml.core.errors import ImageReadError, WhenceError
from ml.core.messages import Message, message, verbatim
from ml.core.series_verdict import KEY_SLICES
from ml.core.types import Outcome, SliceClassifier, SliceImage, Verdict
from ml.imaging.api import decode
from ml.imaging.types.series import Series

BAD_INPUT = (
    WhenceError,
    OSError,
    RuntimeError,
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    MemoryError,
)
"""What one bad file or series may raise without stopping the rest."""


def read_slices(
    series: Series,
    classifier: SliceClassifier,
    report_progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> list[Verdict] | None:
    """Read every slice of a series.

    Args:
        series: The series; where it must not be read, every slice is refused.
        classifier: The cascade.
        report_progress: Called with the number of slices read so far.
        cancelled: Asked before each batch.

    Returns:
        One verdict per slice, in display order, with attention for the key slices only;
        `None` where cancelled.
    """
    if series.refusal:
        return [_refused(ref.uid, series.refusal) for ref in series.slices]
    verdicts: list[Verdict] = []
    size = max(1, classifier.max_batch)
    for start in range(0, len(series.slices), size):
        if cancelled():
            return None
        stop = min(start + size, len(series.slices))
        verdicts = _lighter(verdicts + _batch(series, range(start, stop), classifier))
        report_progress(stop)
    return verdicts


def why(error: BaseException) -> Message:
    """Say why without a file name, and without text that other libraries may fill with data."""
    if isinstance(error, ImageReadError):
        return error.reason
    return error.message if isinstance(error, WhenceError) else verbatim(type(error).__name__)


def _lighter(verdicts: list[Verdict]) -> list[Verdict]:
    """Drop attention that no key slice needs, so that a long series stays small in memory."""
    scores = sorted((v.presence for v in verdicts if v.presence is not None), reverse=True)
    least = scores[:KEY_SLICES][-1] if scores else 0.0
    return [
        v if v.attention is None or (v.presence or 0.0) >= least else v.without_maps()
        for v in verdicts
    ]


def _batch(series: Series, indices: range, classifier: SliceClassifier) -> list[Verdict]:
    verdicts: dict[str, Verdict] = {}
    items: list[SliceImage] = []
    for index in indices:
        uid = series.slices[index].uid
        try:
            items.append(decode(series, index))
        except BAD_INPUT as error:
            verdicts[uid] = _refused(uid, why(error))
    try:
        verdicts.update((v.uid, v) for v in (classifier(items) if items else ()))
    except BAD_INPUT:
        for item in items:
            verdicts.update((v.uid, v) for v in _read_alone(item, classifier))
    uids = [series.slices[index].uid for index in indices]
    return [
        _sound(verdicts.get(uid) or _refused(uid, message("the network gave no answer")))
        for uid in uids
    ]


def _read_alone(item: SliceImage, classifier: SliceClassifier) -> list[Verdict]:
    """Read one slice alone, after its batch failed."""
    try:
        return list(classifier([item]))
    except BAD_INPUT as error:
        return [_refused(item.uid, message("the network failed: {}", why(error)))]


def _sound(verdict: Verdict) -> Verdict:
    """Refuse a verdict whose probabilities are not finite numbers."""
    numbers = (p for p in (verdict.presence, verdict.source) if p is not None)
    if all(math.isfinite(p) for p in numbers):
        return verdict
    return _refused(verdict.uid, message("the network returned no number"))


def _refused(uid: str, reason: Message) -> Verdict:
    return Verdict(uid, Outcome.REFUSED, None, None, None, reason, "")
