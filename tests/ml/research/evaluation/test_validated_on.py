"""What a bundle says of its validation is counted from its test patients."""

import numpy as np
import pytest

from ml.core.validation import Limit, ValidationStatus
from ml.research.data.examples import Example
from ml.research.data.labels import source_of
from ml.research.data.split import PatientSets
from ml.research.evaluation.validated_on import real_patients, validated_on

BREAST = "breast cancer brain metastasis"
CONTROLLED = {
    "auc": [0.9, 0.8, 1.0],
    "control_tumour_free_auc": 0.5, "control_tumour_free_sure": 0.0,
    "control_blanked_auc": 0.5, "control_blanked_sure": 0.0,
}  # fmt: skip


def slices(collection, tumour, patients, free=True):
    """A slice with the tumour, and if wanted one without, of each patient."""
    blank = np.zeros((2, 2), np.uint8)
    source = source_of(tumour) if tumour else ""
    return [
        Example(blank, blank > 0, bool(name), f"{collection}/{n}", collection, name, 0.5,
                source if name else "")
        for n in range(patients)
        for name in ((tumour, "") if free else (tumour,))
    ]  # fmt: skip


def sets(test, training=()):
    return PatientSets(list(training), [], list(test))


def test_a_source_network_of_one_collection_of_metastases():
    test = slices("bcbm", BREAST, 20) + slices("lgg", "low-grade glioma", 16)
    entries = validated_on("source", sets(test, slices("bcbm", BREAST, 1)), CONTROLLED)
    assert entries == {
        "status": ValidationStatus.ONE_COLLECTION.value,
        "tested": {"primary": {"lgg": 16}, "secondary": {"bcbm": 20}},
        "limits": ["breast-cancer-only", "skull-stripped-metastases", "axial-only"],
    }


def test_simulated_metastases_and_missing_controls_are_said():
    entries = validated_on("source", sets(slices("lgg", "low-grade glioma", 30)), {})
    assert entries["status"] == "demonstration"
    assert entries["tested"] == {"primary": {"lgg": 30}, "secondary": {}}
    said = {Limit.TOO_FEW_PATIENTS, Limit.CONTROL_MISSING, Limit.SIMULATED_METASTASES}
    assert said <= set(entries["limits"])


def test_for_presence_a_collection_without_tumour_free_slices_does_not_count():
    test = slices("lgg", "low-grade glioma", 16) + slices("cheng", "meningioma", 40, free=False)
    found = real_patients("presence", test)
    assert {answer: set(names) for answer, names in found.items()} == {
        "absent": {"lgg"}, "present": {"lgg"},
    }  # fmt: skip
    entries = validated_on("presence", sets(test), {"auc": [0.9, 0.85, 0.95]})
    assert entries["status"] == "one-collection"
    assert entries["limits"] == [
        "mostly-low-grade", "tumour-patients-only", "whole-head-only", "axial-only",
    ]  # fmt: skip


@pytest.mark.parametrize("own", ["ours", "bcbm"])
def test_what_nobody_knows_of_an_own_manifest_is_not_said(own):
    test = slices(own, "lung cancer brain metastasis", 12) + slices(own, "glioma", 12)[::-1]
    limits = validated_on("source", sets(test), {})["limits"]
    assert ("own-manifest-only" in limits) == (own == "ours")
    assert ("skull-stripped-only" in limits) == (own == "bcbm")
    assert "lung-cancer-only" in limits


def test_patients_of_training_and_tuning_do_not_count():
    many = slices("bcbm", BREAST, 50) + slices("lgg", "glioma", 50)
    entries = validated_on("source", PatientSets(many, many, []), CONTROLLED)
    assert entries["tested"] == {"primary": {}, "secondary": {}}
    assert entries["status"] == "demonstration"
