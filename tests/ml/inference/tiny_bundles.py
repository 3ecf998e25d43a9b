"""Bundles of a tiny network, with a guard that lets everything pass."""

import torch

from ml.inference import bundle
from ml.inference.bundle_schema import CLASSES
from ml.inference.models.resnesat import resnesat_tiny
from ml.inference.ood import THUMBNAIL, Depth, OodDetector

FEATURES = THUMBNAIL * THUMBNAIL


def model(task):
    return {
        "task": task,
        "name": "tiny",
        "version": "0",
        "classes": list(CLASSES[task]),
        "architecture": "resnesat_tiny",
        "gate": "open",
        "attention": "stages",
        "both_ways": False,
        "threshold": 0.5,
        "temperature": 1.0,
        "offset": 0.0,
        "conformal": {"yes_from": 1.0, "no_to": 0.0, "coverage": 0.95},
        "series": None,
        "preprocessing": {"size": 64, "low": 1.0, "high": 99.0, "crop": True},
        "demonstration": task == "source",
        "caution": "tiny",
    }


def lenient():
    """A detector that refuses nothing."""
    number = torch.tensor
    depth = Depth(
        torch.zeros(FEATURES), torch.zeros(FEATURES, 1), torch.zeros(1),
        number(1.0), number(0.0), number(1.0),
    )  # fmt: skip
    return OodDetector((depth,), 1e9)


def write(folder, described, network=None, card="# card", ood_detector=None):
    """A bundle of a tiny network in a folder, which is returned."""
    bundle.write(folder, network or resnesat_tiny(), described, card, ood_detector or lenient())
    return folder
