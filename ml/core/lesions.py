"""Joins what is outlined on neighbouring slices of one series to lesions; numpy only.

Two regions belong to one lesion where they overlap on neighbouring slices, or on slices with one
between them that was missed. Lesions that touch each other are one, as in the masks that networks
are judged by. Points on a slice are rows and columns; (0, 0) is the outer corner of the first
pixel, as in `viewer.geometry`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product

import numpy as np

from ml.core.diameters import Diameter, diameters
from ml.core.lesion_place import HeadBox, HeadSquare, Place, head_square
from ml.core.lesion_stack import LesionStack
from ml.core.types import LesionRule, ModelInfo, Region, Verdict

FEWEST_SLICES, SURE_PEAK = 2, 0.5
"""What counts as a lesion where no rule was fitted (ours): what is outlined on at least two slices,
or reaches this probability on one."""


@dataclass(frozen=True, slots=True)
class Lesion:
    """What the machine outlined on neighbouring slices; no measurement by the reader.

    Attributes:
        number: From 1, the largest first.
        slices: UIDs of the slices on which it is outlined, in the order of the series.
        centre_slice: UID of the slice of these that is nearest to its centre of mass.
        centre: Row and column of the centre of what is outlined there.
        place: Where in the head, as far as it is known.
        diameter_slice: UID of the slice on which it is longest.
        longest: Its longest diameter on any slice.
        perpendicular: The longest diameter there that is perpendicular to it.
        in_mm: Whether diameters are in millimetres; else in pixels, since the files state none.
        volume_mm3: Areas times half the distances to the slices before and after; `None` unknown.
        enhancing: Share of its area that is brighter than what surrounds it, in [0, 1].
        peak: Highest probability inside it, in [0, 1].
        mean: Peak probability of a slice, averaged over its area, in [0, 1].
        source: What the source network said of it, log-odds of a secondary averaged over the area
            of which it said something; `None` where it said nothing.
        probability: That it is a lesion, by the fitted rule; `None` without one.
        outline: UID of the slice and region, of all that it is made of.
    """

    number: int
    slices: tuple[str, ...]
    centre_slice: str
    centre: tuple[float, float]
    place: Place
    diameter_slice: str
    longest: Diameter
    perpendicular: Diameter
    in_mm: bool
    volume_mm3: float | None
    enhancing: float
    peak: float
    mean: float
    source: float | None
    probability: float | None
    outline: tuple[tuple[str, Region], ...] = field(repr=False, compare=False)


def lesion_rule(models: Sequence[ModelInfo]) -> LesionRule | None:
    """Return what tells lesions from false components, where the presence bundle says it."""
    return next((m.lesions for m in models if m.task == "presence"), None)


def lesions_of(
    verdicts: Sequence[Verdict], stack: LesionStack, models: Sequence[ModelInfo]
) -> tuple[Lesion, ...]:
    """The lesions of one series.

    Args:
        verdicts: Of its slices read so far, in any order.
        stack: Of all its slices.
        models: The networks that read them.
    """
    regions = {v.uid: v.regions for v in verdicts if v.regions}
    if not regions:
        return ()
    heads = {v.uid: v.head for v in verdicts if v.head is not None}
    return find_lesions(stack, regions, heads, lesion_rule(models))


def find_lesions(
    stack: LesionStack,
    regions: Mapping[str, Sequence[Region]],
    heads: Mapping[str, HeadSquare] | None = None,
    rule: LesionRule | None = None,
) -> tuple[Lesion, ...]:
    """Join regions to lesions and drop those that are none.

    Args:
        stack: The slices of the series.
        regions: Of each slice that has some, by UID; slices that the stack lacks are passed over.
        heads: Square around the head, of each slice that shows one.
        rule: What tells lesions from false components; without it, `FEWEST_SLICES` and
            `SURE_PEAK`. It is not asked where the volume is unknown.

    Returns:
        By volume, or by area where that is unknown, largest first; the order of the slices given
        does not change it.
    """
    kept: list[Lesion] = []
    for lesion in candidates(stack, regions, heads):
        probability = lesion_probability(lesion, rule)
        if _is_lesion(lesion, probability, rule):
            kept.append(replace(lesion, number=len(kept) + 1, probability=probability))
    return tuple(kept)


def candidates(
    stack: LesionStack,
    regions: Mapping[str, Sequence[Region]],
    heads: Mapping[str, HeadSquare] | None = None,
) -> tuple[Lesion, ...]:
    """All that hangs together, before any is dropped; arguments and order as in `find_lesions`.

    None has a number or a probability yet.
    """
    box = _head_box(stack, heads or {})
    found = [_measured(stack, parts, box) for parts in components(stack, regions)]
    found.sort(key=lambda item: (-item[0], stack.index(item[1].slices[0]), item[1].centre))
    return tuple(lesion for _, lesion in found)


Parts = list[tuple[int, Region]]
"""Index of the slice in the stack, and a region on it."""


def components(stack: LesionStack, regions: Mapping[str, Sequence[Region]]) -> list[Parts]:
    """Regions that hang together, each list in the order of the slices."""
    parts: Parts = [
        (index, region) for index, uid in enumerate(stack.uids) for region in regions.get(uid, ())
    ]
    group = list(range(len(parts)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    by_slice: dict[int, list[int]] = {}
    for at, (index, _) in enumerate(parts):
        by_slice.setdefault(index, []).append(at)
    for first, second in combinations(by_slice, 2):
        if stack.reach(first, second):
            for i, j in product(by_slice[first], by_slice[second]):
                if overlap(parts[i][1], parts[j][1]):
                    group[root(i)] = root(j)
    joined: dict[int, Parts] = {}
    for i, part in enumerate(parts):
        joined.setdefault(root(i), []).append(part)
    return list(joined.values())


def overlap(first: Region, second: Region) -> int:
    """Pixels of the slice that belong to both."""
    top, left = max(first.top, second.top), max(first.left, second.left)
    bottom = min(first.top + first.mask.shape[0], second.top + second.mask.shape[0])
    right = min(first.left + first.mask.shape[1], second.left + second.mask.shape[1])
    if bottom <= top or right <= left:
        return 0
    ours, theirs = (
        r.mask[top - r.top : bottom - r.top, left - r.left : right - r.left]
        for r in (first, second)
    )
    return int(np.count_nonzero(ours & theirs))


def lesion_probability(lesion: Lesion, rule: LesionRule | None) -> float | None:
    """Probability that it is a lesion; `None` where there is no rule, or nothing to ask it."""
    if rule is None or lesion.volume_mm3 is None:
        return None
    weights = (rule.volume, rule.peak, rule.mean, rule.slices, rule.enhancing)
    logit = float(np.dot(weights, rule_features(lesion))) + rule.offset
    return float(np.exp(-np.logaddexp(0.0, -logit)))


def rule_features(lesion: Lesion) -> tuple[float, float, float, float, float]:
    """What a `LesionRule` weighs, in the order of its weights; the volume must be known."""
    assert lesion.volume_mm3 is not None
    return (
        float(np.log(max(lesion.volume_mm3, 1e-3))),
        lesion.peak,
        lesion.mean,
        float(np.log(len(lesion.slices))),
        lesion.enhancing,
    )


def _is_lesion(lesion: Lesion, probability: float | None, rule: LesionRule | None) -> bool:
    if rule is None or probability is None:
        return len(lesion.slices) >= FEWEST_SLICES or lesion.peak >= SURE_PEAK
    return probability >= rule.threshold


def _measured(stack: LesionStack, parts: Parts, box: HeadBox | None) -> tuple[float, Lesion]:
    """Volume, or area in pixels where that is unknown, and the lesion, not yet numbered."""
    regions = [region for _, region in parts]
    areas = [float(region.mask.sum()) for region in regions]
    area_of: dict[int, float] = {}
    for (index, _), area in zip(parts, areas, strict=True):
        area_of[index] = area_of.get(index, 0.0) + area
    volume = stack.volume_mm3(area_of)
    middle = stack.middle(area_of)
    centre = _centre([region for index, region in parts if index == middle])
    each = [diameters(region.mask, stack.spacing_mm or (1.0, 1.0)) for region in regions]
    widest = int(np.argmax([longest.length for longest, _ in each]))
    corner = regions[widest].top, regions[widest].left
    lesion = Lesion(
        number=0,
        slices=tuple(stack.uids[index] for index in sorted(area_of)),
        centre_slice=stack.uids[middle],
        centre=centre,
        place=box.place(*centre, stack.place_of(middle)) if box else Place(),
        diameter_slice=stack.uids[parts[widest][0]],
        longest=each[widest][0].moved(*corner),
        perpendicular=each[widest][1].moved(*corner),
        in_mm=stack.spacing_mm is not None,
        volume_mm3=volume,
        enhancing=float(np.average([r.enhancing for r in regions], weights=areas)),
        peak=max(r.peak for r in regions),
        mean=float(np.average([r.peak for r in regions], weights=areas)),
        source=_mean_source(regions),
        probability=None,
        outline=tuple((stack.uids[index], region) for index, region in parts),
    )
    return sum(areas) if volume is None else volume, lesion


def _mean_source(regions: Sequence[Region]) -> float | None:
    asked = [(r.source, r.mask.sum()) for r in regions if r.source is not None]
    if not asked:
        return None
    said, areas = zip(*asked, strict=True)
    return float(np.average(said, weights=areas))


def _centre(regions: Sequence[Region]) -> tuple[float, float]:
    """Row and column of the centre of mass of regions on one slice."""
    pixels = np.concatenate([np.argwhere(r.mask) + np.array([r.top, r.left]) for r in regions])
    row, column = pixels.mean(axis=0) + 0.5
    return float(row), float(column)


def _head_box(stack: LesionStack, heads: Mapping[str, HeadSquare]) -> HeadBox | None:
    square = head_square([heads[uid] for uid in stack.uids if uid in heads])
    if stack.orientation is None or square is None:
        return None
    stretch = None
    if stack.positions_mm is not None:
        shown = [stack.place_of(i) for i, uid in enumerate(stack.uids) if uid in heads]
        stretch = min(shown), max(shown)
    return HeadBox(stack.orientation, stack.spacing_mm or (1.0, 1.0), square, stretch)
