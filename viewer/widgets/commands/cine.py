"""Cine: shows the slices of the active series one after another, over and over."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.widgets.context import DeskContext

CINE_SPEED = 12
"""Slices a second, at which motion is seen and single slices still are (ours)."""


class CinePlayer(QObject):
    """Steps through the slices by a timer.

    Signals:
        stopped: It was stopped, whoever asked for it.
    """

    stopped = Signal()

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context.window)
        self._state, self._session = context.state, context.session
        self._timer = QTimer(self)
        self.set_speed(CINE_SPEED)
        self._timer.timeout.connect(self._show_next)

    @property
    def running(self) -> bool:
        """Whether slices follow one another now."""
        return self._timer.isActive()

    @property
    def interval_ms(self) -> int:
        """Milliseconds from one slice to the next."""
        return self._timer.interval()

    def set_speed(self, slices: int) -> None:
        """Set how many slices a second follow one another."""
        self._timer.setInterval(round(1000 / slices))

    def set_running(self, on: bool) -> None:
        """Start where a series is open, or stop."""
        if on and self._state.series is not None:
            self._timer.start()
        else:
            self.stop()

    def stop(self) -> None:
        """Stay at the slice on screen."""
        self._timer.stop()
        self.stopped.emit()

    def _show_next(self) -> None:
        """Wait for a slice that is not decoded yet, rather than show a gap."""
        series = self._state.series
        if series is None or len(series.slices) < 2:
            return
        index = (self._state.index + 1) % len(series.slices)
        uid = series.slices[index].uid
        if uid in self._session.slices or uid in self._session.unreadable:
            self._state.set_index(index)
