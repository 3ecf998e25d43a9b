"""The layouts of a window: how many viewports it shows, and where each one is."""

from __future__ import annotations

from enum import StrEnum

MAX_VIEWPORTS = 4
"""Viewports of the largest layout."""


class ViewportLayout(StrEnum):
    """Rows by columns, or one large viewport beside three small ones."""

    ONE = "1x1"
    TWO = "1x2"
    ONE_AND_THREE = "1+3"
    FOUR = "2x2"

    @property
    def cells(self) -> tuple[tuple[int, int, int, int], ...]:
        """For each viewport its row, column, row span and column span on a grid of 6 by 6."""
        return _CELLS[self]

    @property
    def size(self) -> int:
        """Number of viewports."""
        return len(self.cells)


_CELLS = {
    ViewportLayout.ONE: ((0, 0, 6, 6),),
    ViewportLayout.TWO: ((0, 0, 6, 3), (0, 3, 6, 3)),
    ViewportLayout.ONE_AND_THREE: ((0, 0, 6, 4), (0, 4, 2, 2), (2, 4, 2, 2), (4, 4, 2, 2)),
    ViewportLayout.FOUR: ((0, 0, 3, 3), (0, 3, 3, 3), (3, 0, 3, 3), (3, 3, 3, 3)),
}
