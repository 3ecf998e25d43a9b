"""Public collections of whole volumes, as manifest rows: bcbm, brats-glioma, tcga-gbm.

Every slice with enough brain or head becomes a row. Slices that are neither clearly with a visible
lesion nor clearly without one are rows without a label: they are the neighbours by which others
are read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import DataError
from ml.imaging.formats.volume import read_volume
from ml.imaging.slice_positions import nominal_distance_mm
from ml.research.data.labels import source_of
from ml.research.data.manifest import Row

VISIBLE_PX = 4
"""Mask pixels that must enhance before a slice of bcbm counts as one with a visible lesion: its
masks merge treated margins and cavities with lesions (`data/README.md`)."""
CORE = (1, 3, 4)
"""BraTS labels of the tumour core: necrosis, non-enhancing and enhancing tumour; 2 is oedema."""
CORE_PX = 12
"""Core pixels, of one square millimetre each, from which a slice counts as one with a tumour."""
CLEAR_MM = 6.0
"""Distance from any labelled voxel, along the normal, from which a slice counts as free of tumour
(ours): two slices of the thinner series."""
BRAIN_SHARE = 0.06
"""Share of a slice that must be filled before it becomes a row (ours)."""


@dataclass(frozen=True, slots=True)
class _Volume:
    """One scan: what all of its rows share.

    Attributes:
        collection: Where it comes from.
        scan: Name of the scan.
        patient: Whose it is.
        tumour: Class of the tumour.
        image, mask: Files, relative to the data folder.
        spacing: Millimetres between slices, rows and columns.
        plane: Of its slices.
        mask_values: Values of the mask that are the tumour; empty where every value but 0 is.
    """

    collection: str
    scan: str
    patient: str
    tumour: str
    image: str
    mask: str
    spacing: tuple[float, float, float]
    plane: str = "axial"
    mask_values: tuple[int, ...] = ()

    def row(self, index: int, level: float, present: bool, labelled: bool) -> Row:
        """The row of one slice."""
        return Row(
            slice=f"{self.collection}/{self.scan}-{index:03d}",
            patient=f"{self.collection}/{self.patient}",
            present=present,
            source=source_of(self.tumour) if present else "",
            tumour=self.tumour if present else "",
            image=f"{self.image}#{index}",
            mask=f"{self.mask}#{index}" if present and self.mask else "",
            level=level,
            collection=self.collection,
            series=f"{self.collection}/{self.scan}",
            position=index * self.spacing[0],
            spacing=self.spacing[1:],
            plane=self.plane,
            labelled=labelled,
            mask_values=self.mask_values if present else (),
        )


def bcbm(data: Path) -> Iterator[Row]:
    """Brain metastases of breast cancer (TCIA BCBM-RadioGenomics).

    `slices.csv` tells per slice how much of the mask enhances, and whether it is clean.

    Raises:
        DataError: The collection is not there.
    """
    folder = data / "volumes" / "bcbm"
    spacing = (2.6, 1.59, 1.3)  # nominal, right within a few per cent
    for line in csv_lines(folder / "slices.csv"):
        if line["usable"] != "1":
            continue
        volume = _Volume(
            "bcbm",
            line["id"],
            line["patient"],
            "breast cancer brain metastasis",
            f"volumes/bcbm/{line['id']}_t1ce.nii.gz",
            f"volumes/bcbm/{line['id']}_mask.nii.gz",
            spacing,
        )
        visible, clean = int(line["enh_px"]) >= VISIBLE_PX, line["clean"] == "1"
        yield volume.row(int(line["z"]), float(line["level"]), visible, visible or clean)


def brats_glioma(data: Path) -> Iterator[Row]:
    """Gliomas without skull, 1 mm (BraTS); those without labels give no rows.

    Raises:
        DataError: The collection is not there.
    """
    folder = data / "volumes" / "brats-glioma"
    for line in csv_lines(folder / "exams.csv"):
        if line["seg"] != "1":
            continue
        name = line["id"]
        volume = _Volume(
            "brats-glioma",
            name,
            line["patient"],
            "glioma",
            f"volumes/brats-glioma/{name}_t1ce.nii.gz",
            f"volumes/brats-glioma/{name}_seg.nii.gz",
            (1.0, 1.0, 1.0),
            mask_values=CORE,
        )
        yield from _labelled(data, volume, CORE_PX)


def tcga_gbm(data: Path) -> Iterator[Row]:
    """Glioblastomas of whole heads (TCGA); the mask is oedema and tumour, spacing is nominal.

    Raises:
        DataError: The collection is not there.
    """
    folder = data / "volumes" / "tcga-gbm"
    planes = {"ax": "axial", "cor": "coronal", "sag": "sagittal"}
    for line in csv_lines(folder / "exams.csv"):
        name = line["id"]
        volume = _Volume(
            "tcga-gbm",
            name,
            line["patient"],
            "glioblastoma",
            f"volumes/tcga-gbm/{name}_t1ce.nii.gz",
            f"volumes/tcga-gbm/{name}_mask.nii.gz",
            (nominal_distance_mm(int(line["slices"])), 0.94, 0.94),
            planes[line["plane"]],
        )
        yield from _labelled(data, volume, 1)


def _labelled(data: Path, volume: _Volume, enough: int) -> Iterator[Row]:
    """Rows of a scan by its mask.

    Args:
        data: What the scan's files are relative to.
        volume: The scan.
        enough: Pixels of tumour from which a slice counts as one with a tumour.
    """
    values, mask = (np.asarray(read_volume(data / p)) for p in (volume.image, volume.mask))
    if values.shape != mask.shape:
        raise DataError(f"{volume.scan}: mask and image differ in size")
    tumour: NDArray[np.bool_] = (
        np.isin(mask, volume.mask_values) if volume.mask_values else mask > 0
    )
    pixels = tumour.sum(axis=(1, 2))
    touched = np.flatnonzero((mask > 0).any(axis=(1, 2)))
    floor = values.min()
    filled = np.flatnonzero((values > floor).mean(axis=(1, 2)) >= BRAIN_SHARE)
    for index in filled.tolist():
        present = bool(pixels[index] >= enough)
        apart = np.abs(touched - index).min() * volume.spacing[0] if touched.size else np.inf
        level = (index - filled[0]) / max(int(filled[-1] - filled[0]), 1)
        yield volume.row(index, float(level), present, present or bool(apart > CLEAR_MM))


def csv_lines(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a table that a collection brings along.

    Raises:
        DataError: It is not there.
    """
    if not path.is_file():
        raise DataError(f"{path} is missing; set WHENCE_SHARED to the folder that has data/")
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
