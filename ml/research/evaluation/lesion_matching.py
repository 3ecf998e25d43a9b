"""Compares predicted lesions with the true ones of the masks, series by series.

Both are joined and measured by `ml.core.lesions`, so that a lesion is the same thing in a mask and
in an outline. A true lesion is *found* where a predicted one overlaps it with an intersection over
union of at least `SAME` (as in nnDetection, arXiv 2106.00817, section 3); a predicted one is
*false* where less than that share of it lies in true ones. So a second piece of a lesion that is
found is neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ml.core.lesion_stack import LesionStack
from ml.core.lesions import Lesion, candidates, overlap
from ml.core.types import Region

SAME = 0.1
"""Least overlap of a predicted and a true lesion (nnDetection)."""
CRUMB_MM = 2.0
"""True lesions shorter than this are crumbs of an outline (ours): nobody need find them, and
nothing that touches them is false."""


@dataclass(frozen=True, slots=True)
class OutlinedSeries:
    """One series: what is there, and what was outlined.

    Attributes:
        patient: Whose it is.
        stack: Its slices, with spacing and positions in millimetres.
        predicted: Regions of each slice that has some, by UID.
        masks: Where lesions are, slice by slice as in the stack, on the grid of the regions.

    Shapes:
        masks: `(slices, rows, cols)`.
    """

    patient: str
    stack: LesionStack
    predicted: Mapping[str, Sequence[Region]]
    masks: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A predicted lesion, before any rule.

    Attributes:
        patient: Whose it is.
        series: Number of the series in the order given.
        lesion: As `ml.core.lesions.candidates` gives it.
        false: Whether it lies outside of true lesions.
        ignored: Whether it does, but touches a crumb; then it is neither false nor true.
    """

    patient: str
    series: int
    lesion: Lesion
    false: bool
    ignored: bool


@dataclass(frozen=True, slots=True)
class TrueLesion:
    """A lesion of the masks, and which candidates find it.

    Attributes:
        patient: Whose it is.
        series: Number of the series in the order given.
        diameter_mm: Its longest.
        found_by: Index in the list of candidates and Dice, of each that finds it.
    """

    patient: str
    series: int
    diameter_mm: float
    found_by: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """All series compared.

    Attributes:
        series: Whose each series is, in the order given.
        candidates: All predicted lesions.
        truths: All true lesions but crumbs.
    """

    series: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    truths: tuple[TrueLesion, ...]


def match(outlined: Iterable[OutlinedSeries]) -> Matching:
    """Compare predicted and true lesions.

    Raises:
        ValueError: Spacing or positions of a series are unknown, it has but one position, or its
            masks are not one a slice.
    """
    patients: list[str] = []
    predicted: list[Candidate] = []
    truths: list[TrueLesion] = []
    for number, series in enumerate(outlined):
        stack = series.stack
        if stack.volume_mm3({0: 1.0}) is None:
            raise ValueError("volumes need the millimetres of pixels and at least two positions")
        patients.append(series.patient)
        true = candidates(stack, mask_regions(stack.uids, series.masks))
        drawn = candidates(stack, series.predicted)
        shared = np.array([[_shared(p, t) for t in true] for p in drawn], dtype=np.float64)
        shared = shared.reshape(len(drawn), len(true))
        of_drawn, of_true = (
            np.array([_pixels(x) for x in some], dtype=np.float64) for some in (drawn, true)
        )
        crumb = np.array([t.longest.length < CRUMB_MM for t in true], dtype=bool)
        real = shared[:, ~crumb].sum(axis=1) >= SAME * of_drawn
        on_crumb = shared[:, crumb].sum(axis=1) > 0
        first = len(predicted)
        predicted += [
            Candidate(
                series.patient, number, lesion, not (is_real or excused), not is_real and excused
            )
            for lesion, is_real, excused in zip(
                drawn, real.tolist(), on_crumb.tolist(), strict=True
            )
        ]
        for index in np.flatnonzero(~crumb):
            common = shared[:, index]
            both = of_drawn + of_true[index]
            finds = np.flatnonzero(common >= SAME * (both - common))
            truths.append(
                TrueLesion(
                    series.patient,
                    number,
                    true[index].longest.length,
                    tuple((first + int(i), float(2 * common[i] / both[i])) for i in finds),
                )
            )
    return Matching(tuple(patients), tuple(predicted), tuple(truths))


def mask_regions(uids: Sequence[str], masks: NDArray[np.bool_]) -> dict[str, tuple[Region, ...]]:
    """What hangs together on each slice, over edges or corners, as regions that are sure.

    Raises:
        ValueError: There are other than as many masks as slices.

    Shapes:
        masks: `(slices, rows, cols)`.
    """
    out = {}
    for uid, mask in zip(uids, masks, strict=True):
        labels, count = ndimage.label(mask, structure=np.ones((3, 3)))
        found = []
        for label, place in enumerate(ndimage.find_objects(labels, count), 1):
            own = np.ascontiguousarray(labels[place] == label)
            own.flags.writeable = False
            found.append(Region(place[0].start, place[1].start, own, 1.0, 0.0))
        if found:
            out[uid] = tuple(found)
    return out


def _pixels(lesion: Lesion) -> int:
    return sum(int(region.mask.sum()) for _, region in lesion.outline)


def _shared(first: Lesion, second: Lesion) -> int:
    """Pixels that two lesions have in common."""
    total: Counter[str] = Counter()
    for uid, one in first.outline:
        for other_uid, other in second.outline:
            if uid == other_uid:
                total[uid] += overlap(one, other)
    return total.total()
