"""Lays out the viewports of one window, and gives each its slice."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from viewer.geometry.measurements import Point
from viewer.i18n.translate import mark, tr
from viewer.marks.marks import Marks
from viewer.session import Session
from viewer.state.light_box import LightBox
from viewer.state.viewport import Viewport
from viewer.widgets.viewport.reference_lines import ReferenceLines
from viewer.widgets.viewport.slice_view import SliceView

SEAM = 2
"""Logical pixels between two viewports."""
CELLS = 6
"""Rows and columns that layouts are made of."""
EMPTY = (mark("Nothing here"), mark("Drag a series here, or click one in the list."))


class ViewportGrid(QWidget):
    """Lays out one view for each viewport, and hands each its slice with that slice's verdict.

    Args:
        session: Whose slices and verdicts.
        marks: What the reader marked on them.
        box: The viewports; the main window's where nothing is said.
        parent: Qt's.

    Signals:
        menu_requested: Where on screen.
    """

    menu_requested = Signal(QPoint)

    def __init__(
        self,
        session: Session,
        marks: Marks,
        box: LightBox | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._state, self._marks = session, session.state, marks
        self._box = box or session.state.boxes[0]
        self._hint = ("", "")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SEAM)
        for number in range(CELLS):
            self._grid.setRowStretch(number, 1)
            self._grid.setColumnStretch(number, 1)
        self.views = {viewport: self._build(viewport) for viewport in self._box.viewports}
        self.reference_lines = ReferenceLines(session, self.views, self)
        self._state.shown_changed.connect(self._arrange)
        self._state.active_changed.connect(self._mark_active)
        session.slice_ready.connect(self._on_slice)
        session.slice_failed.connect(lambda uid, _reason: self._on_slice(uid))
        session.verdicts_changed.connect(self._on_verdict)
        session.links.framed.connect(self._follow)
        marks.changed.connect(lambda: self._on_slice(""))
        self._arrange()

    def set_hint(self, title: str, words: str) -> None:
        """Show a hint card while nothing is open; empty once something is."""
        self._hint = (title, words)
        self._say_hints()

    def _build(self, viewport: Viewport) -> SliceView:
        view = SliceView(self._state, viewport, self)
        view.attach_marks(self._marks)
        view.maps_of = self._session.verdicts.with_maps
        view.regions_of = self._session.outlined
        view.pressed.connect(partial(self._state.activate, viewport))
        view.double_clicked.connect(self._toggle_full)
        view.menu_requested.connect(self.menu_requested)
        view.dropped.connect(partial(self._on_dropped, viewport))
        view.framed.connect(partial(self._on_framed, viewport))
        viewport.index_changed.connect(lambda _index: self._show(viewport))
        viewport.series_changed.connect(self._say_hints)
        return view

    def fit(self) -> None:
        """Show the whole slice in the active viewport; in all, where they zoom together."""
        together = self._session.links.zoom
        for viewport, view in self.views.items():
            if viewport is self._state.active or (together and self._on_screen(viewport)):
                view.canvas.fit()

    def _on_dropped(self, viewport: Viewport, uid: str) -> None:
        self._state.activate(viewport)
        self._session.show_in(viewport, uid)

    def _on_framed(self, viewport: Viewport) -> None:
        self._session.links.frame(viewport, *self.views[viewport].canvas.framing())

    def _follow(self, moved: Viewport, mm_per_pixel: float, centre: Point) -> None:
        for viewport, view in self.views.items():
            if viewport is not moved and self._on_screen(viewport):
                view.canvas.frame(
                    mm_per_pixel, self._session.links.same_point(moved, centre, viewport)
                )

    def _toggle_full(self) -> None:
        self._state.set_full(not self._state.full)

    def _arrange(self) -> None:
        viewports = self._box.shown
        cells = ((0, 0, CELLS, CELLS),) if len(viewports) == 1 else self._box.layout.cells
        for viewport, view in self.views.items():
            self._grid.removeWidget(view)
            view.setVisible(viewport in viewports)
        for viewport, cell in zip(viewports, cells, strict=True):
            self._grid.addWidget(self.views[viewport], *cell)
        self._grid.activate()
        for viewport in viewports:
            self._show(viewport)
        self._mark_active()
        self._say_hints()

    def _mark_active(self) -> None:
        several = len(self._state.shown) > 1
        for viewport, view in self.views.items():
            view.set_active(several and viewport is self._state.active)
        if self._state.active in self.views:
            self.views[self._state.active].focus_image()

    def _say_hints(self) -> None:
        first, session = self._box.laid_out[0], self._session
        for viewport, view in self.views.items():
            if viewport.series is not None:
                view.set_hint("", "")
            elif self._hint[0]:
                view.set_hint(*(self._hint if viewport is first else ("", "")))
            else:
                waiting = session.scanning or not session.library
                view.set_hint(*(("", "") if waiting else map(tr, EMPTY)))

    def _on_slice(self, uid: str) -> None:
        for viewport in self.views:
            if uid in ("", viewport.slice_uid):
                self._show(viewport)

    def _on_verdict(self, uid: str) -> None:
        """A verdict may also change what counts as a lesion on the slices beside."""
        self._on_slice(uid)
        for viewport, view in self.views.items():
            if uid not in ("", viewport.slice_uid) and self._on_screen(viewport):
                view.trace_outline()

    def _on_screen(self, viewport: Viewport) -> bool:
        return viewport in self._state.shown

    def _show(self, viewport: Viewport) -> None:
        """Give a view its slice; verdict and star belong to that slice."""
        if not self._on_screen(viewport):
            return
        view, uid, series = self.views[viewport], viewport.slice_uid, viewport.series
        image = self._session.slices.get(uid) if uid else None
        view.annotation.key = self._marks.is_key(uid)
        verdict = self._session.verdict(uid, series) if uid else None
        view.show_slice(image, verdict, unreadable=uid in self._session.unreadable)
