"""Walk folders, headers first; one bad file never costs the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ml.errors import ImageReadError, NothingFoundError
from ml.imaging.dicom_header import Record, records
from ml.imaging.group import group
from ml.imaging.picture import is_picture, picture_series, picture_size
from ml.imaging.series import Problem, ScanStep, Series
from ml.imaging.volume import is_volume, volume_series

FIRST_STEP = 25
"""Files before the first intermediate step; each later one comes after twice as many."""


def scan(paths: Sequence[Path]) -> Iterator[ScanStep]:
    """Look at files and folders of any depth.

    Args:
        paths: Files and folders.

    Yields:
        Steps, at geometrically growing distances, since each regroups all that was found;
        the last one is `finished`.
    """
    found = _Found()
    seen, next_step = 0, FIRST_STEP
    for path in _files(paths):
        found.look(path)
        seen += 1
        if seen == next_step:
            next_step *= 2
            yield ScanStep(seen, found.series(), tuple(found.problems), finished=False)
    yield ScanStep(seen, found.series(), tuple(found.problems), finished=True)


def open_series(paths: Sequence[Path]) -> tuple[tuple[Series, ...], tuple[Problem, ...]]:
    """Scan to the end.

    Raises:
        NothingFoundError: There is no image.
    """
    *_, last = scan(paths)
    if not last.series:
        because = (
            f"; {last.problems[0].path.name}: {last.problems[0].reason}" if last.problems else ""
        )
        raise NothingFoundError(
            f"no image in {last.files} files{because}. Choose a folder that holds DICOM, NIfTI, "
            f"NRRD, MetaImage, PNG or JPEG files"
        )
    return last.series, last.problems


class _Found:
    """What a scan has come across so far."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._volumes: list[Series] = []
        self._pictures: dict[tuple[Path, tuple[int, int]], list[Path]] = {}
        self.problems: list[Problem] = []

    def look(self, path: Path) -> None:
        try:
            if is_volume(path):
                self._volumes.extend(volume_series(path))
            elif is_picture(path):
                self._pictures.setdefault((path.parent, picture_size(path)), []).append(path)
            elif _claims_dicom(path):
                self._records.extend(records(path))
        except ImageReadError as error:
            self.problems.append(Problem(path, error.reason))
        except OSError as error:
            self.problems.append(Problem(path, f"cannot be opened ({error.strerror})"))

    def series(self) -> tuple[Series, ...]:
        made = [*group(self._records), *self._volumes]
        for paths in self._pictures.values():
            try:
                made.append(picture_series(paths))
            except ImageReadError as error:
                problem = Problem(paths[0].parent / error.name, error.reason)
                if problem not in self.problems:
                    self.problems.append(problem)
        return tuple(made)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (p for p in sorted(path.rglob("*")) if p.is_file())
        else:
            yield path


def _claims_dicom(path: Path) -> bool:
    """By its name, or by the preamble (PS3.10 section 7.1); README and the like are passed by."""
    if path.name == "DICOMDIR":
        return False
    if path.suffix.lower() in (".dcm", ".ima", ".dicom"):
        return True
    with path.open("rb") as file:
        return file.read(132)[128:] == b"DICM"
