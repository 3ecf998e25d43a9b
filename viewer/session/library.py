"""The library: every open series, and the scan that finds more of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ml.imaging.sequence_type.from_pixels import with_guess
from ml.imaging.types.series import Problem, ScanStep, Series
from viewer.background.image_tool import Guessed
from viewer.session.decoding import Decoding
from viewer.session.merge_scan import files_of, merge_scan, set_apart


class Library(QObject):
    """The open series; scans add to them or replace them.

    Attributes:
        series: Every open series, in the order in which they were found.
        problems: Files that were passed over.
        files_scanned: Files that the last scan has gone through so far.
        scanning: Whether a scan is running.
        paths: Files and folders that were opened.

    Signals:
        scanned: A `ScanStep`, with UIDs that no other open file has; the library has taken it in
            already.
        scan_failed: The scan ended early, and the reason.
        guessed: A series is now taken for what its pixels look like.
    """

    scanned = Signal(object)
    scan_failed = Signal(str)
    guessed = Signal()

    def __init__(self, decoding: Decoding) -> None:
        super().__init__()
        self.series: tuple[Series, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.files_scanned = 0
        self.scanning = False
        self.paths: tuple[Path, ...] = ()
        self._decoding = decoding
        self._uids_before: frozenset[str] = frozenset()
        self._problems_before: tuple[Problem, ...] = ()
        self._files_before: dict[str, tuple[Path, int]] = {}
        decoding.scanned.connect(self._on_scanned)
        decoding.scan_failed.connect(self._on_scan_failed)
        decoding.guessed.connect(self._on_guessed)

    def clear(self) -> None:
        """Close every series."""
        self.series, self.problems, self.files_scanned, self.paths = (), (), 0, ()

    def scan(self, paths: Sequence[Path]) -> None:
        """Scan files and folders in addition to what is open."""
        self._uids_before = frozenset(series.uid for series in self.series)
        self._problems_before = self.problems
        self._files_before = files_of(self.series)
        self.scanning = True
        first = not self.paths
        self.paths = tuple(dict.fromkeys((*self.paths, *paths)))
        self._decoding.scan(paths, anew=first)

    def find(self, uid: str) -> Series | None:
        """An open series by its UID."""
        return next((series for series in self.series if series.uid == uid), None)

    def first_readable(self) -> Series | None:
        """The first series that the cascade may read."""
        return next((series for series in self.series if not series.refusal), None)

    def is_new(self, series: Series) -> bool:
        """Whether a series was not open before the last scan."""
        return series.uid not in self._uids_before

    def _on_scanned(self, step: ScanStep) -> None:
        before = [series for series in self.series if series.uid in self._uids_before]
        step = set_apart(before, self._files_before, step)
        merged = merge_scan(before, self._problems_before, step)
        self.series, self.problems = merged.series, merged.problems
        self.files_scanned, self.scanning = merged.files, not merged.finished
        self.scanned.emit(step)

    def _on_scan_failed(self, reason: str) -> None:
        self.scanning = False
        self.scan_failed.emit(reason)

    def _on_guessed(self, guessed: Guessed) -> None:
        self.series = tuple(
            with_guess(series, guessed.guess) if series.uid == guessed.uid else series
            for series in self.series
        )
        self.guessed.emit()
