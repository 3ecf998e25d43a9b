"""Orders a stack along its normal, and measures its spacing.

Order: by position along the slice normal, in the direction in which Instance Number
(0020,0013) rises; without positions by Instance Number. Never by file name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.core.messages import Message, mark, message
from ml.imaging.sorting.repeated_positions import PLACE_MM
from ml.imaging.types.frame_record import Record
from ml.imaging.types.orientation import Cosines, normal, plane

GAP = 0.05
"""Slice distances that differ by more than this share of their median are irregular (ours)."""
TILT_DEGREES = 0.5
"""Stacks that lean by more than this are told to be sheared (ours; positions are rounded)."""
NO_POSITIONS = mark("slice positions are missing; ordered by {}")
ENDS = {
    "axial": (mark("feet"), mark("head")),
    "coronal": (mark("front"), mark("back")),
    "sagittal": (mark("right"), mark("left")),
    "oblique": (mark("one end"), mark("the other")),
}


@dataclass(frozen=True, slots=True)
class Ordered:
    """A stack in order.

    Attributes:
        records: First to last.
        spacing_mm: Median distance of neighbouring places; `None` where unknown.
        doubts: In words.
    """

    records: tuple[Record, ...]
    spacing_mm: float | None
    doubts: tuple[Message, ...]


def ordered(stack: Sequence[Record], whole: Sequence[Record] = ()) -> Ordered:
    """Put the frames of one stack in order.

    Args:
        stack: The frames.
        whole: All frames of the stack where it is one of several repeats: these run in one
            direction, which is that in which the instance numbers of all of them rise.
    """
    by_number = sorted(stack, key=_number)
    if len(stack) == 1:
        return Ordered(tuple(by_number), None, ())
    orientation = stack[0].orientation
    numbered = len({r.order for r in stack}) == len(stack) and all(
        r.order is not None for r in stack
    )
    doubts = []
    positions = [r.position for r in by_number if r.position is not None]
    if orientation is None or len(positions) < len(stack):
        criterion = (
            message("instance number")
            if numbered
            else message("UID, since instance numbers are missing or equal")
        )
        return Ordered(
            tuple(by_number),
            None,
            (Message(NO_POSITIONS, criterion),),
        )
    points = np.array(positions)
    along = points @ np.array(normal(orientation))
    rising = _direction(whole, orientation) if len(whole) > len(stack) else None
    if rising is None and len({r.order for r in stack}) > 1:
        rising = _rises(along)
    if rising is None:
        rising = bool(normal(orientation)[int(np.abs(normal(orientation)).argmax())] > 0)
        first, last = ENDS[plane(orientation)]
        doubts.append(
            message(
                "instance numbers are missing or equal; ordered by position from {} to {}",
                Message(first),
                Message(last),
            )
        )
    order = np.lexsort((np.arange(len(along)), along if rising else -along))
    spacing, more = _distances(np.abs(np.diff(along[order])))
    doubts += more
    doubts += _sideways(points[order], along[order], np.array(normal(orientation)))
    return Ordered(tuple(by_number[i] for i in order), spacing, tuple(doubts))


def _number(record: Record) -> tuple[int, str, int]:
    return (record.order if record.order is not None else 0, record.uid, record.frame)


def _direction(whole: Sequence[Record], orientation: Cosines) -> bool | None:
    """Whether positions rise with the instance numbers of all repeats together."""
    if len({r.order for r in whole}) < 2:
        return None
    positions = [r.position for r in sorted(whole, key=_number) if r.position is not None]
    return _rises(np.array(positions) @ np.array(normal(orientation)))


def _rises(along: NDArray[np.float64]) -> bool | None:
    """Whether positions rise with instance numbers; `None` if neither rises with the other."""
    if np.ptp(along) <= PLACE_MM:
        return True
    number = np.arange(len(along)) - (len(along) - 1) / 2
    slope = float(number @ (along - along.mean())) / float(number @ number)
    return None if abs(slope) < 1e-9 else bool(slope > 0)


def _distances(steps: NDArray[np.float64]) -> tuple[float | None, list[Message]]:
    doubts = []
    same = steps <= PLACE_MM
    if same.any():
        doubts.append(message("{} slices share a position with another", int(same.sum())))
    real = steps[~same]
    if not real.size:
        return None, doubts
    spacing = _median(real)
    odd = real[np.abs(real - spacing) > GAP * spacing]
    if odd.size:
        doubts.append(_gap(odd, real, float(real.min())))
    return spacing, doubts


def _median(numbers: NDArray[np.float64]) -> float:
    """As numpy's, which imports masked arrays the first time: 15 ms before the first image."""
    rising = np.sort(numbers)
    return float(rising[(len(rising) - 1) // 2] + rising[len(rising) // 2]) / 2


def _gap(odd: NDArray[np.float64], real: NDArray[np.float64], least: float) -> Message:
    """A few steps of a whole number of slices are gaps; anything else is irregular."""
    count = np.rint(real / least)
    reach = float(real.min()), float(real.max())
    multiples = np.abs(real / least - count).max() < GAP * 2
    few = odd.size <= max(1, real.size // 4)
    if multiples and few and count.max() > 1:
        missing = int((count - 1).sum())
        if missing == 1:
            return message(
                "irregular slice spacing: {:.2f} to {:.2f} mm; {} slice seems to be missing",
                *reach,
                missing,
            )
        return message(
            "irregular slice spacing: {:.2f} to {:.2f} mm; {} slices seem to be missing",
            *reach,
            missing,
        )
    return message("irregular slice spacing: {:.2f} to {:.2f} mm; some may be missing", *reach)


def _sideways(
    points: NDArray[np.float64], along: NDArray[np.float64], axis: NDArray[np.float64]
) -> list[Message]:
    """Gantry tilt, where the stack leans evenly; else slices that are shifted sideways."""
    in_plane = points - along[:, None] * axis
    drift = in_plane[-1] - in_plane[0]
    length = abs(float(along[-1] - along[0]))
    if length <= PLACE_MM:
        return []
    share = (along - along[0]) / (along[-1] - along[0])
    straight = in_plane[0] + share[:, None] * drift
    if np.abs(in_plane - straight).max() > 1:
        return [
            message("slices are shifted sideways relative to each other by more than a millimetre")
        ]
    tilt = float(np.degrees(np.arctan2(np.linalg.norm(drift), length)))
    if tilt > TILT_DEGREES:
        return [
            message(
                "the stack is tilted by {:.1f} degrees relative to its slices (gantry tilt); "
                "reformats correct for it",
                tilt,
            )
        ]
    return []
