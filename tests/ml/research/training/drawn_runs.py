"""Collections of drawn heads, and runs that train on them."""

import csv
import dataclasses
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import SimpleITK
from PIL import Image

from ml.research.training.config import TrainConfig


def head(random, tumour):
    y, x = np.mgrid[:48, :48] - 23.5
    values = np.where(np.hypot(y, x) < 21, 110, 0) + random.integers(0, 20, (48, 48))
    mask = np.hypot(y - 5, x + 6) < 6 if tumour else np.zeros((48, 48), bool)
    return np.where(mask, 250, values).astype(np.uint8), mask


def draw(shared):
    """Three collections below `shared`, each laid out as the real one."""
    random = np.random.default_rng(0)
    for name in ("lgg", "cheng"):
        folder = shared / "data" / name
        (folder / "images").mkdir(parents=True)
        (folder / "masks").mkdir()
        rows = []
        for patient in range(16 if name == "lgg" else 4):
            for index in range(6):
                tumour = name == "cheng" or index % 2 == 0
                values, mask = head(random, tumour)
                stem = f"{patient}_{index}"
                Image.fromarray(values).save(folder / "images" / f"{stem}.jpg")
                Image.fromarray(mask.astype(np.uint8) * 255).save(folder / "masks" / f"{stem}.png")
                rows.append(
                    {
                        "slice": stem,
                        "patient": f"P{patient}",
                        "level": 0.3 + 0.1 * (index // 2),
                        "tumour": ("yes" if tumour else "no") if name == "lgg" else "glioma",
                        "clean_negative": "no" if tumour else "yes",
                        "image": f"images/{stem}.jpg",
                        "mask": f"masks/{stem}.png" if tumour else "",
                    }
                )
        with (folder / "manifest.csv").open("w", newline="") as lines:
            writer = csv.DictWriter(lines, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    for patient in ("01", "02"):  # type: ignore[assignment]
        folder = shared / "data" / "volumes" / "brain-tumor-progression" / patient
        folder.mkdir(parents=True)
        slices = [head(random, index < 4) for index in range(10)]
        for part, kind in ((0, "Scan_T1"), (1, "Mask")):
            stack = np.stack([s[part] for s in slices]).astype(np.int16)
            SimpleITK.WriteImage(
                SimpleITK.GetImageFromArray(stack), str(folder / f"Pre_{kind}.nii.gz")
            )


def config(shared, out, **changes):
    base = TrainConfig(
        "presence", out, shared, architecture="resnesat_tiny", gate="open", epochs=2,
        rate=0.02, size=64, per_epoch=64, full_augmentation=True, collections="lgg,cheng,btp",
    )  # fmt: skip
    return dataclasses.replace(base, **changes)


class BundledRun(NamedTuple):
    """A run, its bundle, and what was measured for it; nobody changes any of them."""

    run: TrainConfig
    folder: Path
    measured: dict[str, Any]
