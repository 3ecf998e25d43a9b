"""The session: the only controller, which alone writes to the state, the stores and the threads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ml.core.lesions import Lesion
from ml.core.messages import NOTHING, Message
from ml.core.series_verdict import SeriesVerdict
from ml.core.shortfall import Shortfall
from ml.core.types import ModelInfo, Region, Verdict
from ml.imaging.types.series import Problem, ScanStep, Series
from viewer.background.image_tool import Decode, Scan, real_decode, real_scan
from viewer.i18n.translate import counted, translated
from viewer.session.analysis import OpenClassifier, Reading
from viewer.session.decoding import Decoding
from viewer.session.hanging import Hanging
from viewer.session.library import Library
from viewer.session.links import Links
from viewer.session.outlined_lesions import OutlinedLesions
from viewer.session.verdict_requests import VerdictRequests
from viewer.session.visible_verdicts import VisibleVerdicts
from viewer.state.stores import SliceStore, VerdictStore
from viewer.state.view_state import ViewState
from viewer.state.viewport import Viewport

WARM_MS = 1500
"""The network is opened this long after the first image, unless it is needed sooner."""
STOPPED = Message("stopped")
"""Reason of `Session.scan_ended` if the reader stopped the scan."""


class Session(QObject):
    """Opens paths, decodes what is looked at, and has series read by the cascade.

    Signals:
        library_changed: The open series, or the progress of the scan.
        slice_ready: UID of a slice that can be shown.
        slice_failed: UID of a slice that cannot be shown, and the reason.
        verdicts_changed: UID of a slice that was read or settled; empty if any verdict may have
            changed.
        reading_changed: Slices read and slices to read; both 0 when nothing is being read.
        reading_finished: UID of the series.
        classifier_changed: The network is opening, open, failed to open, or does not answer.
        scan_ended: Why the scan ended early; empty if it came to its end.
        stopped: The reader stopped everything, or opened something else.
        message: Something the user should know.
    """

    library_changed = Signal()
    slice_ready = Signal(str)
    slice_failed = Signal(str, object)
    verdicts_changed = Signal(str)
    reading_changed = Signal(int, int)
    reading_finished = Signal(str)
    classifier_changed = Signal()
    scan_ended = Signal(object)
    stopped = Signal()
    message = Signal(str)

    def __init__(
        self,
        state: ViewState,
        open_classifier: OpenClassifier | None = None,
        *,
        scan: Scan = real_scan,
        decode: Decode = real_decode,
        slices: SliceStore | None = None,
        warm_ms: int = WARM_MS,
    ) -> None:
        super().__init__()
        self.state = state
        self.slices = slices if slices is not None else SliceStore()
        self.verdicts = VerdictStore()
        self._reader_chose = False
        self._closed = False
        self._ended = True
        self._decoding = Decoding(state, self.slices, scan, decode)
        self.unreadable = self._decoding.unreadable
        self._decoding.decoded.connect(self._on_decoded)
        self._decoding.failed.connect(self._on_unreadable)
        self._library = Library(self._decoding)
        self._library.scanned.connect(self._on_scanned)
        self._library.scan_failed.connect(self._on_scan_failed)
        self._library.guessed.connect(self._on_guessed)
        self._decoding.message.connect(self.message)
        self.links = Links(state)
        self.hanging = Hanging(state, self._decoding)
        self.hanging.message.connect(self.message)
        self._reading = Reading(
            state,
            self.slices,
            self.verdicts,
            self.unreadable,
            self._decoding.request_slice,
            open_classifier,
        )
        self._visible_verdicts = VisibleVerdicts(state, self.verdicts, self._reading)
        self._lesions = OutlinedLesions(self._visible_verdicts.on_series, lambda: self.models)
        self._reading.progress.connect(self.reading_changed)
        self._reading.finished.connect(self.reading_finished)
        self._reading.classifier_changed.connect(self.classifier_changed)
        self._reading.message.connect(self.message)
        self._requests = VerdictRequests(state, self._reading, self._visible_verdicts, warm_ms)
        self._requests.verdicts_changed.connect(self.verdicts_changed)
        self._requests.message.connect(self.message)
        self.hanging.shown.connect(self._requests.on_shown)
        state.index_changed.connect(self._reading.feed)

    # What the reader does

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Scan files and folders; what was open is closed."""
        if not paths:
            return
        self.cancel()
        self.hanging.clear()
        self.links.clear()
        self._library.clear()
        self.slices.clear()
        self.verdicts.clear()
        self.unreadable.clear()
        self._reading.forget()
        self._visible_verdicts.forget()
        self._reader_chose = False
        self._scan(paths)
        self.verdicts_changed.emit("")

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Scan files and folders in addition to what is open; not called during a scan."""
        self._reader_chose = True
        self._scan(paths)

    def select_series(self, uid: str) -> None:
        """Show a series in the active viewport, from its middle."""
        self.show_in(self.state.active, uid)

    def show_in(self, viewport: Viewport, uid: str) -> None:
        """Show a series in a viewport, from its middle."""
        series = self._library.find(uid)
        if series is not None:
            self._reader_chose = True
            self._show(series, viewport)

    def step_series(self, by: int) -> None:
        """Show the next or previous series of the list."""
        uids = [series.uid for series in self.library]
        current = self.state.active.source
        if current is not None and current.uid in uids:
            index = uids.index(current.uid) + by
            if 0 <= index < len(uids):
                self.select_series(uids[index])

    def ask_for_verdicts(self) -> None:
        """Reveal the verdicts of the series on screen, and have it read if it was not."""
        self._requests.read_active()

    def read_in_background(self, series: Series) -> None:
        """Have a series read for the study list, as if the reader had asked for its verdicts."""
        self._requests.ask_in_background(series)

    def cancel(self) -> None:
        """Stop scanning and reading; what is already known stays."""
        self._decoding.stop()
        self._reading.end()
        self.stopped.emit()
        if self._library.scanning:
            self._library.scanning = False
            self.library_changed.emit()
            self.scan_ended.emit(STOPPED)

    def reopen_classifier(self) -> None:
        """Use the networks that are installed now; verdicts of others are no longer shown."""
        self._reading.reopen()
        self._visible_verdicts.forget()
        self.verdicts_changed.emit("")

    def restart_networks(self) -> None:
        """Start the networks' process again; what was being read is read on."""
        self._reading.restart()
        series = self.state.series
        if series is not None:
            self._requests.follow(series)
        self.verdicts_changed.emit("")

    def close(self) -> bool:
        """Stop everything; `False` if a thread could not end in time (see `WorkerThread.close`)."""
        if not self._closed:
            self._closed = True
            self._requests.stop()
            for viewport in self.state.viewports:
                viewport.stop_settling()
            self._decoding.ask_to_close()
            self._ended = all([self._reading.close(), self._decoding.close()])
        return self._ended

    # What is known

    @property
    def library(self) -> tuple[Series, ...]:
        """Every open series."""
        return self._library.series

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Files that were passed over."""
        return self._library.problems

    @property
    def files_scanned(self) -> int:
        """Files that the last scan has gone through so far."""
        return self._library.files_scanned

    @property
    def scanning(self) -> bool:
        """Whether a scan is running."""
        return self._library.scanning

    @property
    def opened_paths(self) -> tuple[Path, ...]:
        """Files and folders that were opened."""
        return self._library.paths

    @property
    def reader_chose(self) -> bool:
        """Whether the reader has chosen what to look at since files were opened."""
        return self._reader_chose

    @property
    def opening(self) -> bool:
        """Whether the network is being opened."""
        return self._reading.opening

    @property
    def reading(self) -> Series | None:
        """The series that is being read."""
        return self._reading.series

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """The open networks; empty until they are open."""
        return self._reading.models

    @property
    def device(self) -> str:
        """The device on which the networks run."""
        return self._reading.device

    @property
    def model_id(self) -> str:
        """The fingerprint of the cascade whose verdicts are shown."""
        return self._reading.model_id

    @property
    def classifier_note(self) -> Message:
        """Why nothing can be analysed; empty if that is possible."""
        return self._reading.note

    @property
    def networks_silent(self) -> bool:
        """Whether the networks' process owes an answer for too long."""
        return self._reading.silent

    @property
    def networks_failed(self) -> bool:
        """Whether the networks could not be opened, and another attempt can be made."""
        return self._reading.may_restart

    def verdicts_visible(self, series: Series) -> bool:
        """Whether verdicts on this series may be shown."""
        return self._visible_verdicts.may_show(series)

    def verdict(self, uid: str, series: Series | None = None) -> Verdict | None:
        """The verdict on a slice, if it may be shown.

        Args:
            uid: The slice.
            series: The series of the slice; by default that of the active viewport.
        """
        series = series or self.state.series
        return self._visible_verdicts.slice_verdict(uid, series) if series is not None else None

    def is_provisional(self, verdict: Verdict) -> bool:
        """Whether what is said of a slice may change when its neighbours are read."""
        return self._visible_verdicts.is_provisional(verdict)

    def shortfall(self, series: Series) -> Shortfall:
        """The slices of a series about which nothing is known, though it was asked."""
        return self._reading.shortfall(series)

    def series_result(self, series: Series) -> SeriesVerdict | None:
        """The verdict on a series so far, if it may be shown."""
        return self._visible_verdicts.series_result(series)

    def lesions(self, series: Series) -> tuple[Lesion, ...]:
        """What is outlined in a series so far, if verdicts on it may be shown."""
        return self._lesions.on_series(series)

    def outlined(self, uid: str, series: Series) -> tuple[Region, ...]:
        """What is outlined on a slice of a series and belongs to a lesion, if it may be shown."""
        return self._lesions.on_slice(uid, series)

    def set_ahead(self, slices: int) -> None:
        """Decode this many slices ahead, over all viewports."""
        self._decoding.ahead = slices

    @property
    def threshold(self) -> float:
        """Presence probability from which a tumour counts as present."""
        return self._visible_verdicts.threshold

    def suspicious(self, series: Series) -> list[int]:
        """Indices of slices at or above the threshold, in order, if that may be shown."""
        return self._visible_verdicts.suspicious(series)

    # Showing

    def _scan(self, paths: Sequence[Path]) -> None:
        self._library.scan(paths)
        self.library_changed.emit()

    def _show(self, series: Series, viewport: Viewport | None = None) -> None:
        self.hanging.show(viewport or self.state.active, series)
        self.verdicts_changed.emit("")

    def _on_decoded(self, uid: str) -> None:
        self.slice_ready.emit(uid)
        self._reading.feed()

    def _on_unreadable(self, uid: str, reason: Message) -> None:
        self.slice_failed.emit(uid, reason)
        self._reading.fail(uid, reason)

    def _on_scan_failed(self, reason: Message) -> None:
        self.library_changed.emit()
        self.scan_ended.emit(reason)

    def _on_scanned(self, step: ScanStep) -> None:
        self._follow_library(step.finished)
        self.library_changed.emit()
        if step.finished:
            self.hanging.fill()
            self._decoding.request_thumbnails(self.library)
            self._decoding.request_guesses(step.series)
            self._reading.feed()  # its requests may have been replaced by those for thumbnails
            if not self.library:
                why = translated(self.problems[0].reason) if self.problems else ""
                words = counted(
                    "No image was found in %n files.", "No image was found in %n file.", step.files
                )
                self.message.emit(f"{words} {why}".strip())
            self.scan_ended.emit(NOTHING)

    def _on_guessed(self) -> None:
        self.hanging.follow(self.library)
        self.library_changed.emit()

    def _follow_library(self, finished: bool) -> None:
        self.hanging.library = self.library
        current = self.state.active.source
        readable = self._library.first_readable()
        if current is None:
            first = readable or (self.library[0] if self.library else None)
            if first is not None:
                self._show(first)
            return
        latest = self._library.find(current.uid)
        unusable = latest is None or bool(latest.refusal)
        if finished and unusable and readable is not None and not self._reader_chose:
            self._show(readable)
            return
        self.hanging.follow(self.library, finished)
        if finished and latest is not None and self._library.is_new(latest):
            self._requests.follow(latest)
