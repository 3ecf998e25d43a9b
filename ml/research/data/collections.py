"""Lists the public collections of `WHENCE_SHARED/data` as rows of a manifest.

What they call things differs; what comes out does not. Licences stand in the model cards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import DataError
from ml.imaging.formats.volume import read_volume
from ml.imaging.slice_positions import nominal_distance_mm
from ml.research.data.labels import source_of
from ml.research.data.manifest import Box, Row
from ml.research.data.volume_collections import bcbm, brats_glioma, csv_lines, tcga_gbm

MASK_MARGIN = 2
"""Slices this near to a masked one count neither as tumour nor as free of it (ours)."""

PIXEL_MM = 0.94
"""Nominal side of a pixel of Brain-Tumor-Progression: a field of 240 mm in 256 pixels."""
LGG_MM = 0.94
"""Nominal side of a pixel of the low-grade gliomas, whose pictures do not say it, likewise."""
CHENG_MM = 0.49
"""Side of a pixel of Cheng's slices (figshare 1512427)."""
RSNA_FIELD_MM = 250.0
"""Nominal length of the longer side of an RSNA picture, in which whole brains are as long as that
of others (`data/README.md` does not say it)."""
PROGRESSION_MM = 6.5
"""Distance between neighbouring slices of Brain-Tumor-Progression."""


def rows(data: Path, name: str) -> Iterator[Row]:
    """The slices of one collection.

    Args:
        data: `WHENCE_SHARED/data`, which the rows' paths are relative to.
        name: one of `COLLECTIONS`.

    Raises:
        DataError: The collection is not there, or its name is not known.
    """
    if name not in COLLECTIONS:
        raise DataError(f"no collection is called {name}; there are {', '.join(COLLECTIONS)}")
    yield from COLLECTIONS[name](data)


def rows_of(data: Path, names: Iterable[str]) -> Iterator[Row]:
    """The slices of several collections, one after the other; as `rows`."""
    for name in names:
        yield from rows(data, name)


def _row(
    name: str,
    slice_: str,
    patient: str,
    tumour: str,
    image: str,
    mask: str,
    level: float,
    pixel_mm: float = 0.0,
) -> Row:
    """A row of a collection; patients of different collections never share a name."""
    return Row(
        slice=f"{name}/{slice_}",
        patient=f"{name}/{patient}",
        present=bool(tumour),
        source=source_of(tumour) if tumour else "",
        tumour=tumour,
        image=image,
        mask=mask,
        level=level,
        collection=name,
        spacing=(pixel_mm, pixel_mm),
    )


def _lgg(data: Path) -> Iterator[Row]:
    """Low-grade gliomas, a series each; numbers of slices are known, their distance is not."""
    lines = list(csv_lines(data / "lgg" / "manifest.csv"))
    count: dict[str, int] = {}
    for line in lines:
        count[line["patient"]] = max(count.get(line["patient"], 0), _number(line["slice"]))
    for line in lines:
        tumour = "low-grade glioma" if line["tumour"] == "yes" else ""
        mask = f"lgg/{line['mask']}" if line["mask"] else ""
        image, level = f"lgg/{line['image']}", float(line["level"])
        distance = nominal_distance_mm(count[line["patient"]])
        yield replace(
            _row("lgg", line["slice"], line["patient"], tumour, image, mask, level, LGG_MM),
            series=f"lgg/{line['patient']}",
            position=_number(line["slice"]) * distance,
            labelled=bool(tumour) or line["clean_negative"] == "yes",
        )


def _number(slice_: str) -> int:
    """The number at the end of a slice's name."""
    return int(slice_.rpartition("_")[2])


def _cheng(data: Path) -> Iterator[Row]:
    for line in csv_lines(data / "cheng" / "manifest.csv"):
        image, mask = f"cheng/{line['image']}", f"cheng/{line['mask']}"
        tumour = line["tumour"]
        yield _row("cheng", line["slice"], line["patient"], tumour, image, mask, 0.5, CHENG_MM)


def _progression(data: Path) -> Iterator[Row]:
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
        image, mask = (p.relative_to(data).as_posix() for p in (path, mask_path))
        visit = path.name.removesuffix("_Scan_T1.nii.gz")
        for index in filled:
            near = with_tumour[max(0, index - MASK_MARGIN) : index + MASK_MARGIN + 1].any()
            row = _row(
                "btp",
                f"{path.parent.name}-{visit}-{index:02d}",
                path.parent.name,
                "glioblastoma" if with_tumour[index] else "",
                f"{image}#{index}",
                f"{mask}#{index}" if with_tumour[index] else "",
                float((index - filled[0]) / max(filled[-1] - filled[0], 1)),
                PIXEL_MM,
            )
            yield replace(
                row,
                series=f"btp/{path.parent.name}-{visit}",
                position=float(index * PROGRESSION_MM),
                labelled=bool(with_tumour[index] or not near),
            )


def _rsna(data: Path) -> Iterator[Row]:
    """Glioma slices of three planes, without skull; which plane, and where, is not known.

    Those of unknown patients are left out: they may be anyone's, of the test set too.
    """
    for line in csv_lines(data / "rsna-glioma" / "slices.csv"):
        if line["patient"] == "unknown":
            continue
        name, image = Path(line["file"]).stem, f"rsna-glioma/images/{line['file']}"
        pixel_mm = RSNA_FIELD_MM / max(int(line["w"]), int(line["h"]))
        row = _row("rsna-glioma", name, line["patient"], "glioma", image, "", 0.5, pixel_mm)
        yield replace(row, boxes=tuple(_rsna_boxes(line["boxes"])))


def _rsna_boxes(text: str) -> Iterator[Box]:
    """Column and row of the middle, width and height, of one box after another."""
    for part in filter(None, text.split(";")):
        column, row, width, height = (float(share) for share in part.split())
        yield row, column, height, width


COLLECTIONS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "lgg": _lgg,
    "cheng": _cheng,
    "btp": _progression,
    "bcbm": bcbm,
    "brats-glioma": brats_glioma,
    "tcga-gbm": tcga_gbm,
    "rsna-glioma": _rsna,
}
SKULL_STRIPPED = ("bcbm", "brats-glioma", "rsna-glioma")
"""Collections without skull; all others show whole heads."""
