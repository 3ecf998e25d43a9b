"""Lesions in words, the same on the desk and in the report."""

from __future__ import annotations

from collections.abc import Sequence

from ml.core.lesions import Lesion
from ml.core.messages import with_commas
from viewer.i18n.translate import counted, mark, tr, translated

NOT_THE_READERS = mark("the machine's outline, not a measurement by the reader")


def size_words(lesion: Lesion) -> str:
    """Longest and perpendicular diameter, in millimetres or, where those are unknown, pixels."""
    sizes = lesion.longest.length, lesion.perpendicular.length
    if lesion.in_mm:
        return tr("{:.0f} × {:.0f} mm").format(*sizes)
    return tr("{:.0f} × {:.0f} pixels (millimetres unknown)").format(*sizes)


def volume_words(lesion: Lesion) -> str:
    """Volume in millilitres; empty where it is unknown."""
    if lesion.volume_mm3 is None:
        return ""
    return tr("{:.3g} ml").format(lesion.volume_mm3 / 1000)


def place_words(lesion: Lesion) -> str:
    """Where in the head, as far as it is known."""
    return translated(lesion.place.words) if lesion.place.words else tr("place unknown")


def lesion_lines(lesion: Lesion) -> tuple[str, str, str]:
    """Number, diameters and volume; side and depth; height and number of slices."""
    first = [tr("Lesion {}").format(lesion.number), size_words(lesion), volume_words(lesion)]
    place = lesion.place
    level = with_commas((place.side, place.depth))
    slices = counted("%n slices", "%n slice", len(lesion.slices))
    return (
        " · ".join(part for part in first if part),
        translated(level) if level else tr("place unknown"),
        " · ".join(part for part in (translated(place.height), slices) if part),
    )


def report_line(lesion: Lesion, uids: Sequence[str]) -> str:
    """One lesion in one line.

    Args:
        lesion: The lesion.
        uids: Of the slices of its series, in display order, for their numbers.
    """
    numbers = [uids.index(uid) + 1 for uid in lesion.slices]
    where = tr("slices {} to {}").format(numbers[0], numbers[-1])
    if len(numbers) == 1:
        where = tr("slice {}").format(numbers[0])
    return " · ".join((lesion_lines(lesion)[0], place_words(lesion), where))
