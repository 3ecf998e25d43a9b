"""Says in words what sets the parts of a file series apart."""

from __future__ import annotations

from collections.abc import Sequence

from ml.core.messages import Message, mark, verbatim, with_commas
from ml.core.release import is_short_number
from ml.imaging.types.frame_record import Labelled

PARTS = {
    "echo time": mark("echo time {}"),
    "inversion time": mark("inversion time {}"),
    "flip angle": mark("flip angle {}"),
    "trigger time": mark("trigger time {}"),
    "acquisition time": mark("acquisition time {}"),
    "content time": mark("content time {}"),
    "acquisition": mark("acquisition {}"),
    "image type": mark("image type {}"),
    "b-value": mark("b-value {}"),
    "stack": mark("stack {}"),
    "time": mark("time {}"),
    "echo": mark("echo {}"),
    "volume": mark("volume {}"),
    "folder": mark("folder {}"),
    "repeat": mark("repeat {}"),
    "version": mark("version {}"),
    "frame of reference": mark("frame of reference {}"),
}
"""What sets parts of a file series apart, by the labels of `Record.split` and `Record.repeat`."""
FRAME = "frame of reference"
MEASURED = ("echo time", "inversion time", "flip angle", "b-value", "echo", "volume", "acquisition")
"""Labels of parts whose values are numbers and say nothing about a person."""


def part_labels(why: Sequence[Labelled]) -> list[Message]:
    """For each part, in words, what differs from the others."""
    values: dict[str, set[str]] = {}
    every = {label for pairs in why for label, _ in pairs}
    for pairs in map(dict, why):
        for label in every:
            values.setdefault(label, set()).add(pairs.get(label, ""))
    return [
        with_commas(_part(label, value) for label, value in pairs if len(values[label]) > 1)
        for pairs in why
    ]


def _part(label: str, value: str) -> Message:
    """Such as `echo time 20`; labels of other dimensions are a file's own words."""
    if label in MEASURED and is_short_number(value):
        return Message(PARTS[label], verbatim(value.strip()))
    return Message(PARTS[label], value) if label in PARTS else Message("{} {}", label, value)
