"""Splits stacks that show a position more than once, by what tells the repeats apart.

A stack shows each position once. Where a file series shows a position several times, its images
differ in something: echo, time, direction or component. Attributes are tried in turn, the most
specific first; one is taken if it leaves fewer repeats and does not split the stack into more
parts than there are repeats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ml.core.messages import message
from ml.imaging.types.frame_record import Labelled, Record
from ml.imaging.types.orientation import normal

PLACE_MM = 0.01
"""Frames nearer to one another than this along the normal are at one place (ours)."""

Part = tuple[Labelled, list[Record]]
"""Why these frames belong together, and the frames."""


def places(stack: Sequence[Record]) -> list[int] | None:
    """Number of the place of each frame along the normal; `None` where positions are missing."""
    cosines = stack[0].orientation
    if cosines is None or any(r.position is None for r in stack):
        return None
    along = np.array([r.position for r in stack]) @ np.array(normal(cosines))
    order = np.argsort(along, kind="stable")
    numbers = np.empty(len(stack), dtype=int)
    numbers[order] = np.concatenate([[0], np.cumsum(np.diff(along[order]) > PLACE_MM)])
    return [int(n) for n in numbers]


def most_repeated(stack: Sequence[Record]) -> int:
    """How often the most frequent place occurs; 1 where positions are missing."""
    numbers = places(stack)
    return max(Counter(numbers).values()) if numbers else 1


def apart(stack: list[Record]) -> list[Part]:
    """Split a stack until no place occurs twice, as far as the headers allow.

    Returns:
        Parts with what sets each apart; one part where nothing had to be done, or nothing helps,
        or where all frames are at one place: such a series is looked at as a film.
    """
    numbers = places(stack)
    times = most_repeated(stack)
    if times == 1 or (numbers and max(numbers) == 0):
        return [((), stack)]
    for label in _labels(stack):
        values: dict[str, list[Record]] = {}
        for record in stack:
            values.setdefault(dict(record.repeat).get(label, ""), []).append(record)
        fits = 1 < len(values) <= times and max(map(most_repeated, values.values())) < times
        if fits:
            return [
                (((label, value), *more), part)
                for value, members in values.items()
                for more, part in apart(members)
            ]
    return _by_folder(stack, times) or _in_turn(stack, times)


def _labels(stack: Sequence[Record]) -> list[str]:
    """Every label that occurs, in the order in which the records name them."""
    labels: dict[str, None] = {}
    for record in stack:
        labels.update(dict.fromkeys(label for label, _ in record.repeat))
    return list(labels)


def _by_folder(stack: Sequence[Record], times: int) -> list[Part]:
    """One part per folder, where each shows a place once; names of folders are not told."""
    folders: dict[str, list[Record]] = {}
    for record in stack:
        folders.setdefault(str(record.path.parent), []).append(record)
    if len(folders) != times or max(map(most_repeated, folders.values())) > 1:
        return []
    return [
        ((("folder", message("{} of {}", number, times)),), folders[name])
        for number, name in enumerate(sorted(folders), 1)
    ]


def _in_turn(stack: list[Record], times: int) -> list[Part]:
    """The last resort: whole repeats, told apart by the order of their instance numbers."""
    place_numbers = places(stack)
    numbers = [r.order for r in stack]
    complete = place_numbers is not None and set(Counter(place_numbers).values()) == {times}
    if not complete or place_numbers is None or len(set(numbers)) < len(stack) or None in numbers:
        return [((), stack)]
    doubt = message(
        "each position occurs {} times and no attribute says why; read as {} repeats in "
        "order of instance number",
        times,
        times,
    )
    turn: Counter[int] = Counter()
    parts: dict[int, list[Record]] = {}
    for index in sorted(range(len(stack)), key=lambda i: numbers[i] or 0):
        turn[place_numbers[index]] += 1
        record = replace(stack[index], doubts=(*stack[index].doubts, doubt))
        parts.setdefault(turn[place_numbers[index]], []).append(record)
    return [
        ((("repeat", message("{} of {}", number, times)),), part) for number, part in parts.items()
    ]
