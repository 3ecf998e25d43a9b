"""Draws phantom heads with lesions that can be learnt, for quick runs and tests.

A run on them shows that everything works; its figures say nothing about networks.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ml.core import atomic_files
from ml.research.data import manifest
from ml.research.data.labels import source_of
from ml.research.data.manifest import Row

SIDE = 64
CLASSES = (
    "glioma",
    "meningioma",
    "pituitary",
    "lung cancer brain metastasis",
    "breast cancer brain metastasis",
    "colorectal cancer brain metastasis",
)


def draw(folder: Path, patients: int = 24, slices: int = 6, seed: int = 1) -> Path:
    """Write pictures and their manifest; half of each patient's slices hold the lesion.

    Args:
        folder: Where they go.
        patients: Classes take turns.
        slices: Of each patient.
        seed: Of every draw.

    Returns:
        The manifest.
    """
    random = np.random.default_rng(seed)
    rows = []
    for patient in range(patients):
        tumour = CLASSES[patient % len(CLASSES)]
        wide = float(random.uniform(0.8, 0.95))
        for index in range(slices):
            present = index % 2 == 0
            values = _head(random, wide, CLASSES.index(tumour) if present else None)
            name = f"p{patient:02d}-{index}"
            picture = Image.fromarray(values)
            atomic_files.write(folder / f"{name}.png", picture.save)
            rows.append(
                Row(
                    slice=name,
                    patient=f"P{patient:02d}",
                    present=present,
                    source=source_of(tumour) if present else "",
                    tumour=tumour if present else "",
                    image=f"{name}.png",
                    level=(index // 2 + 0.5) / max(slices / 2, 1),
                    collection="drawn",
                )
            )
    manifest.write(folder / "manifest.csv", rows)
    return folder / "manifest.csv"


def _head(random: np.random.Generator, wide: float, kind: int | None) -> NDArray[np.uint8]:
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    head = np.hypot(y, x / wide) < 0.45 * SIDE
    values = head * (90 + 12 * random.standard_normal((SIDE, SIDE)))
    if kind is not None:
        many, radius = (1, 9) if kind < 3 else (3, 4)
        for _ in range(many):
            angle = float(random.uniform(0, 2 * np.pi))
            reach = (0.1, 0.22, 0.0, 0.25, 0.28, 0.3)[kind] * SIDE
            apart = np.hypot(y - reach * np.sin(angle), x - reach * np.cos(angle))
            values = np.where(apart < radius, 190 + 20 * (kind % 3), values)
    grey: NDArray[np.uint8] = np.clip(values, 0, 255).astype(np.uint8)
    return grey
