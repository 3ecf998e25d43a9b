"""Lists the public collections of `WHENCE_SHARED/data` as rows of a manifest.

What they call things differs; what comes out does not. Licences stand in the model cards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import DataError
from ml.imaging.formats.volume import read_volume
from ml.research.data.labels import source_of
from ml.research.data.manifest import Row
from ml.research.data.volume_collections import bcbm, brats_glioma, csv_lines, tcga_gbm

MASK_MARGIN = 2
"""Slices this near to a masked one count neither as tumour nor as free of it (ours)."""


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


def _present(
    name: str, slice_: str, patient: str, tumour: str, image: str, mask: str, level: float
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
    )


def _lgg(data: Path) -> Iterator[Row]:
    for line in csv_lines(data / "lgg" / "manifest.csv"):
        tumour = "low-grade glioma" if line["tumour"] == "yes" else ""
        if not tumour and line["clean_negative"] != "yes":
            continue
        mask = f"lgg/{line['mask']}" if line["mask"] else ""
        image, level = f"lgg/{line['image']}", float(line["level"])
        yield _present("lgg", line["slice"], line["patient"], tumour, image, mask, level)


def _cheng(data: Path) -> Iterator[Row]:
    for line in csv_lines(data / "cheng" / "manifest.csv"):
        image, mask = f"cheng/{line['image']}", f"cheng/{line['mask']}"
        yield _present("cheng", line["slice"], line["patient"], line["tumour"], image, mask, 0.5)


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
            if not with_tumour[index] and near:
                continue
            yield _present(
                "btp",
                f"{path.parent.name}-{visit}-{index:02d}",
                path.parent.name,
                "glioblastoma" if with_tumour[index] else "",
                f"{image}#{index}",
                f"{mask}#{index}" if with_tumour[index] else "",
                float((index - filled[0]) / max(filled[-1] - filled[0], 1)),
            )


def _rsna(data: Path) -> Iterator[Row]:
    """Glioma slices of three planes, without skull; which plane, and where, is not known."""
    for line in csv_lines(data / "rsna-glioma" / "slices.csv"):
        name, image = Path(line["file"]).stem, f"rsna-glioma/images/{line['file']}"
        yield _present("rsna-glioma", name, line["patient"], "glioma", image, "", 0.5)


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
