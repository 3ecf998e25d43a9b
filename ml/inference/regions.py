"""Turns the map of the outline decoder into regions of a slice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ml.core.types import Region
from ml.inference.morphology import grown, parts

MOST = 12
"""Regions of one slice that are kept, the largest: more is noise (ours)."""
LEAST_PIXELS = 3
"""Pixels of a region (ours)."""
HALF = 0.5
"""Share of its peak at which a region ends: its full width at half maximum (ours)."""
RING = 0.03
"""Width of a region's surroundings, as a share of the square that the network read."""
RISE = 1.5
"""Deviations of the surroundings by which a pixel must be brighter to enhance (ours)."""


def find_regions(
    probability: NDArray[np.float32],
    values: NDArray[np.generic],
    threshold: float,
    side: int,
) -> tuple[Region, ...]:
    """The regions of a slice in which a lesion may lie, largest first.

    Args:
        probability: That a pixel lies in a lesion.
        values: The slice.
        threshold: As in `outlined`.
        side: Of the square that the network read, pixels.

    Shapes:
        probability: `(rows, cols)` in [0, 1].
        values: `(rows, cols)`.
    """
    inside = outlined(probability, threshold)
    if not inside.any():
        return ()
    labels, _ = parts(inside)
    seen, _ = parts(probability >= threshold)
    counts = np.bincount(labels.ravel())
    counts[0] = 0
    largest = np.argsort(-counts, kind="stable")[:MOST]
    width = max(3, round(RING * side))
    return tuple(
        _region(labels == label, seen, probability, values, width)
        for label in largest.tolist()
        if counts[label] >= LEAST_PIXELS
    )


def outlined(probability: NDArray[np.float32], threshold: float) -> NDArray[np.bool_]:
    """What lies inside an outline: parts that hang together, each down to half of its peak.

    One threshold for all would draw sure lesions too wide, or miss those that are barely seen.

    Args:
        probability: That a pixel lies in a lesion.
        threshold: Probability from which there is a part at all.

    Shapes:
        probability: `(rows, cols)` in [0, 1].
        returns: `(rows, cols)`.
    """
    seen = probability >= threshold
    labels, count = parts(seen)
    peaks = np.zeros(count + 1, dtype=probability.dtype)
    np.maximum.at(peaks, labels[seen], probability[seen])
    inside: NDArray[np.bool_] = seen & (probability >= HALF * peaks[labels])
    return inside


def _region(
    part: NDArray[np.bool_],
    seen: NDArray[np.int32],
    probability: NDArray[np.float32],
    values: NDArray[np.generic],
    width: int,
) -> Region:
    top, bottom, left, right = _box(part)
    mask = np.ascontiguousarray(part[top:bottom, left:right])
    mask.flags.writeable = False
    enhancing = _enhancing(np.asarray(values, np.float32), part, seen, width)
    return Region(top, left, mask, float(probability[part].max()), enhancing)


def _box(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """First row of a mask and the one after its last, and its columns likewise."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _enhancing(
    values: NDArray[np.float32], part: NDArray[np.bool_], seen: NDArray[np.int32], width: int
) -> float:
    """Share of a part that is brighter than what lies around it; 0 where nothing does.

    Around a lesion lies what is beyond its rim: not what the network saw, but less surely.

    Args:
        values: The slice.
        part: Where the region is.
        seen: Parts that are seen at all, by number; 0 outside.
        width: Of the surroundings, pixels.
    """
    whole = seen == seen[part][0]
    top, bottom, left, right = _box(whole)
    window = np.s_[max(top - width, 0) : bottom + width, max(left - width, 0) : right + width]
    around = grown(whole[window], width) & (seen[window] == 0)
    if not around.any():
        return 0.0
    beyond = values[window][around]
    bright = float(beyond.mean()) + RISE * float(beyond.std())
    return float((values[part] > bright).mean())


def stretched(region: Region, was: tuple[int, int], now: tuple[int, int]) -> Region:
    """A region found on a slice with square pixels, on the slice as it is.

    Args:
        region: On a grid of `was`.
        was: Rows and columns of the slice with square pixels.
        now: Rows and columns of the slice.
    """
    if was == now:
        return region
    place = (region.top, region.left, *region.mask.shape)
    top, left, height, width = stretched_place(place, was, now)
    rows, columns = _nearest(region.mask.shape[0], height), _nearest(region.mask.shape[1], width)
    mask = np.ascontiguousarray(region.mask[rows][:, columns])
    if not mask.any():  # thinner than a pixel of the slice
        mask = np.ones((1, 1), dtype=bool)
    mask.flags.writeable = False
    top, left = min(top, now[0] - mask.shape[0]), min(left, now[1] - mask.shape[1])
    return replace(region, top=max(top, 0), left=max(left, 0), mask=mask)


def _nearest(cells: int, pixels: int) -> NDArray[np.intp]:
    """Which of `cells` lies under each of `pixels`, at least one."""
    count = max(pixels, 1)
    nearest: NDArray[np.intp] = ((np.arange(count) + 0.5) * cells / count).astype(np.intp)
    return nearest


def stretched_place(
    place: tuple[int, int, int, int], was: tuple[int, int], now: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Top, left, height and width on another grid of the same slice."""
    top, left, height, width = place
    down, across = now[0] / was[0], now[1] / was[1]
    return round(top * down), round(left * across), round(height * down), round(width * across)
