"""Reads volumes of every format in the registry: one series for each time in a file."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import ImageReadError
from ml.core.messages import NOTHING, message
from ml.core.physical_memory import physical_memory
from ml.core.readable_text import name_id, path_hash, readable
from ml.imaging.formats.display_axes import turned
from ml.imaging.formats.file_content import content_of
from ml.imaging.formats.registry import VolumeFormat
from ml.imaging.formats.volume_geometry import Space
from ml.imaging.formats.volume_reader import VolumeReader
from ml.imaging.types.bounded_cache import BoundedCache
from ml.imaging.types.ordinary_file import ordinary_status
from ml.imaging.types.orientation import plane_refusal
from ml.imaging.types.series import Series, SliceRef

LARGEST = 2**34
"""No volume is larger in bytes; a header that says so is wrong or hostile (ours)."""
MOST_SLICES = 2**18
"""No volume has more, over all its times: the largest recordings have some 100,000 (ours)."""
PACKED_MOST = 1100
"""No packed byte unpacks to more than so many (the limit of deflate)."""
UNKNOWN = message("sequence unknown: the file has no header that tells")
_volumes = BoundedCache(2**30)


def volume_series(path: Path) -> tuple[Series, ...]:
    """Read the header of a volume; slices along its third axis, a series for each time.

    Raises:
        ImageReadError: The file is not what its name says.
    """
    _, space = _opened(path, ordinary_status(path).st_mtime_ns)
    return tuple(_series(path, space, time) for time in range(space.times))


def read_slice(path: Path, frame: int) -> NDArray[np.generic]:
    """Values of one slice, turned as it is shown.

    Only the slice is read where the format can do so; otherwise the volume is, and it is kept,
    since slices come one by one.

    Args:
        path: A volume.
        frame: As in the slices of `volume_series`.

    Raises:
        ImageReadError: The file ends too early, is damaged, or has no such slice.

    Shapes:
        returns: `(rows, cols)`, or `(rows, cols, 3)` uint8 for colour.
    """
    modified = ordinary_status(path).st_mtime_ns
    reader, space = _opened(path, modified)
    axes = turned(space)
    time, index = divmod(frame, axes.shape[0])
    if time >= space.times:
        raise ImageReadError(path.name, message("holds fewer slices than its header says"))
    stored_index = axes.shape[0] - 1 - index if axes.reverse[0] else index
    stored = reader.read_slice(path, time, stored_index) if reader.read_slice else None
    if stored is None:
        stored = _volume(path, modified, time)[stored_index]
    return np.ascontiguousarray(_shown(axes.turn(stored)))


def read_volume(path: Path) -> NDArray[np.generic]:
    """All values of a volume's first time, along its axes as they are stored.

    Raises:
        ImageReadError: The file ends too early or is damaged.

    Shapes:
        returns: `(k, j, i)`, not writeable.
    """
    return _volume(path, ordinary_status(path).st_mtime_ns, 0)


def files_of_volume(path: Path) -> tuple[Path, ...]:
    """Every file that a volume is read from, its header first.

    Raises:
        ImageReadError: The file is not what its name says.
        OSError: It cannot be looked at.
    """
    reader, _ = _opened(path, path.stat().st_mtime_ns)
    values = reader.value_files(path) if reader.value_files else ()
    return tuple(dict.fromkeys((path, *values)))


def _volume(path: Path, modified_ns: int, time: int) -> NDArray[np.generic]:
    reader, space = _opened(path, modified_ns)
    first = time if reader.by_time else 0
    files = files_of_volume(path)
    changed = tuple(file.stat().st_mtime_ns for file in files if file.exists())
    times = _volumes.get(
        (path, changed, first), lambda: _frozen(reader.read_values(path, space, time))
    )
    return np.asarray(times[time - first])


@lru_cache(maxsize=64)
def _opened(path: Path, modified_ns: int) -> tuple[VolumeReader, Space]:
    row = content_of(path)
    if not isinstance(row, VolumeFormat):
        raise ImageReadError(path.name, message("cannot be read as a volume; copy the file again"))
    reader = row.load()
    space = reader.read_space(path)
    stored = path.stat().st_size if space.stored_bytes is None else space.stored_bytes
    slices = space.size[2] * space.times
    fits = min(space.size) >= 1 and space.nbytes <= LARGEST and slices <= MOST_SLICES
    if not fits or space.nbytes / 8 > PACKED_MOST * stored:
        raise ImageReadError(path.name, message("states an impossible size; copy the file again"))
    at_once = space.nbytes // (space.times if reader.by_time else 1)
    if at_once > physical_memory() // 2:
        raise ImageReadError(
            path.name,
            message(
                "takes {} GB of memory, too much for this computer; open it on a larger one",
                math.ceil(at_once / 2**30),
            ),
        )
    return reader, space


def _series(path: Path, space: Space, time: int) -> Series:
    axes = turned(space)
    count, rows, columns = axes.shape
    uid = path_hash(path)
    several, known = space.times > 1, space.spacing_known
    places = [axes.position(i) if known else None for i in range(count)]
    return Series(
        uid=uid + (f"/{time + 1}" if several else ""),
        study_uid=f"folder {name_id(str(path.parent))}",
        description=readable(path.name),
        modality="MR",
        slices=tuple(
            SliceRef(f"{uid}#{time * count + i}", path, time * count + i, places[i], i + 1)
            for i in range(count)
        ),
        rows=rows,
        columns=columns,
        spacing_mm=(axes.spacing[1], axes.spacing[2]),
        slice_spacing_mm=axes.spacing[0] if known and count > 1 else None,
        spacing_known=known,
        orientation=axes.orientation,
        number=time + 1 if several else None,
        part=message("volume {}", message("{} of {}", time + 1, space.times))
        if several
        else NOTHING,
        warnings=(UNKNOWN, *space.doubts),
        refusal=message("a colour image: the networks read grey values")
        if space.colour
        else plane_refusal(axes.orientation),
    )


def _frozen(array: NDArray[np.generic]) -> NDArray[np.generic]:
    array.flags.writeable = False
    return array


def _shown(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Colour has eight bits a channel."""
    if values.ndim == 2 or values.dtype == np.uint8:
        return values
    numbers = values.astype(np.float64)
    top = float(numbers.max()) or 1.0
    return (np.clip(numbers / top, 0, 1) * 255).round().astype(np.uint8)
