"""The order in which slices are decoded: those near the one on screen, then those ahead of it."""

from __future__ import annotations

NEIGHBOURS = 2
"""Slices on either side that come before all others (ours; as cornerstone3D)."""
AHEAD = 100
"""Slices in the direction of travel that come next (ours; as cornerstone3D)."""


def outward(count: int, index: int) -> list[int]:
    """Indices of a stack, nearest to `index` first."""
    return sorted(range(count), key=lambda candidate: (abs(candidate - index), candidate < index))


def ahead(count: int, index: int, travel: int) -> list[int]:
    """Indices of a stack in the order in which a reader will need them.

    Args:
        count: Slices in the stack.
        index: The slice on screen.
        travel: Above 0 where the reader scrolls towards the end, below 0 towards the beginning,
            0 where they do not scroll.

    Returns:
        Every index once: the slice on screen and its neighbours, then the slices towards which the
        reader scrolls, then the rest, nearest first.
    """
    if not travel:
        return outward(count, index)
    sign = 1 if travel > 0 else -1
    near = [index]
    for distance in range(1, NEIGHBOURS + 1):
        near += [index + sign * distance, index - sign * distance]
    coming = [index + sign * distance for distance in range(1, AHEAD + 1)]
    first = dict.fromkeys(i for i in (*near, *coming) if 0 <= i < count)
    return list(dict.fromkeys((*first, *outward(count, index))))
