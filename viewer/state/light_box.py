"""The light box: the viewports of one window, and their layout."""

from __future__ import annotations

from collections.abc import Sequence

from viewer.state.layout import ViewportLayout
from viewer.state.viewport import Viewport


class LightBox:
    """The viewports of one window; only `ViewState` changes it, and announces the change.

    Args:
        viewports: As many as the largest layout has, always the same.

    Attributes:
        viewports: All viewports, on screen or not.
        front: The viewport that was active last; it stays on screen.
        layout: How many viewports the window shows, and where.
        full: Whether the front viewport fills the window.
    """

    def __init__(self, viewports: Sequence[Viewport]) -> None:
        self.viewports = tuple(viewports)
        self.front = self.viewports[0]
        self.layout = ViewportLayout.ONE
        self.full = False
        self._order = list(self.viewports)

    @property
    def laid_out(self) -> tuple[Viewport, ...]:
        """The viewports of the layout, in reading order."""
        return tuple(self._order[: self.layout.size])

    @property
    def shown(self) -> tuple[Viewport, ...]:
        """The viewports on screen while the window is open, in reading order."""
        return (self.front,) if self.full else self.laid_out

    def lay_out(self, layout: ViewportLayout) -> bool:
        """Choose another layout; returns whether anything changed."""
        if layout is self.layout and not self.full:
            return False
        self.layout, self.full = layout, False
        index = self._order.index(self.front)
        if index >= layout.size:
            self._order[0], self._order[index] = self._order[index], self._order[0]
        return True

    def fill(self, on: bool) -> bool:
        """Let the front viewport fill the window, or show the others again; as `lay_out`."""
        if on == self.full or (on and self.layout is ViewportLayout.ONE):
            return False
        self.full = on
        return True
