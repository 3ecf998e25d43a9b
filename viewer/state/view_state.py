"""What the reader is looking at, and how: the viewports, and what holds for the whole desk."""

from __future__ import annotations

from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Signal, SignalInstance

from ml.imaging.types.series import Series
from viewer.geometry.measurements import Tool
from viewer.render.corners import Detail
from viewer.render.maps import MapChoice
from viewer.render.pose import Pose
from viewer.state.layout import MOST, Layout
from viewer.state.light_box import LightBox
from viewer.state.viewport import Viewport


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
    """Observable; every setter is silent where nothing changes.

    Series, slice, window and pose are those of the active viewport: panels, strip and commands
    follow it, and hear of another active viewport as of another series. There is one,
    whichever of the desk's windows it is in.

    Signals:
        shown_changed: Other viewports are on screen, or at other places.
        active_changed: Another viewport is the active one.
    """

    series_changed = Signal()
    index_changed = Signal(int)
    index_settled = Signal(int)
    window_changed = Signal()
    look_changed = Signal()
    shown_changed = Signal()
    active_changed = Signal()
    overlay_changed = Signal()
    privacy_changed = Signal(bool)
    corners_changed = Signal()
    mode_changed = Signal()
    smooth_changed = Signal()
    lines_changed = Signal()
    tool_changed = Signal()
    mouse_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.boxes = tuple(LightBox([Viewport(self) for _ in range(MOST)]) for _ in range(2))
        self.viewports = tuple(each for box in self.boxes for each in box.viewports)
        self._active = self.viewports[0]
        self._second = False
        self._overlay = False
        self._peek = False
        self._opacity = 0.55
        self._threshold = 0.2
        self._map = MapChoice()
        self._privacy = False
        self._corners = Detail.FULL
        self._mode = ReadingMode.READER_FIRST
        self._smooth = True
        self._lines = True
        self._tool = Tool.WINDOW
        self._mouse = "left"
        self.viewed: set[str] = set()
        for viewport in self.viewports:
            viewport.series_changed.connect(partial(self._pass_on, viewport, self.series_changed))
            viewport.window_changed.connect(partial(self._pass_on, viewport, self.window_changed))
            viewport.look_changed.connect(partial(self._pass_on, viewport, self.look_changed))
            viewport.index_changed.connect(partial(self._pass_on, viewport, self.index_changed))
            viewport.index_settled.connect(partial(self._on_settled, viewport))

    @property
    def active(self) -> Viewport:
        """The viewport that panels and commands follow."""
        return self._active

    @property
    def second(self) -> bool:
        """Whether the second window is open."""
        return self._second

    @property
    def open_boxes(self) -> tuple[LightBox, ...]:
        """The light boxes whose windows are open, the main window's first."""
        return self.boxes if self._second else self.boxes[:1]

    @property
    def box(self) -> LightBox:
        """The light box in which the active viewport hangs."""
        return self._box_of(self._active)

    @property
    def layout(self) -> Layout:
        """How many viewports there are beside the active one, and where."""
        return self.box.layout

    @property
    def full(self) -> bool:
        """Whether the active viewport fills its window."""
        return self.box.full

    @property
    def places(self) -> tuple[Viewport, ...]:
        """The viewports of the layout in the active one's window, in reading order."""
        return self.box.places

    @property
    def shown(self) -> tuple[Viewport, ...]:
        """The viewports on screen in every window, in reading order."""
        return tuple(each for box in self.open_boxes for each in box.shown)

    @property
    def series(self) -> Series | None:
        """The series in the active viewport."""
        return self._active.series

    @property
    def index(self) -> int:
        """The slice in the active viewport, from 0."""
        return self._active.index

    @property
    def slice_uid(self) -> str:
        """Identity of the slice in the active viewport; empty if there is none."""
        return self._active.slice_uid

    @property
    def window(self) -> tuple[float, float] | None:
        """Centre and width in the active viewport; `None` until the first slice tells them."""
        return self._active.window

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
    def map(self) -> MapChoice:
        """Which map is painted, of which network, in which colours."""
        return self._map

    @property
    def privacy(self) -> bool:
        """Whether identity is hidden."""
        return self._privacy

    @property
    def corners(self) -> Detail:
        """How much corner text is shown."""
        return self._corners

    @property
    def mode(self) -> ReadingMode:
        """When verdicts are seen."""
        return self._mode

    @property
    def pose(self) -> Pose:
        """How the slice in the active viewport is turned and flipped."""
        return self._active.pose

    @property
    def inverted(self) -> bool:
        """Whether black and white are exchanged in the active viewport."""
        return self._active.inverted

    @property
    def smooth(self) -> bool:
        """Whether pixels are interpolated on screen."""
        return self._smooth

    @property
    def lines(self) -> bool:
        """Whether the active viewport's slice is drawn as a line in the others."""
        return self._lines

    @property
    def tool(self) -> Tool:
        """What the left mouse button does."""
        return self._tool

    @property
    def mouse(self) -> str:
        """Which mouse button sets the window: `left`, `middle` or `right`."""
        return self._mouse

    def activate(self, viewport: Viewport) -> None:
        """Make a viewport the active one."""
        box = self._box_of(viewport)
        if viewport is self._active or box not in self.open_boxes or viewport not in box.places:
            return
        other = viewport is not box.front
        self._active = box.front = viewport
        self.active_changed.emit()
        if box.full and other:
            self.shown_changed.emit()
        self.series_changed.emit()
        self.index_changed.emit(viewport.index)
        self.window_changed.emit()
        self.look_changed.emit()

    def set_layout(self, layout: Layout, box: LightBox | None = None) -> None:
        """Show other viewports in a window; its front one stays in sight.

        Args:
            layout: How many, and where.
            box: Of which window; the active viewport's where nothing is said.
        """
        if (box or self.box).lay_out(layout):
            self.shown_changed.emit()

    def set_full(self, on: bool, box: LightBox | None = None) -> None:
        """Let the front viewport fill its window, or stand among the others again."""
        if (box or self.box).fill(on):
            self.shown_changed.emit()

    def set_second(self, on: bool) -> None:
        """Open or close the second window; what hangs there does so when it is opened again."""
        if on == self._second:
            return
        if not on and self._active in self.boxes[1].viewports:
            self.activate(self.boxes[0].front)
        self._second = on
        self.shown_changed.emit()

    def set_series(self, series: Series | None, index: int = 0) -> None:
        """Show another series in the active viewport, or a longer version of the same one."""
        self._active.set_series(series, index)

    def set_index(self, index: int) -> None:
        """Scroll in the active viewport; beyond the ends it stays at the end."""
        self._active.set_index(index)

    def step(self, slices: int) -> None:
        """Scroll in the active viewport by a number of slices."""
        self._active.step(slices)

    def set_window(self, centre: float, width: float) -> None:
        """Set the grey scale of the active viewport; the width stays positive."""
        self._active.set_window(centre, width)

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

    def set_map(self, choice: MapChoice) -> None:
        """Choose another map, network or colours."""
        if choice != self._map:
            self._map = choice
            self.overlay_changed.emit()

    def set_privacy(self, on: bool) -> None:
        """Hide or show identity."""
        if on != self._privacy:
            self._privacy = on
            self.privacy_changed.emit(on)

    def set_corners(self, detail: Detail) -> None:
        """Choose how much corner text is shown."""
        if detail is not self._corners:
            self._corners = detail
            self.corners_changed.emit()

    def set_mode(self, mode: ReadingMode) -> None:
        """Choose when verdicts are seen."""
        if mode is not self._mode:
            self._mode = mode
            self.mode_changed.emit()

    def set_pose(self, pose: Pose) -> None:
        """Turn or flip the slice in the active viewport."""
        self._active.set_pose(pose)

    def set_inverted(self, on: bool) -> None:
        """Exchange black and white in the active viewport."""
        self._active.set_inverted(on)

    def set_smooth(self, on: bool) -> None:
        """Interpolate pixels on screen, or show them as squares."""
        if on != self._smooth:
            self._smooth = on
            self.smooth_changed.emit()

    def set_lines(self, on: bool) -> None:
        """Draw reference lines, or none."""
        if on != self._lines:
            self._lines = on
            self.lines_changed.emit()

    def set_tool(self, tool: Tool) -> None:
        """Choose what the left mouse button does."""
        if tool is not self._tool:
            self._tool = tool
            self.tool_changed.emit()

    def set_mouse(self, button: str) -> None:
        """Choose which mouse button sets the window; the others follow."""
        if button != self._mouse:
            self._mouse = button
            self.mouse_changed.emit()

    def _box_of(self, viewport: Viewport) -> LightBox:
        return next(box for box in self.boxes if viewport in box.viewports)

    def _pass_on(self, viewport: Viewport, signal: SignalInstance, *values: object) -> None:
        """Tell of the active viewport as of the desk."""
        if viewport is self._active:
            signal.emit(*values)

    def _on_settled(self, viewport: Viewport, index: int) -> None:
        if viewport in self.shown:
            self.viewed.add(viewport.slice_uid)
        if viewport is self._active:
            self.index_settled.emit(index)
