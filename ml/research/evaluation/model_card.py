"""The model card: what `model.json` says, as a page for people."""

from __future__ import annotations

from typing import Any

FIGURES = {
    "auc": "AUC, all slices",
    "auc_same_level": "AUC among slices of the same level",
    "auc_of_level_alone": "AUC of the level alone, without any image",
    "auc_lgg": "AUC, LGG",
    "auc_same_level_lgg": "AUC among slices of the same level, LGG",
    "auc_btp": "AUC, Brain-Tumor-Progression",
    "auc_same_level_btp": "AUC among slices of the same level, Brain-Tumor-Progression",
    "patients": "Patients held out, of both answers",
    "slices": "Their slices",
    "auc_enhancing": "AUC, lesions that took up contrast agent against tumour-free slices",
    "auc_same_level_enhancing": "The same among slices of the same level",
    "auc_not_enhancing": "AUC, lesions that did not, against tumour-free slices",
    "auc_same_level_not_enhancing": "The same among slices of the same level",
    "auc_without_skull": "AUC, the same slices without their skull (imitation)",
    "flipped_without_skull": "Slices whose answer the skull changes",
    "patients_unseen": "Patients by rules that others fitted: held out, or tuning",
    "slices_unseen": "Their slices",
    "sensitivity": "Sensitivity, slices",
    "specificity": "Specificity, slices",
    "sensitivity_enhancing": "Sensitivity to lesions that took up contrast agent, slices",
    "patients_enhancing": "Patients who have such slices",
    "sensitivity_not_enhancing": "Sensitivity to lesions that did not, slices",
    "patients_not_enhancing": "Patients who have such slices",
    "accuracy_slices": "Accuracy, slices",
    "accuracy_patients": "Accuracy, mean over patients",
    "calibration_error": "Expected calibration error, slices",
    "threshold": "Threshold that ships, fitted on all of these",
    "sensitivity_stated": "Sensitivity it was fitted for",
    "coverage_stated": "Coverage that the abstentions were fitted for",
    "coverage_no": "Coverage measured, slices of the first class",
    "coverage_no_patients": "The same, mean over patients",
    "coverage_yes": "Coverage measured, slices of the second class",
    "coverage_yes_patients": "The same, mean over patients",
    "not_sure": "Called not sure, slices",
    "series_auc": "AUC, series",
    "series_sensitivity": "Sensitivity, series",
    "series_specificity": "Specificity, series (patients' tumour-free slices alone)",
    "sensitivity_other": "Sensitivity, collections without tumour-free slices (Cheng 2015)",
    "attention_energy": "Attention inside the lesion's outline, share of its sum",
    "attention_energy_null": "The same for a blob at the centre, which knows nothing",
    "attention_hit": "Attention's peak inside the outline, share of slices",
    "attention_hit_null": "The same for a blob at the centre",
    "lesion_area": "Share of the input that the outline covers",
    "auc_simulated": "AUC between simulated secondaries and simulated primaries",
    "auc_simulated_painted": "The same, all of them painted",
    "auc_simulated_grafted": "The same, all of them real lesions set elsewhere, at other sizes",
    "patients_simulated": "Patients by rules that others fitted, drawn into",
    "simulated_secondaries_called_secondary": "Simulated secondaries called secondary, slices",
    "simulated_primaries_called_primary": "Simulated primaries called primary, slices",
    "simulated_called_rightly_patients": "Simulated called rightly, mean over patients",
    "simulated_calibration_error": "Expected calibration error, simulated slices",
    "calibration_error_with_real": "The same, with all real primaries",
    "simulated_not_sure": "Called not sure, simulated slices",
    "patients_real_primaries": "Patients by rules that others fitted, with real primaries",
    "real_primaries_called_primary_slices": "Real primaries called primary, slices",
    "real_primaries_called_primary_patients": "Real primaries called primary, mean over patients",
    "real_primaries_not_sure": "Called not sure, real primaries",
    "real_primaries_called_primary_lgg": "Real primaries called primary, LGG",
    "real_primaries_called_primary_cheng": "Real primaries called primary, Cheng 2015",
    "real_primaries_called_primary_btp": "Real primaries called primary, Brain-Tumor-Progression",
    "flipped_by_noise_and_blur": "Real primaries whose answer a drawing's noise and blur change",
    "metastasis_volume_slices": "One real metastasis without skull (BraTS-METS 00110), slices",
    "metastasis_volume_called_secondary": "Of these called secondary",
    "metastasis_volume_score": "Mean probability of secondary on these",
    "metastasis_volume_not_sure": "Of these called not sure",
    "real_metastases_tested": "Real metastases in the held-out set, patients",
    "false_refusals": "Refused although like the training's, slices (meant: 0.05)",
    "false_refusals_series": "The same, patients of whom more than a third of the slices",
    "refused_noise": "Refused of noise",
    "refused_inverted": "Refused of slices with grey turned round",
    "refused_like_t2": "Refused of imitations of T2",
    "refused_like_t2_unseen": "The same, fitted without any imitation of T2",
    "refused_like_flair": "Refused of imitations of FLAIR",
    "refused_like_flair_unseen": "The same, fitted without any imitation of FLAIR",
    "refused_like_ct": "Refused of imitations of CT",
    "refused_like_ct_unseen": "The same, fitted without any imitation of CT",
    "refused_tiles": "Refused of slices cut to shuffled tiles",
    "refused_photograph": "Refused of photographs",
    "refused_plain_t1": "Refused of real slices of T1 without contrast agent (one head)",
    "refused_all": "Refused, mean over these kinds",
}
"""Names of the figures in words; the order is the card's."""

PUBLIC_DATA = """- Buda et al. 2019, LGG segmentation (TCGA-LGG; CC BY-NC-SA 4.0)
- Cheng 2015, figshare 1512427 (CC BY 4.0)
- Brain-Tumor-Progression, TCIA (CC BY 3.0)
- Start: ImageNet ResNet-50 (He et al., MIT), mapped onto ResNeSt-50"""
OWN_DATA = "- One manifest, its owner's (`docs/own-source-model.md`)"
PUBLIC_LIMITS = """\
- Few patients, public collections only, mostly low-grade glioma of which many do not enhance.
- The tumour-free slices are of tumour patients; no healthy volunteers were available.
- No real metastasis was used in training. What the source network knows of metastases is a
  drawing made after textbook descriptions (`ml/research/synthesis/simulated_lesions.py`). It was
  shown one real one, from which nothing follows for others."""
MEASURED = """\
Value and 95 % interval over patients (bootstrap); made by `python main.py evaluate`. What the
decision rule does (sensitivity, specificity, accuracy, calibration, coverage, "not sure", series)
is of all patients that the weights never learnt from: those held out, and those of the curve. They
also fit the rule that ships, so each is judged by a rule that others fitted, in ten folds. Every
other figure is of the patients held out."""
"""Whom the figures are of."""
OWN_LIMITS = "- Judged on other patients of the same manifest; other scanners are not tested."


def card(model: dict[str, Any]) -> str:
    """Write the card.

    Args:
        model: As in `model.json`; figures are numbers or `[value, low, high]`.

    Returns:
        Markdown.
    """
    training = model["training"]
    own = training.get("own_data", False)
    lesions = (
        f"""
Beside the labels, training was told where the lesions are (weight {training["lesion_weight"]}):
heads on the last three stages, thrown away afterwards, and the last gate of each of them learn
the outline. The paper trains on labels alone."""
        if training["lesion_weight"]
        else ""
    )
    pairs = (
        f"""
In {training["transplanted"]:.0%} of the pairs a lesion was set into another patient's slice, and
tumour-free tissue into another's in the same way."""
        if training.get("transplanted")
        else ""
    )
    sizes = (
        """
Batches were fed at three to five quarters of the input's size."""
        if training.get("mixed_sizes")
        else ""
    )
    ways = (
        """
Each slice is read as it is and mirrored; the answer is the mean of both, maps are of the slice."""
        if model.get("both_ways")
        else ""
    )
    return f"""# {model["name"]} {model["version"]}

**Research use only. Not for diagnostic use.** {model["caution"]}

Task: {model["classes"][0]} or {model["classes"][1]}. Network: {model["architecture"]}, gate
`{model["gate"]}`. Input: {model["input"]}; {training["size"]} pixels square (the paper: 256).{ways}

## Training

{training["epochs"]} epochs of {training["slices_per_epoch"]} slices (the paper: 100 epochs of
about 3,300), {training["optimiser"]}, initial rate {training["initial_rate"]}, cosine decay,
{training["precision"]}; started from {training.get("start", "ImageNet weights")};
{training["patients"]} patients, {training["tuning_patients"]} more for
the curve and the guard's limits, {training["held_out_patients"]} held out; whole patients only.
Presence slices are drawn in pairs of the same level, since place in the head alone predicts the
label in these collections.{pairs}{sizes}
{lesions}

{OWN_DATA if own else PUBLIC_DATA}

## Measured on patients that training never saw

{MEASURED}

| figure | value | interval |
|---|---|---|
{table(model["metrics"])}

## Limits

{OWN_LIMITS if own else PUBLIC_LIMITS}
- Attention shows where the network's gates open. It is not a lesion border. How often it lies on
  lesions, against HiResCAM and against maps that see no image, stands in `docs/evaluation.md`.
- A series of another sequence may pass: what was refused of which kind stands there, too.

Licence of the weights: {model["licence"]}.
"""


def table(metrics: dict[str, Any]) -> str:
    """The figures as rows of a Markdown table: words, value, interval."""
    rows = []
    for name, words in FIGURES.items():
        value = metrics.get(name)
        if isinstance(value, list):
            rows.append(f"| {words} | {value[0]:.3f} | {value[1]:.3f} to {value[2]:.3f} |")
        elif value is not None:
            rows.append(f"| {words} | {value} | |")
    return "\n".join(rows)
