"""What a scan found joins what was open before, of which nothing is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ml.imaging.types.series import Problem, ScanStep, Series


def merge_scan(before: Sequence[Series], problems: Sequence[Problem], step: ScanStep) -> ScanStep:
    """A step of a scan, with what is open besides.

    Args:
        before: Series that were open; they stay first, and what is on screen stays the same object.
        problems: Files that were passed over then.
        step: What the scan has found so far. A series that was open takes its place only where it
            has more slices now.

    Returns:
        Everything that is open now.
    """
    found = {series.uid: series for series in step.series}
    kept = []
    for old in before:
        new = found.pop(old.uid, old)
        kept.append(new if len(new.slices) > len(old.slices) else old)
    return replace(step, series=(*kept, *found.values()), problems=(*problems, *step.problems))
