"""Draws reference lines and the 3D cursor, where slices of several viewports meet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt

from viewer.geometry import geometry
from viewer.geometry.measurements import Point
from viewer.session import Session
from viewer.state.viewport import Viewport
from viewer.widgets.viewport.slice_view import Segment, SliceView


class ReferenceLines(QObject):
    """Draws the active viewport's slice as a line in the others, and one place in all.

    Args:
        session: Whose viewports, in every window.
        views: Those of one window, in which is drawn.
        parent: Qt's.
    """

    def __init__(
        self, session: Session, views: Mapping[Viewport, SliceView], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._state, self._links, self._views = session.state, session.links, views
        self._state.active_changed.connect(self.draw)
        self._state.shown_changed.connect(self.draw)
        self._state.lines_changed.connect(self.draw)
        self._links.cursor_changed.connect(self.draw)
        for viewport in self._state.viewports:
            viewport.index_changed.connect(partial(self._on_moved, viewport))
        for viewport, view in views.items():
            view.pointed.connect(partial(self._on_pointed, viewport))

    def draw(self) -> None:
        """Redraw every viewport."""
        for viewport in self._state.shown:
            self._draw(viewport)

    def _draw(self, viewport: Viewport) -> None:
        if viewport in self._views:
            line, cross = self._line_in(viewport), self._links.cursor_in(viewport)
            self._views[viewport].guide(line, cross)

    def _line_in(self, viewport: Viewport) -> Segment | None:
        active = self._state.active
        cutting, crossed = active.series, viewport.series
        if not self._state.lines or viewport is active or cutting is None or crossed is None:
            return None
        if not (geometry.has_positions(cutting) and geometry.has_positions(crossed)):
            return None
        if geometry.patient_space(cutting) != geometry.patient_space(crossed):
            return None
        return geometry.intersection(cutting, active.index, crossed, viewport.index)

    def _on_moved(self, viewport: Viewport, _index: int) -> None:
        if viewport not in self._state.shown:
            return
        if viewport is self._state.active:
            self.draw()
        else:
            self._draw(viewport)

    def _on_pointed(
        self, viewport: Viewport, point: Point | None, keys: Qt.KeyboardModifier
    ) -> None:
        series = viewport.series
        pointing = self._links.pointing or bool(keys & Qt.KeyboardModifier.ShiftModifier)
        if point is None or series is None or not pointing or not geometry.has_positions(series):
            self._links.point(None, None)
            return
        self._links.point(viewport, geometry.to_patient(series, viewport.index, point))
