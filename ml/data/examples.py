"""Labelled slices from the collections in `WHENCE_SHARED/data`, ready for the network.

Each collection is read by `ml.imaging` or as the 8-bit pictures it comes in, then made
alike by `ml.preprocess` (cut to the head, stretched by its own percentiles), since field of
view, margin and grey range differ between collections and would tell the label.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ml.errors import DataError
from ml.imaging.volume import read_volume
from ml.preprocess import Preprocessing, cut, square, to_unit

MASK_MARGIN = 2
"""Slices this near to a masked one count neither as tumour nor as free of it (ours)."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled slice.

    Attributes:
        unit: The network's grey input.
        mask: Where the tumour is, on the same grid; all false where there is none.
        present: Whether a tumour is there.
        patient: Whose slice it is, prefixed by the collection.
        collection: `lgg`, `cheng` or `btp`.
        tumour: Class in words, empty where absent.
        level: Place in the stack, 0 to 1; 0.5 where unknown.

    Shapes:
        unit: `(S, S)` uint8, 0 to 255.
        mask: `(S, S)` bool.
    """

    unit: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    present: bool
    patient: str
    collection: str
    tumour: str
    level: float


def load(shared: Path, how: Preprocessing, collections: tuple[str, ...]) -> list[Example]:
    """Read the named collections.

    Raises:
        DataError: A collection is not there.

    Shapes:
        The examples' arrays are `(how.size, how.size)`.
    """
    readers = {"lgg": _lgg, "cheng": _cheng, "btp": _progression}
    return [example for name in collections for example in readers[name](shared / "data", how)]


def _example(
    values: NDArray[np.generic],
    mask: NDArray[np.bool_] | None,
    how: Preprocessing,
    patient: str,
    tumour: str,
    level: float,
) -> Example:
    unit = np.round(to_unit(values, how) * 255).astype(np.uint8)
    small = np.zeros(unit.shape, dtype=bool)
    if mask is not None and mask.any():
        patch = cut(mask.astype(np.float32), square(values, how))
        picture = Image.fromarray(patch).resize((how.size, how.size), Image.Resampling.BILINEAR)
        small = np.asarray(picture) > 0.5
    collection = patient.split("/")[0]
    return Example(unit, small, bool(tumour), patient, collection, tumour, level)


def _rows(folder: Path) -> Iterator[dict[str, str]]:
    manifest = folder / "manifest.csv"
    if not manifest.is_file():
        raise DataError(f"{manifest} is missing; set WHENCE_SHARED to the folder that has data/")
    with manifest.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _grey(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L"))


def _lgg(data: Path, how: Preprocessing) -> Iterator[Example]:
    folder = data / "lgg"
    for row in _rows(folder):
        tumour = row["tumour"] == "yes"
        if not tumour and row["clean_negative"] != "yes":
            continue
        mask = _grey(folder / row["mask"]) > 127 if row["mask"] else None
        name = "low-grade glioma" if tumour else ""
        patient = f"lgg/{row['patient']}"
        values = _grey(folder / row["image"])
        yield _example(values, mask, how, patient, name, float(row["level"]))


def _cheng(data: Path, how: Preprocessing) -> Iterator[Example]:
    folder = data / "cheng"
    for row in _rows(folder):
        mask = _grey(folder / row["mask"]) > 127
        patient = f"cheng/{row['patient']}"
        yield _example(_grey(folder / row["image"]), mask, how, patient, row["tumour"], 0.5)


def _progression(data: Path, how: Preprocessing) -> Iterator[Example]:
    folder = data / "volumes" / "brain-tumor-progression"
    visits = sorted(folder.glob("*/*_Scan_T1.nii.gz"))
    if not visits:
        raise DataError(f"{folder} holds no volumes; set WHENCE_SHARED")
    for path in visits:
        values = read_volume(path)
        mask_path = path.with_name(path.name.replace("Scan_T1", "Mask"))
        masks: NDArray[np.bool_] = np.asarray(read_volume(mask_path)).astype(bool)
        with_tumour: NDArray[np.bool_] = np.asarray(masks.any(axis=(1, 2)))
        filled = np.flatnonzero(values.reshape(len(values), -1).max(axis=1) > 0)
        for index in filled:
            near = with_tumour[max(0, index - MASK_MARGIN) : index + MASK_MARGIN + 1].any()
            if not with_tumour[index] and near:
                continue
            level = float((index - filled[0]) / max(filled[-1] - filled[0], 1))
            tumour = "glioblastoma" if with_tumour[index] else ""
            patient = f"btp/{path.parent.name}"
            yield _example(values[index], masks[index], how, patient, tumour, level)
