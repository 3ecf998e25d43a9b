"""Volumes with a text header: NRRD and MetaImage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core.messages import message
from ml.imaging.formats.metaimage import metaimage
from ml.imaging.formats.nrrd import is_nrrd, nrrd
from ml.imaging.formats.volume_geometry import Space


def text_space(path: Path) -> Space:
    """Read the header.

    Raises:
        ImageReadError: The file is not what its name says.
    """
    space = nrrd(path)[0] if is_nrrd(path) else metaimage(path)[0]
    doubts = list(space.doubts)
    if space.channels not in (1, 3):
        doubts.append(message("{} numbers in each voxel: the first is shown", space.channels))
    if space.direction is None:
        doubts.append(message("a single picture: orientation and position are unknown"))
    return replace(space, doubts=tuple(doubts))


def read_text_volume(path: Path, space: Space) -> NDArray[np.generic]:
    """Read all values.

    Raises:
        ImageReadError: The file ends too early or is damaged.

    Shapes:
        returns: `(times, k, j, i)`, with a last axis of 3 for colour.
    """
    if is_nrrd(path):
        _, files, axes = nrrd(path)
        values = axes.arranged(files.read())
    else:
        values = metaimage(path)[1].read()
    array = values.reshape(space.times, *reversed(space.size), space.channels)
    return np.ascontiguousarray(array if space.channels == 3 else array[..., 0])
