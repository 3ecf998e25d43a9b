"""The session: the only controller, which alone writes to the state, the stores and the threads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ml.core.series_verdict import SeriesVerdict
from ml.core.types import ModelInfo, Verdict
from ml.imaging.sequence_type.from_pixels import with_guess
from ml.imaging.types.series import Problem, ScanStep, Series
from viewer.background.image_tool import Decode, Guessed, Scan, real_decode, real_scan
from viewer.i18n.engine_messages import told
from viewer.i18n.translate import counted, tr
from viewer.session.analysis import OpenClassifier, Reading
from viewer.session.decoding import Decoding
from viewer.session.hanging import Hanging
from viewer.session.links import Links
from viewer.session.merge_scan import merge_scan
from viewer.session.visible_verdicts import VisibleVerdicts
from viewer.state.reading_mode import ReadingMode
from viewer.state.stores import SliceStore, VerdictStore
from viewer.state.view_state import ViewState
from viewer.state.viewport import Viewport

WARM_MS = 1500
"""The network is opened this long after the first picture, unless it is asked for sooner."""
STOPPED = "stopped"
"""Why a scan ended that the reader stopped."""


class Session(QObject):
    """Opens paths, decodes what is looked at, and has series read by the cascade.

    Signals:
        library_changed: The known series changed; also tells how far a scan has come.
        slice_ready: UID of a slice that can be shown.
        slice_failed: UID of a slice that cannot be shown, and why.
        verdicts_changed: UID of the slice that was read; empty if everything may have changed.
        reading_changed: Slices read and slices to read; both 0 when nothing is being read.
        reading_finished: UID of the series.
        classifier_changed: The network is opening, open, or failed to open.
        scan_ended: Why the scan ended early; empty if it came to its end.
        stopped: The reader stopped everything, or opens something else.
        message: Something the user should know.
    """

    library_changed = Signal()
    slice_ready = Signal(str)
    slice_failed = Signal(str, str)
    verdicts_changed = Signal(str)
    reading_changed = Signal(int, int)
    reading_finished = Signal(str)
    classifier_changed = Signal()
    scan_ended = Signal(str)
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
        self.library: tuple[Series, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.files_scanned = 0
        self.scanning = False
        self.opened_paths: tuple[Path, ...] = ()
        self._before: tuple[frozenset[str], tuple[Problem, ...]] = frozenset(), ()
        self._chosen = False
        self._closed = False
        self._ended = True
        self._decoding = Decoding(state, self.slices, scan, decode)
        self.unreadable = self._decoding.unreadable
        self._decoding.decoded.connect(self._on_decoded)
        self._decoding.failed.connect(self._on_unreadable)
        self._decoding.scanned.connect(self._on_scanned)
        self._decoding.scan_failed.connect(self._on_scan_failed)
        self._decoding.guessed.connect(self._on_guessed)
        self._decoding.message.connect(self.message)
        self.links = Links(state)
        self.hanging = Hanging(state, self._decoding)
        self.hanging.shown.connect(self._on_shown)
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
        self._reading.changed.connect(self._on_read)
        self._reading.progress.connect(self.reading_changed)
        self._reading.finished.connect(self.reading_finished)
        self._reading.classifier_changed.connect(self.classifier_changed)
        self._reading.message.connect(self.message)
        self._warm = QTimer(self, singleShot=True, interval=warm_ms)
        self._warm.timeout.connect(self._reading.warm_up)
        state.index_changed.connect(self._reading.feed)
        state.mode_changed.connect(self._on_mode)

    # Verbs

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Scan files and folders; what was open is closed."""
        if not paths:
            return
        self.cancel()
        self.hanging.clear()
        self.links.clear()
        self.library, self.problems, self.files_scanned = (), (), 0
        self.slices.clear()
        self.verdicts.clear()
        self.unreadable.clear()
        self._reading.forget()
        self._visible_verdicts.forget()
        self._chosen = False
        self._scan(paths, ())
        self.verdicts_changed.emit("")

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Scan files and folders besides what is open, which stays; not called during a scan."""
        self._chosen = True
        self._scan(paths, self.opened_paths)

    def select_series(self, uid: str) -> None:
        """Show a series in the active viewport, from its middle."""
        self.show_in(self.state.active, uid)

    def show_in(self, viewport: Viewport, uid: str) -> None:
        """Show a series in a viewport, from its middle."""
        series = next((each for each in self.library if each.uid == uid), None)
        if series is not None:
            self._chosen = True
            self._show(series, viewport)

    def step_series(self, by: int) -> None:
        """Show the next or previous series of the list."""
        uids = [series.uid for series in self.library]
        current = self.state.active.source
        if current is not None and current.uid in uids:
            place = uids.index(current.uid) + by
            if 0 <= place < len(uids):
                self.select_series(uids[place])

    def ask_for_verdicts(self) -> None:
        """Reveal the verdicts of the series on screen, and have it read if it was not."""
        series = self.state.series
        if series is None:
            return
        self._visible_verdicts.reveal(series)
        if series.refusal:
            self.message.emit(tr("Not analysed: {}").format(told(series.refusal)))
        elif self._reading.note:
            self.message.emit(self._reading.note)
        else:
            self._reading.read(series)
        self._see(series)
        self.verdicts_changed.emit("")

    def read_in_background(self, series: Series) -> None:
        """Have a series read for the study list, as if the reader had asked for it."""
        self._visible_verdicts.reveal(series)
        self._reading.read(series)

    def cancel(self) -> None:
        """Stop scanning and reading; what is already known stays."""
        self._decoding.stop()
        self._reading.stop()
        self.stopped.emit()
        if self.scanning:
            self.scanning = False
            self.library_changed.emit()
            self.scan_ended.emit(STOPPED)

    def reopen_classifier(self) -> None:
        """Use the networks that are installed now; verdicts of others are no longer shown."""
        self._reading.reopen()
        self._visible_verdicts.forget()
        self.verdicts_changed.emit("")

    def close(self) -> bool:
        """Stop everything; `False` if a thread could not end in time (see `WorkerThread.close`)."""
        if not self._closed:
            self._closed = True
            self._warm.stop()
            for viewport in self.state.viewports:
                viewport.stop_settling()
            self._decoding.ask_to_close()
            self._ended = all([self._reading.close(), self._decoding.close()])
        return self._ended

    # What may be shown

    @property
    def chosen(self) -> bool:
        """Whether the reader has chosen what to look at since files were opened."""
        return self._chosen

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
        """What is known of the open networks; empty until they are open."""
        return self._reading.models

    @property
    def device(self) -> str:
        """Where the networks run."""
        return self._reading.device

    @property
    def model_id(self) -> str:
        """Fingerprint of the cascade that verdicts are shown of."""
        return self._reading.model_id

    @property
    def classifier_note(self) -> str:
        """Why nothing can be analysed; empty if it can."""
        return self._reading.note

    def verdicts_visible(self, series: Series) -> bool:
        """Whether verdicts on this series may be shown."""
        return self._visible_verdicts.holds(series)

    def verdict(self, uid: str, series: Series | None = None) -> Verdict | None:
        """What the cascade said about a slice, if that may be shown.

        Args:
            uid: The slice.
            series: Whose slice it is; the active viewport's where nothing is said.
        """
        series = series or self.state.series
        return self._visible_verdicts.verdict(uid, series) if series is not None else None

    def failures(self, series: Series) -> list[str]:
        """Why slices of a series could not be read, one reason for each."""
        return self._reading.failures(series)

    def series_result(self, series: Series) -> SeriesVerdict | None:
        """What the cascade said about a series so far, if that may be shown."""
        return self._visible_verdicts.whole(series)

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

    def _scan(self, paths: Sequence[Path], besides: tuple[Path, ...]) -> None:
        self._before = frozenset(each.uid for each in self.library), self.problems
        self.scanning = True
        self.opened_paths = tuple(dict.fromkeys((*besides, *paths)))
        self._decoding.scan(paths, anew=not besides)
        self.library_changed.emit()

    def _show(self, series: Series, viewport: Viewport | None = None) -> None:
        self.hanging.show(viewport or self.state.active, series)
        self.verdicts_changed.emit("")

    def _on_shown(self, viewport: Viewport) -> None:
        """Make ready for the question, or ask it where verdicts come by themselves."""
        series = viewport.series
        if series is None or series.refusal:
            return
        self._warm.start()
        if viewport is self.state.active:
            self._read_unasked()

    def _on_decoded(self, uid: str) -> None:
        self.slice_ready.emit(uid)
        self._reading.feed()

    def _on_unreadable(self, uid: str, reason: str) -> None:
        self.slice_failed.emit(uid, reason)
        self._reading.fail(uid, reason)

    def _on_scan_failed(self, reason: str) -> None:
        self.scanning = False
        self.library_changed.emit()
        self.scan_ended.emit(reason)

    def _on_scanned(self, step: ScanStep) -> None:
        kept, problems = self._before
        new, before = step.series, [each for each in self.library if each.uid in kept]
        step = merge_scan(before, problems, step)
        self.library, self.problems, self.files_scanned = step.series, step.problems, step.files
        self.scanning = not step.finished
        self._follow_library(step.finished)
        self.library_changed.emit()
        if step.finished:
            self.hanging.fill()
            self._decoding.request_thumbnails(self.library)
            self._decoding.request_guesses(new)
            self._reading.feed()  # its requests may have been replaced by those for thumbnails
            if not step.series:
                why = told(step.problems[0].reason) if step.problems else ""
                words = counted(
                    "No image was found in %n files.", "No image was found in %n file.", step.files
                )
                self.message.emit(f"{words} {why}".strip())
            self.scan_ended.emit("")

    def _on_guessed(self, found: Guessed) -> None:
        self.library = tuple(
            with_guess(each, found.guess) if each.uid == found.uid else each
            for each in self.library
        )
        self.hanging.follow(self.library)
        self.library_changed.emit()

    def _follow_library(self, finished: bool) -> None:
        self.hanging.library = self.library
        current = self.state.active.source
        usable = next((s for s in self.library if not s.refusal), None)
        if current is None:
            first = usable or (self.library[0] if self.library else None)
            if first is not None:
                self._show(first)
            return
        now = next((s for s in self.library if s.uid == current.uid), None)
        if finished and usable is not None and not self._chosen and (not now or now.refusal):
            self._show(usable)
            return
        self.hanging.follow(self.library, finished)
        new = now is not None and now.uid not in self._before[0]
        if finished and now is not None and new and self.verdicts_visible(now) and not now.refusal:
            self._reading.read(now)  # what was asked for when only a part was known
            self._see(now)

    def _read_unasked(self) -> None:
        """Have the series on screen read, where the mode does not wait for the reader."""
        series = self.state.series
        if series is None or series.refusal or self.state.mode is ReadingMode.READER_FIRST:
            return
        self._reading.read(series)
        if self.verdicts_visible(series):
            self._see(series)

    def _on_mode(self) -> None:
        self._read_unasked()
        self.verdicts_changed.emit("")

    def _on_read(self, uid: str) -> None:
        series = self._reading.series
        if series is not None and self.verdicts_visible(series):
            self._visible_verdicts.see(uid)
        self.verdicts_changed.emit(uid)

    def _see(self, series: Series) -> None:
        self._visible_verdicts.see(*(ref.uid for ref in series.slices))
