"""Reads every series under a folder unattended; writes results, pictures and reports."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from ml.core.errors import NothingFoundError, WriteError
from ml.core.messages import Message, message
from ml.core.named_paths import real_path
from ml.core.release import file_label, released
from ml.core.series_verdict import (
    SeriesVerdict,
    presence_rule,
    presence_threshold,
    series_verdict,
    source_network,
)
from ml.core.types import ModelInfo, Outcome, SliceClassifier, Verdict
from ml.imaging.api import open_series, source_hash, with_guess
from ml.imaging.confidentiality import pixels_withheld
from ml.imaging.types.series import Problem, Series
from viewer.render import pictures
from viewer.report import out_folder, result_files
from viewer.report.batch_summary import BatchProgress as BatchProgress
from viewer.report.batch_summary import BatchSummary as BatchSummary
from viewer.report.content import build
from viewer.report.key_slices import key_pictures
from viewer.report.pdf import write_report
from viewer.report.result_seal import files_stand
from viewer.report.result_table import write_table
from viewer.report.slice_reading import read_slices, why


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
        cancelled: Asked between steps; where true, the series at hand is dropped. The same is done
            on `KeyboardInterrupt`.

    Returns:
        What was done.

    Raises:
        NothingFoundError: There is no image under `source`.
        WriteError: `out` cannot be written to, before or during the run; nothing half-written is
            left. The results of one series alone do not stop the others.
        WhenceError: The classifier could not be opened.
    """
    if real_path(out) == real_path(source):
        raise WriteError(
            message("results may not go into the folder that is read; choose another folder")
        )
    gui = QGuiApplication.instance() or _headless()
    batch = _Batch(out, privacy, cancelled, progress)
    with out_folder.opened(out):
        try:
            batch.read(source, open_classifier)
        except KeyboardInterrupt:
            batch.stopped = True
        try:
            summary = batch.finish()
        except KeyboardInterrupt:  # the table takes a moment, and is what was asked for
            batch.stopped = True
            summary = batch.finish()
    del gui
    return summary


CHANGED_MEANWHILE = message("its files were changed while they were read; run again")


@dataclass(slots=True)
class _Batch:
    """A run: what it found, and what became of each series."""

    out: Path
    privacy: bool
    cancelled: Callable[[], bool]
    progress: Callable[[BatchProgress], None] | None
    library: tuple[Series, ...] = ()
    problems: tuple[Problem, ...] = ()
    statuses: dict[str, str] = field(default_factory=dict)
    failures: dict[str, Message] = field(default_factory=dict)
    stopped: bool = False
    unwritable: WriteError | None = None

    def read(self, source: Path, open_classifier: Callable[[], SliceClassifier]) -> None:
        """Find all series and read one after another."""
        library, problems = open_series([source])
        own = out_folder.is_own_picture
        self.library = tuple(s for s in library if not all(own(r.path) for r in s.slices))
        self.problems = tuple(p for p in problems if not own(p.path))
        if not self.library and not self.problems:
            raise NothingFoundError(
                message(
                    "no image was found under {}, but for pictures from earlier results; choose "
                    "another folder",
                    source.name,
                )
            )
        if not self.library:
            return
        classifier = open_classifier()
        try:
            models = classifier.models
            for index, series in enumerate(self.library):
                self._report_progress(index, 0)
                self.stopped = self.cancelled()
                if self.stopped or not self._read(index, series, classifier, models):
                    break
        finally:
            classifier.close()

    def finish(self) -> BatchSummary:
        """Write the table of what stands, and count it.

        Raises:
            WriteError: The run ended because nothing can be written any more.
        """
        if self.progress is not None and not self.stopped:
            self.progress(BatchProgress(len(self.library), len(self.library), 0, 0, ""))
        for key in self.statuses:
            if key not in self.failures and not self._stands(key):
                self._fail(key, message("its results were removed during the run; run again"))
        failed = {key: released(why, privacy=self.privacy) for key, why in self.failures.items()}
        try:
            table = write_table(
                self.out,
                failed,
                _rows(self.problems, self.privacy),
                privacy=self.privacy,
                order=[series.key for series in self.library],
            )
        except WriteError as error:
            raise self.unwritable or error from error
        if self.unwritable is not None:
            raise self.unwritable
        return BatchSummary.of(
            self.statuses.values(),
            len(self.problems),
            cancelled=self.stopped,
            table=table,
            withheld=sum(bool(pixels_withheld(s, privacy=self.privacy)) for s in self.library),
        )

    def _read(
        self, index: int, series: Series, classifier: SliceClassifier, models: Sequence[ModelInfo]
    ) -> bool:
        """Read one series; `False` where the run ends with it."""
        key = series.key
        if key in self.statuses:
            self._fail(key, message("two series have the same UID; only one can have results here"))
            return True
        reading = _SeriesReading(
            self.out / key, classifier, tuple(models), self.privacy, self.cancelled,
            lambda slices: self._report_progress(index, slices),
        )  # fmt: skip
        try:
            status = reading.status(series)
        except WriteError as error:
            self._fail(key, error.message)
            if out_folder.stops_the_run(error, self.out):
                self.unwritable = error
                return False
            return True
        if status is None:
            self.stopped = True
            return False
        self.statuses[key] = status
        return True

    def _fail(self, key: str, why: Message) -> None:
        self.statuses[key] = "failed"
        self.failures[key] = why

    def _stands(self, key: str) -> bool:
        record = result_files.read_results(self.out / key)
        return record is not None and files_stand(self.out / key, record, whole=False)

    def _report_progress(self, index: int, slices_done: int) -> None:
        if self.progress is not None:
            series = self.library[index]
            total = len(self.library)
            self.progress(BatchProgress(index, total, slices_done, len(series.slices), series.key))


@dataclass(frozen=True, slots=True)
class _SeriesReading:
    """Reads one series and writes its results; nothing that fails here stops the others."""

    folder: Path
    classifier: SliceClassifier
    models: tuple[ModelInfo, ...]
    privacy: bool
    cancelled: Callable[[], bool]
    report_progress: Callable[[int], None]

    def status(self, series: Series) -> str | None:
        """What became of the series: as `BatchSummary` counts it; `None` where cancelled.

        Raises:
            WriteError: Its results could not be written; nothing half-written is left.
        """
        source = ""
        try:
            source = source_hash(series)
            earlier = result_files.current(self.folder, self.models, source, privacy=self.privacy)
            if earlier is not None:
                return "skipped" if earlier["status"] == "done" else str(earlier["status"])
            scanned, series = series, with_guess(series)
            verdicts = read_slices(series, self.classifier, self.report_progress, self.cancelled)
            if verdicts is None:
                return None
            result = series_verdict(
                verdicts,
                presence_threshold(self.models),
                presence_rule(self.models),
                source=source_network(self.models),
            )
            if result.shortfall.unasked:
                words = message("{}; run again", result.shortfall.words)
                with out_folder.writing(self.folder):
                    return self._failed(series, source, words, verdicts)
            status = _status(result)
            record = result_files.to_record(
                series, verdicts, result, self.models,
                source=source, status=status, reason=result.words, privacy=self.privacy,
            )  # fmt: skip
        except Exception as error:
            with out_folder.writing(self.folder):
                return self._failed(series, source, message("{}; run again", why(error)))
        with out_folder.writing(self.folder):
            try:
                names = self._draw(series, verdicts, result)
                if source_hash(scanned) != source:
                    result_files.clear(self.folder)
                    return self._failed(series, "", CHANGED_MEANWHILE)
                result_files.write_results(self.folder, record, names)
            except WriteError:
                raise
            except Exception as error:
                result_files.clear(self.folder)
                words = message("pictures or report: {}", why(error))
                return self._failed(series, source, words)
        return status

    def _failed(
        self, series: Series, source: str, reason: Message, verdicts: Sequence[Verdict] = ()
    ) -> str:
        """Write that the series has no verdict; the next run reads it again."""
        record = result_files.to_record(
            series, verdicts, None, self.models,
            source=source, status="failed", reason=reason, privacy=self.privacy,
        )  # fmt: skip
        result_files.write_results(self.folder, record)
        return "failed"

    def _draw(
        self, series: Series, verdicts: list[Verdict], result: SeriesVerdict
    ) -> tuple[str, ...]:
        """Write pictures and report; returns their names."""
        keys = key_pictures(series, verdicts, result, models=self.models, privacy=self.privacy)
        names = [f"key{rank}_slice{key.number:03d}.png" for rank, key in enumerate(keys, 1)]
        for name, key in zip(names, keys, strict=True):
            pictures.write_png(self.folder / name, key.png)
        content = build(
            series, verdicts, result, self.models,
            created=datetime.now().astimezone(), device=self.classifier.device,
            pictures=keys, privacy=self.privacy,
        )  # fmt: skip
        write_report(self.folder / result_files.REPORT, content)
        return (*names, result_files.REPORT)


def _status(result: SeriesVerdict) -> str:
    """One of `result_files.STATUSES`, of a series whose every slice could be asked about."""
    if result.outcome is Outcome.REFUSED:
        return "refused"
    return "incomplete" if result.shortfall.unreadable else "done"


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
