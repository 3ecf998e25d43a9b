"""Hashes what a series is read from, so that a result is believed only of the same images."""

from __future__ import annotations

import hashlib
from io import BufferedReader
from pathlib import Path
from typing import cast

from ml.core.errors import ImageReadError
from ml.imaging.formats.file_content import content_of
from ml.imaging.formats.registry import VolumeFormat
from ml.imaging.formats.volume import files_of_volume
from ml.imaging.types.ordinary_file import open_ordinary
from ml.imaging.types.series import Series


def source_hash(series: Series) -> str:
    """Hash every byte that a series is read from, and what the scan made of it.

    All files are read, so that a file that was changed under its old size and time is noticed.
    Times do not count: a copy is the same image, and a date may be that of the examination.

    Args:
        series: From a scan.

    Returns:
        SHA-256 over the slices in display order (UID, frame, tile, position), size, spacing and
        orientation, whether and why the series must not be read, and the content of each file,
        those that a detached header names included; as hex digits. A file that cannot be read
        counts as absent.
    """
    whole = hashlib.sha256()
    _add(whole, series.uid, series.refusal, repr(_geometry(series)))
    for ref in series.slices:
        _add(whole, ref.uid, str(ref.frame), repr(ref.tile), repr(ref.position))
    opened = dict.fromkeys(ref.path for ref in series.slices)
    for file in dict.fromkeys(file for path in opened for file in _files(path)):
        _add(whole, _hash_of_file(file))
    return whole.hexdigest()


def _geometry(series: Series) -> tuple[object, ...]:
    """What the scan read, which the files may not say any more when they are hashed."""
    shape = series.rows, series.columns, series.spacing_mm, series.slice_spacing_mm
    return (*shape, series.orientation, series.windows)


def _files(path: Path) -> tuple[Path, ...]:
    """The file, and those that it names as holding its values."""
    try:
        return files_of_volume(path) if isinstance(content_of(path), VolumeFormat) else (path,)
    except (ImageReadError, OSError):
        return (path,)


def _hash_of_file(path: Path) -> str:
    try:
        with open_ordinary(path) as file:
            return hashlib.file_digest(cast("BufferedReader", file), "sha256").hexdigest()
    except (ImageReadError, OSError):
        return "absent"


def _add(whole: hashlib._Hash, *texts: str) -> None:
    """Add texts, each with its length, so that no two lists of texts run into one."""
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        whole.update(b"%d:" % len(data) + data)
