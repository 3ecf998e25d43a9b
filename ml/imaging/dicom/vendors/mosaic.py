"""Cuts Siemens mosaics, which hold all slices of a volume in one image.

Source: the CSA header (0029,xx10), which the vendor does not document; its layout and the
position of the first slice as in nibabel's and dcm2niix's notes. A mosaic's Image Position
(Patient) is that of a large image around the first slice's centre.
"""

from __future__ import annotations

import math
import struct
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from ml.core.errors import ImageReadError
from ml.core.messages import Message, message
from ml.imaging.types.frame_record import Record
from ml.imaging.types.orientation import normal
from ml.imaging.types.series import Tile, Vector
from ml.imaging.types.value_parsing import integer, numbers

MOST_TAGS = 1000


def mosaic_records(file: Record, dataset: Dataset) -> list[Record]:
    """One record per slice of a mosaic.

    Args:
        file: The mosaic as a whole.
        dataset: Its header.

    Raises:
        ImageReadError: The number of slices is not stated, or does not fit the image.
    """
    csa = _csa(dataset)
    count = _count(dataset, csa)
    header = file.header
    across = math.ceil(math.sqrt(count)) if count else 0
    if not count or header.rows % across or header.columns % across:
        raise ImageReadError(
            file.path.name,
            message("is a mosaic, but how many slices it holds is not stated; it is not cut"),
        )
    rows, columns = header.rows // across, header.columns // across
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
            tile=Tile(index // across * rows, index % across * columns, rows, columns),
            doubts=doubts,
        )
        for index in range(count)
    ]


def cut(values: NDArray[np.generic], tile: Tile | None) -> NDArray[np.generic]:
    """The part of a frame that is one slice; all of it without a tile.

    Shapes:
        values: `(rows, cols)` of the mosaic.
        returns: `(rows, cols)` of the slice, C-contiguous.
    """
    if tile is None:
        return values
    rows = slice(tile.top, tile.top + tile.rows)
    return np.ascontiguousarray(values[rows, tile.left : tile.left + tile.columns])


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
    if stated is None and (0x0019, 0x100A) in dataset:
        stated = integer(dataset[0x0019, 0x100A].value)
    return stated if stated and 0 < stated <= MOST_TAGS else None


def _csa(dataset: Dataset) -> dict[str, list[str]]:
    """Elements of the image CSA header by name; empty where it is absent or not of version 2."""
    if (0x0029, 0x1010) not in dataset:
        return {}
    data = dataset[0x0029, 0x1010].value
    if not isinstance(data, bytes) or data[:4] != b"SV10":
        return {}
    elements: dict[str, list[str]] = {}
    try:
        at, tags = 16, struct.unpack_from("<I", data, 8)[0]
        for _ in range(min(tags, MOST_TAGS)):
            name, items = data[at : at + 64], struct.unpack_from("<i", data, at + 76)[0]
            at += 84
            values = []
            for _ in range(min(items, MOST_TAGS)):
                length = struct.unpack_from("<4i", data, at)[1]
                text = data[at + 16 : at + 16 + max(length, 0)].split(b"\0")[0]
                values.append(text.decode("latin-1").strip())
                at += 16 + (max(length, 0) + 3) // 4 * 4
            elements[name.split(b"\0")[0].decode("latin-1")] = [v for v in values if v]
    except struct.error:
        return {}
    return elements
