"""The tool of the planes lane: cuts volumes, and computes one plane at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ml.core.errors import WhenceError
from ml.imaging.types.orientation import Plane
from ml.imaging.types.series import Series
from viewer.background.image_tool import Decoded, Unreadable

if TYPE_CHECKING:
    from ml.imaging.reformat.reformat import Reformat


@dataclass(frozen=True, slots=True)
class CutWish:
    """Where the planes of one kind through a series would lie."""

    series: Series
    plane: Plane


@dataclass(frozen=True, slots=True)
class PlaneWish:
    """The pixels of one plane."""

    reformat: Reformat
    index: int

    @property
    def uid(self) -> str:
        """Identity of the plane."""
        return self.reformat.series.slices[self.index].uid


@dataclass(frozen=True, slots=True)
class Cut:
    """Planes through a series, without their pixels."""

    source: Series
    plane: Plane
    reformat: Reformat


@dataclass(frozen=True, slots=True)
class NotCut:
    """A series that has no planes across its slices, and why."""

    source: Series
    plane: Plane
    reason: str


class PlaneTool:
    """Cuts volumes; lives on the planes lane.

    The first plane of a volume waits for all its slices to be decoded; the lane is one of its
    own so that acquired slices need not wait with it (docs/adr/0043).
    """

    max_batch = 2

    def __init__(self) -> None:
        # imports the reader of images, which takes a moment
        from ml.imaging.reformat.reformat import reformat

        self._reformat = reformat

    def __call__(
        self, items: Sequence[CutWish | PlaneWish]
    ) -> Iterable[Cut | NotCut | Decoded | Unreadable]:
        """Grant wishes in order."""
        for item in items:
            yield self._cut(item) if isinstance(item, CutWish) else self._plane(item)

    def close(self) -> None:
        """Nothing is held; `ml.imaging.reformat` keeps volumes, within its bound."""

    def _cut(self, wish: CutWish) -> Cut | NotCut:
        try:
            return Cut(wish.series, wish.plane, self._reformat(wish.series, wish.plane))
        except WhenceError as error:
            return NotCut(wish.series, wish.plane, str(error))

    def _plane(self, wish: PlaneWish) -> Decoded | Unreadable:
        try:
            return Decoded(wish.uid, wish.reformat.image(wish.index))
        except (WhenceError, OSError, ValueError) as error:
            return Unreadable(wish.uid, str(error))
