"""Cuts Siemens mosaics, which hold all slices of a volume in one image.

Source: the CSA header (`ml.imaging.dicom.vendors.csa_header`); the position of the first slice as
in nibabel's and dcm2niix's notes. A mosaic's Image Position
(Patient) is that of a large image around the first slice's centre.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from ml.core.errors import ImageReadError
from ml.core.messages import Message, message
from ml.imaging.dicom.vendors.csa_header import csa_elements
from ml.imaging.dicom.vendors.private_blocks import private_value
from ml.imaging.dicom.vendors.tiles import tiles
from ml.imaging.types.frame_record import Record
from ml.imaging.types.orientation import normal
from ml.imaging.types.series import Vector
from ml.imaging.types.value_parsing import integer, numbers


def mosaic_records(file: Record, dataset: Dataset) -> list[Record]:
    """One record per slice of a mosaic.

    Args:
        file: The mosaic as a whole.
        dataset: Its header.

    Raises:
        ImageReadError: The number of slices is not stated, or does not fit the image.
    """
    csa = csa_elements(dataset)
    header = file.header
    cut = tiles(header.rows, header.columns, _count(dataset, csa))
    if not cut:
        raise ImageReadError(
            file.path.name,
            message("is a mosaic, but how many slices it holds is not stated; it is not cut"),
        )
    rows, columns = cut[0].rows, cut[0].columns
    own = replace(header, rows=rows, columns=columns)
    first, step, doubts = _places(file, dataset, csa, rows, columns)
    volume = file.order if file.order is not None else file.uid
    return [
        replace(
            file,
            header=own,
            uid=f"{file.uid}#{index}",
            order=index + 1,
            position=None if first is None or step is None else _vector(first + step * index),
            split=(*file.split, ("volume", str(volume))),
            repeat=(),
            tile=tile,
            doubts=(*file.doubts, *doubts),
        )
        for index, tile in enumerate(cut)
    ]


def _places(
    file: Record, dataset: Dataset, csa: dict[str, list[str]], rows: int, columns: int
) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None, tuple[Message, ...]]:
    """Position of the first slice, and the step to the next."""
    header = file.header
    distance = numbers(dataset.get("SpacingBetweenSlices")) or numbers(
        dataset.get("SliceThickness")
    )
    if file.position is None or file.orientation is None or not file.spacing_mm or not distance:
        return None, None, (message("a mosaic without positions"),)
    row, column = np.array(file.orientation[:3]), np.array(file.orientation[3:])
    first = (
        np.array(file.position)
        + row * file.spacing_mm[1] * (header.columns - columns) / 2
        + column * file.spacing_mm[0] * (header.rows - rows) / 2
    )
    axis = np.array(normal(file.orientation))
    stated = numbers(csa.get("SliceNormalVector"))
    if stated is None or len(stated) != 3:
        doubt = message("a mosaic that does not state its slice direction; taken along the normal")
        return first, axis * distance[0], (doubt,)
    return first, axis * distance[0] * (1 if float(axis @ np.array(stated)) >= 0 else -1), ()


def _vector(position: NDArray[np.float64]) -> Vector:
    return float(position[0]), float(position[1]), float(position[2])


def _count(dataset: Dataset, csa: dict[str, list[str]]) -> int | None:
    """From the CSA header, or from (0019,xx0A)."""
    stated = integer(csa.get("NumberOfImagesInMosaic"))
    if stated is None:
        stated = integer(private_value(dataset, 0x0019, "SIEMENS MR HEADER", 0x0A))
    return stated
