"""Gives out verdicts of the cascade, as far as the reader may see them yet."""

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
from ml.core.settling import is_provisional
from ml.core.types import PRESENT, ModelInfo, Outcome, Verdict
from ml.imaging.types.series import Series
from viewer.session.analysis import Reading
from viewer.session.settled_verdicts import SettledVerdicts
from viewer.state.reading_mode import ReadingMode
from viewer.state.stores import VerdictStore
from viewer.state.view_state import ViewState


@dataclass(frozen=True, slots=True)
class _SeriesResult:
    """The verdict on a series, and everything that it was computed from."""

    verdicts: tuple[Verdict, ...]
    models: tuple[ModelInfo, ...]
    slices: int
    verdict: SeriesVerdict

    def is_current(
        self, verdicts: tuple[Verdict, ...], models: tuple[ModelInfo, ...], slices: int
    ) -> bool:
        """Whether it is up to date: computed from the very same verdicts, not from equal ones."""
        return (
            models is self.models
            and slices == self.slices
            and len(verdicts) == len(self.verdicts)
            and all(map(is_, verdicts, self.verdicts))
        )


class VisibleVerdicts:
    """Verdicts on slices and series that the mode, or the reader's request, makes visible.

    Args:
        state: Holds the reading mode.
        verdicts: Every verdict.
        reading: Knows the networks, and the slices that failed.
    """

    def __init__(self, state: ViewState, verdicts: VerdictStore, reading: Reading) -> None:
        self._state, self._verdicts, self._reading = state, verdicts, reading
        self._requested: set[str] = set()
        self._settled = SettledVerdicts(verdicts, reading)
        self._results: dict[str, _SeriesResult] = {}

    def reveal(self, series: Series) -> None:
        """Make the verdicts on a series visible, since the reader asked for them."""
        self._requested.add(series.uid)

    def forget(self) -> None:
        """Hide all verdicts again until the reader asks for them."""
        self._requested.clear()
        self._results.clear()
        self._settled.forget()

    def may_show(self, series: Series) -> bool:
        """Whether verdicts on a series may be shown."""
        return self._state.mode is ReadingMode.CONCURRENT or series.uid in self._requested

    @property
    def threshold(self) -> float:
        """Presence probability from which a tumour counts as present."""
        return presence_threshold(self._reading.models)

    def slice_verdict(self, uid: str, series: Series) -> Verdict | None:
        """The verdict on a slice of a series, if it may be shown."""
        if not self.may_show(series):
            return None
        return self._settled.of(series).get(uid)

    def series_result(self, series: Series) -> SeriesVerdict | None:
        """The verdict on a series so far; computed anew only when a slice verdict was added."""
        if not self.may_show(series):
            return None
        models, slices = self._reading.models, len(series.slices)
        verdicts = tuple(self._settled.of(series).values())
        if not verdicts:
            return None
        result = self._results.get(series.uid)
        if result is None or not result.is_current(verdicts, models, slices):
            verdict = series_verdict(
                verdicts, self.threshold, presence_rule(models), slices, source_network(models)
            )
            result = _SeriesResult(verdicts, models, slices, verdict)
            self._results[series.uid] = result
        return result.verdict

    def on_series(self, series: Series) -> tuple[Verdict, ...]:
        """The verdicts on the slices of a series that were read, if they may be shown."""
        if not self.may_show(series):
            return ()
        uids = [ref.uid for ref in series.slices]
        return tuple(self._verdicts.of(uids, self._reading.model_id))

    def suspicious(self, series: Series) -> list[int]:
        """Indices of slices at or above the threshold, in order."""
        if not self.may_show(series):
            return []
        verdicts = self._settled.of(series)
        return [
            index
            for index, ref in enumerate(series.slices)
            if ref.uid in verdicts and self._is_suspicious(verdicts[ref.uid])
        ]

    def is_provisional(self, verdict: Verdict) -> bool:
        """Whether what is said of a slice may change when its neighbours are read."""
        return is_provisional(verdict, self._reading.models)

    def _is_suspicious(self, verdict: Verdict) -> bool:
        """Present, or not sure and above the threshold."""
        if verdict.outcome is Outcome.UNSURE and verdict.presence is not None:
            return verdict.presence >= self.threshold
        return verdict.outcome in PRESENT

    def mark_seen(self, *uids: str) -> None:
        """Note the mode in which verdicts on slices were shown."""
        for uid in uids:
            self._verdicts.mark_seen(uid, self._reading.model_id, self._state.mode)
