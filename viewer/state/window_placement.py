"""Where a window stood among the screens, and where it stands again when they are not the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Area = tuple[int, int, int, int]
"""Left, top, width and height, logical pixels, in the desktop that all screens share."""
TITLE, EDGE = 40, 8
"""Room for what a window manager draws above and below, and on each side, logical pixels (ours)."""
SHARE = 2
"""A second window on the only screen begins on this part of it, at the right."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen.

    Attributes:
        name: As the system calls it; may change with the plug.
        area: Of it, what windows may cover.
    """

    name: str
    area: Area


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a window stood.

    Attributes:
        screen: The screen's name.
        screen_area: What windows might cover of it.
        area: Of the window while it is not maximised: corner of its frame, size of what is in it.
        maximised: Whether it filled its screen.
    """

    screen: str
    screen_area: Area
    area: Area
    maximised: bool = False


def again(stand: Stand, screens: Sequence[Screen]) -> Stand:
    """Where the window stands now: on its screen, or on the primary one if that is gone.

    Args:
        stand: Where it stood.
        screens: Those there are, the primary one first; at least one.

    Returns:
        The same place of the screen, held inside it.
    """
    named = [each for each in screens if each.name == stand.screen]
    same = [each for each in named if each.area == stand.screen_area]
    screen = (*same, *named, *screens)[0]
    left, top, width, height = stand.area
    moved = (
        left + screen.area[0] - stand.screen_area[0],
        top + screen.area[1] - stand.screen_area[1],
        width,
        height,
    )
    return Stand(screen.name, screen.area, inside(moved, screen.area), stand.maximised)


def first(used: str, screens: Sequence[Screen]) -> Stand:
    """Where a window begins that never stood anywhere.

    Args:
        used: Name of the screen on which the main window stands.
        screens: Those there are; at least one.

    Returns:
        The whole of another screen, the nearest on the right if there is one; on the only screen,
        its right half.
    """
    here = next((each for each in screens if each.name == used), screens[0])
    others = [each for each in screens if each is not here]
    if not others:
        left, top, width, height = here.area
        half = (left + width - width // SHARE, top, width // SHARE, height)
        return Stand(here.name, here.area, inside(half, here.area))
    screen = min(
        others, key=lambda each: (each.area[0] < here.area[0], abs(each.area[0] - here.area[0]))
    )
    return Stand(screen.name, screen.area, inside(screen.area, screen.area), maximised=True)


def inside(area: Area, screen: Area) -> Area:
    """The area, no larger than the screen leaves room for, and moved until its frame is on it.

    Args:
        area: Corner of the frame, size of what is in it.
        screen: What windows may cover.
    """
    room = screen[2] - 2 * EDGE, screen[3] - TITLE
    width, height = min(area[2], room[0]), min(area[3], room[1])
    left = min(max(area[0], screen[0]), screen[0] + room[0] - width)
    top = min(max(area[1], screen[1]), screen[1] + room[1] - height)
    return left, top, width, height
