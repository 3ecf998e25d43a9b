"""NIfTI, NRRD and MetaImage: one file is one series, with DICOM's geometry inside."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np
import SimpleITK
from numpy.typing import NDArray

from ml.errors import ImageReadError
from ml.imaging.content import Content, content_of
from ml.imaging.series import Series, SliceRef


def is_volume(path: Path) -> bool:
    """Whether the file is a volume: by its name, unless its first bytes tell otherwise."""
    return content_of(path) is Content.VOLUME


def volume_series(path: Path) -> Series:
    """Read the header of a volume; slices along its third axis.

    Raises:
        ImageReadError: The file is not what its name says.
    """
    reader = SimpleITK.ImageFileReader()
    reader.SetFileName(str(path))
    try:
        reader.ReadImageInformation()
        size, spacing = reader.GetSize(), reader.GetSpacing()
        origin, direction = np.array(reader.GetOrigin()), np.array(reader.GetDirection())
    except RuntimeError as error:
        raise ImageReadError(
            path.name, "cannot be read as a volume; copy the file again"
        ) from error
    dimensions = len(size)
    matrix = np.eye(3)
    matrix[:dimensions, :dimensions][:3, :3] = direction.reshape(dimensions, dimensions)[:3, :3]
    count = size[2] if dimensions > 2 else 1
    step = spacing[2] if dimensions > 2 else 1.0
    start = np.zeros(3)
    start[: min(dimensions, 3)] = origin[:3]
    uid = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:20]
    positions = [start + matrix[:, 2] * step * i for i in range(count)]
    doubts = ["sequence unknown: the file has no header that tells"]
    if dimensions > 3:
        doubts.append("four dimensions: the first volume is shown")
    cosines = [float(v) for v in (*matrix[:, 0], *matrix[:, 1])]
    return Series(
        uid=uid,
        study_uid=f"folder {path.parent}",
        description=path.name,
        modality="MR",
        slices=tuple(
            SliceRef(f"{uid}#{i}", path, i, (float(p[0]), float(p[1]), float(p[2])), i + 1)
            for i, p in enumerate(positions)
        ),
        rows=size[1],
        columns=size[0],
        spacing_mm=(float(spacing[1]), float(spacing[0])),
        slice_spacing_mm=float(step) if count > 1 else None,
        orientation=(cosines[0], cosines[1], cosines[2], cosines[3], cosines[4], cosines[5]),
        warnings=tuple(doubts),
    )


@lru_cache(maxsize=2)
def read_volume(path: Path) -> NDArray[np.generic]:
    """All values of a volume; the last two are kept, since slices come one by one.

    Raises:
        ImageReadError: The file ends too early or is damaged.

    Shapes:
        returns: `(slices, rows, cols)`, not writeable.
    """
    try:
        array = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path)))
    except RuntimeError as error:
        raise ImageReadError(path.name, "the volume is damaged; copy the file again") from error
    while array.ndim > 3:
        array = array[0]
    array = array[None] if array.ndim == 2 else array
    array.flags.writeable = False
    return np.asarray(array)
