"""Places a window where it was, or nearby if the screens have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Area = tuple[int, int, int, int]
"""Left, top, width and height, logical pixels, in the desktop that all screens share."""
TITLE, EDGE = 40, 8
"""Room for the title bar, and for the frame on each side, in logical pixels (ours)."""
HALF = 2
"""Divides the only screen, whose right part the second window takes at first."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen.

    Attributes:
        name: The system's name for it; may change with the connector.
        area: The part that windows may cover.
    """

    name: str
    area: Area


@dataclass(frozen=True, slots=True)
class WindowPlacement:
    """Where a window is.

    Attributes:
        screen: Name of its screen.
        screen_area: The part of the screen that windows may cover.
        area: Of the window when not maximised: corner of its frame, size of its contents.
        maximised: Whether it fills its screen.
    """

    screen: str
    screen_area: Area
    area: Area
    maximised: bool = False


def restored_placement(placement: WindowPlacement, screens: Sequence[Screen]) -> WindowPlacement:
    """Place a window again: on its screen, or on the primary one if that is gone.

    Args:
        placement: Where it was.
        screens: The present screens, the primary one first; at least one.

    Returns:
        The same position relative to the screen, moved and shrunk to fit it.
    """
    named = [screen for screen in screens if screen.name == placement.screen]
    same = [screen for screen in named if screen.area == placement.screen_area]
    screen = (*same, *named, *screens)[0]
    left, top, width, height = placement.area
    moved = (
        left + screen.area[0] - placement.screen_area[0],
        top + screen.area[1] - placement.screen_area[1],
        width,
        height,
    )
    return WindowPlacement(
        screen.name, screen.area, fitted(moved, screen.area), placement.maximised
    )


def initial_placement(used: str, screens: Sequence[Screen]) -> WindowPlacement:
    """Place a second window for the first time.

    Args:
        used: Name of the screen with the main window.
        screens: The present screens; at least one.

    Returns:
        The whole of another screen, preferably the nearest on the right; on the only screen, its
        right half.
    """
    main = next((screen for screen in screens if screen.name == used), screens[0])
    others = [screen for screen in screens if screen is not main]
    if not others:
        left, top, width, height = main.area
        half = (left + width - width // HALF, top, width // HALF, height)
        return WindowPlacement(main.name, main.area, fitted(half, main.area))
    screen = min(
        others,
        key=lambda screen: (screen.area[0] < main.area[0], abs(screen.area[0] - main.area[0])),
    )
    return WindowPlacement(
        screen.name, screen.area, fitted(screen.area, screen.area), maximised=True
    )


def fitted(area: Area, screen: Area) -> Area:
    """Shrink and move an area until the whole window is on the screen.

    Args:
        area: Corner of the frame, size of the contents.
        screen: The part of the screen that windows may cover.
    """
    room = screen[2] - 2 * EDGE, screen[3] - TITLE
    width, height = min(area[2], room[0]), min(area[3], room[1])
    left = min(max(area[0], screen[0]), screen[0] + room[0] - width)
    top = min(max(area[1], screen[1]), screen[1] + room[1] - height)
    return left, top, width, height
