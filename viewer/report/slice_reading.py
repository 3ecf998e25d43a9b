"""Reads the slices of one series unattended; one bad slice never stops the rest."""

from __future__ import annotations

import errno
import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from ml.core.errors import DecoderUnavailableError, ImageReadError, WhenceError
from ml.core.messages import Message, message, verbatim
from ml.core.series_verdict import KEY_SLICES
from ml.core.settling import settle
from ml.core.types import Outcome, SliceClassifier, SliceImage, Verdict
from ml.imaging.api import decode
from ml.imaging.slice_positions import slice_positions_mm
from ml.imaging.types.series import Series

OF_CONTENT = (errno.EINVAL, errno.EOVERFLOW, errno.EFBIG)
"""What the system says of impossible places in a file, which a damaged header may name."""


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
        One verdict per slice, settled as far as its neighbours were read, in display order, with
        attention for the key slices only; `None` where cancelled. A slice is
        `Outcome.UNASKED` for a reason that may be gone next time: the networks' process died,
        memory ran out, or a file could not be reached. It is `Outcome.UNREADABLE` where its file
        is damaged.
    """
    if series.refusal:
        return [_without(ref.uid, Outcome.REFUSED, series.refusal) for ref in series.slices]
    verdicts: list[Verdict] = []
    mapped: set[str] = set()
    size = max(1, classifier.max_batch)
    for start in range(0, len(series.slices), size):
        if cancelled():
            return None
        stop = min(start + size, len(series.slices))
        read = _batch(series, range(start, stop), classifier)
        mapped |= {verdict.uid for verdict in read if verdict.attention is not None}
        verdicts = _lighter(verdicts + read)
        report_progress(stop)
    return _with_key_maps(series, _settled(series, verdicts, classifier), classifier, mapped)


def _settled(series: Series, verdicts: list[Verdict], classifier: SliceClassifier) -> list[Verdict]:
    said = settle(verdicts, slice_positions_mm(series), classifier.models)
    return [verdict for verdict in said if verdict is not None]


def _with_key_maps(
    series: Series, verdicts: list[Verdict], classifier: SliceClassifier, mapped: set[str]
) -> list[Verdict]:
    """Read key slices again whose attention was dropped: their neighbours made them key slices.

    Args:
        series: The series.
        verdicts: One per slice, settled.
        classifier: The cascade.
        mapped: UIDs of the slices that came with attention.
    """
    scored = [index for index, verdict in enumerate(verdicts) if verdict.presence is not None]
    keys = sorted(scored, key=lambda index: -(verdicts[index].presence or 0.0))[:KEY_SLICES]
    out = [v if index in keys else v.without_maps() for index, v in enumerate(verdicts)]
    for index in keys:
        if out[index].attention is None and out[index].uid in mapped:
            (again,) = _batch(series, range(index, index + 1), classifier)
            if again.outcome is Outcome.UNASKED:
                out[index] = again
                continue
            out[index] = replace(
                out[index],
                attention=again.attention,
                maps=again.maps,
                map_names=again.map_names,
                map_squares=again.map_squares,
            )
    return out


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
        except Exception as error:
            words = why(error)
            verdicts[uid] = (
                _without(uid, Outcome.UNASKED, message("its file could not be read: {}", words))
                if _may_pass(error)
                else _without(uid, Outcome.UNREADABLE, words)
            )
    try:
        verdicts.update((v.uid, v) for v in (classifier(items) if items else ()))
    except Exception:
        for item in items:  # several at once may be what was too much
            verdicts.update((v.uid, v) for v in _read_alone(item, classifier))
    return [_answer(verdicts, series.slices[index].uid) for index in indices]


def _read_alone(item: SliceImage, classifier: SliceClassifier) -> list[Verdict]:
    """Read one slice alone, after its batch failed."""
    try:
        return list(classifier([item]))
    except Exception as error:
        expected = isinstance(error, WhenceError)
        words = why(error) if expected else message("the networks failed: {}", why(error))
        return [_without(item.uid, Outcome.UNASKED, words)]


def _answer(verdicts: Mapping[str, Verdict], uid: str) -> Verdict:
    """The verdict on a slice; that it could not be asked about, where it is none or no number."""
    verdict = verdicts.get(uid)
    if verdict is None:
        return _without(uid, Outcome.UNASKED, message("the networks gave no answer"))
    numbers = (p for p in (verdict.presence, verdict.source, *verdict.evidence) if p is not None)
    if not all(math.isfinite(p) for p in numbers):
        return _without(uid, Outcome.UNASKED, message("the networks returned no number"))
    return verdict


def _may_pass(error: BaseException) -> bool:
    """Whether the machine is the reason, such as a drive that is gone, and not what a file holds.

    The system's errors have a number; libraries raise `OSError` without one for damaged files.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, (MemoryError, DecoderUnavailableError)):
            return True
        if isinstance(cause, OSError) and cause.errno not in (None, *OF_CONTENT):
            return True
        cause = cause.__cause__
    return False


def _without(uid: str, outcome: Outcome, reason: Message) -> Verdict:
    return Verdict(uid, outcome, None, None, None, reason, "")
