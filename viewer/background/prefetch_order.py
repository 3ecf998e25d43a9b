"""In which order slices are decoded: what is looked at, and where the reader is going."""

from __future__ import annotations

NEIGHBOURS = 2
"""Slices on either side that come before all others (ours; as cornerstone3D)."""
AHEAD = 100
"""Slices in the direction of travel that come next (ours; as cornerstone3D)."""


def outward(count: int, index: int) -> list[int]:
    """Indices of a stack, nearest to `index` first."""
    return sorted(range(count), key=lambda other: (abs(other - index), other < index))


def ahead(count: int, index: int, travel: int) -> list[int]:
    """Indices of a stack in the order in which a reader will want them.

    Args:
        count: Slices in the stack.
        index: The slice on screen.
        travel: Above 0 where the reader moves towards the end, below 0 towards the beginning,
            0 where they stand.

    Returns:
        Every index once: the slice on screen with its neighbours, then those towards which the
        reader moves, then the rest, nearest first.
    """
    if not travel:
        return outward(count, index)
    sign = 1 if travel > 0 else -1
    near = [index]
    for distance in range(1, NEIGHBOURS + 1):
        near += [index + sign * distance, index - sign * distance]
    going = [index + sign * distance for distance in range(1, AHEAD + 1)]
    wanted = dict.fromkeys(i for i in (*near, *going) if 0 <= i < count)
    return list(dict.fromkeys((*wanted, *outward(count, index))))
