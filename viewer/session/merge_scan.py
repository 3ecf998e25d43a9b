"""Merges what a scan finds into what was open before; nothing is closed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ml.core.messages import message
from ml.imaging.types.series import Problem, ScanStep, Series

SAME_UID = message(
    "another open series has the same UIDs in other files; both are shown, so check which is meant"
)


def files_of(series: Sequence[Series]) -> dict[str, tuple[Path, int]]:
    """File and frame of each slice, by its UID."""
    return {ref.uid: (ref.path, ref.frame) for each in series for ref in each.slices}


def set_apart(
    before: Sequence[Series], files_before: Mapping[str, tuple[Path, int]], step: ScanStep
) -> ScanStep:
    """Rename what other files hold under the UIDs of what was open before a scan.

    Images, verdicts and marks are found by UID: those of one patient must not land on another.

    Args:
        before: Series that were open.
        files_before: Their `files_of`.
        step: What the scan has found so far.

    Returns:
        The step; what it has found anew under a known UID has another UID and says so.
    """
    open_before = {series.uid: series for series in before}
    return replace(
        step,
        series=tuple(
            _renamed(series, open_before.get(series.uid))
            if _from_elsewhere(series, open_before.get(series.uid), files_before)
            else series
            for series in step.series
        ),
    )


def _from_elsewhere(
    series: Series, old: Series | None, files_before: Mapping[str, tuple[Path, int]]
) -> bool:
    taken = [ref for ref in series.slices if ref.uid in files_before]
    if any(files_before[ref.uid] == (ref.path, ref.frame) for ref in taken):
        return False
    return bool(taken) or old is not None


def _renamed(series: Series, old: Series | None) -> Series:
    folder = os.fsencode(series.slices[0].path.parent)
    code = hashlib.sha256(folder).hexdigest()[:8]
    other_patient = old is not None and old.patient != series.patient
    return replace(
        series,
        uid=f"{series.uid}/{code}",
        study_uid=f"{series.study_uid}/{code}" if other_patient else series.study_uid,
        slices=tuple(replace(ref, uid=f"{ref.uid}~{code}") for ref in series.slices),
        warnings=(*series.warnings, SAME_UID),
    )


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
