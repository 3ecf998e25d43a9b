"""One viewport: its series, the slice on screen, and how that is shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ml.imaging.types.orientation import Plane
from ml.imaging.types.series import Series
from viewer.render.pose import Pose
from viewer.state.observable import Observable

SETTLE_MS = 150
"""A slice that stays on screen this long is looked at, not scrolled past."""


class Viewport(QObject):
    """Observable; setters emit no signal if nothing changes.

    Signals:
        series_changed: Another series, or a longer version of the same one.
        index_changed: Index of the slice on screen, whatever the reason for the change.
        scrolled: The same, if the reader scrolled in this viewport.
        index_settled: Index of a slice that has stayed on screen for a moment.
        window_changed: Another grey scale, whatever the reason for the change.
        windowed: The same, if the reader chose it in this viewport.
        look_changed: The slice was rotated, flipped or inverted.
    """

    series_changed = Signal()
    index_changed = Signal(int)
    scrolled = Signal(int)
    index_settled = Signal(int)
    window_changed = Signal()
    windowed = Signal()
    look_changed = Signal()

    pose = Observable(Pose(), look_changed)
    """How the slice is rotated and flipped on screen."""
    set_pose = pose.setter
    inverted = Observable(False, look_changed)
    """Whether black and white are exchanged."""
    set_inverted = inverted.setter

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._series: Series | None = None
        self._source: Series | None = None
        self._plane: Plane | None = None
        self._index = 0
        self._travel = 0
        self._window: tuple[float, float] | None = None
        self._window_chosen = False
        self._reader_scrolled = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)

    @property
    def series(self) -> Series | None:
        """The series on screen; for a reformat, the series of its planes."""
        return self._series

    @property
    def source(self) -> Series | None:
        """The acquired series; differs from `series` if a reformat is shown."""
        return self._source

    @property
    def plane(self) -> Plane | None:
        """The plane of a reformat; `None` for acquired slices."""
        return self._plane

    @property
    def index(self) -> int:
        """The slice on screen, from 0."""
        return self._index

    @property
    def travel(self) -> int:
        """The last scroll step in slices, with its sign."""
        return self._travel

    @property
    def reader_scrolled(self) -> bool:
        """Whether the reader has scrolled through this series."""
        return self._reader_scrolled

    @property
    def slice_uid(self) -> str:
        """Identity of the slice on screen; empty if there is none."""
        return self._series.slices[self._index].uid if self._series else ""

    @property
    def window(self) -> tuple[float, float] | None:
        """Centre and width; `None` until the first slice is decoded."""
        return self._window

    def set_series(
        self,
        series: Series | None,
        index: int = 0,
        *,
        source: Series | None = None,
        plane: Plane | None = None,
    ) -> None:
        """Show another series, or a longer version of the same one.

        Args:
            series: What to show; `None` for nothing.
            index: The first slice to show.
            source: The acquired series, if `series` is a reformat of it.
            plane: The plane of the reformat.
        """
        if series is self._series:
            return
        is_other = series is None or self._series is None or series.uid != self._series.uid
        self._series, self._source, self._plane = series, source or series, plane
        count = len(series.slices) if series else 0
        self._index = min(max(index, 0), max(count - 1, 0))
        if is_other:
            self._travel = 0
            self._window = None
            self._window_chosen = self._reader_scrolled = False
            self.pose = Pose()
            self.inverted = False
        self.series_changed.emit()
        self.index_changed.emit(self._index)
        self._settle.start()

    def set_index(self, index: int) -> None:
        """Scroll to another slice; beyond the ends it stays at the end."""
        self._reader_scrolled = True
        if self.show_index(index):
            self.scrolled.emit(self._index)

    def show_index(self, index: int) -> bool:
        """Show a slice other than by scrolling; returns whether it is another one."""
        if self._series is None:
            return False
        index = min(max(index, 0), len(self._series.slices) - 1)
        if index == self._index:
            return False
        self._travel, self._index = index - self._index, index
        self.index_changed.emit(index)
        self._settle.start()
        return True

    def step(self, slices: int) -> None:
        """Scroll by a number of slices."""
        self.set_index(self._index + slices)

    def set_window(self, centre: float, width: float) -> None:
        """Choose a grey scale; the width stays positive."""
        self._window_chosen = True
        if self.apply_window(centre, width):
            self.windowed.emit()

    def apply_window(self, centre: float, width: float) -> bool:
        """Take the grey scale of a slice or another viewport; returns whether it is another one."""
        window = (float(centre), max(float(width), 1e-6))
        if window == self._window:
            return False
        self._window = window
        self.window_changed.emit()
        return True

    def forget_window(self) -> None:
        """Take the grey scale of the next slice, unless the reader chose one."""
        if not self._window_chosen:
            self._window = None

    def stop_settling(self) -> None:
        """Cancel a pending `index_settled`, since the viewport is no longer looked at."""
        self._settle.stop()

    def _on_settled(self) -> None:
        if self._series is not None:
            self.index_settled.emit(self._index)
