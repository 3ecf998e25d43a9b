"""Links viewports, so that they scroll, window and zoom together and share a 3D cursor."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ml.imaging.types.series import Series
from viewer.geometry import geometry
from viewer.geometry.geometry import PatientPoint, Space
from viewer.geometry.measurements import Point
from viewer.i18n.translate import mark, tr
from viewer.state.observable import Observable
from viewer.state.view_state import ViewState
from viewer.state.viewport import Viewport

BY_FRAME = mark("Scrolling together by position: the series share a frame of reference.")
BY_STUDY = mark(
    "Scrolling together by position: no frame of reference is stated, but the series "
    "belong to one study."
)
APART = mark(
    "Frames of reference differ: scroll to matching slices and choose “Link at these slices”."
)
ACROSS = mark(
    "No other viewport shows slices of the same orientation, so there is "
    "nothing to scroll together."
)
LINKED = mark("Linked at the slices that the reader chose; in-plane shifts are not corrected.")
ALONE = mark("There is only one viewport; choose another layout first.")
ROUNDING = 1e-6
"""Millimetres by which positions written as decimals may differ."""


class Links(QObject):
    """Moves other viewports with the one that the reader moves; every link is off at first.

    Attributes:
        scroll: Whether viewports scroll together.
        window: Whether they share the grey scale.
        zoom: Whether they zoom and pan together.
        pointing: Whether the 3D cursor follows the mouse without Shift.

    Signals:
        changed: A link was switched on or off, or an offset was chosen.
        cursor_changed: The 3D cursor moved or ended.
        framed: A viewport that was zoomed or panned and that the others shall follow, its
            millimetres per screen pixel, and the point of its slice in the middle.
    """

    changed = Signal()
    cursor_changed = Signal()
    framed = Signal(object, float, object)

    zoom = Observable(False, changed)
    set_zoom = zoom.setter

    def __init__(self, state: ViewState) -> None:
        super().__init__()
        self._state = state
        self.scroll = False
        self.window = False
        self.pointing = False
        self._offsets: dict[tuple[Space, Space], float] = {}
        self._cursor: tuple[Viewport, Space, PatientPoint] | None = None
        for viewport in state.viewports:
            viewport.scrolled.connect(partial(self._on_scrolled, viewport))
            viewport.windowed.connect(partial(self._on_windowed, viewport))
            viewport.series_changed.connect(partial(self._on_series, viewport))

    # What the reader does

    def clear(self) -> None:
        """Forget offsets and cursor, because other studies are opened."""
        self._offsets.clear()
        self.point(None, None)
        self.changed.emit()

    def set_scroll(self, on: bool) -> None:
        """Scroll all viewports that lie the same way in the patient together."""
        if on != self.scroll:
            self.scroll = on
            self.changed.emit()
            if on:
                self._on_scrolled(self._state.active, self._state.index)

    def set_window(self, on: bool) -> None:
        """Give all viewports the grey scale of the one that the reader changes."""
        if on != self.window:
            self.window = on
            self.changed.emit()
            if on:
                self._on_windowed(self._state.active)

    def frame(self, viewport: Viewport, mm_per_pixel: float, centre: Point) -> None:
        """Let the other viewports follow one that was zoomed or panned, if zoom is linked."""
        if self.zoom:
            self.framed.emit(viewport, mm_per_pixel, centre)

    def set_pointing(self, on: bool) -> None:
        """Let the 3D cursor follow the mouse without Shift, or end it."""
        self.pointing = on
        if not on:
            self.point(None, None)

    def end_pointing(self) -> None:
        """Remove the 3D cursor, unless it follows the mouse without Shift."""
        if not self.pointing:
            self.point(None, None)

    def link_here(self) -> str:
        """Link viewports at the slices on screen; returns in words what came of it.

        The offset holds for every series in the two frames of reference, until other files are
        opened.
        """
        active = self._state.active
        comparable = [other for other in self._others(active) if self._comparable(active, other)]
        for other in comparable:
            assert active.series is not None
            assert other.series is not None
            active_space, other_space = (
                geometry.patient_space(active.series),
                geometry.patient_space(other.series),
            )
            if active_space == other_space:
                continue
            away = self._height(other, other.series) - self._height(active, other.series)
            self._offsets[active_space, other_space] = away
            back = self._height(active, active.series) - self._height(other, active.series)
            self._offsets[other_space, active_space] = back
        self.set_scroll(True)
        self.changed.emit()
        if not comparable:
            return self.words
        by_offset = any(self._by_offset(active, other) for other in comparable)
        return tr(LINKED) if by_offset else self.words

    def point(self, viewport: Viewport | None, target: PatientPoint | None) -> None:
        """Show the 3D cursor at a patient point in every viewport, and scroll the others to it.

        Args:
            viewport: The viewport in which the reader points; `None` to remove the cursor.
            target: LPS millimetres; `None` to remove the cursor.
        """
        if viewport is None or viewport.series is None or target is None:
            if self._cursor is not None:
                self._cursor = None
                self.cursor_changed.emit()
            return
        space = geometry.patient_space(viewport.series)
        self._cursor = viewport, space, target
        for other in self._others(viewport):
            series = other.series
            if (
                series is None
                or not geometry.has_positions(series)
                or geometry.patient_space(series) != space
            ):
                continue
            index, away = geometry.nearest_slice(series, target)
            if away <= geometry.reach_mm(series) + ROUNDING:
                other.show_index(index)
        self.cursor_changed.emit()

    # What is linked

    @property
    def words(self) -> str:
        """Why viewports scroll together, or why they do not, in words."""
        active = self._state.active
        others = self._others(active)
        if not others:
            return tr(ALONE)
        comparable = [other for other in others if self._comparable(active, other)]
        if not comparable:
            return tr(ACROSS)
        linked = [other for other in comparable if self.target(active, other) is not None]
        if not linked:
            return tr(APART)
        if any(self._by_offset(active, other) for other in linked):
            return tr(LINKED)
        assert active.series is not None
        return tr(BY_FRAME if active.series.frame_of_reference else BY_STUDY)

    def cursor_in(self, viewport: Viewport) -> Point | None:
        """The 3D cursor on the slice in a viewport; `None` if it is not on that slice."""
        series = viewport.series
        if self._cursor is None or series is None or not geometry.has_positions(series):
            return None
        pointed, space, target = self._cursor
        if geometry.patient_space(series) != space:
            return None
        away = abs(
            float(
                (target - geometry.slice_centre(series, viewport.index))
                @ geometry.slice_normal(series)
            )
        )
        if viewport is not pointed and away > geometry.reach_mm(series) + ROUNDING:
            return None
        return geometry.to_slice(series, viewport.index, target)

    def same_point(self, viewport: Viewport, point: Point, other: Viewport) -> Point | None:
        """The same point on the slice of another viewport; `None` if it is unknown."""
        from_series, to_series = viewport.series, other.series
        if (
            from_series is None
            or to_series is None
            or not geometry.has_positions(from_series)
            or not geometry.has_positions(to_series)
        ):
            return None
        if geometry.patient_space(from_series) != geometry.patient_space(to_series):
            return None
        return geometry.to_slice(
            to_series, other.index, geometry.to_patient(from_series, viewport.index, point)
        )

    def target(self, moved: Viewport, other: Viewport) -> int | None:
        """The index that another viewport shows beside a moved one; `None` if not linked."""
        if not self._comparable(moved, other):
            return None
        assert moved.series is not None
        assert other.series is not None
        moved_space, other_space = (
            geometry.patient_space(moved.series),
            geometry.patient_space(other.series),
        )
        offset = (
            0.0 if moved_space == other_space else self._offsets.get((moved_space, other_space))
        )
        if offset is None:
            return None
        normal = geometry.slice_normal(other.series)
        target = geometry.slice_centre(moved.series, moved.index) + offset * normal
        return geometry.nearest_slice(other.series, target)[0]

    # Following

    def _others(self, viewport: Viewport) -> list[Viewport]:
        return [other for other in self._state.shown if other is not viewport]

    def _comparable(self, first: Viewport, second: Viewport) -> bool:
        """Whether both have known positions and are nearly parallel."""
        series, other = first.series, second.series
        if series is None or other is None:
            return False
        if not geometry.has_positions(series) or not geometry.has_positions(other):
            return False
        return geometry.nearly_parallel(series, other)

    def _by_offset(self, first: Viewport, second: Viewport) -> bool:
        return (
            first.series is not None
            and second.series is not None
            and geometry.patient_space(first.series) != geometry.patient_space(second.series)
        )

    def _height(self, viewport: Viewport, along: Series) -> float:
        assert viewport.series is not None
        middle = geometry.slice_centre(viewport.series, viewport.index)
        return float(middle @ geometry.slice_normal(along))

    def _on_scrolled(self, moved: Viewport, _index: int) -> None:
        if not self.scroll or moved not in self._state.shown:
            return
        for other in self._others(moved):
            index = self.target(moved, other)
            if index is not None:
                other.show_index(index)

    def _on_series(self, changed: Viewport) -> None:
        """Begin a new series in a linked viewport at the position of the others."""
        if not self.scroll or changed.series is None:
            return
        for other in self._others(changed):
            index = self.target(other, changed)
            if index is not None:
                changed.show_index(index)
                return

    def _on_windowed(self, changed: Viewport) -> None:
        if not self.window or changed.window is None:
            return
        for other in self._others(changed):
            if other.window is not None:
                other.apply_window(*changed.window)
