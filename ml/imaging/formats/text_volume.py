"""Makes a volume reader out of a parser of text headers, for NRRD and MetaImage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ml.core.messages import message
from ml.imaging.formats.raw_values import ValueFiles
from ml.imaging.formats.volume_geometry import Space, is_possible, no_patient
from ml.imaging.formats.volume_reader import Values, VolumeReader


def _as_stored(values: Values) -> Values:
    return values


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a header says.

    Attributes:
        space: The geometry.
        values: Where the values are.
        arrange: Puts one row of all values into the order `(times, k, j, i, channels)`.
    """

    space: Space
    values: ValueFiles
    arrange: Callable[[Values], Values] = _as_stored


Parse = Callable[[Path], Parsed]


def text_reader(parse: Parse, value_files: Callable[[Path], tuple[Path, ...]]) -> VolumeReader:
    """A reader of whole files by their text header.

    Args:
        parse: For one format.
        value_files: Names the files that hold the values.
    """

    def read_space(path: Path) -> Space:
        parsed = parse(path)
        return replace(_doubted(parsed.space), stored_bytes=parsed.values.stored_bytes())

    def read_values(path: Path, space: Space, _time: int) -> Values:
        parsed = parse(path)
        row = parsed.arrange(parsed.values.read())
        array = row.reshape(space.times, *reversed(space.size), space.channels)
        return np.ascontiguousarray(array if space.colour else array[..., 0])

    return VolumeReader(read_space, read_values, value_files=value_files)


def _doubted(space: Space) -> Space:
    doubts = list(space.doubts)
    if space.channels > 1 and not space.colour:
        doubts.append(message("{} values per voxel: the first is shown", space.channels))
    if space.direction is None:
        doubts.append(message("a single image: orientation and position are unknown"))
    extent = np.multiply(space.spacing, space.size)
    known = space.spacing_known and is_possible(extent)
    if space.spacing_known and not known:
        doubts.append(no_patient(float(extent[0])))
    return replace(space, doubts=tuple(doubts), spacing_known=known)
