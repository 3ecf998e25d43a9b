"""NRRD and MetaImage by SimpleITK."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.errors import ImageReadError
from ml.imaging.simple_itk import SimpleITK
from ml.imaging.space import Space
from ml.imaging.text_header import refuse_untrue


def itk_space(path: Path) -> Space:
    """Read the header.

    Raises:
        ImageReadError: The file is not what its name says.
    """
    refuse_untrue(path)
    reader = SimpleITK.ImageFileReader()
    reader.SetFileName(str(path))
    try:
        reader.ReadImageInformation()
    except RuntimeError as error:
        raise ImageReadError(
            path.name, "cannot be read as a volume; copy the file again"
        ) from error
    n = reader.GetDimension()
    size = [int(v) for v in reader.GetSize()]
    spacing = [abs(float(v)) or 1.0 for v in reader.GetSpacing()]
    channels = int(reader.GetNumberOfComponents())
    doubts = []
    if channels not in (1, 3):
        doubts.append(f"{channels} numbers in each voxel: the first is shown")
    if n == 2:
        doubts.append("a single picture: orientation and position are unknown")
        return Space(
            (size[0], size[1], 1), (spacing[0], spacing[1], 1.0), np.zeros(3), None,
            channels=channels, doubts=tuple(doubts),
        )  # fmt: skip
    matrix = np.array(reader.GetDirection(), dtype=np.float64).reshape(n, n)[:3, :3]
    return Space(
        size=(size[0], size[1], size[2]),
        spacing=(spacing[0], spacing[1], spacing[2]),
        origin=np.array(reader.GetOrigin(), dtype=np.float64)[:3],
        direction=matrix,
        times=int(np.prod(size[3:], dtype=object)),
        channels=channels,
        doubts=tuple(doubts),
    )


def read_itk(path: Path, space: Space) -> NDArray[np.generic]:
    """Read all values.

    Raises:
        ImageReadError: The file ends too early or is damaged.

    Shapes:
        returns: `(times, k, j, i)`, with a last axis of 3 for colour.
    """
    try:
        array = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path)))
    except RuntimeError as error:
        raise ImageReadError(path.name, "the volume is damaged; copy the file again") from error
    array = array.reshape(-1, *reversed(space.size), space.channels)
    return np.asarray(array if space.channels == 3 else array[..., 0])
