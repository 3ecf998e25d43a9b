"""Turns the series of a finished scan into records of studies, with what was known before."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ml.imaging.types.series import Series
from viewer.studies.study_record import Answer, ReadingState, SeriesRecord, Status, StudyRecord


def study_key(series: Series) -> str:
    """The study of a series; a series without a study is one of its own."""
    return _storable(series.study_uid) or f"series {_storable(series.uid)}"


def series_key(series: Series) -> str:
    """The key of a series in the study list."""
    return _storable(series.uid)


@dataclass(frozen=True, slots=True, eq=False)
class FinishedScan:
    """The result of a scan.

    Attributes:
        library: The series.
        opened: The files and folders that the reader opened.
    """

    library: tuple[Series, ...]
    opened: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class LocatedScan:
    """A scan, and for each study the paths from which it can be opened again.

    Attributes:
        scan: The scan.
        paths: By UID of the study; see `paths_to_reopen`.
    """

    scan: FinishedScan
    paths: Mapping[str, tuple[Path, ...]]


def locate_studies(scan: FinishedScan) -> LocatedScan:
    """Find out where each study lies; takes 3 microseconds a file, so not on the GUI thread."""
    groups = _groups(scan.library)
    paths = {uid: paths_to_reopen(group, scan.opened) for uid, group in groups.items()}
    return LocatedScan(scan, paths)


def study_records(
    located: LocatedScan, listed: Mapping[str, StudyRecord], opened_at: str
) -> list[StudyRecord]:
    """Make a record of every study of a finished scan.

    Args:
        located: The scan, and where its studies are.
        listed: Studies of the list, by UID; their states are kept.
        opened_at: UTC, ISO 8601.

    Returns:
        Studies in order of the scan.
    """
    groups = _groups(located.scan.library)
    return [
        _study(uid, group, located.paths[uid], listed.get(uid), opened_at)
        for uid, group in groups.items()
    ]


def _groups(library: Iterable[Series]) -> dict[str, list[Series]]:
    groups: dict[str, list[Series]] = {}
    for series in library:
        groups.setdefault(study_key(series), []).append(series)
    return groups


def paths_to_reopen(group: Iterable[Series], opened: Sequence[Path]) -> tuple[Path, ...]:
    """The paths to open to see these series again, with as little else as possible.

    A file that was opened stays itself. Of a folder only the part is taken in which the series
    lie. Slices outside all that was opened were unpacked from an archive, or are named by a
    DICOMDIR: then everything is opened again.
    """
    files = {os.fspath(ref.path) for series in group for ref in series.slices}
    named = {os.fspath(path): path for path in opened}
    paths = {path: None for text, path in named.items() if text in files}
    remaining = files - named.keys()
    folders = {os.path.dirname(file) for file in remaining}  # noqa: PTH120  # many: Path is slow
    for text in named:
        top = text.rstrip(os.sep) + os.sep
        below = {folder for folder in folders if f"{folder}{os.sep}".startswith(top)}
        folders -= below
        if below:
            common = remaining if len(remaining) == 1 else below
            paths[Path(os.path.commonpath(common))] = None
    return tuple(opened) if folders else tuple(paths)


def _study(
    uid: str,
    group: list[Series],
    paths: tuple[Path, ...],
    old_study: StudyRecord | None,
    opened_at: str,
) -> StudyRecord:
    first = group[0]
    before = old_study.series if old_study is not None else ()
    old = {record.uid: record for record in before}
    present = {series_key(series): _series(series, old.get(series_key(series))) for series in group}
    missing = tuple(record for record in before if record.uid not in present)
    if old_study is not None and missing:
        paths = tuple(dict.fromkeys((*paths, *old_study.paths)))
    return StudyRecord(
        uid,
        first.patient,
        first.study_description,
        first.date,
        paths,
        opened_at,
        old_study.status if old_study is not None else Status.NEW,
        (*present.values(), *missing),
    )


def _series(series: Series, old: SeriesRecord | None) -> SeriesRecord:
    """A series with its earlier state, unless it is not the same pixels any more."""
    answer = old.answer if old is not None else Answer()
    if old is not None and old.slices != len(series.slices):
        answer = Answer()
    if series.refusal:
        answer = Answer(ReadingState.REFUSED, reason=series.refusal)
    elif answer.never_read:
        answer = Answer()
    return SeriesRecord(
        series_key(series),
        series.number,
        series.description,
        series.part,
        series.sequence.label,
        len(series.slices),
        old.status if old is not None else Status.NEW,
        answer,
    )


def _storable(text: str) -> str:
    """Text that can be kept: a folder's name need not be UTF-8, and may stand in a UID."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
