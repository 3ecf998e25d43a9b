"""Scans folders, archives and files for images; a file that cannot be read stops nothing."""

from __future__ import annotations

import logging
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from ml.core.errors import ImageReadError, NothingFoundError
from ml.core.messages import Message, message, verbatim, with_commas
from ml.imaging.dicom.character_sets import text
from ml.imaging.dicom.dicomdir import referenced
from ml.imaging.dicom.header_reader import Headers
from ml.imaging.formats.file_content import content
from ml.imaging.formats.pair_files import header_of, is_values_name
from ml.imaging.formats.picture import picture_series, picture_size
from ml.imaging.formats.registry import PictureFormat, VolumeFormat, by_name, file_kinds
from ml.imaging.formats.volume import volume_series
from ml.imaging.scanning.archive import Unpacked, sweep
from ml.imaging.scanning.header_index import Index, IndexEntry
from ml.imaging.scanning.progress_pacing import Doubling, Pace
from ml.imaging.scanning.walk import FoundFile, walk
from ml.imaging.sorting.group import Groups
from ml.imaging.types.file_type import HEAD, Content
from ml.imaging.types.ordinary_file import open_ordinary
from ml.imaging.types.series import Problem, ScanStep, Series
from ml.imaging.unforeseen import aside

log = logging.getLogger(__name__)
Found = FoundFile | Problem
SORT_SECONDS = 0.1
"""Sorting is put aside after this, so that the slice on screen never waits for it (ours)."""


def scan(
    paths: Sequence[Path],
    *,
    pace: Pace | None = None,
    index: Index | None = None,
    unpacked: Unpacked | None = None,
) -> Iterator[ScanStep]:
    """Look at files, folders of any depth, DICOMDIRs and ZIP archives.

    To cancel, stop iterating.

    Args:
        paths: What was dropped, in any mixture.
        pace: When steps are due; at growing distances in files if absent.
        index: What is known from earlier scans; closed at the end.
        unpacked: Where archives are unpacked; for the whole process if absent.

    Yields:
        Steps; the last one is `finished`, and complete.
    """
    pace = pace or Doubling()
    scanned = _Scanned(index, unpacked or for_this_process())
    series: tuple[Series, ...] = ()
    seen = 0
    try:
        for _ in scanned.look_at(paths):
            seen += 1
            if pace.due(seen, has_image=scanned.anything):
                series = pace.sorted(series, scanned.series)
                yield ScanStep(seen, series, tuple(scanned.problems), finished=False)
        series = scanned.series()
        while scanned.behind:
            if pace.due(seen, has_image=scanned.anything):
                yield ScanStep(seen, series, tuple(scanned.problems), finished=False)
            series = scanned.series()
    finally:
        scanned.close()
    yield ScanStep(seen, series, tuple(scanned.problems), finished=True)


def open_series(paths: Sequence[Path]) -> tuple[tuple[Series, ...], tuple[Problem, ...]]:
    """Scan to the end.

    Raises:
        NothingFoundError: There is no image.
    """
    *_, last = scan(paths)
    if not last.series:
        if not last.problems:
            raise NothingFoundError(
                message(
                    "no image in {} files. Choose a folder that holds {} files",
                    last.files,
                    _formats(),
                )
            )
        first = last.problems[0]
        raise NothingFoundError(
            message(
                "no image in {} files; {}. Choose a folder that holds {} files",
                last.files,
                message("{}: {}", first.path.name, first.reason),
                _formats(),
            )
        )
    return last.series, last.problems


def _formats() -> Message:
    """What is read, such as `DICOM, NIfTI or PNG`."""
    *others, last = (verbatim(name) for name, _ in file_kinds())
    return message("{} or {}", with_commas(others), last)


@lru_cache(maxsize=1)
def for_this_process() -> Unpacked:
    """Archives stay unpacked until the process ends: slices are read long after the scan.

    What processes that were killed left unpacked is removed at the first scan.
    """
    sweep(Path(tempfile.gettempdir()))
    return Unpacked()


def remove_unpacked() -> None:
    """Remove what this process has unpacked; called at its end where it skips Python's own."""
    if for_this_process.cache_info().currsize:
        for_this_process().close()


class _Scanned:
    """What a scan has come across so far."""

    def __init__(self, index: Index | None, unpacked: Unpacked) -> None:
        self._headers, self._groups = Headers(text), Groups()
        self._index, self._unpacked = index, unpacked
        self._seen: set[object] = set()
        self._volumes: list[Series] = []
        self._pictures: dict[tuple[Path, tuple[int, int]], list[Path]] = {}
        self._drawn: dict[tuple[Path, tuple[int, int]], tuple[int, Series]] = {}
        self._problems: list[Problem] = []

    def look_at(self, paths: Sequence[Path]) -> Iterator[None]:
        """Take everything in; yields after each file."""
        dropped = set(paths)
        for file in walk(paths, self._seen):
            if isinstance(file, Problem):
                self._problems.append(file)
            else:
                yield from self._file(file, alone=file.path in dropped)

    @property
    def problems(self) -> list[Problem]:
        """What was passed over, and why."""
        return [*self._problems, *self._groups.problems]

    @property
    def anything(self) -> bool:
        """Whether there is an image among the files so far."""
        return bool(self._groups or self._volumes or self._pictures)

    @property
    def behind(self) -> bool:
        """Whether `series` has left something out for now."""
        return self._groups.behind

    def series(self) -> tuple[Series, ...]:
        """What the files so far make, as far as can be sorted in `SORT_SECONDS`."""
        series = [*self._groups.series(SORT_SECONDS), *self._volumes]
        for key, paths in self._pictures.items():
            with aside(self._about(paths[0])):
                try:
                    if self._drawn.get(key, (0,))[0] != len(paths):
                        self._drawn[key] = len(paths), picture_series(paths)
                    series.append(self._drawn[key][1])
                except ImageReadError as error:
                    self._tell(Problem(paths[0].parent / error.name, error.reason))
        return tuple(series)

    def close(self) -> None:
        """Keep what was learned."""
        if self._index is not None:
            self._index.close()

    def _known_or_opened(
        self, file: FoundFile, *, alone: bool, packed: bool
    ) -> Iterator[Found] | None:
        """Take in what the index knows of a file, else what is in it."""
        entry = None if packed else self._entry(file)
        if entry is None:
            return self._open(file, alone=alone, packed=packed)
        if isinstance(entry, Message):
            self._problems.append(Problem(file.path, entry))
        else:
            self._groups.add(entry)
        return None

    def _about(self, path: Path) -> Callable[[Message], None]:
        """Where the reason goes for which a file is left aside."""
        return lambda why: self._tell(Problem(path, why))

    def _tell(self, problem: Problem) -> None:
        if problem not in self._problems:
            self._problems.append(problem)

    def _file(
        self, file: FoundFile, *, alone: bool = False, packed: bool = False
    ) -> Iterator[None]:
        """One file, or all that is in it."""
        more: Iterator[Found] | None = None
        with aside(self._about(file.path)):
            try:
                more = self._known_or_opened(file, alone=alone, packed=packed)
            except ImageReadError as error:
                self._problems.append(Problem(file.path, error.reason))
            except OSError as error:
                why = message("cannot be opened ({})", str(error.strerror))
                self._problems.append(Problem(file.path, why))
        yield
        for inner in self._as_far_as_sound(file, more) if more is not None else ():
            if isinstance(inner, Problem):
                self._problems.append(inner)
            else:
                yield from self._file(inner, packed=True)

    def _as_far_as_sound(self, file: FoundFile, more: Iterator[Found]) -> Iterator[Found]:
        """What a file holds, up to where looking into it fails."""
        with aside(self._about(file.path)):
            yield from more

    def _open(self, file: FoundFile, *, alone: bool, packed: bool) -> Iterator[Found] | None:
        """Read one file; returns what is in it, if it is one of those that hold others.

        Raises:
            ImageReadError: It is an image that cannot be read.
            OSError: It cannot be opened.
        """
        path = file.path
        with open_ordinary(path) as data:
            kind = content(path, data.read(HEAD))
            data.seek(0)
            if kind is Content.DICOM:
                self._dicom(file, data, packed=packed)
        if kind is Content.ARCHIVE:
            return self._unpacked.files(file)
        if kind is Content.DICOMDIR:
            named, problems = referenced(path)
            self._problems += problems
            return walk(named, self._seen) if alone else None
        if isinstance(kind, VolumeFormat):
            self._volumes.extend(volume_series(path))
        elif isinstance(kind, PictureFormat):
            self._pictures.setdefault((path.parent, picture_size(path)), []).append(path)
        elif kind is Content.OTHER and is_values_name(path.name):
            header = header_of(path)
            return walk([header], self._seen) if alone else iter(())
        elif kind in (Content.OTHER, Content.COMPANION):
            self._remember(file, (), packed=packed)
        return None

    def _dicom(self, file: FoundFile, data: BinaryIO, *, packed: bool) -> None:
        try:
            records = tuple(self._headers.records(file.path, data, file.size))
        except ImageReadError as error:
            self._remember(file, error.reason, packed=packed)
            raise
        self._groups.add(records)
        self._remember(file, records, packed=packed)

    def _entry(self, file: FoundFile) -> IndexEntry | None:
        try:
            entry = self._index.look_up(file) if self._index is not None else None
        except sqlite3.Error:
            self._give_up()
            return None
        # a file that was nothing when its format was not read yet
        return None if entry == () and by_name(file.path.name) is not None else entry

    def _remember(self, file: FoundFile, entry: IndexEntry, *, packed: bool) -> None:
        try:
            if self._index is not None and not packed:
                self._index.remember(file, entry)
        except sqlite3.Error:
            self._give_up()

    def _give_up(self) -> None:
        """Another desk may hold the index, or the disk be full: the scan goes on without."""
        log.warning("the index of known folders is left aside for this scan", exc_info=True)
        self._index = None
