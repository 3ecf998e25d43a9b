"""How many viewports the desk shows, and where each stands."""

from __future__ import annotations

from enum import StrEnum

MOST = 4
"""Viewports of the largest layout."""


class Layout(StrEnum):
    """Rows by columns, or one large beside three small."""

    ONE = "1x1"
    TWO = "1x2"
    ONE_AND_THREE = "1+3"
    FOUR = "2x2"

    @property
    def cells(self) -> tuple[tuple[int, int, int, int], ...]:
        """For each viewport its row, column, rows and columns on a grid of 6 by 6."""
        return _CELLS[self]

    @property
    def size(self) -> int:
        """Viewports."""
        return len(self.cells)


_CELLS = {
    Layout.ONE: ((0, 0, 6, 6),),
    Layout.TWO: ((0, 0, 6, 3), (0, 3, 6, 3)),
    Layout.ONE_AND_THREE: ((0, 0, 6, 4), (0, 4, 2, 2), (2, 4, 2, 2), (4, 4, 2, 2)),
    Layout.FOUR: ((0, 0, 3, 3), (0, 3, 3, 3), (3, 0, 3, 3), (3, 3, 3, 3)),
}
