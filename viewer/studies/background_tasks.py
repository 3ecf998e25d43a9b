"""What the study list does on a worker thread of its own: finds paths, forgets headers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ml.imaging.api import forget_known
from viewer.studies.from_scan import FinishedScan, LocatedScan, placed


@dataclass(frozen=True, slots=True)
class CheckPaths:
    """See whether a study is still where it was."""

    uid: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class PathsChecked:
    """Whether everything that a study lay in is gone."""

    uid: str
    gone: bool


@dataclass(frozen=True, slots=True)
class ForgetHeaders:
    """Forget what the index of known files knows; of everything where no path is named."""

    job: int
    paths: tuple[Path, ...] | None


@dataclass(frozen=True, slots=True)
class HeadersForgotten:
    """The headers are forgotten."""

    job: int


class StudyTasks:
    """Runs them; a disc that does not answer keeps nobody waiting but this thread."""

    max_batch = 1

    def __call__(
        self, items: Sequence[FinishedScan | CheckPaths | ForgetHeaders]
    ) -> Iterable[LocatedScan | PathsChecked | HeadersForgotten]:
        """Run errands in order."""
        for item in items:
            if isinstance(item, FinishedScan):
                yield placed(item)
            elif isinstance(item, CheckPaths):
                yield PathsChecked(item.uid, not any(_there(path) for path in item.paths))
            else:
                forget_known(item.paths)
                yield HeadersForgotten(item.job)

    def close(self) -> None:
        """Nothing is held."""


def _there(path: Path) -> bool:
    try:
        path.stat()
    except (OSError, ValueError):
        return False
    return True
