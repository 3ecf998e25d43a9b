"""Lesions as values that JSON can hold, for results.json and the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ml.core.diameters import Diameter
from ml.core.lesions import Lesion


def lesion_records(lesions: Sequence[Lesion], named: Callable[[str], str]) -> list[dict[str, Any]]:
    """What is recorded of each lesion: the machine's outline, no measurement by the reader.

    Args:
        lesions: Of one series.
        named: What the UID of a slice is called in the record.

    Returns:
        One object a lesion, the largest first. Lengths are `longest_mm` and `perpendicular_mm`, or
        `longest_px` and `perpendicular_px` where millimetres are unknown; the others are null.
        Points are rows and columns of the slice; (0, 0) is the outer corner of its first pixel.
    """
    return [_record(lesion, named) for lesion in lesions]


def _record(lesion: Lesion, named: Callable[[str], str]) -> dict[str, Any]:
    lengths: dict[str, float | None] = {}
    for unit, known in (("mm", lesion.in_mm), ("px", not lesion.in_mm)):
        for name, line in (("longest", lesion.longest), ("perpendicular", lesion.perpendicular)):
            lengths[f"{name}_{unit}"] = round(line.length, 2) if known else None
    return {
        "number": lesion.number,
        "slices": [named(uid) for uid in lesion.slices],
        "centre": {"slice": named(lesion.centre_slice), "point": _point(lesion.centre)},
        "side": str(lesion.place.side),
        "depth": str(lesion.place.depth),
        "height": str(lesion.place.height),
        **lengths,
        "diameters": {
            "slice": named(lesion.diameter_slice),
            "longest": _ends(lesion.longest),
            "perpendicular": _ends(lesion.perpendicular),
        },
        "volume_mm3": None if lesion.volume_mm3 is None else round(lesion.volume_mm3, 1),
        "enhancing": round(lesion.enhancing, 4),
        "peak": round(lesion.peak, 4),
        "mean": round(lesion.mean, 4),
        "source_log_odds": None if lesion.source is None else round(lesion.source, 4),
        "probability": None if lesion.probability is None else round(lesion.probability, 4),
    }


def _ends(line: Diameter) -> list[list[float]]:
    return [_point(line.start), _point(line.end)]


def _point(point: tuple[float, float]) -> list[float]:
    return [round(point[0], 2), round(point[1], 2)]
