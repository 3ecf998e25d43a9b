"""Cuts single lesions out of labelled slices, and controls that hold none.

The source network is fed lesions by themselves (`ml.inference.lesion_crop`). Beside each lesion
stands what the other half of the head holds at its place, and out of tumour-free slices the same
outlines are cut where nothing is. Whatever a network says of those, it does not have from the
lesion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ml.core.errors import DataError
from ml.inference.lesion_crop import GREY, TISSUE, lesion_alone
from ml.inference.preprocessing import Preprocessing, squared
from ml.research.data import collections as public
from ml.research.data import manifest
from ml.research.data.examples import (
    Example,
    box_outlines,
    load,
    load_manifest,
    outline,
    pixels,
)
from ml.research.data.manifest import Row
from ml.research.data.split import set_name

LEAST_MM2 = 12.0
"""Area of a lesion on one slice below which it is not cut out (ours): four millimetres across."""
ACROSS = 0.1
"""Share of a lesion that may lie opposite to lesion; more, and it has no blanked control."""
LEVELS = (0.15, 0.95)
"""Between which levels tumour-free slices give controls: beyond lie base and vertex (ours)."""
SKULL_MM = 22.0
"""Depth below the head's surface from which there is brain, in whole heads (ours)."""
TRIES = 12
"""How often an outline is laid on a tumour-free slice until something enhances in it: vessels and
the like are the controls that matter (ours)."""
BLANKED = "blanked"
TUMOUR_FREE = "tumour-free"


@dataclass(frozen=True, slots=True)
class _Outline:
    """A lesion's outline, without its slice.

    Attributes:
        mask: What it covers.
        spacing_mm: Side of a pixel.
        set_name: Of its patient, so that no outline leaves its set.
    """

    mask: NDArray[np.bool_]
    spacing_mm: float
    set_name: str


def network_examples(
    shared: Path, path: str, preprocessing: Preprocessing, collections: tuple[str, ...]
) -> list[Example]:
    """The slices of a manifest, else of the named public collections, as a network is fed them.

    Args:
        shared: Folder that holds `data/`.
        path: Of a `manifest.csv`, or empty.
        preprocessing: Of the network; with a `field_mm`, lesions by themselves come out.
        collections: Names (`ml.research.data.collections`).

    Raises:
        DataError: As `lesion_examples`; or the manifest is wrong, or a collection missing.
    """
    if not preprocessing.field_mm:
        if path:
            return load_manifest(Path(path), preprocessing)
        return load(shared, preprocessing, collections)
    if path:
        return lesion_examples(manifest.read(Path(path)), Path(path).parent, preprocessing)
    data = shared / "data"
    return lesion_examples(public.rows_of(data, collections), data, preprocessing)


def lesion_examples(
    rows: Iterable[Row], folder: Path, preprocessing: Preprocessing
) -> list[Example]:
    """Single lesions that enhance, and their controls.

    Args:
        rows: Of a manifest; those without a label or without spacing are left out.
        folder: What their paths are relative to.
        preprocessing: With a `field_mm`.

    Returns:
        Lesions with their source; controls with `Example.control`, no source and `present` false.

    Raises:
        DataError: A slice cannot be read, or no row has an outlined lesion and a spacing.
    """
    usable = [row for row in rows if row.labelled and min(row.spacing) > 0]
    outlines: list[_Outline] = []
    out: list[Example] = []
    for row in usable:
        if row.present and (row.mask or row.boxes):
            out += _lesions(row, folder, preprocessing, outlines)
    if not out:
        raise DataError("no slice has an outlined lesion that enhances and a known pixel spacing")
    random = np.random.default_rng(11)
    for row in usable:
        if not row.present and LEVELS[0] < row.level < LEVELS[1]:
            control = _tumour_free(row, folder, preprocessing, outlines, random)
            out += [control] if control is not None else []
    return out


def _lesions(
    row: Row, folder: Path, preprocessing: Preprocessing, outlines: list[_Outline]
) -> Iterator[Example]:
    values = squared(pixels(folder, row.image), row.spacing)
    mask = outline(row, folder) if row.mask else box_outlines(row, values.shape[:2])
    if mask.shape != values.shape:
        raise DataError(f"slice {row.slice}: mask and image differ in size")
    spacing = min(row.spacing)
    opposite = _opposite_columns(values)
    labels, count = ndimage.label(ndimage.binary_dilation(mask))
    for label in range(1, count + 1):
        part = (labels == label) & mask
        area = float(part.sum()) * spacing**2
        if area < LEAST_MM2:
            continue
        name = f"{row.slice} lesion {label}"
        lesion = _example(row, name, values, part, spacing, preprocessing)
        if lesion is None:
            continue
        yield lesion
        rows, columns = np.nonzero(part)
        own = part[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        outlines.append(_Outline(own, spacing, set_name(row.patient)))
        if (part & mask[:, opposite]).sum() <= ACROSS * part.sum():
            other = values[:, opposite]
            yield _control(row, f"{name} {BLANKED}", other, part, spacing, preprocessing, BLANKED)


def _opposite_columns(values: NDArray[np.generic]) -> NDArray[np.intp]:
    """Each column's mirror image about the middle of the head."""
    head = _tissue(values).mean(axis=0) > 0.02
    columns = np.flatnonzero(head)
    middle = (columns[0] + columns[-1]) / 2 if columns.size else (values.shape[1] - 1) / 2
    mirrored = np.round(2 * middle - np.arange(values.shape[1])).astype(np.intp)
    clipped: NDArray[np.intp] = np.clip(mirrored, 0, values.shape[1] - 1)
    return clipped


def _tissue(values: NDArray[np.generic]) -> NDArray[np.bool_]:
    image = np.asarray(values, dtype=np.float32)
    floor = np.percentile(image, 2)
    return np.asarray(image > floor + TISSUE * (np.percentile(image, 99) - floor))


def _tumour_free(
    row: Row,
    folder: Path,
    preprocessing: Preprocessing,
    outlines: list[_Outline],
    random: np.random.Generator,
) -> Example | None:
    """A tumour-free slice cut out along a lesion's outline of the same set; `None` if none fits.

    Where something enhances inside, if there is such a place among those tried.
    """
    values = squared(pixels(folder, row.image), row.spacing)
    spacing = min(row.spacing)
    tissue = np.asarray(ndimage.binary_fill_holes(_tissue(values)))
    depth = ndimage.distance_transform_edt(tissue) * spacing
    places = np.argwhere(depth > SKULL_MM)
    if not len(places):
        return None
    own_set = set_name(row.patient)
    laid = None
    for _ in range(TRIES):
        chosen = outlines[int(random.integers(len(outlines)))]
        if chosen.set_name != own_set:
            continue
        shape = ndimage.zoom(chosen.mask.astype(np.float32), chosen.spacing_mm / spacing, order=1)
        top, left = places[int(random.integers(len(places)))] - np.array(shape.shape) // 2
        if top < 0 or left < 0:
            continue
        mask = np.zeros(values.shape, dtype=bool)
        window = mask[top : top + shape.shape[0], left : left + shape.shape[1]]
        if window.shape != shape.shape or not (shape > 0.5).any():
            continue
        window |= shape > 0.5
        if (tissue & mask).sum() < 0.97 * mask.sum():
            continue
        name = f"{row.slice} {TUMOUR_FREE}"
        laid = _control(row, name, values, mask, spacing, preprocessing, TUMOUR_FREE)
        if laid.asked:
            break
    return laid


def _control(
    row: Row,
    name: str,
    values: NDArray[np.generic],
    mask: NDArray[np.bool_],
    spacing: float,
    preprocessing: Preprocessing,
    kind: str,
) -> Example:
    """What an outline covers where no lesion is; not asked about where too little enhances."""
    seen = _example(row, name, values, mask, spacing, preprocessing)
    if seen is None:
        side = preprocessing.size
        nothing = np.full((side, side), round(GREY * 255), dtype=np.uint8)
        seen = replace(_as_example(row, name, nothing, 0.0), asked=False)
    return replace(seen, present=False, tumour="", source="", control=kind)


def _example(
    row: Row,
    name: str,
    values: NDArray[np.generic],
    mask: NDArray[np.bool_],
    spacing: float,
    preprocessing: Preprocessing,
) -> Example | None:
    seen = lesion_alone(values, spacing, mask, preprocessing.field_mm, preprocessing.size)
    if seen is None:
        return None
    unit = np.round(seen * 255).astype(np.uint8)
    return _as_example(row, name, unit, float(mask.sum()) * spacing**2)


def _as_example(row: Row, name: str, unit: NDArray[np.uint8], area_mm2: float) -> Example:
    return Example(
        unit=unit,
        mask=np.zeros(unit.shape, dtype=bool),
        present=True,
        patient=row.patient,
        collection=row.collection,
        tumour=row.tumour,
        level=row.level,
        source=row.source,
        slice=name,
        area_mm2=area_mm2,
    )
