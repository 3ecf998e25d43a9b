"""Cuts grids of United Imaging, which hold all slices of a volume in one image.

Source: dcm2niix's notes on UIH: Image Type says VFRAME; (0065,xx50) is the number of slices, and
(0065,xx51) a sequence with the Image Position (Patient) of each. Slices lie from left to right and
from top to bottom, as in a mosaic of Siemens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydicom.dataset import Dataset

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.imaging.dicom.vendors.private_blocks import private_value
from ml.imaging.dicom.vendors.tiles import tiles
from ml.imaging.types.frame_record import Record
from ml.imaging.types.value_parsing import integer, numbers, position

VFRAME = "VFRAME"
GROUP, CREATOR, COUNT, SLICES = 0x0065, "Image Private Header", 0x50, 0x51


def is_grid(image_type: Sequence[str], manufacturer: str) -> bool:
    """Whether Image Type (0008,0008) and Manufacturer (0008,0070) say that a file is a grid."""
    return VFRAME in image_type and manufacturer.strip().upper().startswith("UIH")


def grid_records(file: Record, dataset: Dataset) -> list[Record]:
    """One record per slice of a grid.

    Args:
        file: The grid as a whole.
        dataset: Its header.

    Raises:
        ImageReadError: The number of slices is not stated, or does not fit the image.
    """
    items = private_value(dataset, GROUP, CREATOR, SLICES) or []
    count = integer(private_value(dataset, GROUP, CREATOR, COUNT)) or len(items)
    cut = tiles(file.header.rows, file.header.columns, count)
    if not cut:
        raise ImageReadError(
            file.path.name,
            message("is a grid, but how many slices it holds is not stated; it is not cut"),
        )
    own = replace(file.header, rows=cut[0].rows, columns=cut[0].columns)
    places = [position(numbers(item.get("ImagePositionPatient"))) for item in items[:count]]
    known = len(places) == count and None not in places
    doubts = () if known else (message("a grid without positions"),)
    volume = file.order if file.order is not None else file.uid
    return [
        replace(
            file,
            header=own,
            uid=f"{file.uid}#{index}",
            order=index + 1,
            position=places[index] if known else None,
            split=(*file.split, ("volume", str(volume))),
            repeat=(),
            tile=tile,
            doubts=(*file.doubts, *doubts),
        )
        for index, tile in enumerate(cut)
    ]
