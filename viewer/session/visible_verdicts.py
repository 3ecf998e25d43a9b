"""What the cascade said, as far as the reader may see it yet."""

from __future__ import annotations

from dataclasses import dataclass
from operator import is_

from ml.core.series_verdict import (
    SeriesVerdict,
    presence_rule,
    presence_threshold,
    series_verdict,
    source_network,
)
from ml.core.types import ModelInfo, Verdict
from ml.imaging.types.series import Series
from viewer.session.analysis import Reading
from viewer.state.reading_mode import ReadingMode
from viewer.state.stores import VerdictStore
from viewer.state.view_state import ViewState


@dataclass(frozen=True, slots=True)
class _Joined:
    """The verdict on a series, and everything that it was made of."""

    verdicts: tuple[Verdict, ...]
    models: tuple[ModelInfo, ...]
    slices: int
    whole: SeriesVerdict

    def still_holds(
        self, verdicts: tuple[Verdict, ...], models: tuple[ModelInfo, ...], slices: int
    ) -> bool:
        """Whether it would come out the same: made of the very same verdicts, not equal ones."""
        return (
            models is self.models
            and slices == self.slices
            and len(verdicts) == len(self.verdicts)
            and all(map(is_, verdicts, self.verdicts))
        )


class VisibleVerdicts:
    """Verdicts on slices and series, where the mode or the reader's question reveals them.

    Args:
        state: Says in which mode the reader reads.
        verdicts: What was said.
        reader: What could not be said, and by which networks.
    """

    def __init__(self, state: ViewState, verdicts: VerdictStore, reader: Reading) -> None:
        self._state, self._verdicts, self._reading = state, verdicts, reader
        self._asked: set[str] = set()
        self._joined: dict[str, _Joined] = {}

    def reveal(self, series: Series) -> None:
        """The reader has asked about a series."""
        self._asked.add(series.uid)

    def forget(self) -> None:
        """The reader has asked about nothing yet."""
        self._asked.clear()
        self._joined.clear()

    def holds(self, series: Series) -> bool:
        """Whether verdicts on a series may be shown."""
        return self._state.mode is ReadingMode.CONCURRENT or series.uid in self._asked

    @property
    def threshold(self) -> float:
        """Presence probability from which a tumour counts as present."""
        return presence_threshold(self._reading.models)

    def verdict(self, uid: str, series: Series) -> Verdict | None:
        """What was said about a slice of a series."""
        if not self.holds(series):
            return None
        return self._reading.failure(uid) or self._verdicts.get(uid, self._reading.model_id)

    def whole(self, series: Series) -> SeriesVerdict | None:
        """What was said about a series so far; joined anew only where something was added."""
        if not self.holds(series):
            return None
        uids, models = [ref.uid for ref in series.slices], self._reading.models
        failed = (self._reading.failure(uid) for uid in uids)
        known = tuple(verdict for verdict in failed if verdict is not None)
        known += tuple(self._verdicts.of(uids, self._reading.model_id))
        if not known:
            return None
        joined = self._joined.get(series.uid)
        if joined is None or not joined.still_holds(known, models, len(uids)):
            whole = series_verdict(
                known, self.threshold, presence_rule(models), len(uids), source_network(models)
            )
            joined = self._joined[series.uid] = _Joined(known, models, len(uids), whole)
        return joined.whole

    def suspicious(self, series: Series) -> list[int]:
        """Indices of slices at or above the threshold, in order."""
        if not self.holds(series):
            return []
        found = (self._verdicts.get(ref.uid, self._reading.model_id) for ref in series.slices)
        return [
            index
            for index, verdict in enumerate(found)
            if verdict and verdict.presence is not None and verdict.presence >= self.threshold
        ]

    def see(self, *uids: str) -> None:
        """Note in which mode verdicts on slices were shown."""
        for uid in uids:
            self._verdicts.mark_seen(uid, self._reading.model_id, self._state.mode)
