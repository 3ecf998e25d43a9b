"""The project's reader of images, imported on the thread that first needs it.

Importing it takes a tenth of a second, for pydicom and the codecs come along; by then the window is
on screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ml.imaging.header import HeaderRow
    from ml.imaging.series import Problem, Series
    from ml.protocol import SliceImage


def decode(series: Series, index: int) -> SliceImage:
    """`ml.imaging.decode.decode`."""
    from ml.imaging.decode import decode

    return decode(series, index)


def open_series(paths: Sequence[Path]) -> tuple[tuple[Series, ...], tuple[Problem, ...]]:
    """`ml.imaging.scan.open_series`."""
    from ml.imaging.scan import open_series

    return open_series(paths)


def with_guess(series: Series) -> Series:
    """The series under what it looks like, where its header does not say (`ml.imaging`)."""
    from ml.imaging.appearance import guessed, with_guess

    found = guessed(series, decode)
    return series if found is None else with_guess(series, found)


def header_rows(path: Path) -> tuple[HeaderRow, ...]:
    """`ml.imaging.header.header_rows`."""
    from ml.imaging.header import header_rows

    return header_rows(path)


def forget_known(paths: Sequence[Path] | None) -> None:
    """`ml.imaging.forget.forget_known`, of the user's own index."""
    from ml.imaging.forget import forget_known
    from ml.imaging.index import default_place

    place = default_place()
    if place is not None:
        forget_known(place, paths)
