"""The viewports of one window, and how they hang there."""

from __future__ import annotations

from collections.abc import Sequence

from viewer.state.layout import Layout
from viewer.state.viewport import Viewport


class LightBox:
    """What hangs in one window; `ViewState` alone changes it, and tells of the change.

    Args:
        viewports: As many as the largest layout has, always the same.

    Attributes:
        viewports: All of them.
        front: The one that was the active one last; it stays in sight.
        layout: How many viewports there are, and where.
        full: Whether the front one fills the window.
    """

    def __init__(self, viewports: Sequence[Viewport]) -> None:
        self.viewports = tuple(viewports)
        self.front = self.viewports[0]
        self.layout = Layout.ONE
        self.full = False
        self._places = list(self.viewports)

    @property
    def places(self) -> tuple[Viewport, ...]:
        """The viewports of the layout, in reading order."""
        return tuple(self._places[: self.layout.size])

    @property
    def shown(self) -> tuple[Viewport, ...]:
        """The viewports on screen while the window is, in reading order."""
        return (self.front,) if self.full else self.places

    def lay_out(self, layout: Layout) -> bool:
        """Hang another number of viewports; whether anything is different now."""
        if layout is self.layout and not self.full:
            return False
        self.layout, self.full = layout, False
        place = self._places.index(self.front)
        if place >= layout.size:
            self._places[0], self._places[place] = self._places[place], self._places[0]
        return True

    def fill(self, on: bool) -> bool:
        """Let the front one fill the window, or stand among the others again; as `lay_out`."""
        if on == self.full or (on and self.layout is Layout.ONE):
            return False
        self.full = on
        return True
