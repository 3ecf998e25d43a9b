"""Draws a test image for monitors, similar to TG18-QC (AAPM on-line report 3).

It is our own image, with the same kinds of fields at sizes that follow the window.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

GROUND = 128
LEVELS = tuple(range(8, 256, 16))
"""Grey levels of the sixteen fields, evenly spaced from near black to near white."""
STEP = 4
"""Difference in grey level between a field and the small squares in it."""
NEAR_BLACK, NEAR_WHITE = 13, 242
"""5 % and 95 % of 255, shown inside black and white."""
FAINT = (128, 130)
"""Grey levels of the low-contrast lines."""
MIN_SIDE = 320
"""Side in pixels below which the fields are too small to be judged (ours)."""
PARTS = 10
"""Fields along a side of the image."""
Picture = npt.NDArray[np.uint8]


def monitor_test_image(rows: int, columns: int) -> Picture:
    """Draw the test image.

    Args:
        rows: In physical screen pixels, at least `MIN_SIDE`.
        columns: Likewise.

    Returns:
        Grey levels, (rows, columns), 0 black to 255 white: a square in the middle with sixteen
        fields, black with 5 %, white with 95 %, two ramps and lines of one and of two pixels; a
        white frame at the very edge.

    Raises:
        ValueError: It is too small.
    """
    side = min(rows, columns)
    if side < MIN_SIDE:
        raise ValueError(f"{side} < {MIN_SIDE}")
    picture = np.full((rows, columns), GROUND, np.uint8)
    cell = side // PARTS
    top, left = (rows - cell * PARTS) // 2, (columns - cell * PARTS) // 2

    def field(row: int, column: int, high: int = 1, wide: int = 1) -> Picture:
        y, x = top + row * cell, left + column * cell
        return picture[y : y + high * cell, x : x + wide * cell]

    for number, level in enumerate(LEVELS):
        row, column = divmod(number, 4)
        # The order alternates from row to row, so that neighbours in grey are neighbours in place.
        _step(field(3 + row, 3 + (3 - column if row % 2 else column)), level)
    _within(field(3, 1, 2, 2), 0, NEAR_BLACK)
    _within(field(3, 7, 2, 2), 255, NEAR_WHITE)
    for row, reversed_ramp in ((1, False), (8, True)):
        ramp = field(row, 2, 1, 6)
        levels = np.linspace(0, 255, ramp.shape[1]).round().astype(np.uint8)
        ramp[:] = levels[::-1] if reversed_ramp else levels
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
    """Draw lines one pixel wide above and two pixels wide below, in both directions."""
    for field in (across, down.T):
        half = field.shape[1] // 2
        line = np.arange(field.shape[0])
        field[:, :half] = np.where(line % 2, light, dark)[:, None]
        field[:, half:] = np.where(line // 2 % 2, light, dark)[:, None]
