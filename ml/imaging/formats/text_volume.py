"""Makes a volume reader out of a parser of text headers, for NRRD and MetaImage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core.messages import message
from ml.imaging.formats.volume_geometry import Space
from ml.imaging.formats.volume_reader import VolumeReader

Parse = Callable[[Path], tuple[Space, Callable[[], NDArray[np.generic]]]]
"""Reads a header; what it returns besides the space reads all values, one row of them, in the
order `(times, k, j, i, channels)`."""


def text_reader(parse: Parse) -> VolumeReader:
    """A reader of whole files by their text header.

    Args:
        parse: For one format.
    """

    def read_space(path: Path) -> Space:
        return _doubted(parse(path)[0])

    def read_values(path: Path, space: Space, _time: int) -> NDArray[np.generic]:
        _, read = parse(path)
        array = read().reshape(space.times, *reversed(space.size), space.channels)
        return np.ascontiguousarray(array if space.channels == 3 else array[..., 0])

    return VolumeReader(read_space, read_values)


def _doubted(space: Space) -> Space:
    doubts = list(space.doubts)
    if space.channels not in (1, 3):
        doubts.append(message("{} values per voxel: the first is shown", space.channels))
    if space.direction is None:
        doubts.append(message("a single image: orientation and position are unknown"))
    return replace(space, doubts=tuple(doubts))
