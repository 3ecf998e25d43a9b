"""Reads a DICOMDIR, the table of contents of a disc, and names the files that are missing.

Source: DICOM PS3.10 8.6 and PS3.3 F.3 (Referenced File ID (0004,1500) is relative to the
folder of the DICOMDIR).
"""

from __future__ import annotations

import warnings
from pathlib import Path

import pydicom
from pydicom.errors import InvalidDicomError

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.imaging.dicom.header_elements import EXPECTED
from ml.imaging.types.ordinary_file import is_below, open_ordinary, ordinary_status
from ml.imaging.types.series import Problem

MOST_RECORDS = 1_000_000
MOST_BYTES = 2**28
"""No table of contents is longer (ours)."""


def referenced(path: Path) -> tuple[list[Path], list[Problem]]:
    """The files that a DICOMDIR names, and one problem for those that are not there.

    Names are looked up without regard to case, since CDs are copied with either.

    Args:
        path: The DICOMDIR.

    Raises:
        ImageReadError: It cannot be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if ordinary_status(path).st_size > MOST_BYTES:
                raise ValueError("too long for a table of contents")
            with open_ordinary(path) as table:
                items = pydicom.dcmread(table).get("DirectoryRecordSequence") or []
            names = [_parts(item.get("ReferencedFileID")) for item in items[:MOST_RECORDS]]
    except ImageReadError:
        raise
    except (*EXPECTED, InvalidDicomError) as error:
        raise ImageReadError(
            path.name, message("cannot be read; open the folder that it lies in instead")
        ) from error
    listing: dict[Path, dict[str, Path]] = {}
    files, missing, outside = [], 0, 0
    for parts in filter(None, names):
        if any(part in ("..", "") or "/" in part or "\\" in part for part in parts):
            outside += 1
            continue
        file = _look_up(path.parent, parts, listing)
        if file is None:
            missing += 1
        elif not is_below(file, path.parent):  # by a link
            outside += 1
        else:
            files.append(file)
    problems = []
    if missing:
        reason = (
            message("names a file that is not there; copy the whole disc again")
            if missing == 1
            else message("names {} files that are not there; copy the whole disc again", missing)
        )
        problems.append(Problem(path, reason))
    if outside:
        reason = (
            message("names a file outside its folder; not opened")
            if outside == 1
            else message("names {} files outside its folder; not opened", outside)
        )
        problems.append(Problem(path, reason))
    return files, problems


def _parts(value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    return (value,) if isinstance(value, str) else tuple(map(str, value))  # type: ignore[call-overload]


def _look_up(
    folder: Path, parts: tuple[str, ...], listings: dict[Path, dict[str, Path]]
) -> Path | None:
    for part in parts:
        if folder not in listings:
            try:
                listings[folder] = {p.name.lower(): p for p in folder.iterdir()}
            except OSError:
                return None
        entry = listings[folder].get(part.lower())
        if entry is None:
            return None
        folder = entry
    return folder
