"""What stands in one viewport: a series, a slice of it, and how it is shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ml.imaging.types.orientation import Plane
from ml.imaging.types.series import Series
from viewer.render.pose import Pose
from viewer.state.observable import Observable

SETTLE_MS = 150
"""A slice that stays this long is being looked at, not scrolled past."""


class Viewport(QObject):
    """Observable; every setter is silent where nothing changes.

    Signals:
        series_changed: Another series, or a longer version of the same one.
        index_changed: The slice now shown, whatever the reason.
        scrolled: The same, where the reader moved through the series.
        index_settled: The slice that has stayed for a moment.
        window_changed: Another grey scale, whatever the reason.
        windowed: The same, where the reader chose it.
        look_changed: Turned, flipped or inverted.
    """

    series_changed = Signal()
    index_changed = Signal(int)
    scrolled = Signal(int)
    index_settled = Signal(int)
    window_changed = Signal()
    windowed = Signal()
    look_changed = Signal()

    pose = Observable(Pose(), look_changed)
    """How the slice is turned and flipped on screen."""
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
        self._chosen = False
        self._moved = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)

    @property
    def series(self) -> Series | None:
        """The series on screen; of a reformat its planes."""
        return self._series

    @property
    def source(self) -> Series | None:
        """The series that was acquired; another than `series` where a reformat is shown."""
        return self._source

    @property
    def plane(self) -> Plane | None:
        """Which way a reformat cuts; `None` for slices as they were acquired."""
        return self._plane

    @property
    def index(self) -> int:
        """The slice on screen, from 0."""
        return self._index

    @property
    def travel(self) -> int:
        """By how many slices the last step went."""
        return self._travel

    @property
    def moved(self) -> bool:
        """Whether the reader has scrolled through this series."""
        return self._moved

    @property
    def slice_uid(self) -> str:
        """Identity of the slice on screen; empty if there is none."""
        return self._series.slices[self._index].uid if self._series else ""

    @property
    def window(self) -> tuple[float, float] | None:
        """Centre and width; `None` until the first slice tells them."""
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
            source: The series that was acquired, where `series` is a reformat of it.
            plane: Which way the reformat cuts.
        """
        if series is self._series:
            return
        other = series is None or self._series is None or series.uid != self._series.uid
        self._series, self._source, self._plane = series, source or series, plane
        count = len(series.slices) if series else 0
        self._index = min(max(index, 0), max(count - 1, 0))
        if other:
            self._travel = 0
            self._window = None
            self._chosen = self._moved = False
            self.pose = Pose()
            self.inverted = False
        self.series_changed.emit()
        self.index_changed.emit(self._index)
        self._settle.start()

    def set_index(self, index: int) -> None:
        """Scroll to another slice; beyond the ends it stays at the end."""
        self._moved = True
        if self.place(index):
            self.scrolled.emit(self._index)

    def place(self, index: int) -> bool:
        """Show another slice, not by the reader's hand on this viewport; whether it is another."""
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
        self._chosen = True
        if self.give_window(centre, width):
            self.windowed.emit()

    def give_window(self, centre: float, width: float) -> bool:
        """Set the grey scale that a slice or another viewport has; whether it is another."""
        window = (float(centre), max(float(width), 1e-6))
        if window == self._window:
            return False
        self._window = window
        self.window_changed.emit()
        return True

    def forget_window(self) -> None:
        """Let the next slice tell the grey scale, unless the reader chose one."""
        if not self._chosen:
            self._window = None

    def rest(self) -> None:
        """Tell no more that a slice has stayed: nobody looks any longer."""
        self._settle.stop()

    def _on_settled(self) -> None:
        if self._series is not None:
            self.index_settled.emit(self._index)
