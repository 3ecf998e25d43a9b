"""Names the figures of bundles in words, for model cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

REFUSED = "Refused as out-of-distribution: "
"""How names of figures about the OOD detector begin."""

FIGURES = {
    "auc": "AUC per slice",
    "auc_same_level": "AUC among slices of the same level",
    "auc_of_level_alone": "AUC of the level alone, without the image",
    "auc_lgg": "AUC per slice, LGG",
    "auc_same_level_lgg": "AUC among slices of the same level, LGG",
    "auc_btp": "AUC per slice, Brain-Tumor-Progression",
    "auc_same_level_btp": "AUC among slices of the same level, Brain-Tumor-Progression",
    "patients": "Patients in the test set, in collections with both classes",
    "slices": "Slices of these patients",
    "auc_enhancing": "AUC per slice, enhancing lesions against tumour-free slices",
    "auc_same_level_enhancing": "AUC among slices of the same level, enhancing lesions",
    "auc_not_enhancing": "AUC per slice, non-enhancing lesions against tumour-free slices",
    "auc_same_level_not_enhancing": "AUC among slices of the same level, non-enhancing lesions",
    "auc_without_skull": "AUC per slice after simulated skull stripping",
    "flipped_without_skull": "Fraction of decisions flipped by simulated skull stripping",
    "patients_unseen": "Patients not used for training (test set and tuning set)",
    "slices_unseen": "Slices of these patients",
    "sensitivity": "Sensitivity per slice",
    "specificity": "Specificity per slice",
    "sensitivity_enhancing": "Sensitivity per slice, enhancing lesions",
    "patients_enhancing": "Patients with enhancing lesions",
    "sensitivity_not_enhancing": "Sensitivity per slice, non-enhancing lesions",
    "patients_not_enhancing": "Patients with non-enhancing lesions",
    "accuracy_slices": "Accuracy per slice",
    "accuracy_patients": "Accuracy, mean over patients",
    "calibration_error": "Expected calibration error per slice",
    "threshold": "Threshold of the shipped decision rule, fitted on all these patients",
    "sensitivity_stated": "Sensitivity for which the threshold was fitted",
    "coverage_stated": "Coverage for which the conformal band was fitted",
    "coverage_no": "Coverage per slice, first class",
    "coverage_no_patients": "Coverage of the first class, mean over patients",
    "coverage_yes": "Coverage per slice, second class",
    "coverage_yes_patients": "Coverage of the second class, mean over patients",
    "not_sure": "Abstention rate per slice",
    "series_auc": "AUC per series",
    "series_sensitivity": "Sensitivity per series",
    "series_specificity": "Specificity per series (a patient's tumour-free slices as one series)",
    "sensitivity_other": (
        "Sensitivity per slice, collection without tumour-free slices (Cheng 2015; see below)"
    ),
    "attention_energy": "Attention inside the lesion outline, share of the map's total",
    "attention_energy_null": "The same for a blob at the centre (null map)",
    "attention_hit": "Peak of the attention inside the lesion outline, fraction of slices",
    "attention_hit_null": "The same for a blob at the centre (null map)",
    "lesion_area": "Share of the input inside the lesion outline",
    "auc_simulated": "AUC per slice, simulated secondaries against simulated primaries",
    "auc_simulated_painted": "The same, all lesions painted",
    "auc_simulated_grafted": "The same, all lesions grafted: real tissue, moved and resized",
    "patients_simulated": "Patients not used for training, with simulated lesions",
    "simulated_secondaries_called_secondary": (
        "Simulated secondaries classified as secondary, per slice"
    ),
    "simulated_primaries_called_primary": "Simulated primaries classified as primary, per slice",
    "simulated_called_rightly_patients": (
        "Simulated lesions classified correctly, mean over patients"
    ),
    "simulated_calibration_error": "Expected calibration error per slice, simulated lesions",
    "calibration_error_with_real": "The same, with all real primaries",
    "simulated_not_sure": "Abstention rate per slice, simulated lesions",
    "patients_real_primaries": "Patients not used for training, with real primaries",
    "real_primaries_called_primary_slices": "Real primaries classified as primary, per slice",
    "real_primaries_called_primary_patients": (
        "Real primaries classified as primary, mean over patients"
    ),
    "real_primaries_not_sure": "Abstention rate per slice, real primaries",
    "real_primaries_called_primary_lgg": "Real primaries classified as primary, LGG",
    "real_primaries_called_primary_cheng": "Real primaries classified as primary, Cheng 2015",
    "real_primaries_called_primary_btp": (
        "Real primaries classified as primary, Brain-Tumor-Progression"
    ),
    "flipped_by_noise_and_blur": (
        "Real primaries: fraction of decisions flipped by the noise and blur of simulation"
    ),
    "metastasis_volume_slices": "Slices of the one real metastasis (BraTS-METS 00110, no skull)",
    "metastasis_volume_called_secondary": "Fraction of these classified as secondary",
    "metastasis_volume_score": "Mean probability of secondary on these",
    "metastasis_volume_not_sure": "Abstention rate on these",
    "control_tumour_free_auc": "Control: AUC between tumour-free slices of either source",
    "control_tumour_free_sure": "Control: sure answers on tumour-free slices, fraction of slices",
    "control_blanked_auc": "Control: AUC between both sources, lesions blanked",
    "control_blanked_sure": "Control: sure answers with the lesion blanked, fraction of slices",
    "control_tumour_free_asked": "Control: tumour-free slices that are asked about, fraction",
    "control_blanked_asked": "Control: blanked lesions that are asked about, fraction",
    "control_tumour_free_slices": "Slices of this control",
    "control_blanked_slices": "Lesions of this control",
    "auc_patients": "AUC per patient: metastases against all primaries",
    "sure_and_wrong_primary_patients": "Patients with primaries surely called secondary, fraction",
    "sure_and_wrong_secondary_patients": (
        "Patients with metastases surely called primary, fraction"
    ),
    "auc_from_0_mm": "AUC per lesion, shorter than 10 mm",
    "auc_from_10_mm": "AUC per lesion, 10 to 20 mm",
    "auc_from_20_mm": "AUC per lesion, from 20 mm",
    "real_metastases_tested": "Patients with real metastases in the test set",
    "false_refusals": "Falsely refused by the OOD detector, fraction of slices (target: 0.05)",
    "false_refusals_series": "Fraction of patients with more than a third of the slices refused",
    "refused_noise": f"{REFUSED}noise",
    "refused_inverted": f"{REFUSED}inverted grey values",
    "refused_like_t2": f"{REFUSED}imitations of T2",
    "refused_like_t2_unseen": "The same, detector fitted without imitations of T2",
    "refused_like_flair": f"{REFUSED}imitations of FLAIR",
    "refused_like_flair_unseen": "The same, detector fitted without imitations of FLAIR",
    "refused_like_ct": f"{REFUSED}imitations of CT",
    "refused_like_ct_unseen": "The same, detector fitted without imitations of CT",
    "refused_tiles": f"{REFUSED}slices cut into shuffled tiles",
    "refused_photograph": f"{REFUSED}photographs",
    "refused_plain_t1": f"{REFUSED}real T1 without contrast agent (one head)",
    "refused_all": f"{REFUSED}mean over these kinds",
}
"""Names of the figures in words; the order is the card's."""
SETTLED = "; settled"
"""How names of figures of slices that are read among their neighbours end."""
COLLECTIONS = {
    "lgg": "LGG",
    "btp": "Brain-Tumor-Progression",
    "cheng": "Cheng 2015",
    "bcbm": "BCBM metastases",
    "brats-glioma": "BraTS gliomas",
    "tcga-gbm": "TCGA-GBM",
}
"""How collections are called."""
BY_COLLECTION = {
    "auc": "AUC per slice",
    "auc_same_level": "AUC among slices of the same level",
    "auc_patients": "AUC per patient, all metastases against the primaries of",
    "patients": "Patients with primaries in the test set",
    "real_primaries_called_primary": "Real primaries classified as primary",
    "blanked_surely_present": (
        "Control: surely present with the lesion replaced by the other half of the head"
    ),
    "blanked_slices": "Slices of this control",
}
"""Figures that each collection has, with its name behind them."""
LESIONS = {
    "sensitivity_all": "Lesions found, all",
    "sensitivity_under_5_mm": "Lesions found, shorter than 5 mm",
    "sensitivity_5_to_8_mm": "Lesions found, 5 to 8 mm",
    "sensitivity_8_to_12_mm": "Lesions found, 8 to 12 mm",
    "sensitivity_12_to_20_mm": "Lesions found, 12 to 20 mm",
    "sensitivity_from_20_mm": "Lesions found, 20 mm and longer",
    "sensitivity_from_8_mm": "Lesions found, 8 mm and longer",
    "false_a_series": "False lesions a series",
    "dice_median": "Dice of lesions found, median",
    "half_found_mm": "Longest diameter at which half are found, mm",
    "lesions": "Lesions in the masks",
    "series": "Series of these",
    "patients": "Patients of these",
}
RATES = ("0.5", "1", "2", "4", "8")
"""False lesions a series at which the FROC curve is read."""


def named(figures: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The figures that have a name, with it, in the order of a card.

    Args:
        figures: Their names in `model.json`.
    """
    known = set(figures)
    for name, words in _all():
        for key, title in ((name, words), (f"{name}_settled", f"{words}{SETTLED}")):
            if key in known:
                yield key, title


def _all() -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for name, words in (*FIGURES.items(), *_by_collection(), *_of_lesions()):
        if name not in seen:
            seen.add(name)
            yield name, words


def _by_collection() -> Iterator[tuple[str, str]]:
    for figure, words in BY_COLLECTION.items():
        for collection, title in COLLECTIONS.items():
            yield f"{figure}_{collection}", f"{words}, {title}"


def _of_lesions() -> Iterator[tuple[str, str]]:
    for figure, words in LESIONS.items():
        yield f"lesions_{figure}", words
    for rate in RATES:
        for figure, words in LESIONS.items():
            if figure.startswith("sensitivity"):
                yield f"lesions_{figure}_at_{rate}_false", f"{words}, at {rate} false ones a series"
