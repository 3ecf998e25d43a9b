"""Defines the labels: classes of tumours and their source."""

from __future__ import annotations

PRIMARY, SECONDARY = "primary", "secondary"
SOURCES = {
    "cavernous hemangioma": PRIMARY,
    "glioma": PRIMARY,
    "meningioma": PRIMARY,
    "acoustic neuroma": PRIMARY,
    "colorectal cancer brain metastasis": SECONDARY,
    "lung cancer brain metastasis": SECONDARY,
    "breast cancer brain metastasis": SECONDARY,
    "pituitary": PRIMARY,
    "low-grade glioma": PRIMARY,
    "glioblastoma": PRIMARY,
}
"""The source of each class: the paper's table I in its order, then the public collections'."""
NO_TUMOUR = "no tumour"


def source_of(tumour: str) -> str:
    """`primary` or `secondary`; empty if the class does not determine it."""
    if tumour in SOURCES:
        return SOURCES[tumour]
    return SECONDARY if "metastasis" in tumour.lower() else ""
