"""Finds the prior study of a series, and the series of it to compare with."""

from __future__ import annotations

from collections.abc import Sequence

from ml.imaging.types.orientation import plane
from ml.imaging.types.sequence_kind import LIKELY, SequenceKind
from ml.imaging.types.series import Series
from viewer.i18n.translate import mark, tr

NO_PRIOR = mark(
    "No other study of this patient is open. Select one in the study list (Ctrl+L) and "
    "open it alongside (Shift+Enter)."
)
UNNAMED = mark("Patient identity is missing. Check that both studies belong to the same patient.")
OTHERS = mark("Patient names or IDs differ: these may be studies of two patients.")
ALIKE = {
    SequenceKind.T1: SequenceKind.T1_CONTRAST,
    SequenceKind.T1_CONTRAST: SequenceKind.T1,
    SequenceKind.T2: SequenceKind.FLAIR,
    SequenceKind.FLAIR: SequenceKind.T2,
    SequenceKind.DWI: SequenceKind.ADC,
    SequenceKind.ADC: SequenceKind.DWI,
}
"""The nearest kind if the same kind is missing (ours)."""


def prior_of(series: Series, library: Sequence[Series]) -> tuple[tuple[Series, ...], str]:
    """Find another study of the same patient: the latest before, otherwise the nearest after.

    Args:
        series: The series on screen.
        library: Every open series.

    Returns:
        The series of that study, none if there is no such study; and a doubt in words.
    """
    others = [
        candidate
        for candidate in library
        if candidate.study_uid != series.study_uid and _of_one_patient(series, candidate)
    ]
    before = [candidate for candidate in others if candidate.date <= series.date]
    if not others:
        return (), ""
    nearest = max(before, key=_date) if before else min(others, key=_date)
    prior = tuple(candidate for candidate in others if candidate.study_uid == nearest.study_uid)
    return prior, doubt_of(series, nearest)


def doubt_of(series: Series, prior: Series) -> str:
    """Why two studies may not be of one patient, in words; empty if nothing suggests that."""
    if not _of_one_patient(series, prior):
        return tr(OTHERS)
    named = series.patient.patient_id or series.patient.name
    return "" if named else tr(UNNAMED)


def counterpart(series: Series, study: Sequence[Series]) -> Series | None:
    """The series of another study that is most like one: its plane first, then its kind."""
    return max(study, key=lambda candidate: _likeness(series, candidate), default=None)


def _of_one_patient(series: Series, other: Series) -> bool:
    patient, other_patient = series.patient, other.patient
    same = patient.patient_id == other_patient.patient_id
    return same and bool(patient.patient_id or patient.name == other_patient.name)


def _date(series: Series) -> tuple[str, str]:
    return series.date, series.study_uid


def _likeness(series: Series, candidate: Series) -> tuple[float, ...]:
    planes = [plane(s.orientation) if s.orientation else "" for s in (series, candidate)]
    kind, sought = candidate.sequence.kind, series.sequence.kind
    same = 2 if kind is sought else 1 if kind is ALIKE.get(sought) else 0
    sure = candidate.sequence.confidence >= LIKELY
    step = abs((series.slice_spacing_mm or 0) - (candidate.slice_spacing_mm or 0))
    described = series.description == candidate.description
    return planes[0] == planes[1], same, sure, described, not candidate.refusal, -step
