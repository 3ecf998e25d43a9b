"""Gathers what a network was validated on, as `model.json` says it: status, patients, limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ml.core.validation import ANSWERS, Limit, decided, shortfalls
from ml.research.data.collections import COLLECTIONS, SKULL_STRIPPED
from ml.research.data.examples import Example
from ml.research.data.labels import SECONDARY
from ml.research.data.split import PatientSets

ONE_CANCER = {
    "breast cancer brain metastasis": Limit.BREAST_CANCER_ONLY,
    "lung cancer brain metastasis": Limit.LUNG_CANCER_ONLY,
    "colorectal cancer brain metastasis": Limit.COLORECTAL_CANCER_ONLY,
}
"""The limit where all metastases are of one class."""
STANDING = ("caution", "demonstration", "status", "tested", "limits")
"""Entries of `model.json` about how far a network was validated; the first two are of former
bundles."""
LOW_GRADE = "low-grade glioma"

Patients = dict[str, dict[str, set[str]]]
"""Answer to collection to patients."""


def validated_on(task: str, sets: PatientSets, metrics: dict[str, Any]) -> dict[str, Any]:
    """Entries of `model.json`: the status, and what it rests on.

    Args:
        task: `presence` or `source`.
        sets: Of the network; only the test set counts.
        metrics: Its figures, as in `model.json`.
    """
    patients = real_patients(task, sets.test)
    tested = {
        answer: {name: len(who) for name, who in sorted(collections.items())}
        for answer, collections in patients.items()
    }
    status, why = decided(task, tested, metrics)
    found = (*why, *shortfalls(metrics), *_limits(task, sets, patients))
    return {"status": status.value, "tested": tested, "limits": [limit.value for limit in found]}


def real_patients(task: str, test_set: Iterable[Example]) -> Patients:
    """Test patients by answer and collection.

    For presence, a collection counts only where it holds both answers: a sensitivity on tumours
    alone is no evidence (ADR 70).
    """
    no, yes = ANSWERS[task]
    patients: Patients = {no: {}, yes: {}}
    for example in test_set:
        answer = example.source if task == "source" else (no, yes)[example.present]
        if answer:
            patients[answer].setdefault(example.collection, set()).add(example.patient)
    if task == "presence":
        both = patients[no].keys() & patients[yes].keys()
        for answer, collections in patients.items():
            patients[answer] = {name: who for name, who in collections.items() if name in both}
    return patients


def _limits(task: str, sets: PatientSets, patients: Patients) -> list[Limit]:
    """What the test patients do not show."""
    no, yes = (patients[answer] for answer in ANSWERS[task])
    counted = {who for collections in (no, yes) for some in collections.values() for who in some}
    examples = [e for e in sets.test if e.patient in counted]
    found = _of_tumours(task, sets, examples)
    stripped, stripped_yes = ({_stripped(name) for name in names} for names in (no | yes, yes))
    if stripped == {True}:
        found.append(Limit.SKULL_STRIPPED_ONLY)
    elif stripped == {False}:
        found.append(Limit.WHOLE_HEAD_ONLY)
    elif task == "source" and stripped_yes == {True}:
        found.append(Limit.SKULL_STRIPPED_METASTASES)
    if counted and not any(name in COLLECTIONS for name in no | yes):
        found.append(Limit.OWN_MANIFEST_ONLY)
    return [*found, Limit.AXIAL_ONLY]


def _of_tumours(task: str, sets: PatientSets, examples: list[Example]) -> list[Limit]:
    if task == "source":
        found = []
        if not any(e.source == SECONDARY for e in sets.training):
            found.append(Limit.SIMULATED_METASTASES)
        cancers = {e.tumour for e in examples if e.source == SECONDARY}
        if len(cancers) == 1:
            found += [ONE_CANCER[name] for name in cancers & ONE_CANCER.keys()]
        return found
    with_tumour = {e.patient: e.tumour for e in examples if e.present}
    found = []
    if 2 * Counter(with_tumour.values())[LOW_GRADE] > len(with_tumour):
        found.append(Limit.MOSTLY_LOW_GRADE)
    if with_tumour and all(e.patient in with_tumour for e in examples):
        found.append(Limit.TUMOUR_PATIENTS_ONLY)
    return found


def _stripped(collection: str) -> bool | None:
    """Whether a collection has no skull; `None` where nobody said."""
    return collection in SKULL_STRIPPED if collection in COLLECTIONS else None
