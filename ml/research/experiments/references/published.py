"""Holds what others report for the same task on the same collection, split by patient.

Taken from their publications and pages; nothing of it was measured by us. Figures of folds that
deal by slice are left out: slices of one patient on both sides make any network look good.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """One result of others.

    Attributes:
        source: Who, and where it is published.
        network: What they trained.
        dealt: How they split the patients.
        accuracy: Share of slices called rightly, in [0, 1].
        auc: Macro-average; `None` if unsaid.
    """

    source: str
    network: str
    dealt: str
    accuracy: float
    auc: float | None = None


BY_PATIENT: dict[str, tuple[Published, ...]] = {
    "tumour-class": (
        Published(
            "Badža and Barjaktarović 2020, Applied Sciences 10:1999",
            "a small network, random weights",
            "ten folds by patient",
            0.8848,
        ),
        Published(
            "Swati et al. 2019, Comput Med Imaging Graph 75:34",
            "VGG19, ImageNet weights",
            "five folds, by patient as the authors state",
            0.9482,
        ),
        Published(
            "github.com/0mehedihasan/neurovision-ai",
            "EfficientNet-B0, ImageNet weights",
            "one of the collection's five folds by patient",
            0.9114,
            0.955,
        ),
        Published(
            "github.com/amankumar12S, README",
            "VGG16, ImageNet weights",
            "one split by patient, 70/15/15",
            0.94,
            0.991,
        ),
    )
}
"""By task; the collection is that of Cheng (2015), glioma, meningioma and pituitary tumour."""
