"""Commands on viewports: layouts, planes, links and the second window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ml.imaging.types.orientation import Plane
from viewer.state.layout import ViewportLayout
from viewer.widgets.context import DeskContext
from viewer.widgets.viewport.slice_view import SliceView

LAYOUTS = {
    "layout_1": ViewportLayout.ONE,
    "layout_2": ViewportLayout.TWO,
    "layout_3": ViewportLayout.ONE_AND_THREE,
    "layout_4": ViewportLayout.FOUR,
}
PLANES = {
    "plane_acquired": None,
    "plane_axial": Plane.AXIAL,
    "plane_coronal": Plane.CORONAL,
    "plane_sagittal": Plane.SAGITTAL,
}


class ViewportHandlers:
    """Turns commands into calls of state, links and hanging.

    Args:
        context: The desk.
        active_view: Finds the view of the active viewport.
        show_histogram: Shows or hides the histogram.
        follow: Shows in menus and toolbar what holds, where a switch changed nothing.
    """

    def __init__(
        self,
        context: DeskContext,
        active_view: Callable[[], SliceView],
        show_histogram: Callable[[bool], None],
        follow: Callable[[], None],
    ) -> None:
        self._state, self._session = context.state, context.session
        self._show_message = context.show_message
        self._active_view, self._show_histogram, self._follow = active_view, show_histogram, follow

    def handlers(self) -> dict[str, Callable[..., object]]:
        """A function for each command."""
        links, hanging = self._session.links, self._session.hanging
        handlers: dict[str, Callable[..., object]] = {
            "full": self._state.set_full,
            "next_viewport": partial(self._activate_next, 1),
            "previous_viewport": partial(self._activate_next, -1),
            "mpr": hanging.show_all_planes,
            "second_window": self._state.set_second,
            "compare": hanging.compare,
            "link_scroll": self._link_scroll,
            "link_here": self._link_here,
            "link_window": links.set_window,
            "link_zoom": self._link_zoom,
            "lines": self._state.set_lines,
            "cursor": links.set_pointing,
            "histogram": self._show_histogram,
        }
        handlers |= {name: partial(self._set_layout, layout) for name, layout in LAYOUTS.items()}
        handlers |= {name: partial(self._show_plane, plane) for name, plane in PLANES.items()}
        return handlers

    def _set_layout(self, layout: ViewportLayout, on: bool) -> None:
        """The switch also follows what is shown, which leaves a full viewport full."""
        if on and layout is not self._state.layout:
            self._state.set_layout(layout)

    def _show_plane(self, plane: Plane | None, on: bool) -> None:
        """The switch follows what is shown, which may be never: a series may be no volume."""
        if on and self._state.active.plane is not plane:
            self._session.hanging.show_plane(plane)
            self._follow()

    def _activate_next(self, by: int) -> None:
        shown = self._state.shown
        self._state.activate(shown[(shown.index(self._state.active) + by) % len(shown)])

    def _link_scroll(self, on: bool) -> None:
        links = self._session.links
        if on != links.scroll:
            links.set_scroll(on)
            if on:
                self._show_message(links.words)

    def _link_here(self) -> None:
        self._show_message(self._session.links.link_here())

    def _link_zoom(self, on: bool) -> None:
        self._session.links.set_zoom(on)
        if on:
            self._active_view().framed.emit()
