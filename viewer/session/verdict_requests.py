"""Has series read when the reader asks for verdicts, or when the mode does not wait for that."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ml.imaging.types.series import Series
from viewer.i18n.translate import tr, translated
from viewer.session.analysis import Reading
from viewer.session.visible_verdicts import VisibleVerdicts
from viewer.state.reading_mode import ReadingMode
from viewer.state.view_state import ViewState
from viewer.state.viewport import Viewport


class VerdictRequests(QObject):
    """Decides which series is read, and notes which verdicts were shown.

    Args:
        state: Holds the reading mode and the active viewport.
        reading: Reads series.
        visible: Knows which verdicts may be shown.
        warm_ms: The network is opened this long after a series is shown, unless it is needed
            sooner.

    Signals:
        verdicts_changed: UID of a slice that was read or settled; empty if any verdict may have
            changed.
        message: Something the user should know.
    """

    verdicts_changed = Signal(str)
    message = Signal(str)

    def __init__(
        self, state: ViewState, reading: Reading, visible: VisibleVerdicts, warm_ms: int
    ) -> None:
        super().__init__()
        self._state, self._reading, self._visible = state, reading, visible
        self._settled: dict[str, bool] = {}
        self._warm = QTimer(self, singleShot=True, interval=warm_ms)
        self._warm.timeout.connect(reading.warm_up)
        reading.changed.connect(self._on_read)
        state.mode_changed.connect(self._on_mode)

    def read_active(self) -> None:
        """Make the verdicts on the active series visible, and have it read if it was not."""
        series = self._state.series
        if series is None:
            return
        self._visible.reveal(series)
        if series.refusal:
            refusal = translated(series.refusal, privacy=self._state.privacy)
            self.message.emit(tr("Not analysed: {}").format(refusal))
        elif self._reading.note:
            self.message.emit(translated(self._reading.note, privacy=False))
        else:
            self._reading.forgive()
            self._reading.read(series)
        self._mark_seen(series)
        self.verdicts_changed.emit("")

    def ask_in_background(self, series: Series) -> None:
        """Start reading a series that is not on screen, as if the reader had asked for it."""
        self._visible.reveal(series)
        self._reading.read(series)

    def follow(self, series: Series) -> None:
        """Have the rest of a series read if the reader asked for it when only a part was known."""
        if self._visible.may_show(series) and not series.refusal:
            self._reading.read(series)
            self._mark_seen(series)

    def on_shown(self, viewport: Viewport) -> None:
        """Open the network soon, and have the series read if the mode does not wait."""
        series = viewport.series
        if series is None or series.refusal:
            return
        self._warm.start()
        if viewport is self._state.active:
            self._read_unasked()

    def stop(self) -> None:
        """Do not open the network any more."""
        self._warm.stop()

    def _read_unasked(self) -> None:
        """Start reading the active series, if the mode does not wait for the reader."""
        series = self._state.series
        if series is None or series.refusal or self._state.mode is ReadingMode.READER_FIRST:
            return
        self._reading.read(series)
        if self._visible.may_show(series):
            self._mark_seen(series)

    def _on_mode(self) -> None:
        self._read_unasked()
        self.verdicts_changed.emit("")

    def _on_read(self, uid: str) -> None:
        series = self._reading.series
        if series is not None and self._visible.may_show(series):
            self._visible.mark_seen(uid)
        self.verdicts_changed.emit(uid)
        if series is not None:
            self._tell_of_settled(series, uid)

    def _tell_of_settled(self, series: Series, read: str) -> None:
        """Tell of slices on screen that a neighbour of theirs has settled.

        Args:
            series: That is being read.
            read: UID of the slice that was read.
        """
        for shown in {v.slice_uid for v in self._state.shown if v.series is series} - {read}:
            verdict = self._visible.slice_verdict(shown, series)
            if verdict is not None and self._settled.get(shown) != verdict.settled:
                self._settled[shown] = verdict.settled
                self.verdicts_changed.emit(shown)

    def _mark_seen(self, series: Series) -> None:
        self._visible.mark_seen(*(ref.uid for ref in series.slices))
