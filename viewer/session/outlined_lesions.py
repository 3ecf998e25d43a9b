"""Joins outlines to lesions as verdicts arrive, and keeps the result until another one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import is_

from ml.core.lesions import Lesion, lesions_of
from ml.core.types import ModelInfo, Region, Verdict
from ml.imaging.series_stack import stack_of
from ml.imaging.types.series import Series


@dataclass(frozen=True, slots=True)
class _Joined:
    """The lesions of a series, and everything that they were joined from."""

    series: Series
    verdicts: tuple[Verdict, ...]
    models: tuple[ModelInfo, ...]
    lesions: tuple[Lesion, ...]


class OutlinedLesions:
    """Lesions of the series whose verdicts may be shown.

    Args:
        verdicts_on: All verdicts on a series that may be shown.
        models: The networks that are open.
    """

    def __init__(
        self,
        verdicts_on: Callable[[Series], tuple[Verdict, ...]],
        models: Callable[[], tuple[ModelInfo, ...]],
    ) -> None:
        self._verdicts_on, self._models = verdicts_on, models
        self._joined: dict[str, _Joined] = {}

    def on_series(self, series: Series) -> tuple[Lesion, ...]:
        """The lesions so far, the largest first; none of a series that is refused."""
        verdicts, models = self._verdicts_on(series), self._models()
        if not any(verdict.regions for verdict in verdicts):
            self._joined.pop(series.uid, None)
            return ()
        joined = self._joined.get(series.uid)
        if (
            joined is None
            or joined.series is not series
            or joined.models is not models
            or len(joined.verdicts) != len(verdicts)
            or not all(map(is_, joined.verdicts, verdicts))
        ):
            lesions = lesions_of(verdicts, stack_of(series), models)
            joined = self._joined[series.uid] = _Joined(series, verdicts, models, lesions)
        return joined.lesions

    def on_slice(self, uid: str, series: Series) -> tuple[Region, ...]:
        """What is outlined on a slice and belongs to a lesion."""
        return tuple(
            region
            for lesion in self.on_series(series)
            for slice_uid, region in lesion.outline
            if slice_uid == uid
        )
