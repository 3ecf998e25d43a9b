"""A picture to look at a monitor with, drawn in the manner of TG18-QC (AAPM on-line report 3).

It is ours, not the report's: the same kinds of fields, at sizes that follow the window.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

GROUND = 128
LEVELS = tuple(range(8, 256, 16))
"""Grey of the sixteen fields, evenly from near black to near white."""
STEP = 4
"""By how much the small squares in a field differ from it."""
NEAR_BLACK, NEAR_WHITE = 13, 242
"""5 % and 95 % of 255, in black and in white."""
FAINT = (128, 130)
"""Of the lines with little contrast."""
LEAST = 320
"""Pixels a side below which fields are too small to be looked at (ours)."""
PARTS = 10
"""Fields of the picture's side."""
Picture = npt.NDArray[np.uint8]


def monitor_picture(rows: int, columns: int) -> Picture:
    """Draw the picture.

    Args:
        rows: Of the screen's own pixels, at least `LEAST`.
        columns: Likewise.

    Returns:
        Grey levels, (rows, columns), 0 black to 255 white: a square in the middle with sixteen
        fields, black with 5 %, white with 95 %, two ramps and lines of one and of two pixels; a
        white frame at the very edge.

    Raises:
        ValueError: It is too small.
    """
    side = min(rows, columns)
    if side < LEAST:
        raise ValueError(f"{side} < {LEAST}")
    picture = np.full((rows, columns), GROUND, np.uint8)
    cell = side // PARTS
    top, left = (rows - cell * PARTS) // 2, (columns - cell * PARTS) // 2

    def field(row: int, column: int, high: int = 1, wide: int = 1) -> Picture:
        y, x = top + row * cell, left + column * cell
        return picture[y : y + high * cell, x : x + wide * cell]

    for number, level in enumerate(LEVELS):
        row, place = divmod(number, 4)
        # back and forth, so that neighbours in grey are neighbours in place
        _step(field(3 + row, 3 + (3 - place if row % 2 else place)), level)
    _within(field(3, 1, 2, 2), 0, NEAR_BLACK)
    _within(field(3, 7, 2, 2), 255, NEAR_WHITE)
    for row, turned in ((1, False), (8, True)):
        ramp = field(row, 2, 1, 6)
        greys = np.linspace(0, 255, ramp.shape[1]).round().astype(np.uint8)
        ramp[:] = greys[::-1] if turned else greys
    for row, column in ((0, 0), (0, 8), (9, 0), (9, 8), (5, 1), (5, 7)):
        _lines(field(row, column), field(row, column + 1), 0, 255)
    for row, column in ((6, 1), (6, 7)):
        _lines(field(row, column), field(row, column + 1), *FAINT)
    picture[[0, -1], :] = picture[:, [0, -1]] = 255
    return picture


def _step(field: Picture, level: int) -> None:
    field[:] = level
    side = max(field.shape[0] // 5, 4)
    edge = side // 2
    for rows, columns, by in (
        (slice(edge, edge + side), slice(edge, edge + side), STEP),
        (slice(-edge - side, -edge), slice(-edge - side, -edge), STEP),
        (slice(edge, edge + side), slice(-edge - side, -edge), -STEP),
        (slice(-edge - side, -edge), slice(edge, edge + side), -STEP),
    ):
        field[rows, columns] = level + by


def _within(field: Picture, outer: int, inner: int) -> None:
    field[:] = outer
    third = field.shape[0] // 3
    field[third:-third, third:-third] = inner


def _lines(across: Picture, down: Picture, dark: int, light: int) -> None:
    """Lines of one pixel above and of two below, across in one field and down in the other."""
    for field in (across, down.T):
        half = field.shape[1] // 2
        every = np.arange(field.shape[0])
        field[:, :half] = np.where(every % 2, light, dark)[:, None]
        field[:, half:] = np.where(every // 2 % 2, light, dark)[:, None]
