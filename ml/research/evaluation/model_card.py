"""Writes the model card: the contents of `model.json` as a page for people."""

from __future__ import annotations

from textwrap import fill
from typing import Any

from ml.core.validation import Limit, PatientCount, Validation, ValidationStatus, in_words
from ml.research.data.citations import cited
from ml.research.evaluation.figure_names import named
from ml.research.training.config import FORMER_COLLECTIONS

OWN_DATA = "- One manifest, provided by its owner (`docs/own-source-model.md`)"
FORMER_LIMITS = """\
- Few patients, public collections only; mostly low-grade glioma, much of which does not enhance.
- The tumour-free slices are from tumour patients; no healthy volunteers were available."""
"""Of networks that learnt from the first three collections."""
PUBLIC_LIMITS = """\
- Few patients, public collections only.
- The tumour-free slices are from tumour patients; no healthy volunteers were available.
- The masks of bcbm merge lesions with treated margins; parts that do not enhance are left out. Its
  spacing, and that of lgg, btp, tcga-gbm and rsna-glioma, is nominal."""
SIMULATED_LIMITS = """
- No real metastasis was used for training. The source network has learnt metastases from lesions
  simulated after textbook descriptions (`ml/research/synthesis/simulated_lesions.py`). It was
  tested on one real metastasis, which does not generalise to others."""
OWN_LIMITS = "- Evaluated on other patients of the same manifest; not tested on other scanners."
MEASURED = """\
Value and 95 % confidence interval (bootstrap over patients), computed by
`python main.py evaluate`. Figures that depend on the decision rule (sensitivity, specificity,
accuracy, calibration error, coverage, abstention rate, figures per series) are over all patients
not used for training: the test set and the tuning set. The shipped rule is fitted on the same
patients, so it is cross-fitted for the evaluation: each of ten folds is evaluated with a rule
fitted on the other nine. All other figures are over the test set alone."""
"""Which patients the figures are over."""
NEVER_PRIMARY = (
    "In the product, this network never calls a tumour primary: until a source network is "
    'calibrated on real metastases, whatever it would call primary is shown as "present, source '
    'not sure". The figures here of what is classified as primary, of abstention and of coverage '
    "were measured before this rule."
)
"""Of a demonstration network (`ml.core.series_verdict.source_outcome`)."""
ONLY_TUMOURS = (
    "The figure of Cheng 2015 is no evidence of sensitivity: every slice of this collection holds "
    "a tumour. In a separate measurement, on the weights of version 0.4.4, the tumour was replaced "
    "by the other half of the head. Still, 97 % of the coronal slices and 64 % of the axial ones "
    "were called surely present."
)
"""Stands beside `sensitivity_other`; the measurement is not part of `python main.py evaluate`."""
ONLY_TUMOURS_CONTROLLED = (
    "The figure of Cheng 2015 alone is no evidence of sensitivity: every slice of this collection "
    "holds a tumour. Its control is the share of these slices that stay surely present when the "
    "other half of the head takes the place of the tumour."
)
"""Stands beside `sensitivity_other` where `blanked_surely_present_cheng` does as well."""
MAP_AND_OOD_LIMITS = """\
- The attention map shows where the network's gates open. It is not a lesion border.
  `docs/evaluation.md` compares how often it lies on lesions with HiResCAM and with null maps that
  do not see the image.
- A series of another sequence may pass the OOD detector; `docs/evaluation.md` shows which kinds
  were refused."""


def card(model: dict[str, Any]) -> str:
    """Write the card.

    Args:
        model: As in `model.json`; figures are numbers or `[value, low, high]`.

    Returns:
        Markdown.
    """
    training, metrics = model["training"], model["metrics"]
    own = training.get("own_data", False)
    parts = [
        f"# {model['name']} {model['version']}",
        f"**Research use only. Not for diagnostic use.** {standing(model['task'], model)}",
        validation_table(model),
        _paragraph(summary(metrics)),
        _paragraph(_network(model)),
        "## Training",
        *(_paragraph(text) for text in _training(model["task"], training)),
        OWN_DATA if own else cited(training.get("collections", FORMER_COLLECTIONS)),
        "## Evaluation on patients not used for training",
        MEASURED,
        f"| figure | value | 95 % interval |\n|---|---|---|\n{table(metrics)}",
        *map(_paragraph, notes(model["task"], model)),
        "## Limits",
        f"{OWN_LIMITS if own else _public_limits(model)}\n{MAP_AND_OOD_LIMITS}",
        f"Licence of the weights: {model['licence']}.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _public_limits(model: dict[str, Any]) -> str:
    """Former bundles, and those that say so, know simulated metastases only."""
    simulated = "status" not in model or Limit.SIMULATED_METASTASES in model["limits"]
    former = model["training"].get("collections", FORMER_COLLECTIONS) == FORMER_COLLECTIONS
    limits = FORMER_LIMITS if former else PUBLIC_LIMITS
    return limits + SIMULATED_LIMITS if simulated else limits


def standing(task: str, model: dict[str, Any]) -> str:
    """How far a network was validated and on what it was not, in sentences."""
    if "status" not in model:
        return str(model["caution"])
    tested = tuple(
        PatientCount(answer, collection, patients)
        for answer, collections in model["tested"].items()
        for collection, patients in collections.items()
    )
    limits = tuple(map(Limit, model["limits"]))
    return in_words(task, Validation(ValidationStatus(model["status"]), tested, limits))


def validation_table(model: dict[str, Any]) -> str:
    """Status and test patients by answer and collection, Markdown; empty for former bundles."""
    if "status" not in model:
        return ""
    rows = [
        f"| {answer} | {collection} | {patients} |"
        for answer, collections in model["tested"].items()
        for collection, patients in collections.items()
    ]
    table = "\n".join(("| answer | collection | test patients |\n|---|---|---|", *rows))
    return f"Status: **{model['status']}** (`ml/core/validation.py`).\n\n{table}"


def _network(model: dict[str, Any]) -> str:
    text = (
        f"Task: {model['classes'][0]} or {model['classes'][1]}. Network: {model['architecture']}, "
        f"gate `{model['gate']}`. Input: {model['input']}; {model['training']['size']} pixels "
        "square (the paper: 256)."
    )
    if model.get("both_ways"):
        text += (
            " Each slice is analysed as it is and mirrored, and the log-odds are averaged; maps "
            "are of the slice as it is."
        )
    return text


def _training(task: str, training: dict[str, Any]) -> list[str]:
    """What the card says of training, paragraph by paragraph."""
    drawing = []
    if task == "presence":
        drawing.append(
            "Slices are drawn in pairs of the same level, because in these collections the level "
            "alone predicts the label."
        )
    if training.get("transplanted"):
        drawing.append(
            f"In {training['transplanted']:.0%} of the pairs, a lesion was transplanted into a "
            "slice of another patient, and tumour-free tissue into the other slice of the pair in "
            "the same way."
        )
    if training.get("mixed_sizes"):
        drawing.append("Batches were resized to between three and five quarters of the input size.")
    paragraphs = [
        f"{training['epochs']} epochs of {training['slices_per_epoch']} slices (the paper: 100 "
        f"epochs of about 3,300), {training['optimiser']}, initial learning rate "
        f"{training['initial_rate']}, cosine decay, {training['precision']}. Start: "
        f"{training.get('start', 'ImageNet weights')}.",
        f"Patients were split into a training set ({training['patients']}), a tuning set "
        f"({training['tuning_patients']}; for the learning curve and the limits of the OOD "
        f"detector) and a test set ({training['held_out_patients']}).",
        " ".join(drawing),
    ]
    if training["lesion_weight"]:
        paragraphs.append(
            "Training is supervised by lesion outlines as well as by labels (loss weight "
            f"{training['lesion_weight']}): auxiliary heads on the last three stages, which are "
            "discarded after training, and the last gate of each of these stages learn the "
            "outline. The paper trains on labels alone."
        )
    return paragraphs


def _paragraph(text: str) -> str:
    return fill(text, 100, break_long_words=False, break_on_hyphens=False)


def summary(metrics: dict[str, Any]) -> str:
    """The main figures as a paragraph; empty where they were not measured."""
    if "sensitivity" in metrics:
        return (
            f"On {metrics['patients_unseen']} patients not used for training (decision rule "
            f"cross-fitted): sensitivity {_percent(metrics['sensitivity'])}, specificity "
            f"{_percent(metrics['specificity'])}, abstention {_percent(metrics['not_sure'])}, per "
            "slice."
        )
    if "simulated_secondaries_called_secondary" not in metrics:
        return ""
    text = (
        f"On simulated lesions in {metrics['patients_simulated']} patients not used for training "
        "(decision rule cross-fitted): "
        f"{_percent(metrics['simulated_secondaries_called_secondary'])} of the secondaries and "
        f"{_percent(metrics['simulated_primaries_called_primary'])} of the primaries classified "
        f"correctly, abstention {_percent(metrics['simulated_not_sure'])}, per slice."
    )
    if "metastasis_volume_slices" in metrics:
        share = _percent(metrics["metastasis_volume_called_secondary"])
        text += (
            f" On the one real metastasis: {share} of {metrics['metastasis_volume_slices']} slices "
            "classified as secondary."
        )
    return text


def is_demonstration(model: dict[str, Any]) -> bool:
    """Whether a bundle, a former one included, is a demonstration."""
    former = ValidationStatus.DEMONSTRATION if model.get("demonstration") else ""
    return bool(model.get("status", former) == ValidationStatus.DEMONSTRATION)


def notes(task: str, model: dict[str, Any]) -> list[str]:
    """What must be read together with the figures, paragraph by paragraph."""
    paragraphs = []
    if "sensitivity_other" in model["metrics"]:
        controlled = "blanked_surely_present_cheng" in model["metrics"]
        paragraphs.append(ONLY_TUMOURS_CONTROLLED if controlled else ONLY_TUMOURS)
    if model.get("settling"):
        paragraphs.append(_settling(model["settling"]))
    if task == "source" and is_demonstration(model):
        paragraphs.append(NEVER_PRIMARY)
    return paragraphs


def _settling(rule: dict[str, Any]) -> str:
    return (
        "Settled: the evidence of the other slices of the series counts, by a Gaussian of their "
        f"distance with a deviation of {rule['sigma_mm']:g} mm. A slice without neighbours is "
        "read alone; the other figures are of slices that are all read alone. AUCs of settled "
        "slices are over probabilities of cross-fitted rules."
    )


def _percent(value: float | list[float]) -> str:
    return f"{100 * (value[0] if isinstance(value, list) else value):.0f} %"


def table(metrics: dict[str, Any]) -> str:
    """The figures as rows of a Markdown table: words, value, interval."""
    rows = []
    for name, words in named(metrics):
        value = metrics.get(name)
        if isinstance(value, list):
            rows.append(f"| {words} | {value[0]:.3f} | {value[1]:.3f} to {value[2]:.3f} |")
        elif value is not None:
            rows.append(f"| {words} | {value} | |")
    return "\n".join(rows)
