"""Says how far a network was validated, decided from what was measured and from nothing else.

A bundle holds the figures and the status; `decided` makes the status of the figures, when the
bundle is written and again whenever it is opened, so that nobody can type it in (ADR 73).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ml.core.messages import Message, mark, message, one_after_another

ANSWERS = {"presence": ("absent", "present"), "source": ("primary", "secondary")}
"""Task to its two answers, no first."""
FEWEST = 10
"""Test patients of an answer from which a collection counts as evidence of its own, and from which
all collections together do (ours): the interval of fewer spans half of all values."""
CHANCE = 0.60
"""What a network may reach where there is nothing to see (ours); one that is validated must be
better than that, with the low end of its interval."""
SEPARATION = "auc"
"""The figure that says whether a network tells its two answers apart, on real test patients."""
CONTROLS = {
    "source": {
        "control_tumour_free_auc": CHANCE,
        "control_tumour_free_sure": 0.05,
        "control_blanked_auc": CHANCE,
        "control_blanked_sure": 0.05,
    },
    "presence": {},
}
"""Task to the figures without which its others are no evidence, and the most that each may be: how
well tumour-free slices and slices whose lesion is blanked give the source away, and which share of
them gets a sure answer."""


class ValidationStatus(StrEnum):
    """How far a network was validated on real patients that were not used for training."""

    DEMONSTRATION = mark("demonstration")
    ONE_COLLECTION = mark("one-collection")
    VALIDATED = mark("validated")


class Limit(StrEnum):
    """What a network was not validated on, or why it is a demonstration; a word for `model.json`.

    `LIMITS` says each in a sentence.
    """

    TOO_FEW_PATIENTS = "too-few-patients"
    NO_BETTER_THAN_CHANCE = "no-better-than-chance"
    CONTROL_MISSING = "control-missing"
    CONTROL_FAILED = "control-failed"
    SURE_WITHOUT_LESION = "sure-without-lesion"
    FALSE_ALARMS = "false-alarms"
    OFTEN_NOT_SURE = "often-not-sure"
    LESIONS_MISSED = "lesions-missed"
    IMPRECISE_OUTLINES = "imprecise-outlines"
    SIMULATED_METASTASES = "simulated-metastases"
    BREAST_CANCER_ONLY = "breast-cancer-only"
    LUNG_CANCER_ONLY = "lung-cancer-only"
    COLORECTAL_CANCER_ONLY = "colorectal-cancer-only"
    MOSTLY_LOW_GRADE = "mostly-low-grade"
    SKULL_STRIPPED_ONLY = "skull-stripped-only"
    SKULL_STRIPPED_METASTASES = "skull-stripped-metastases"
    WHOLE_HEAD_ONLY = "whole-head-only"
    TUMOUR_PATIENTS_ONLY = "tumour-patients-only"
    OWN_MANIFEST_ONLY = "own-manifest-only"
    AXIAL_ONLY = "axial-only"


LIMITS = {
    Limit.TOO_FEW_PATIENTS: message("Too few real test patients."),
    Limit.NO_BETTER_THAN_CHANCE: message("Not shown to be better than chance."),
    Limit.CONTROL_MISSING: message("Not controlled for answers without a lesion."),
    Limit.CONTROL_FAILED: message("Also answers where no lesion is to be seen."),
    Limit.SURE_WITHOUT_LESION: message("Often sure of a tumour where the lesion was taken away."),
    Limit.FALSE_ALARMS: message("Many false alarms."),
    Limit.OFTEN_NOT_SURE: message("Often not sure."),
    Limit.LESIONS_MISSED: message("Its outlines miss many lesions."),
    Limit.IMPRECISE_OUTLINES: message("Its outlines are imprecise."),
    Limit.SIMULATED_METASTASES: message("Trained on simulated metastases."),
    Limit.BREAST_CANCER_ONLY: message("Metastases of breast cancer only."),
    Limit.LUNG_CANCER_ONLY: message("Metastases of lung cancer only."),
    Limit.COLORECTAL_CANCER_ONLY: message("Metastases of colorectal cancer only."),
    Limit.MOSTLY_LOW_GRADE: message("Mostly low-grade gliomas."),
    Limit.SKULL_STRIPPED_ONLY: message("Skull-stripped brains only."),
    Limit.SKULL_STRIPPED_METASTASES: message("Metastases in skull-stripped brains only."),
    Limit.WHOLE_HEAD_ONLY: message("Whole heads only."),
    Limit.TUMOUR_PATIENTS_ONLY: message("Tumour-free slices of tumour patients only."),
    Limit.OWN_MANIFEST_ONLY: message("Patients of one manifest only."),
    Limit.AXIAL_ONLY: message("Axial slices only."),
}
"""Each limit as it is shown: a closed vocabulary, so that a bundle brings no words of its own."""
LEAST = {
    "specificity_settled": (0.70, Limit.FALSE_ALARMS),
    "lesions_sensitivity_from_8_mm": (0.80, Limit.LESIONS_MISSED),
    "lesions_dice_median": (0.70, Limit.IMPRECISE_OUTLINES),
}
"""Figures that are no reason to call a network a demonstration, but whose reader must be told where
they are lower than this (ours)."""
MOST = {
    "not_sure": (0.25, Limit.OFTEN_NOT_SURE),
    "blanked_surely_present_": (0.20, Limit.SURE_WITHOUT_LESION),
}
"""Likewise, where they are higher; the second stands for the figure of each collection."""
SETTLED = "_settled"
"""Ends the names of figures of settled slices, which count where there are some."""


@dataclass(frozen=True, slots=True)
class PatientCount:
    """Test patients with one answer in one collection.

    Attributes:
        answer: One of `ANSWERS`.
        collection: Name of the collection.
        patients: How many; none was used for training.
    """

    answer: str
    collection: str
    patients: int


@dataclass(frozen=True, slots=True)
class Validation:
    """How far a network was validated.

    Attributes:
        status: As `decided`.
        tested: Real test patients by answer and collection; empty in bundles that do not say.
        limits: What it was not validated on.
    """

    status: ValidationStatus
    tested: tuple[PatientCount, ...] = ()
    limits: tuple[Limit, ...] = ()


def decided(
    task: str,
    tested: Mapping[str, Mapping[str, int]],
    metrics: Mapping[str, float | Sequence[float]],
) -> tuple[ValidationStatus, tuple[Limit, ...]]:
    """Decide the status of a network from its figures.

    Args:
        task: `presence` or `source`.
        tested: Answer to collection to real test patients.
        metrics: Name to value, or to value, low and high end of its interval.

    Returns:
        The status and, for a demonstration, every reason why it is no more.
    """
    answers = [tested.get(answer, {}).values() for answer in ANSWERS[task]]
    why = []
    if min(map(sum, answers)) < FEWEST:
        why.append(Limit.TOO_FEW_PATIENTS)
    if _low_end(metrics.get(SEPARATION, 0.0)) <= CHANCE:
        why.append(Limit.NO_BETTER_THAN_CHANCE)
    controls = CONTROLS[task]
    if any(name not in metrics for name in controls):
        why.append(Limit.CONTROL_MISSING)
    if any(_value(metrics[name]) > most for name, most in controls.items() if name in metrics):
        why.append(Limit.CONTROL_FAILED)
    if why:
        return ValidationStatus.DEMONSTRATION, tuple(why)
    collections = min(sum(patients >= FEWEST for patients in answer) for answer in answers)
    return (ValidationStatus.VALIDATED if collections > 1 else ValidationStatus.ONE_COLLECTION), ()


def shortfalls(metrics: Mapping[str, float | Sequence[float]]) -> tuple[Limit, ...]:
    """What the figures of a network fall short of, without being a reason for its status.

    Args:
        metrics: As in `decided`.
    """
    found = [
        limit
        for name, (least, limit) in LEAST.items()
        if name in metrics and _value(metrics[name]) < least
    ]
    for name, (most, limit) in MOST.items():
        own = [key for key in metrics if key.startswith(name)] if name.endswith("_") else [name]
        said = (metrics.get(key + SETTLED, metrics.get(key, 0.0)) for key in own)
        if any(_value(figure) > most for figure in said):
            found.append(limit)
    return tuple(limit for limit in Limit if limit in found)


def _value(figure: float | Sequence[float]) -> float:
    return float(figure[0] if isinstance(figure, Sequence) else figure)


def _low_end(figure: float | Sequence[float]) -> float:
    return float(figure[1] if isinstance(figure, Sequence) else figure)


def statement(task: str, validation: Validation, *, checked: bool = True) -> Message:
    """How far a network was validated, in one sentence.

    Args:
        task: `presence` or `source`.
        validation: Of the network.
        checked: Whether the figures are ours; if not, they are said to be its maker's.
    """
    if not checked and validation.status is not ValidationStatus.DEMONSTRATION:
        return message("By its maker's figures: {}", statement(task, validation))
    if validation.status is ValidationStatus.DEMONSTRATION:
        return message("Demonstration: not validated.")
    if not validation.tested:
        return message("Validated on real patients of one collection.")
    no, yes = (_patients(validation, answer) for answer in ANSWERS[task])
    if task == "source":
        return message(
            "Validated on {} patients with metastases ({}) and {} with primary tumours ({}).",
            *yes, *no,
        )  # fmt: skip
    return message(
        "Validated on {} patients with a tumour ({}) and on tumour-free slices of {} ({}).",
        *yes, *no,
    )  # fmt: skip


def _patients(validation: Validation, answer: str) -> tuple[int, Message]:
    """Patients with an answer, and of how many collections."""
    counts = [row.patients for row in validation.tested if row.answer == answer]
    if len(counts) == 1:
        return counts[0], message("one collection")
    return sum(counts), message("{} collections", len(counts))


def limits(validation: Validation, broken: Sequence[Limit] = ()) -> Message:
    """What a network was not validated on, sentence by sentence.

    Args:
        validation: Of the network.
        broken: The limits that what was read lies outside of, where that is known: this is the
            place to say so.
    """
    said = (LIMITS[limit] for limit in validation.limits)
    outside = (
        message("Outside of what was validated: {}", LIMITS[limit])
        for limit in validation.limits
        if limit in broken
    )
    return one_after_another((*outside, *said))


def in_words(task: str, validation: Validation, *, checked: bool = True) -> Message:
    """How far a network was validated and on what it was not: `statement` and `limits`."""
    return one_after_another((statement(task, validation, checked=checked), limits(validation)))
