"""The VOI windows that stand for a whole series.

Scanners write a window for each slice; that of the first, often mere air, shows the head white.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

Windows = tuple[tuple[float, float], ...]

ALIKE = 2.0
"""Widths within this factor of one another show much the same (ours)."""
SHARE = 2 / 3
"""Where fewer slices than this are shown well by one window, none stands for all (ours)."""


def representative(windows: Sequence[Windows]) -> Windows:
    """The windows of a slice that most slices agree with, the nearest to the middle one.

    Args:
        windows: For each slice in order, Window Center and Width (0028,1050), (0028,1051).

    Returns:
        Those of one slice; none where slices disagree or most state none, so that the values of
        the middle slice decide.
    """
    if len(set(windows)) <= 1:
        return windows[0] if windows else ()
    stated = [slice_windows for slice_windows in windows if slice_windows]
    if len(stated) < SHARE * len(windows):
        return ()
    centre = median(first[0] for first, *_ in stated)
    width = median(first[1] for first, *_ in stated)
    agreeing = [
        index
        for index, slice_windows in enumerate(windows)
        if slice_windows and _alike(slice_windows[0], (centre, width))
    ]
    if len(agreeing) < SHARE * len(stated):
        return ()
    middle = (len(windows) - 1) / 2
    return windows[min(agreeing, key=lambda index: (abs(index - middle), index))]


def _alike(window: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two windows are about as wide, and lie less than half a width apart."""
    (centre, width), (other_centre, other_width) = window, other
    return (
        width < ALIKE * other_width
        and other_width < ALIKE * width
        and abs(centre - other_centre) < other_width / 2
    )
