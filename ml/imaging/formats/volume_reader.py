"""The functions that the module of a volume format must offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.imaging.formats.volume_geometry import Space

Values = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class VolumeReader:
    """How files of one format are read.

    Every function raises `ImageReadError` where the file is damaged or not what its name says.

    Attributes:
        read_space: Reads the header.
        read_values: Reads the values of a file with this space: of all times, or where `by_time`
            of the time that is given. It returns `(times, k, j, i)`, with a last axis of 3 for
            colour.
        by_time: Whether one time can be read without the others.
        read_slice: Reads one slice as stored, given its time and its index along `k`: `(j, i)`,
            or with colour. It returns `None` where the whole volume must be read first.
        value_files: Names the files that hold the values, where it is not the file itself.
    """

    read_space: Callable[[Path], Space]
    read_values: Callable[[Path, Space, int], Values]
    by_time: bool = False
    read_slice: Callable[[Path, int, int], Values | None] | None = None
    value_files: Callable[[Path], tuple[Path, ...]] | None = None
