"""Runs slow tasks of the study list on a worker thread: locates studies, erases headers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ml.imaging.api import forget_known
from viewer.studies.from_scan import FinishedScan, LocatedScan, locate_studies


@dataclass(frozen=True, slots=True)
class CheckPaths:
    """Check whether a study is still where it was."""

    uid: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class PathsChecked:
    """Whether every path of a study is gone."""

    uid: str
    missing: bool


@dataclass(frozen=True, slots=True)
class ForgetHeaders:
    """Erase paths from the index of headers; everything where no path is named."""

    job: int
    paths: tuple[Path, ...] | None


@dataclass(frozen=True, slots=True)
class HeadersForgotten:
    """The headers are erased."""

    job: int


class StudyTasks:
    """Runs the tasks; a disc that does not answer blocks only this thread."""

    max_batch = 1

    def __call__(
        self, items: Sequence[FinishedScan | CheckPaths | ForgetHeaders]
    ) -> Iterable[LocatedScan | PathsChecked | HeadersForgotten]:
        """Run tasks in order."""
        for item in items:
            if isinstance(item, FinishedScan):
                yield locate_studies(item)
            elif isinstance(item, CheckPaths):
                yield PathsChecked(item.uid, not any(_exists(path) for path in item.paths))
            else:
                forget_known(item.paths)
                yield HeadersForgotten(item.job)

    def close(self) -> None:
        """Nothing is held."""


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except (OSError, ValueError):
        return False
    return True
