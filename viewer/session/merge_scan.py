"""Merges what a scan finds into what was open before; nothing is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ml.imaging.types.series import Problem, ScanStep, Series


def merge_scan(before: Sequence[Series], problems: Sequence[Problem], step: ScanStep) -> ScanStep:
    """Merge a step of a scan into what was open before it.

    Args:
        before: Series that were open; they stay first, and unchanged ones stay the same objects.
        problems: Files that were passed over then.
        step: What the scan has found so far. It replaces a series that was open only if it has
            found more slices of it.

    Returns:
        The step with everything that is open now.
    """
    new_series = {series.uid: series for series in step.series}
    merged = []
    for old in before:
        new = new_series.pop(old.uid, old)
        merged.append(new if len(new.slices) > len(old.slices) else old)
    return replace(
        step, series=(*merged, *new_series.values()), problems=(*problems, *step.problems)
    )
