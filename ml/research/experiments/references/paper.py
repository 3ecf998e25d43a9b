"""Holds the paper's own figures, and what follows from them by arithmetic alone.

Source: Zhang et al., "Brain Tumors Classification for MR images based on Attention Guided Deep
Learning Model", tables I, III and IV; equations 2 to 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scipy.stats import binomtest

COLUMNS = ("recall", "specificity", "precision", "f1", "accuracy")
"""Equations 2 to 6, in the order of tables III and IV."""

TABLE_1 = (
    ("primary", "cavernous hemangioma", 3, 75),
    ("primary", "glioma", 5, 316),
    ("primary", "meningioma", 5, 78),
    ("primary", "acoustic neuroma", 2, 38),
    ("secondary", "colorectal cancer brain metastasis", 7, 226),
    ("secondary", "lung cancer brain metastasis", 29, 818),
    ("secondary", "breast cancer brain metastasis", 8, 285),
    ("", "no tumour", 11, 1834),
)
"""Source, class, patients, images."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of table III or IV; each a share in [0, 1]."""

    recall: float
    specificity: float
    precision: float
    f1: float
    accuracy: float


TABLES: dict[str, dict[str, PaperRow]] = {
    "presence": {
        "resnest50": PaperRow(0.9733, 0.9772, 0.9803, 0.9768, 0.9751),
        "resnesat50": PaperRow(0.9864, 0.9981, 0.9983, 0.9923, 0.9918),
    },
    "source": {
        "resnest50": PaperRow(0.7927, 0.8684, 0.8718, 0.8304, 0.8283),
        "resnesat50": PaperRow(0.8212, 0.8480, 0.8591, 0.8397, 0.8338),
    },
}
"""Table III (presence) and table IV (source)."""
TITLES = {"presence": "Table III", "source": "Table IV"}


def positives_by_accuracy(row: PaperRow) -> float:
    """Share of positives in the tested slices that eqs. 2, 3 and 6 together imply.

    Accuracy is recall over the positives plus specificity over the rest, so that
    `share = (accuracy - specificity) / (recall - specificity)`.
    """
    return (row.accuracy - row.specificity) / (row.recall - row.specificity)


def positives_by_precision(row: PaperRow) -> float:
    """The same from eqs. 2, 3 and 4, which do not know the accuracy.

    `precision = share * recall / (share * recall + (1 - share) * (1 - specificity))`.
    """
    false_alarm = 1 - row.specificity
    wrong = row.precision * false_alarm
    return wrong / (row.recall * (1 - row.precision) + wrong)


def f1(row: PaperRow) -> float:
    """Equation 5 from the reported recall and precision."""
    return 2 * row.recall * row.precision / (row.recall + row.precision)


def accuracy_at(row: PaperRow, share: float) -> float:
    """Accuracy that the reported recall and specificity would give at a share of positives."""
    return share * row.recall + (1 - share) * row.specificity


def arithmetic() -> dict[str, Any]:
    """Everything that follows, for `docs/evaluation.json`."""
    images = {source: sum(i for s, _, _, i in TABLE_1 if s == source) for source in _SOURCES}
    patients = {source: sum(p for s, _, p, _ in TABLE_1 if s == source) for source in _SOURCES}
    tumour_images = images["primary"] + images["secondary"]
    tumour_patients = patients["primary"] + patients["secondary"]
    shares = {
        "presence": tumour_images / (tumour_images + images[""]),
        "source": images["secondary"] / tumour_images,
    }
    rows: dict[str, Any] = {}
    for task, table in TABLES.items():
        for network, row in table.items():
            rows[f"{task} {network}"] = {
                "positives_by_accuracy": round(positives_by_accuracy(row), 3),
                "positives_by_precision": round(positives_by_precision(row), 3),
                "f1_recomputed": round(f1(row), 4),
                "f1_reported": row.f1,
            }
    source = TABLES["source"]["resnesat50"]
    right = round(source.accuracy * tumour_patients)
    interval = binomtest(right, tumour_patients).proportion_ci(method="wilson")
    return {
        "images": {**images, "total": tumour_images + images[""]},
        "patients": {**patients, "total": tumour_patients + patients[""]},
        "positives_of_table_1": {
            "presence": round(shares["presence"], 3),
            "source, secondary positive": round(shares["source"], 3),
            "source, primary positive": round(1 - shares["source"], 3),
        },
        "majority_baseline": {k: round(max(v, 1 - v), 4) for k, v in shares.items()},
        "implied": rows,
        "source_accuracy_at_table_1": {
            "secondary positive": round(accuracy_at(source, shares["source"]), 4),
            "primary positive": round(accuracy_at(source, 1 - shares["source"]), 4),
        },
        "source_by_patient": {
            "right": right,
            "patients": tumour_patients,
            "wilson": [round(float(interval.low), 3), round(float(interval.high), 3)],
        },
    }


_SOURCES = ("primary", "secondary", "")
