"""The slices of one series as lesions need them: which are neighbours, and what each stands for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ml.core.lesion_place import Cosines

NEIGHBOUR_MM = 12.0
"""Distance up to which neighbouring slices show the same lesion where it overlaps (ours): wider
than any routine series of the brain is spaced, and narrower than two missing slices of one."""
BRIDGED_MM = 8.0
"""Distance up to which a lesion is the same with one slice between on which it was missed (ours):
two steps of a series of 4 mm; what is thinner than that may well be two lesions in a thick one."""
SAME_MM = 1e-3
"""Slices nearer to each other than this lie at one position."""


@dataclass(frozen=True, slots=True)
class LesionStack:
    """The slices of one series.

    Attributes:
        uids: Of the slices, in the order of the series.
        spacing_mm: Between rows and between columns; `None` unknown.
        positions_mm: Of the slices along their normal, in any order; `None` unknown.
        orientation: Row and column cosines (0020,0037); `None` unknown.

    Raises:
        ValueError: There are other than as many positions as slices, or one is not finite.
    """

    uids: tuple[str, ...]
    spacing_mm: tuple[float, float] | None = None
    positions_mm: tuple[float, ...] | None = None
    orientation: Cosines | None = None
    _levels: tuple[float, ...] = field(init=False, repr=False, compare=False)
    _level_of: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the slices by position; those without any keep their order."""
        places = self.positions_mm
        if places is None:
            places = tuple(map(float, range(len(self.uids))))
        if len(places) != len(self.uids) or not all(map(math.isfinite, places)):
            raise ValueError("each slice needs one finite position")
        levels: list[float] = []
        for place in sorted(places):
            if not levels or place - levels[-1] > SAME_MM:
                levels.append(place)
        level_of = [max(int(np.searchsorted(levels, p, side="right")) - 1, 0) for p in places]
        object.__setattr__(self, "_levels", tuple(levels))
        object.__setattr__(self, "_level_of", tuple(level_of))

    def index(self, uid: str) -> int:
        """Place of a slice in the order of the series."""
        return self.uids.index(uid)

    def place_of(self, index: int) -> float:
        """Position of a slice; its number where positions are unknown."""
        return self._levels[self._level_of[index]]

    def reach(self, first: int, second: int) -> bool:
        """Whether one lesion may be outlined on both slices with nothing between them.

        Without positions only on slices that follow one another.
        """
        steps = abs(self._level_of[first] - self._level_of[second])
        apart = abs(self.place_of(first) - self.place_of(second))
        if self.positions_mm is None:
            return steps <= 1
        return apart <= (NEIGHBOUR_MM if steps <= 1 else BRIDGED_MM) and steps <= 2

    def middle(self, areas: Mapping[int, float]) -> int:
        """The slice that is nearest to the centre of mass of what lies on some.

        Args:
            areas: Of each slice that shows any, by its index.
        """
        centre = np.average([self.place_of(i) for i in areas], weights=list(areas.values()))
        return min(sorted(areas), key=lambda i: abs(self.place_of(i) - float(centre)))

    def volume_mm3(self, areas: Mapping[int, float]) -> float | None:
        """What areas on slices stand for: each reaches half way to the slices before and after.

        The first and the last slice reach as far outwards as inwards. Slices at one position share
        what it stands for. A slice between that shows nothing, since the lesion was missed on it,
        counts with the mean of what lies before and after it.

        Args:
            areas: In pixels, of each slice that shows any, by its index.

        Returns:
            Cubic millimetres; `None` where spacing or positions are unknown, or there is only one.
        """
        if self.spacing_mm is None or self.positions_mm is None or len(self._levels) < 2:
            return None
        step = np.diff(self._levels)
        thickness = (np.concatenate([step[:1], step]) + np.concatenate([step, step[-1:]])) / 2
        share = np.bincount(self._level_of)
        shown = np.zeros(len(self._levels))
        for index, area in areas.items():
            level = self._level_of[index]
            shown[level] += area / share[level]
        filled = np.flatnonzero(shown)
        between = np.arange(filled[0], filled[-1] + 1)
        shown[between] = np.interp(between, filled, shown[filled])
        return float(shown @ thickness) * self.spacing_mm[0] * self.spacing_mm[1]
