"""Checks and parses what the text headers of NRRD and MetaImage have in common.

Everything that a header declares is checked here before room is made for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.imaging.types.ordinary_file import open_ordinary

HEAD = 1 << 16
"""No header is longer in bytes, but for long lists of files (ours)."""
FEWEST_AXES, MOST_AXES = 2, 5
"""Three of space, time, and components."""
LONGEST_AXIS = 1 << 24
FLAT = 1e-6
"""Axes that span less than so much, of 1, lie in one plane (ours)."""
UNCLEAR = message("does not state its axes unambiguously; copy the file again")
UNTRUE = message("states an impossible size; copy the file again")
UNREADABLE = message("cannot be read as a volume; copy the file again")


def head_of(path: Path) -> bytes:
    """The first bytes of a file.

    Raises:
        ImageReadError: The file cannot be opened, or is no ordinary one.
    """
    try:
        with open_ordinary(path) as file:
            return file.read(HEAD)
    except OSError as error:
        raise ImageReadError(
            path.name, message("cannot be opened ({})", str(error.strerror))
        ) from error


def axes_of(path: Path, count: str, sizes: str) -> tuple[int, ...]:
    """Lengths of the axes, the one whose neighbours lie side by side in the file first.

    Args:
        path: For what is said.
        count: Number of axes, as the header writes it.
        sizes: Their lengths, likewise.

    Raises:
        ImageReadError: They are not stated, contradict each other, or cannot be true.
    """
    words = [count.strip(), *sizes.split()]
    if not all(word.isascii() and word.isdigit() and len(word) < 12 for word in words):
        raise ImageReadError(path.name, UNCLEAR)
    stated, *lengths = (int(word) for word in words)
    if not FEWEST_AXES <= stated <= MOST_AXES or len(lengths) != stated:
        raise ImageReadError(path.name, UNCLEAR)
    if not all(1 <= length <= LONGEST_AXIS for length in lengths):
        raise ImageReadError(path.name, UNTRUE)
    return tuple(lengths)


def numbers(path: Path, words: str, count: int) -> NDArray[np.float64]:
    """Finite numbers of a field.

    Raises:
        ImageReadError: They are not numbers, or not as many.
    """
    try:
        values = np.array([float(word) for word in words.split()])
    except ValueError as error:
        raise ImageReadError(path.name, UNREADABLE) from error
    if len(values) != count or not np.isfinite(values).all():
        raise ImageReadError(path.name, UNREADABLE)
    return values


def whole_number(path: Path, fields: Mapping[str, str], name: str, otherwise: int = 0) -> int:
    """A whole number of a field.

    Raises:
        ImageReadError: It is none.
    """
    try:
        return int(fields.get(name, otherwise))
    except ValueError as error:
        raise ImageReadError(path.name, UNREADABLE) from error
