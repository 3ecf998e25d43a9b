"""The tool of the `planes` thread: cuts volumes and computes one plane at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ml.core.errors import WhenceError, message_of
from ml.core.messages import Message
from ml.imaging.types.orientation import Plane
from ml.imaging.types.series import Series
from viewer.background.image_tool import Decoded, Unreadable

if TYPE_CHECKING:
    from ml.imaging.reformat.reformat import Reformat


@dataclass(frozen=True, slots=True)
class CutRequest:
    """Find out where the planes of one orientation through a series lie."""

    series: Series
    plane: Plane


@dataclass(frozen=True, slots=True)
class PlaneRequest:
    """Compute the pixels of one plane."""

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
    """A series that cannot be cut across its slices, and the reason."""

    source: Series
    plane: Plane
    reason: Message


class PlaneTool:
    """Cuts volumes; lives on the `planes` thread.

    The first plane of a volume waits until all its slices are decoded. It has a thread of its own
    so that acquired slices need not wait with it (docs/adr/0043).
    """

    max_batch = 2

    def __init__(self) -> None:
        # Imported here because it imports the image reader, which takes a moment.
        from ml.imaging.reformat.reformat import reformat

        self._reformat = reformat

    def __call__(
        self, items: Sequence[CutRequest | PlaneRequest]
    ) -> Iterable[Cut | NotCut | Decoded | Unreadable]:
        """Serve requests in order."""
        for item in items:
            yield self._cut(item) if isinstance(item, CutRequest) else self._plane(item)

    def close(self) -> None:
        """Hold nothing: `ml.imaging.reformat` caches volumes, within its bound."""

    def _cut(self, request: CutRequest) -> Cut | NotCut:
        try:
            return Cut(request.series, request.plane, self._reformat(request.series, request.plane))
        except WhenceError as error:
            return NotCut(request.series, request.plane, message_of(error))

    def _plane(self, request: PlaneRequest) -> Decoded | Unreadable:
        try:
            return Decoded(request.uid, request.reformat.image(request.index))
        except (WhenceError, OSError, ValueError) as error:
            return Unreadable(request.uid, message_of(error))
