"""Records become series: one orientation, one stack, in order; every doubt in words.

Order: by position along the slice normal, in the direction in which Instance Number
(0020,0013) rises; without positions by Instance Number, then by file name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from ml.imaging.dicom_header import Record
from ml.imaging.orientation import normal
from ml.imaging.series import Series, SliceRef

COSINE_DECIMALS = 2
"""Cosines that agree to this many decimals are one orientation (scanners round differently)."""
GAP = 0.05
"""Slice distances that differ by more than this share of their median are irregular (ours)."""
CONTRAST_WORDS = {
    "post",
    "contrast",
    "gd",
    "gad",
    "gado",
    "gadolinium",
    "t1c",
    "t1ce",
    "+c",
    "ce",
    "km",
}
OTHER_SEQUENCES = ("t2", "flair", "dwi", "adc", "diff", "tracew", "swi", "bold", "asl", "tof")


def group(found: Iterable[Record]) -> tuple[Series, ...]:
    """Sort records into series, in order of study and series number."""
    stacks: dict[tuple[object, ...], list[Record]] = {}
    for record in found:
        cosines = record.orientation and tuple(
            round(v, COSINE_DECIMALS) + 0.0 for v in record.orientation
        )
        key: tuple[object, ...] = (
            record.series_uid,
            record.rows,
            record.columns,
            cosines,
            record.split,
        )
        stacks.setdefault(key, []).append(record)
    parts: dict[str, int] = {}
    made = []
    for key, stack in stacks.items():
        series_uid = str(key[0])
        parts[series_uid] = parts.get(series_uid, 0) + 1
        suffix = f"/{parts[series_uid]}" if parts[series_uid] > 1 else ""
        made.append(_series(stack, suffix))
    return tuple(sorted(made, key=lambda s: (s.study_uid, s.number or 0, s.uid)))


def _series(stack: Sequence[Record], suffix: str) -> Series:
    ordered, spacing, doubts = _order(list(stack))
    first = ordered[0]
    if first.spacing_mm is None:
        doubts.append("pixel spacing is not stated; shown as square, distances are not valid")
    if "Lossy compression" in first.details and first.details["Lossy compression"] == "01":
        doubts.append("lossy compression")
    refusal = _refusal(first)
    text = f"{first.description} {first.study_description}".lower()
    words = set(re.split(r"[^a-z0-9+]+", text))
    if not refusal and "Contrast" not in first.details and not words & CONTRAST_WORDS:
        doubts.append("no sign of contrast agent in the header; the networks expect T1 with it")
    return Series(
        uid=first.series_uid + suffix,
        study_uid=first.study_uid,
        description=first.description or first.path.parent.name,
        modality=first.modality,
        slices=tuple(
            SliceRef(r.uid, r.path, r.frame, r.position, r.instance_number) for r in ordered
        ),
        rows=first.rows,
        columns=first.columns,
        spacing_mm=first.spacing_mm or (1.0, 1.0),
        slice_spacing_mm=spacing,
        orientation=first.orientation,
        windows=first.windows,
        warnings=tuple(doubts),
        refusal=refusal,
        study_description=first.study_description,
        number=first.number,
        date=first.date,
        patient=first.patient,
        details=first.details,
    )


def _order(stack: list[Record]) -> tuple[list[Record], float | None, list[str]]:
    by_number = sorted(stack, key=lambda r: (r.instance_number or 0, str(r.path), r.frame))
    if len(stack) == 1:
        return by_number, None, []
    orientation = stack[0].orientation
    if orientation is None or any(r.position is None for r in stack):
        return by_number, None, ["slice positions are missing; ordered by instance number"]
    axis = np.array(normal(orientation))
    place = np.array([np.dot(axis, r.position or (0, 0, 0)) for r in by_number])
    rising = np.polyfit(np.arange(len(place)), place, 1)[0] >= 0
    order = np.argsort(place if rising else -place, kind="stable")
    steps = np.abs(np.diff(place[order]))
    doubts = []
    if (steps < 1e-3).any():
        doubts.append(f"{int((steps < 1e-3).sum())} slices share a position with another")
    real = steps[steps >= 1e-3]
    spacing = float(np.median(real)) if real.size else None
    if spacing and (np.abs(real - spacing) > GAP * spacing).any():
        doubts.append(
            f"irregular slice spacing: {real.min():.2f} to {real.max():.2f} mm; some may be missing"
        )
    return [by_number[i] for i in order], spacing, doubts


def _refusal(record: Record) -> str:
    if record.modality != "MR":
        return f"{record.modality}: the networks read contrast-enhanced T1 MR only"
    if "MOSAIC" in record.image_type:
        return "a mosaic of many slices in one image"
    if record.colour:
        return "a colour image: the networks read grey values"
    if "LOCALIZER" in record.image_type:
        return "a localiser"
    if "ADC" in record.image_type or "DIFFUSION" in record.image_type:
        return "a diffusion series: the networks read contrast-enhanced T1"
    words = record.description.lower().replace("_", " ").replace("-", " ").split()
    other = [w for w in words if any(w.startswith(o) for o in OTHER_SEQUENCES)]
    if other and not any(w.startswith("t1") for w in words):
        return f"by its description {other[0].upper()}: the networks read contrast-enhanced T1"
    return ""
