"""Reads NIfTI-1, NIfTI-2 and Analyze: the geometry in LPS, and a slice or a volume of values.

Source: nifti1.h and nifti2.h.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import ImageReadError
from ml.core.messages import Message, message
from ml.imaging.formats.gzip_files import UNPACKS_NOT, is_packed, open_unpacked
from ml.imaging.formats.nifti_header import NiftiFile, read_header
from ml.imaging.formats.nifti_placement import placement
from ml.imaging.formats.raw_values import DAMAGED
from ml.imaging.formats.volume_geometry import Space
from ml.imaging.formats.volume_reader import VolumeReader

BROKEN = (*UNPACKS_NOT, OSError, ValueError, TypeError, OverflowError, MemoryError)
"""What reading raises where values are damaged or missing."""
MOSTLY_MISSING = message(
    "ends before half of the values that its header claims; copy the file again"
)


def nifti_space(path: Path) -> Space:
    """Read the header.

    Raises:
        ImageReadError: The file is neither NIfTI nor Analyze, claims what cannot be true, or lacks
            its values.
    """
    file = read_header(path)
    try:
        packed, stored = is_packed(file.values), file.values.stat().st_size
    except OSError as error:
        raise ImageReadError(
            path.name,
            message("a file that holds its values cannot be opened ({})", str(error.strerror)),
        ) from error
    if not packed and file.offset + file.nbytes / 2 > stored:
        raise ImageReadError(path.name, MOSTLY_MISSING)
    return replace(_space(path, file), stored_bytes=stored)


def read_nifti(path: Path, time: int, index: int | None = None) -> NDArray[np.generic]:
    """Read one volume, or only one of its slices as stored; from an uncompressed file no more.

    Args:
        path: The file, or the header of a pair.
        time: Which of its volumes.
        index: Of the slice along the third axis; `None` for all.

    Raises:
        ImageReadError: The file ends too early or is damaged.

    Shapes:
        returns: `(k, j, i)`, or `(j, i)` of one slice; colour has another axis of 3.
    """
    file = read_header(path)
    try:
        later = np.unravel_index(time, file.shape[3:], order="F") if len(file.shape) > 3 else ()
        values = _values(file, (slice(None) if index is None else index, *map(int, later)))
    except BROKEN as error:
        raise ImageReadError(path.name, DAMAGED) from error
    return values[None] if index is None and len(file.shape) < 3 else values


def _values(file: NiftiFile, index: tuple[Any, ...]) -> NDArray[np.generic]:
    kind = file.kind
    picked = (slice(None), slice(None), *index)[: len(file.shape)]
    with open_unpacked(file.values) as data:
        proxy = file.proxy(data)
        if kind.names:  # RGB24 and RGBA32
            stored = proxy.get_unscaled()[picked]
            array = np.stack([stored[name] for name in kind.names[:3]], axis=-1)
            return _rows(array, 1)
        array = np.asarray(proxy[picked])
    if kind.kind == "c":
        return _rows(np.abs(array).astype(np.float32), 0)
    if not file.plain and kind.kind in "iu" and kind.itemsize <= 2:
        array = array.astype(np.float32)
    return _rows(array, 0)


def _rows(array: NDArray[np.generic], channels: int) -> NDArray[np.generic]:
    """`(i, j, k, c)` becomes `(k, j, i, c)`, in the machine's byte order."""
    spatial = array.ndim - channels
    turned = array.transpose(*reversed(range(spatial)), *range(spatial, array.ndim))
    return np.ascontiguousarray(turned, dtype=turned.dtype.newbyteorder("="))


def _space(path: Path, file: NiftiFile) -> Space:
    placed = placement(path.name, file)
    affine = placed.affine
    spacing = np.linalg.norm(affine[:3, :3], axis=0)
    colour = bool(file.kind.names)
    doubts: tuple[Message, ...] = (*file.doubts, *placed.doubts)
    if file.kind.kind == "c":
        doubts = (message("complex numbers: their magnitude is shown"), *doubts)
    i, j, k = (*file.shape, 1)[:3]
    return Space(
        size=(i, j, k),
        spacing=(float(spacing[0]), float(spacing[1]), float(spacing[2])),
        origin=affine[:3, 3],
        direction=affine[:3, :3] / spacing,
        times=int(np.prod(file.shape[3:], dtype=object)),
        channels=3 if colour else 1,
        colour=colour,
        item_bytes=1 if colour else file.kind.itemsize,
        doubts=doubts,
        spacing_known=placed.trusted,
    )


def _one_time(path: Path, _space: Space, time: int) -> NDArray[np.generic]:
    return read_nifti(path, time)[None]


def _one_slice(path: Path, time: int, index: int) -> NDArray[np.generic] | None:
    """Only from a file that is not packed, in which values can be sought."""
    return None if is_packed(read_header(path).values) else read_nifti(path, time, index)


def _value_files(path: Path) -> tuple[Path, ...]:
    return (read_header(path).values,)


READER = VolumeReader(
    nifti_space, _one_time, by_time=True, read_slice=_one_slice, value_files=_value_files
)
