"""Slices with one lesion each, and tumour-free ones, of hospitals that are made here."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from ml.research.data import manifest
from ml.research.data.manifest import Row
from ml.research.training.config import TrainConfig


class Site(NamedTuple):
    """A hospital, which sees lesions of one source and size."""

    collection: str
    source: str
    radius: float


def write(folder: Path, sites: tuple[Site, ...], patients: int) -> Path:
    """A manifest of patients of each site in turn, with a lesion and a tumour-free slice each."""
    random = np.random.default_rng(0)
    rows = []
    for index in range(patients):
        collection, source, radius = sites[index % len(sites)]
        for number in range(2):
            name = f"{index}-{number}"
            _write_slice(folder, name, random, radius, lesion=number == 0)
            label = (True, source, source) if number == 0 else (False, "", "")
            mask = f"{name}-mask.png" if number == 0 else ""
            rows.append(Row(name, f"P{index}", *label, f"{name}.png", mask, collection=collection,
                            spacing=(1.0, 1.0)))  # fmt: skip
    path = folder / "manifest.csv"
    manifest.write(path, rows)
    return path


def _write_slice(
    folder: Path, name: str, random: np.random.Generator, radius: float, lesion: bool
) -> None:
    """A head with a bright spot at the right, and at the left a lesion or nothing."""
    y, x = np.mgrid[:160, :160]
    values = np.where(np.hypot(y - 80, x - 80) < 75, 90, 0) + random.integers(0, 6, (160, 160))
    centre = random.integers(60, 100), random.integers(95, 115)
    mask = np.hypot(y - centre[0], x - centre[1]) < radius
    values[mask[:, ::-1] & (random.random((160, 160)) < 0.5)] = 170
    if lesion:
        values[mask] = 230
    Image.fromarray(values.astype(np.uint8)).save(folder / f"{name}.png")
    Image.fromarray((mask * 255).astype(np.uint8)).save(folder / f"{name}-mask.png")


def recipe(out: Path, path: Path) -> TrainConfig:
    """A short run of a tiny source network on the lesions of a manifest."""
    return TrainConfig(
        "source", out, path.parent, architecture="resnesat_tiny", gate="open", epochs=1,
        batch=8, size=32, per_epoch=32, manifest=str(path), optimiser="adamw",
        rate=0.002, field_mm=96.0, tuning=0.3,
    )  # fmt: skip
