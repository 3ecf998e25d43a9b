"""The view state: the viewports of the desk, and the options that hold for all of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, SignalInstance

from ml.imaging.types.series import Series
from viewer.geometry.measurements import MouseTool
from viewer.render.corners import Detail
from viewer.render.maps import MapChoice
from viewer.render.pose import Pose
from viewer.state.layout import MAX_VIEWPORTS, ViewportLayout
from viewer.state.light_box import LightBox
from viewer.state.observable import Observable
from viewer.state.reading_mode import ReadingMode
from viewer.state.viewport import Viewport


def _fraction(value: float) -> float:
    return min(max(round(value, 4), 0.0), 1.0)


class ViewState(QObject):
    """Observable; setters emit no signal if nothing changes.

    Series, slice, window and pose are those of the active viewport. Panels, strip and commands
    follow it; to them another active viewport is announced like another series. There is exactly
    one active viewport, in either of the desk's windows.

    Signals:
        shown_changed: Other viewports are on screen, or in another arrangement.
        active_changed: Another viewport is active.
    """

    series_changed = Signal()
    index_changed = Signal(int)
    index_settled = Signal(int)
    window_changed = Signal()
    look_changed = Signal()
    shown_changed = Signal()
    active_changed = Signal()
    overlay_changed = Signal()
    privacy_changed = Signal()
    corners_changed = Signal()
    mode_changed = Signal()
    smooth_changed = Signal()
    lines_changed = Signal()
    tool_changed = Signal()
    mouse_changed = Signal()

    overlay = Observable(False, overlay_changed)
    """Whether attention is switched on."""
    set_overlay = overlay.setter
    outlines = Observable(True, overlay_changed)
    """Whether the machine's outlines of lesions are drawn."""
    set_outlines = outlines.setter
    peek = Observable(False, overlay_changed)
    """Whether the opposite of the switch is shown, while a key is held."""
    set_peek = peek.setter
    opacity = Observable(0.55, overlay_changed, _fraction)
    """Opacity of the overlay, in [0, 1]."""
    set_opacity = opacity.setter
    threshold = Observable(0.2, overlay_changed, _fraction)
    """Attention below this is not painted, in [0, 1]."""
    set_threshold = threshold.setter
    map_choice = Observable(MapChoice(), overlay_changed)
    """Which map is painted, of which network, in which colours."""
    set_map_choice = map_choice.setter
    privacy = Observable(False, privacy_changed)
    """Whether identity is hidden."""
    set_privacy = privacy.setter
    corners = Observable(Detail.FULL, corners_changed)
    """How much corner text is shown."""
    set_corners = corners.setter
    mode = Observable(ReadingMode.READER_FIRST, mode_changed)
    """When verdicts are seen."""
    set_mode = mode.setter
    smooth = Observable(True, smooth_changed)
    """Whether pixels are interpolated on screen, or shown as squares."""
    set_smooth = smooth.setter
    lines = Observable(True, lines_changed)
    """Whether the active viewport's slice is drawn as a line in the others."""
    set_lines = lines.setter
    tool = Observable(MouseTool.WINDOW, tool_changed)
    """What the left mouse button does."""
    set_tool = tool.setter
    mouse = Observable("left", mouse_changed)
    """Which mouse button sets the window: `left`, `middle` or `right`."""
    set_mouse = mouse.setter

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.boxes = tuple(
            LightBox([Viewport(self) for _ in range(MAX_VIEWPORTS)]) for _ in range(2)
        )
        self.viewports = tuple(viewport for box in self.boxes for viewport in box.viewports)
        self._active = self.viewports[0]
        self._second = False
        self.viewed: set[str] = set()
        for viewport in self.viewports:
            viewport.series_changed.connect(partial(self._forward, viewport, self.series_changed))
            viewport.window_changed.connect(partial(self._forward, viewport, self.window_changed))
            viewport.look_changed.connect(partial(self._forward, viewport, self.look_changed))
            viewport.index_changed.connect(partial(self._forward, viewport, self.index_changed))
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
        """The light box of the active viewport."""
        return self._box_of(self._active)

    @property
    def layout(self) -> ViewportLayout:
        """The layout of the window with the active viewport."""
        return self.box.layout

    @property
    def full(self) -> bool:
        """Whether the active viewport fills its window."""
        return self.box.full

    @property
    def laid_out(self) -> tuple[Viewport, ...]:
        """The viewports of the layout in the window with the active one, in reading order."""
        return self.box.laid_out

    @property
    def shown(self) -> tuple[Viewport, ...]:
        """The viewports on screen in every window, in reading order."""
        return tuple(viewport for box in self.open_boxes for viewport in box.shown)

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
        """Centre and width in the active viewport; `None` until the first slice is decoded."""
        return self._active.window

    @property
    def overlay_shown(self) -> bool:
        """Whether attention is painted now (switched on, or peeked at)."""
        return self.overlay != self.peek

    @property
    def pose(self) -> Pose:
        """How the slice in the active viewport is rotated and flipped."""
        return self._active.pose

    @property
    def inverted(self) -> bool:
        """Whether black and white are exchanged in the active viewport."""
        return self._active.inverted

    def activate(self, viewport: Viewport) -> None:
        """Make a viewport the active one."""
        box = self._box_of(viewport)
        if viewport is self._active or box not in self.open_boxes or viewport not in box.laid_out:
            return
        front_changes = viewport is not box.front
        self._active = box.front = viewport
        self.active_changed.emit()
        if box.full and front_changes:
            self.shown_changed.emit()
        self.series_changed.emit()
        self.index_changed.emit(viewport.index)
        self.window_changed.emit()
        self.look_changed.emit()

    def set_layout(self, layout: ViewportLayout, box: LightBox | None = None) -> None:
        """Choose the layout of a window; its front viewport stays on screen.

        Args:
            layout: How many viewports, and where.
            box: The light box of the window; by default that of the active viewport.
        """
        if (box or self.box).lay_out(layout):
            self.shown_changed.emit()

    def set_full(self, on: bool, box: LightBox | None = None) -> None:
        """Let the front viewport fill its window, or show the others again."""
        if (box or self.box).fill(on):
            self.shown_changed.emit()

    def set_second(self, on: bool) -> None:
        """Open or close the second window; it keeps its viewports for the next time."""
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

    def set_pose(self, pose: Pose) -> None:
        """Turn or flip the slice in the active viewport."""
        self._active.set_pose(pose)

    def set_inverted(self, on: bool) -> None:
        """Exchange black and white in the active viewport."""
        self._active.set_inverted(on)

    def _box_of(self, viewport: Viewport) -> LightBox:
        return next(box for box in self.boxes if viewport in box.viewports)

    def _forward(self, viewport: Viewport, signal: SignalInstance, *values: object) -> None:
        """Emit a signal of the desk for one of the active viewport."""
        if viewport is self._active:
            signal.emit(*values)

    def _on_settled(self, viewport: Viewport, index: int) -> None:
        if viewport in self.shown:
            self.viewed.add(viewport.slice_uid)
        if viewport is self._active:
            self.index_settled.emit(index)
