"""Reads NIfTI-1 and NIfTI-2 by nibabel: the geometry in LPS, and a slice or a volume of values.

Source: nifti1.h and nifti2.h (methods 1 to 3 of orientation; xyzt_units; scl_slope).
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import numpy as np
from nibabel.filebasedimages import ImageFileError
from nibabel.spatialimages import HeaderDataError, HeaderTypeError
from nibabel.wrapstruct import WrapStructError
from numpy.typing import NDArray

from ml.core.errors import ImageReadError
from ml.core.messages import Message, message
from ml.imaging.formats.nifti_image import load_nifti
from ml.imaging.formats.volume_geometry import Space
from ml.imaging.formats.volume_reader import VolumeReader

MILLIMETRES = {"meter": 1000.0, "mm": 1.0, "micron": 0.001}
TO_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])
APART_MM = 1.0
"""Two stated orientations that put a corner further apart than this differ (ours)."""
SHEAR = 1e-3
BROKEN = (
    ImageFileError, HeaderDataError, HeaderTypeError, OSError, EOFError, ValueError, TypeError,
    KeyError, OverflowError, MemoryError, zlib.error, WrapStructError,
)  # fmt: skip
"""What nibabel raises on a damaged file."""


def nifti_space(path: Path) -> Space:
    """Read the header.

    Raises:
        ImageReadError: The file is not NIfTI.
    """
    try:
        image = load_nifti(path)
        space = _space(image)
        if _is_plain(path) and space.nbytes > 2 * path.stat().st_size:
            raise ValueError("less than half of what the header claims is there")
        return space
    except BROKEN as error:
        raise ImageReadError(
            path.name, message("cannot be read as a volume; copy the file again")
        ) from error


def read_nifti(path: Path, time: int, index: int | None = None) -> NDArray[np.generic]:
    """Read one volume, or only one of its slices as stored; from an uncompressed file no more.

    Args:
        path: The file.
        time: Which of its volumes.
        index: Of the slice along the third axis; `None` for all.

    Raises:
        ImageReadError: The file ends too early or is damaged.

    Shapes:
        returns: `(k, j, i)`, or `(j, i)` of one slice; colour has another axis of 3.
    """
    try:
        image = load_nifti(path)
        later = np.unravel_index(time, image.shape[3:], order="F") if image.ndim > 3 else ()
        values = _values(image, (slice(None) if index is None else index, *map(int, later)))
        return values[None] if index is None and image.ndim < 3 else values
    except BROKEN as error:
        raise ImageReadError(
            path.name, message("the volume is damaged; copy the file again")
        ) from error


def _values(image: Any, index: tuple[Any, ...]) -> NDArray[np.generic]:
    proxy = image.dataobj
    kind = np.dtype(proxy.dtype)
    picked = (slice(None), slice(None), *index)[: image.ndim]
    plain = (proxy.slope, proxy.inter) == (1.0, 0.0)
    if kind.names:  # RGB24 and RGBA32
        stored = proxy.get_unscaled()[picked]
        array = np.stack([stored[name] for name in kind.names[:3]], axis=-1)
        return _rows(array, 1)
    if kind.kind == "c":
        return _rows(np.abs(proxy[picked]).astype(np.float32), 0)
    array = np.asarray(proxy[picked])
    if not plain and kind.kind in "iu" and kind.itemsize <= 2:
        array = array.astype(np.float32)
    return _rows(array, 0)


def _rows(array: NDArray[np.generic], channels: int) -> NDArray[np.generic]:
    """`(i, j, k, c)` becomes `(k, j, i, c)`, in the machine's byte order."""
    spatial = array.ndim - channels
    turned = array.transpose(*reversed(range(spatial)), *range(spatial, array.ndim))
    return np.ascontiguousarray(turned, dtype=turned.dtype.newbyteorder("="))


def _space(image: Any) -> Space:
    header, shape = image.header, tuple(int(n) for n in image.shape)
    if len(shape) < 2 or any(n < 1 for n in shape):
        raise ValueError("no axes, or one without length")
    units = MILLIMETRES.get(header.get_xyzt_units()[0], 1.0)
    affine = TO_LPS @ np.asarray(image.affine, dtype=np.float64)
    affine[:3] *= units
    spacing = np.linalg.norm(affine[:3, :3], axis=0)
    if not np.isfinite(affine).all() or not spacing.all():
        raise ValueError("an orientation without extent")
    direction = affine[:3, :3] / spacing
    times, padded = int(np.prod(shape[3:], dtype=object)), (*shape, 1, 1)
    return Space(
        size=(shape[0], padded[1], padded[2]),
        spacing=(float(spacing[0]), float(spacing[1]), float(spacing[2])),
        origin=affine[:3, 3],
        direction=direction,
        times=times,
        channels=3 if header.get_data_dtype().names else 1,
        colour=bool(header.get_data_dtype().names),
        item_bytes=int(header.get_data_dtype().itemsize),
        doubts=tuple(_doubts(image, direction)),
    )


def _doubts(image: Any, direction: NDArray[np.float64]) -> list[Message]:
    header, doubts = image.header, []
    if header.get_data_dtype().kind == "c":
        doubts.append(message("complex numbers: their magnitude is shown"))
    qform, sform = header.get_qform(coded=True), header.get_sform(coded=True)
    if not qform[1] and not sform[1]:
        doubts.append(
            message("orientation is not stated in the file; left and right may be swapped")
        )
    if qform[1] and sform[1]:
        last = np.array([*(n - 1 for n in (*image.shape, 1, 1)[:3]), 1])
        first = np.array([0, 0, 0, 1])
        if any(np.abs((qform[0] - sform[0]) @ corner).max() > APART_MM for corner in (first, last)):
            doubts.append(
                message("the file states two orientations that differ; its sform is shown")
            )
    if np.abs(direction.T @ direction - np.eye(3)).max() > SHEAR:
        doubts.append(message("the axes are not at right angles; slices are shown as if they were"))
    return doubts


def _is_plain(path: Path) -> bool:
    """Whether values can be sought in the file, since it is not packed."""
    return path.suffix.lower() == ".nii"


def _one_time(path: Path, _space: Space, time: int) -> NDArray[np.generic]:
    return read_nifti(path, time)[None]


def _one_slice(path: Path, time: int, index: int) -> NDArray[np.generic] | None:
    return read_nifti(path, time, index) if _is_plain(path) else None


READER = VolumeReader(nifti_space, _one_time, by_time=True, read_slice=_one_slice)
