"""Reads every series under a folder unattended; writes results, pictures and reports."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from ml.core.errors import NothingFoundError, WriteError
from ml.core.messages import message
from ml.core.release import file_label, released
from ml.core.series_verdict import (
    SeriesVerdict,
    presence_rule,
    presence_threshold,
    series_verdict,
    source_network,
)
from ml.core.types import Outcome, SliceClassifier, Verdict
from ml.imaging.api import open_series, with_guess
from ml.imaging.types.series import Problem, Series
from viewer.render import pictures
from viewer.report import result_files
from viewer.report.content import build
from viewer.report.key_slices import key_pictures
from viewer.report.pdf import write_report
from viewer.report.slice_reading import BAD_INPUT, read_slices, why


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far a run has come.

    Attributes:
        series_done: Series that are finished, skipped ones included.
        series_total: Series found.
        slices_done: Slices read of the series at hand.
        slices_total: Slices of the series at hand.
        key: Key of the series at hand; empty before the first and after the last.
    """

    series_done: int
    series_total: int
    slices_done: int
    slices_total: int
    key: str


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """The summary of a batch run.

    Attributes:
        done: Series read in this run.
        refused: Series that this run did not analyse.
        failed: Series whose pictures or report failed in this run.
        skipped: Series that the same networks had read before.
        passed_over: Files that are no readable image.
        cancelled: True where the run was stopped early.
        table: The file with one line per series.
    """

    done: int
    refused: int
    failed: int
    skipped: int
    passed_over: int
    cancelled: bool
    table: Path


def _never() -> bool:
    return False


def annotate(
    source: Path,
    out: Path,
    open_classifier: Callable[[], SliceClassifier],
    *,
    privacy: bool = True,
    progress: Callable[[BatchProgress], None] | None = None,
    cancelled: Callable[[], bool] = _never,
) -> BatchSummary:
    """Read every series under `source`.

    Args:
        source: A file or folder.
        out: Where results go, one folder per series; not `source` itself.
        open_classifier: Opens the cascade on the calling thread; closed at the end.
        privacy: Leave out who was imaged and free text that may name them.
        progress: Told of every step.
        cancelled: Asked between steps; where true, the series at hand is dropped.

    Returns:
        What was done.

    Raises:
        NothingFoundError: There is no image under `source`.
        WriteError: A result could not be written; nothing half-written is left.
        WhenceError: The classifier could not be opened.
    """
    if out.resolve() == source.resolve():
        raise WriteError(
            message("results may not go into the folder that is read; choose another folder")
        )
    gui = QGuiApplication.instance() or _headless()
    library, problems = open_series([source])
    library = tuple(s for s in library if not all(_inside(r.path, out) for r in s.slices))
    problems = tuple(p for p in problems if not _inside(p.path, out))
    if not library and not problems:
        raise NothingFoundError(
            message("no image was found under {}; choose another folder", source.name)
        )
    counts = dict.fromkeys((*result_files.STATUSES, "skipped"), 0)
    stopped = False
    if library:
        classifier = open_classifier()
        try:
            for index, series in enumerate(library):
                run = _Run(out, classifier, privacy, cancelled, progress, index, len(library))
                status = run.read(with_guess(series))
                stopped = status is None
                if status is None:
                    break
                counts[status] += 1
        finally:
            classifier.close()
    if progress is not None and not stopped:
        progress(BatchProgress(len(library), len(library), 0, 0, ""))
    table = result_files.write_table(out, _rows(problems, privacy), privacy=privacy)
    del gui
    return BatchSummary(**counts, passed_over=len(problems), cancelled=stopped, table=table)


@dataclass(frozen=True, slots=True)
class _Run:
    """One series of a run."""

    out: Path
    classifier: SliceClassifier
    privacy: bool
    cancelled: Callable[[], bool]
    progress: Callable[[BatchProgress], None] | None
    index: int
    total: int

    def read(self, series: Series) -> str | None:
        """Read one series; its status, or `None` where cancelled."""
        folder = self.out / series.key
        uids = [ref.uid for ref in series.slices]
        self._report_progress(series, 0)
        if self.cancelled():
            return None
        if result_files.is_current(folder, self.classifier.models, uids, privacy=self.privacy):
            return "skipped"
        verdicts = read_slices(
            series, self.classifier, lambda n: self._report_progress(series, n), self.cancelled
        )
        if verdicts is None:
            return None
        models = self.classifier.models
        result = series_verdict(
            verdicts,
            presence_threshold(models),
            presence_rule(models),
            source=source_network(models),
        )
        result_files.clear(folder)
        status = "refused" if result.outcome is Outcome.REFUSED else "done"
        reason = result.reason
        try:
            self._draw(folder, series, verdicts, result)
        except WriteError:
            raise
        except BAD_INPUT as error:
            status, reason = "failed", message("pictures or report: {}", why(error))
        result_files.write_results(
            folder,
            result_files.to_record(
                series, verdicts, result, self.classifier.models,
                status=status, reason=reason, privacy=self.privacy,
            ),
        )  # fmt: skip
        return status

    def _report_progress(self, series: Series, slices_done: int) -> None:
        if self.progress is not None:
            self.progress(
                BatchProgress(self.index, self.total, slices_done, len(series.slices), series.key)
            )

    def _draw(
        self, folder: Path, series: Series, verdicts: list[Verdict], result: SeriesVerdict
    ) -> None:
        keys = key_pictures(series, verdicts, result)
        for rank, key in enumerate(keys, 1):
            pictures.write_png(folder / f"key{rank}_slice{key.number:03d}.png", key.png)
        content = build(
            series, verdicts, result, self.classifier.models,
            created=datetime.now().astimezone(), device=self.classifier.device,
            pictures=keys, privacy=self.privacy,
        )  # fmt: skip
        write_report(folder / result_files.REPORT, content)


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _rows(problems: tuple[Problem, ...], privacy: bool) -> list[tuple[str, str]]:
    """What stands for each file passed over, in order of path, and the reason."""
    ordered = sorted(problems, key=lambda p: os.fsencode(p.path))
    return [
        (
            file_label(p.path.name, number, privacy=privacy),
            str(released(p.reason, privacy=privacy)),
        )
        for number, p in enumerate(ordered, 1)
    ]


def _headless() -> QGuiApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(["whence"])
