"""What the reader can do with viewports: one function for each command of their menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ml.imaging.types.orientation import Plane
from viewer.state.layout import ViewportLayout

if TYPE_CHECKING:
    from viewer.widgets.window.main_window import MainWindow

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


class ViewportVerbs:
    """Turns commands into calls of state, links and hanging."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._state, self._session = window.state, window.session

    def handlers(self) -> dict[str, Callable[..., object]]:
        """A function for each command."""
        links, hanging = self._session.links, self._session.hanging
        made: dict[str, Callable[..., object]] = {
            "full": self._state.set_full,
            "next_viewport": partial(self._go_on, 1),
            "previous_viewport": partial(self._go_on, -1),
            "mpr": hanging.show_all_planes,
            "second_window": self._state.set_second,
            "compare": hanging.compare,
            "link_scroll": self._link_scroll,
            "link_here": self._link_here,
            "link_window": links.set_window,
            "link_zoom": self._link_zoom,
            "lines": self._state.set_lines,
            "cursor": links.set_pointing,
            "histogram": self._window.histogram.setVisible,
        }
        made |= {name: partial(self._lay_out, layout) for name, layout in LAYOUTS.items()}
        made |= {name: partial(self._cut, plane) for name, plane in PLANES.items()}
        return made

    def follow(self) -> None:
        """Show in menus and toolbar what holds, whoever changed it."""
        state, actions, links = self._state, self._window.actions_by_name, self._session.links
        for name, layout in LAYOUTS.items():
            actions[name].setChecked(layout is state.layout)
        for name, plane in PLANES.items():
            actions[name].setChecked(state.active.plane is plane)
        actions["full"].setChecked(state.full)
        actions["second_window"].setChecked(state.second)
        actions["link_scroll"].setChecked(links.scroll)
        actions["link_window"].setChecked(links.window)
        actions["link_zoom"].setChecked(links.zoom)
        actions["lines"].setChecked(state.lines)
        actions["histogram"].setChecked(not self._window.histogram.isHidden())

    def _lay_out(self, layout: ViewportLayout, on: bool) -> None:
        """The switch also follows what is shown, which leaves a full viewport full."""
        if on and layout is not self._state.layout:
            self._state.set_layout(layout)

    def _cut(self, plane: Plane | None, on: bool) -> None:
        """The switch follows what is shown, which may be never: a series may be no volume."""
        if on and self._state.active.plane is not plane:
            self._session.hanging.show_plane(plane)
            self.follow()

    def _go_on(self, by: int) -> None:
        shown = self._state.shown
        self._state.activate(shown[(shown.index(self._state.active) + by) % len(shown)])

    def _link_scroll(self, on: bool) -> None:
        links = self._session.links
        if on != links.scroll:
            links.set_scroll(on)
            if on:
                self._window.messages.show_text(links.words)

    def _link_here(self) -> None:
        self._window.messages.show_text(self._session.links.link_here())

    def _link_zoom(self, on: bool) -> None:
        self._session.links.set_zoom(on)
        if on:
            self._window.view.framed.emit()
