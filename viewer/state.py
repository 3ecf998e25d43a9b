"""What the reader is looking at, and how."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal

from ml.imaging.series import Series
from viewer.measure import Tool
from viewer.render.pose import Pose

SETTLE_MS = 150
"""A slice that stays this long is being looked at, not scrolled past."""


class ReadingMode(StrEnum):
    """When the reader sees the machine's verdicts; kept with each verdict.

    Attributes:
        READER_FIRST: When the reader has given an impression of the series, or asks; nothing is
            read before.
        ON_REQUEST: When the reader asks; read meanwhile, so that the answer is there at once.
        CONCURRENT: As they come.
    """

    READER_FIRST = "reader first"
    ON_REQUEST = "on request"
    CONCURRENT = "concurrent"


class ViewState(QObject):
    """Observable view settings; every setter is silent where nothing changes."""

    series_changed = Signal()
    index_changed = Signal(int)
    index_settled = Signal(int)
    window_changed = Signal()
    overlay_changed = Signal()
    privacy_changed = Signal(bool)
    corners_changed = Signal(bool)
    mode_changed = Signal()
    look_changed = Signal()
    tool_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._series: Series | None = None
        self._index = 0
        self._window: tuple[float, float] | None = None
        self._overlay = False
        self._peek = False
        self._opacity = 0.55
        self._threshold = 0.2
        self._privacy = False
        self._corners = True
        self._mode = ReadingMode.READER_FIRST
        self._pose = Pose()
        self._inverted = False
        self._smooth = True
        self._tool = Tool.WINDOW
        self.viewed: set[str] = set()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)

    @property
    def series(self) -> Series | None:
        """The series on screen."""
        return self._series

    @property
    def index(self) -> int:
        """The slice on screen, from 0."""
        return self._index

    @property
    def slice_uid(self) -> str:
        """Identity of the slice on screen; empty if there is none."""
        return self._series.slices[self._index].uid if self._series else ""

    @property
    def window(self) -> tuple[float, float] | None:
        """Centre and width; `None` until the first slice tells them."""
        return self._window

    @property
    def overlay_shown(self) -> bool:
        """Whether attention is painted now (switched on, or peeked at)."""
        return self._overlay != self._peek

    @property
    def overlay(self) -> bool:
        """Whether attention is switched on."""
        return self._overlay

    @property
    def opacity(self) -> float:
        """Opacity of the overlay, in [0, 1]."""
        return self._opacity

    @property
    def threshold(self) -> float:
        """Attention below this is not painted, in [0, 1]."""
        return self._threshold

    @property
    def privacy(self) -> bool:
        """Whether identity is hidden."""
        return self._privacy

    @property
    def corners(self) -> bool:
        """Whether corner text is shown."""
        return self._corners

    @property
    def mode(self) -> ReadingMode:
        """When verdicts are seen."""
        return self._mode

    @property
    def pose(self) -> Pose:
        """How the slice is turned and flipped on screen."""
        return self._pose

    @property
    def inverted(self) -> bool:
        """Whether black and white are exchanged."""
        return self._inverted

    @property
    def smooth(self) -> bool:
        """Whether pixels are interpolated on screen."""
        return self._smooth

    @property
    def tool(self) -> Tool:
        """What the left mouse button does."""
        return self._tool

    def set_series(self, series: Series | None, index: int = 0) -> None:
        """Show another series, or a longer version of the same one."""
        if series is self._series:
            return
        other = series is None or self._series is None or series.uid != self._series.uid
        self._series = series
        count = len(series.slices) if series else 0
        self._index = min(max(index, 0), max(count - 1, 0))
        if other:
            self._window = None
            self.set_pose(Pose())
            self.set_inverted(False)
        self.series_changed.emit()
        self.index_changed.emit(self._index)
        self._settle.start()

    def set_index(self, index: int) -> None:
        """Show another slice; beyond the ends it stays at the end."""
        if self._series is None:
            return
        index = min(max(index, 0), len(self._series.slices) - 1)
        if index != self._index:
            self._index = index
            self.index_changed.emit(index)
            self._settle.start()

    def step(self, slices: int) -> None:
        """Move by a number of slices."""
        self.set_index(self._index + slices)

    def set_window(self, centre: float, width: float) -> None:
        """Set grey scale; the width stays positive."""
        window = (float(centre), max(float(width), 1e-6))
        if window != self._window:
            self._window = window
            self.window_changed.emit()

    def set_overlay(self, on: bool) -> None:
        """Switch attention on or off."""
        if on != self._overlay:
            self._overlay = on
            self.overlay_changed.emit()

    def set_peek(self, on: bool) -> None:
        """Show the opposite of the switch while a key is held."""
        if on != self._peek:
            self._peek = on
            self.overlay_changed.emit()

    def set_opacity(self, opacity: float) -> None:
        """Set the opacity of the overlay, clipped to [0, 1]."""
        opacity = min(max(round(opacity, 4), 0.0), 1.0)
        if opacity != self._opacity:
            self._opacity = opacity
            self.overlay_changed.emit()

    def set_threshold(self, threshold: float) -> None:
        """Set the floor of the overlay, clipped to [0, 1]."""
        threshold = min(max(round(threshold, 4), 0.0), 1.0)
        if threshold != self._threshold:
            self._threshold = threshold
            self.overlay_changed.emit()

    def set_privacy(self, on: bool) -> None:
        """Hide or show identity."""
        if on != self._privacy:
            self._privacy = on
            self.privacy_changed.emit(on)

    def set_corners(self, on: bool) -> None:
        """Hide or show corner text."""
        if on != self._corners:
            self._corners = on
            self.corners_changed.emit(on)

    def set_mode(self, mode: ReadingMode) -> None:
        """Choose when verdicts are seen."""
        if mode is not self._mode:
            self._mode = mode
            self.mode_changed.emit()

    def set_pose(self, pose: Pose) -> None:
        """Turn or flip the slice on screen."""
        if pose != self._pose:
            self._pose = pose
            self.look_changed.emit()

    def set_inverted(self, on: bool) -> None:
        """Exchange black and white."""
        if on != self._inverted:
            self._inverted = on
            self.look_changed.emit()

    def set_smooth(self, on: bool) -> None:
        """Interpolate pixels on screen, or show them as squares."""
        if on != self._smooth:
            self._smooth = on
            self.look_changed.emit()

    def set_tool(self, tool: Tool) -> None:
        """Choose what the left mouse button does."""
        if tool is not self._tool:
            self._tool = tool
            self.tool_changed.emit()

    def _on_settled(self) -> None:
        if self._series is not None:
            self.viewed.add(self.slice_uid)
            self.index_settled.emit(self._index)
