"""NIfTI, NRRD and MetaImage: one series for each time of a file, with DICOM's geometry inside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import SimpleITK
from numpy.typing import NDArray

from ml.errors import ImageReadError
from ml.imaging.recent import Recent
from ml.imaging.series import Series, SliceRef
from ml.imaging.volume_axes import Axes, turned

SUFFIXES = (".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd")
LARGEST = 2**32
"""No volume is larger in bytes; a header that says so is wrong or hostile (ours)."""
UNKNOWN = "sequence unknown: the file has no header that tells"
_kept = Recent(2**30)


@dataclass(frozen=True, slots=True)
class _Header:
    """What a volume's header says; `axes` is `None` for a single picture without a place."""

    axes: Axes | None
    shape: tuple[int, int, int]
    spacing: tuple[float, float, float]
    times: int
    channels: int
    doubts: tuple[str, ...]


def is_volume(path: Path) -> bool:
    """Whether the name says that the file is a volume."""
    return path.name.lower().endswith(SUFFIXES)


def volume_series(path: Path) -> tuple[Series, ...]:
    """Read the header of a volume; slices along its third axis, a series for each time.

    Raises:
        ImageReadError: The file is not what its name says.
    """
    header = _header(path, path.stat().st_mtime_ns)
    return tuple(_series(path, header, time) for time in range(header.times))


def _series(path: Path, header: _Header, time: int) -> Series:
    axes, (count, rows, columns) = header.axes, header.shape
    uid = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:20]
    suffix = f"/{time + 1}" if header.times > 1 else ""
    references = []
    for i in range(count):
        place = None if axes is None else axes.corner + axes.directions[0] * axes.spacing[0] * i
        position = None if place is None else (float(place[0]), float(place[1]), float(place[2]))
        frame = time * count + i
        references.append(SliceRef(f"{uid}#{frame}", path, frame, position, i + 1))
    cosines = None
    if axes is not None:
        c = [round(float(v), 9) + 0.0 for v in (*axes.directions[2], *axes.directions[1])]
        cosines = (c[0], c[1], c[2], c[3], c[4], c[5])
    return Series(
        uid=uid + suffix,
        study_uid=f"folder {path.parent}",
        description=path.name + (f", time {time + 1}" if suffix else ""),
        modality="MR",
        slices=tuple(references),
        rows=rows,
        columns=columns,
        spacing_mm=(header.spacing[1], header.spacing[2]),
        slice_spacing_mm=header.spacing[0] if count > 1 else None,
        orientation=cosines,
        number=time + 1 if suffix else None,
        warnings=(UNKNOWN, *header.doubts),
        refusal="a colour image: the networks read grey values" if header.channels == 3 else "",
    )


@lru_cache(maxsize=64)
def _header(path: Path, modified_ns: int) -> _Header:
    reader = SimpleITK.ImageFileReader()
    reader.SetFileName(str(path))
    try:
        reader.ReadImageInformation()
    except RuntimeError as error:
        raise ImageReadError(
            path.name, "cannot be read as a volume; copy the file again"
        ) from error
    size = [int(n) for n in reader.GetSize()]
    spacing = [abs(float(s)) or 1.0 for s in reader.GetSpacing()]
    channels = reader.GetNumberOfComponents()
    if int(np.prod(size, dtype=object)) * channels * 8 > LARGEST * 4 or 0 in size:
        raise ImageReadError(path.name, "claims a size that cannot be true; copy the file again")
    times = int(np.prod(size[3:], dtype=object))
    doubts = [f"{times} volumes in one file: each is a series of its own"] if times > 1 else []
    if channels not in (1, 3):
        doubts.append(f"{channels} numbers in each voxel: the first is shown")
    if len(size) == 2:
        doubts.append("a single picture: orientation and position are unknown")
        flat = (1, size[1], size[0])
        return _Header(None, flat, (1.0, spacing[1], spacing[0]), 1, channels, tuple(doubts))
    doubts += _nifti_doubts(reader)
    n = len(size)
    matrix = np.array(reader.GetDirection()).reshape(n, n)[:3, :3]
    axes = turned(
        np.array(size[:3]), np.array(spacing[:3]), np.array(reader.GetOrigin())[:3], matrix
    )
    return _Header(axes, axes.shape, axes.spacing, times, channels, tuple(doubts))


def _nifti_doubts(reader: SimpleITK.ImageFileReader) -> list[str]:
    """A NIfTI file says by two codes whether its orientation is meant (nifti1.h, method 1)."""
    codes = [
        reader.GetMetaData(k) for k in ("qform_code", "sform_code") if reader.HasMetaDataKey(k)
    ]
    if codes and all(int(float(code)) == 0 for code in codes):
        return ["orientation is not stated in the file; left and right may be exchanged"]
    return []


def read_slice(path: Path, frame: int) -> NDArray[np.generic]:
    """Values of one slice; the volume is kept, since slices come one by one.

    Args:
        path: A volume.
        frame: As in the slices of `volume_series`.

    Raises:
        ImageReadError: The file ends too early, is damaged, or has no such slice.

    Shapes:
        returns: `(rows, cols)`, or `(rows, cols, 3)` uint8 for colour.
    """
    modified = path.stat().st_mtime_ns
    header = _header(path, modified)
    stored = _kept.get((path, modified), lambda: _stored(path))
    channels = stored.shape[-1] if header.channels > 1 else 1
    spatial = stored.ndim - (header.channels > 1)
    stored = stored.reshape(-1, *stored.shape[max(spatial - 3, 0) : spatial], channels)
    time, index = divmod(frame, header.shape[0])
    if time >= len(stored):
        raise ImageReadError(path.name, "holds fewer slices than its header says")
    volume = stored[time]
    if header.channels != 3:
        volume = volume[..., 0]
    if header.axes is None:
        volume = volume.reshape(1, *volume.shape[-2 - (header.channels == 3) :])
        return np.ascontiguousarray(_seen(volume[index]))
    return np.ascontiguousarray(_seen(header.axes.turn(volume)[index]))


def read_volume(path: Path) -> NDArray[np.generic]:
    """All values of a volume's first time, along its axes as they are stored.

    Raises:
        ImageReadError: The file ends too early or is damaged.

    Shapes:
        returns: `(k, j, i)`, not writeable.
    """
    array = _kept.get((path, path.stat().st_mtime_ns), lambda: _stored(path))
    while array.ndim > 3:
        array = array[0]
    return array[None] if array.ndim == 2 else array


def _stored(path: Path) -> NDArray[np.generic]:
    try:
        array = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path)))
    except RuntimeError as error:
        raise ImageReadError(path.name, "the volume is damaged; copy the file again") from error
    array.flags.writeable = False
    return np.asarray(array)


def _seen(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Colour has eight bits a channel."""
    if values.ndim == 2 or values.dtype == np.uint8:
        return values
    numbers = values.astype(np.float64)
    top = float(numbers.max()) or 1.0
    return (np.clip(numbers / top, 0, 1) * 255).round().astype(np.uint8)
