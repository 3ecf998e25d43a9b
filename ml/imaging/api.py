"""The entry to the image reader for the viewer; imports it when it is first used.

Importing it takes a tenth of a second, for pydicom and the codecs come along; by then the window is
on screen.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ml.core.types import SliceImage
    from ml.imaging.dicom.header_table import HeaderRow
    from ml.imaging.types.series import Problem, Series


def decode(series: Series, index: int) -> SliceImage:
    """`ml.imaging.decode.decode`."""
    from ml.imaging.decode import decode

    return decode(series, index)


def open_series(paths: Sequence[Path]) -> tuple[tuple[Series, ...], tuple[Problem, ...]]:
    """`ml.imaging.scanning.scan.open_series`."""
    from ml.imaging.scanning.scan import open_series

    return open_series(paths)


def remove_unpacked() -> None:
    """`ml.imaging.scanning.scan.remove_unpacked`; nothing where nothing was scanned."""
    scan = sys.modules.get("ml.imaging.scanning.scan")
    if scan is not None:
        scan.remove_unpacked()


def source_hash(series: Series) -> str:
    """`ml.imaging.source_hash.source_hash`."""
    from ml.imaging.source_hash import source_hash

    return source_hash(series)


def file_kinds() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`ml.imaging.formats.registry.file_kinds`."""
    from ml.imaging.formats.registry import file_kinds

    return file_kinds()


def with_guess(series: Series) -> Series:
    """The series under what it looks like, where its header does not say (`ml.imaging`)."""
    from ml.imaging.sequence_type.from_pixels import guessed, with_guess

    guess = guessed(series, decode)
    return series if guess is None else with_guess(series, guess)


def header_rows(path: Path) -> tuple[HeaderRow, ...]:
    """`ml.imaging.dicom.header_table.header_rows`."""
    from ml.imaging.dicom.header_table import header_rows

    return header_rows(path)


def forget_known(paths: Sequence[Path] | None) -> None:
    """`ml.imaging.scanning.forget_index.forget_known`, of the user's own index."""
    from ml.imaging.scanning.forget_index import forget_known
    from ml.imaging.scanning.header_index import default_path

    path = default_path()
    if path is not None:
        forget_known(path, paths)
