"""Splits stacks that show a position more than once, by what tells the repeats apart.

A stack shows each position once. Where a file series shows a position several times, its images
differ in something: echo, time, direction or component. Attributes are tried in turn, the most
specific first; one is taken if it leaves fewer repeats and does not split the stack into more
parts than there are repeats (a few more where frames are missing).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ml.core.messages import message
from ml.imaging.types.frame_record import Labelled, Record
from ml.imaging.types.orientation import normal

PLACE_MM = 0.01
"""Frames nearer to one another than this along the normal are at one place (ours)."""
STACK, TIME, REPEAT = "stack", "time", "repeat"
"""Labels of Stack ID (0020,9056), of temporal position, and of repeats that no header numbers."""
CLOCKS = ("acquisition time", "content time")
"""Labels whose values say when a frame was made, DICOM's TM: hours, minutes, seconds."""

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


def stacks(records: list[Record]) -> list[Part]:
    """Split frames of one direction by Stack ID (0020,9056), where stacks lie apart.

    Stacks whose ranges along the normal cross each other are no regions of their own: some writers
    give each slice a Stack ID, or every second one.
    """
    if not any(label == STACK for record in records for label, _ in record.split):
        return [((), records)]
    values = _values(records, STACK)
    numbers = places(records) if len(values) > 1 else None
    if numbers is None or min(map(len, values.values())) < 2:
        return [((), records)]
    place_of = dict(zip(map(id, records), numbers, strict=True))
    reach = sorted(
        (min(reached), max(reached))
        for members in values.values()
        for reached in [[place_of[id(record)] for record in members]]
    )
    if any(last >= first for (_, last), (first, _) in pairwise(reach)):
        return [((), records)]
    return [(((STACK, value),), members) for value, members in values.items()]


def apart(stack: list[Record]) -> list[Part]:
    """Split a stack until no place occurs twice, as far as the headers allow.

    What is meant to tell volumes apart (`Record.split`) does so only where places repeat: some
    writers give each slice an echo number or a time of its own.

    Returns:
        Parts with what sets each apart; one part where nothing had to be done, or nothing helps,
        or where all frames are at one place: such a series is looked at as a film.
    """
    numbers = places(stack)
    if numbers is None or max(numbers) == 0:
        return _unplaced(stack, film=numbers is not None)
    times = max(Counter(numbers).values())
    if times == 1:
        return [((), stack)]
    meant = {label for record in stack for label, _ in record.split}
    for label in _labels(stack):
        values = _values(stack, label)
        few = len(values) <= times or (
            label in meant and 2 * len(stack) >= len(values) * (max(numbers) + 1)
        )
        if len(values) > 1 and few and max(map(most_repeated, values.values())) < times:
            return [
                (((label, value), *more), part)
                for value, members in values.items()
                for more, part in apart(members)
            ]
    return _by_folder(stack, times) or _by_time(stack, times) or _in_turn(stack, times)


def _unplaced(stack: list[Record], *, film: bool) -> list[Part]:
    """Where places tell nothing, what is meant to tell volumes apart does, but never tears all."""
    for label in dict.fromkeys(label for record in stack for label, _ in record.split):
        values = _values(stack, label)
        if len(values) < 2 or min(map(len, values.values())) < 2 or (film and label == TIME):
            continue
        return [
            (((label, value), *more), part)
            for value, members in values.items()
            for more, part in _unplaced(members, film=film)
        ]
    return [((), stack)]


def _values(stack: Sequence[Record], label: str) -> dict[str, list[Record]]:
    """The frames by what they say under a label; what says nothing is together."""
    values: dict[str, list[Record]] = {}
    for record in stack:
        said = dict((*record.repeat, *record.split))
        values.setdefault(said.get(label, ""), []).append(record)
    return values


def _labels(stack: Sequence[Record]) -> list[str]:
    """Every label that occurs, in the order in which the records name them."""
    labels: dict[str, None] = {}
    for record in stack:
        labels.update(dict.fromkeys(label for label, _ in (*record.split, *record.repeat)))
    return list(labels)


def _by_time(stack: list[Record], times: int) -> list[Part]:
    """Whole repeats, told apart by when each frame was made, which is never the same at a place.

    Scanners that make one volume after another are followed from volume to volume, so that one may
    lack slices; others make each place several times before they go on.
    """
    numbers = places(stack) or []
    for label in CLOCKS:
        clock = [_seconds(dict(record.repeat).get(label, "")) for record in stack]
        at = [(when, place) for when, place in zip(clock, numbers, strict=True) if when is not None]
        if len(at) < len(stack) or len(set(at)) < len(at):
            continue
        in_time = sorted(range(len(stack)), key=lambda i: (clock[i] or 0.0, numbers[i]))
        turns = _volume_after_volume(in_time, numbers)
        if max(turns) != times:
            if set(Counter(numbers).values()) != {times}:
                continue
            turns = _place_after_place(in_time, numbers)
        parts: dict[int, list[Record]] = {}
        for index, turn in zip(in_time, turns, strict=True):
            parts.setdefault(turn, []).append(stack[index])
        return [(((REPEAT, message("{} of {}", n, times)),), part) for n, part in parts.items()]
    return []


def _volume_after_volume(in_time: Sequence[int], numbers: Sequence[int]) -> list[int]:
    """Turn of each frame: a new one begins with a place that the last one has."""
    turns: list[int] = []
    turn, seen = 1, set[int]()
    for index in in_time:
        if numbers[index] in seen:
            turn, seen = turn + 1, set()
        seen.add(numbers[index])
        turns.append(turn)
    return turns


def _place_after_place(in_time: Sequence[int], numbers: Sequence[int]) -> list[int]:
    """Turn of each frame: how often its place was seen."""
    seen: Counter[int] = Counter()
    turns: list[int] = []
    for index in in_time:
        seen[numbers[index]] += 1
        turns.append(seen[numbers[index]])
    return turns


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


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
        (((REPEAT, message("{} of {}", number, times)),), part) for number, part in parts.items()
    ]
