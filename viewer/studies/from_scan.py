"""What a scan found becomes studies of the list, joined to what the list knew before."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ml.imaging.types.series import Series
from viewer.studies.study_record import Answer, Asked, SeriesRecord, Status, StudyRecord


def study_key(series: Series) -> str:
    """The study of a series; a series without a study is one of its own."""
    return _storable(series.study_uid) or f"series {_storable(series.uid)}"


def series_key(series: Series) -> str:
    """Under what the list keeps a series."""
    return _storable(series.uid)


@dataclass(frozen=True, slots=True, eq=False)
class FinishedScan:
    """What a finished scan found.

    Attributes:
        library: The series.
        opened: The files and folders that the reader opened.
    """

    library: tuple[Series, ...]
    opened: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class LocatedScan:
    """Where the studies that were found lie; see `places_of`."""

    found: FinishedScan
    places: Mapping[str, tuple[Path, ...]]


def placed(found: FinishedScan) -> LocatedScan:
    """Find out where each study lies; takes 3 microseconds a file, so not on the GUI thread."""
    groups = _groups(found.library)
    return LocatedScan(found, {uid: places_of(each, found.opened) for uid, each in groups.items()})


def studies_of(
    placed: LocatedScan, known: Mapping[str, StudyRecord], now: str
) -> list[StudyRecord]:
    """Make a record of every study of a finished scan.

    Args:
        placed: What was found, and where.
        known: Studies of the list, by UID; their states are kept.
        now: UTC, ISO 8601.

    Returns:
        Studies in order of the scan.
    """
    groups = _groups(placed.found.library)
    return [
        _study(uid, group, placed.places[uid], known.get(uid), now) for uid, group in groups.items()
    ]


def _groups(library: Iterable[Series]) -> dict[str, list[Series]]:
    groups: dict[str, list[Series]] = {}
    for series in library:
        groups.setdefault(study_key(series), []).append(series)
    return groups


def places_of(group: Iterable[Series], opened: Sequence[Path]) -> tuple[Path, ...]:
    """What must be opened to see these series again, and as little else as possible.

    A file that was opened stays itself. Of a folder only the part is taken in which the series
    lie. Slices outside all that was opened were unpacked from an archive, or are named by a
    DICOMDIR: then everything is opened again.
    """
    files = {os.fspath(ref.path) for series in group for ref in series.slices}
    named = {os.fspath(path): path for path in opened}
    places = {path: None for text, path in named.items() if text in files}
    left = files - named.keys()
    folders = {os.path.dirname(file) for file in left}  # noqa: PTH120  # many: Path is slow
    for text in named:
        top = text.rstrip(os.sep) + os.sep
        below = {folder for folder in folders if f"{folder}{os.sep}".startswith(top)}
        folders -= below
        if below:
            common = left if len(left) == 1 else below
            places[Path(os.path.commonpath(common))] = None
    return tuple(opened) if folders else tuple(places)


def _study(
    uid: str,
    group: list[Series],
    places: tuple[Path, ...],
    known: StudyRecord | None,
    now: str,
) -> StudyRecord:
    first = group[0]
    before = known.series if known is not None else ()
    old = {each.uid: each for each in before}
    here = {series_key(each): _series(each, old.get(series_key(each))) for each in group}
    missing = tuple(each for each in before if each.uid not in here)
    if known is not None and missing:
        places = tuple(dict.fromkeys((*places, *known.paths)))
    return StudyRecord(
        uid,
        first.patient,
        first.study_description,
        first.date,
        places,
        now,
        known.status if known is not None else Status.NEW,
        (*here.values(), *missing),
    )


def _series(series: Series, old: SeriesRecord | None) -> SeriesRecord:
    """A series with its earlier state, unless it is not the same pixels any more."""
    answer = old.answer if old is not None else Answer()
    if old is not None and old.slices != len(series.slices):
        answer = Answer()
    if series.refusal:
        answer = Answer(Asked.REFUSED, reason=series.refusal)
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
