"""Reads the labelled slices that a manifest names, and preprocesses them alike.

Every slice is read by `ml.imaging`, then preprocessed by `ml.inference.preprocessing` (cropped to
the head, stretched by its own percentiles), since field of view, margin and range of values differ
between collections and would give the label away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from ml.core.errors import DataError, ImageReadError
from ml.imaging.decode import decode
from ml.imaging.formats.picture import is_picture
from ml.imaging.types.series import Series, SliceRef
from ml.inference.preprocessing import Preprocessing, cut, square, squared, to_bytes
from ml.research.data import collections as public
from ml.research.data import manifest
from ml.research.data.manifest import Row

TREATED = ("bcbm",)
"""Collections whose masks merge lesions with treated margins and cavities; only parts of them that
enhance are kept (`data/README.md`)."""
RING = 5
"""Width, pixels of the network's input, of the surroundings that a part is compared with (ours)."""
RISE = 1.5
"""Deviations of the surroundings by which a pixel must be brighter to enhance (ours)."""
VISIBLE_CELLS = 4
"""Pixels of a part that must enhance (ours)."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled slice.

    Attributes:
        unit: The network's grey input.
        mask: Where the tumour is, on the same grid; all false where there is none.
        present: Whether a tumour is there.
        patient: Whose slice it is.
        collection: Where it comes from: `lgg`, `cheng`, `btp` or a manifest's.
        tumour: Class in words, empty where absent.
        level: Place in the stack, 0 to 1; 0.5 where unknown.
        source: `primary`, `secondary` or empty.
        slice: Name of the slice in its manifest.
        control: What it is a control of (`ml.research.data.lesion_examples`); empty for examples.
        asked: Whether the network is asked at all; of a control in which too little enhances, it is
            not.
        area_mm2: Of a single lesion on its slice; 0 where a whole slice is seen.
        series: Name that the slices of one series share; empty for a single image.
        position: Millimetres along the normal of the series; NaN where unknown.

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
    source: str = ""
    slice: str = ""
    control: str = ""
    asked: bool = True
    area_mm2: float = 0.0
    series: str = ""
    position: float = math.nan


def load(shared: Path, preprocessing: Preprocessing, collections: tuple[str, ...]) -> list[Example]:
    """Read the named public collections (`ml.research.data.collections`).

    Raises:
        DataError: A collection is not there.

    Shapes:
        The examples' arrays are `(size, size)`.
    """
    data = shared / "data"
    rows = public.rows_of(data, collections)
    return from_rows(rows, data, preprocessing)


def load_manifest(path: Path, preprocessing: Preprocessing) -> list[Example]:
    """Read the slices of a `manifest.csv` (`ml.research.data.manifest`).

    Raises:
        DataError: The manifest is wrong, or a slice that it names cannot be read.

    Shapes:
        The examples' arrays are `(size, size)`.
    """
    return from_rows(manifest.read(path), path.parent, preprocessing)


def from_rows(rows: Iterable[Row], folder: Path, preprocessing: Preprocessing) -> list[Example]:
    """Read slices.

    Args:
        rows: Of a manifest; those without a label are left out.
        folder: What their paths are relative to.
        preprocessing: The preprocessing.

    Raises:
        DataError: A slice cannot be read.
    """
    return [example(row, folder, preprocessing) for row in rows if row.labelled]


def example(row: Row, folder: Path, preprocessing: Preprocessing) -> Example:
    """Read one slice, its mask where there is one, and make both ready.

    Raises:
        DataError: The slice or its mask cannot be read, or they differ in size.
    """
    values = squared(pixels(folder, row.image), row.spacing)
    small = np.zeros((preprocessing.size, preprocessing.size), dtype=bool)
    if row.mask:
        mask = outline(row, folder)
        if mask.shape != values.shape:
            raise DataError(f"slice {row.slice}: mask and image differ in size")
        patch = cut(
            mask.astype(np.float32),
            square(values, preprocessing),
        )
        picture = Image.fromarray(patch).resize(
            (preprocessing.size, preprocessing.size), Image.Resampling.BILINEAR
        )
        small = np.asarray(picture) > 0.5
    unit = to_bytes(values, preprocessing)
    if row.collection in TREATED:
        small = visible_parts(unit, small)
    return Example(
        unit=unit,
        mask=small,
        present=row.present,
        patient=row.patient,
        collection=row.collection,
        tumour=row.tumour,
        level=row.level,
        source=row.source,
        slice=row.slice,
        series=row.series,
        position=row.position,
    )


def box_outlines(row: Row, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """What the boxes of a row cover.

    Args:
        row: Of a manifest.
        shape: Of the slice with square pixels.

    Shapes:
        returns: `shape`.
    """
    mask = np.zeros(shape, dtype=bool)
    rows, columns = shape
    for middle_row, middle_column, height, width in row.boxes:
        top, left = (middle_row - height / 2) * rows, (middle_column - width / 2) * columns
        bottom, right = top + height * rows, left + width * columns
        mask[max(round(top), 0) : round(bottom), max(round(left), 0) : round(right)] = True
    return mask


def outline(row: Row, folder: Path) -> NDArray[np.bool_]:
    """The mask of a row that has one, with square pixels.

    Args:
        row: Of a manifest.
        folder: What its paths are relative to.

    Raises:
        DataError: It cannot be read.

    Shapes:
        returns: `(rows, cols)`.
    """
    stored = pixels(folder, row.mask)
    # a picture's outline is 0 and 255, smeared by compression; a volume's is a label
    high = is_picture(Path(row.mask)) and stored.dtype != bool
    flat = np.asarray(squared(stored, row.spacing, smooth=False), dtype=np.float32)
    if row.mask_values:
        return np.isin(flat, row.mask_values)
    return flat > (127 if high else 0)


def visible_parts(unit: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The parts of an outline that enhance.

    Args:
        unit: The network's grey input.
        mask: Where lesions and treated margins are.

    Shapes:
        unit: `(S, S)` uint8.
        mask: `(S, S)` bool.
        returns: `(S, S)` bool.
    """
    labels, count = ndimage.label(mask)
    kept = np.zeros_like(mask)
    near = ndimage.binary_dilation(mask, iterations=1)
    for label in range(1, count + 1):
        part = labels == label
        ring = ndimage.binary_dilation(part, iterations=RING) & ~near & (unit > 0)
        if ring.any():
            bright = unit[ring].mean() + RISE * unit[ring].std()
            if (unit[part] > bright).sum() >= VISIBLE_CELLS:
                kept |= part
    return kept


def pixels(folder: Path, image: str) -> NDArray[np.generic]:
    """Values of the slice that `FILE#n` names.

    Raises:
        DataError: It cannot be read.

    Shapes:
        returns: `(rows, cols)`.
    """
    name, _, index = image.partition("#")
    reference = SliceRef(image, folder / name, int(index) if index.isdigit() else 0)
    window = ((0.5, 1.0),)  # any: only the values are asked for
    series = Series("", "", "", "MR", (reference,), 0, 0, windows=window)
    try:
        return decode(series, 0).values
    except (ImageReadError, OSError) as error:
        raise DataError(f"{image}: {error}; look with `python main.py dataset check`") from error
