"""Keeps the verdicts on each series settled, as its slices are read (`ml.core.settling`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import is_

from ml.core.settling import settle
from ml.core.types import ModelInfo, Verdict
from ml.imaging.slice_positions import slice_positions_mm
from ml.imaging.types.series import Series
from viewer.session.analysis import Reading
from viewer.state.stores import VerdictStore


@dataclass(frozen=True, slots=True)
class _Settled:
    """The verdicts on a series, and everything that they were settled from."""

    series: Series
    models: tuple[ModelInfo, ...]
    positions_mm: tuple[float, ...]
    state: tuple[int, int, str]
    alone: tuple[Verdict | None, ...]
    verdicts: Mapping[str, Verdict]


class SettledVerdicts:
    """What is said of each slice of a series, settled as far as its neighbours are read.

    Args:
        verdicts: Every verdict, as the cascade said it of a slice alone.
        reading: Knows the networks, and the slices that failed.
    """

    def __init__(self, verdicts: VerdictStore, reading: Reading) -> None:
        self._verdicts, self._reading = verdicts, reading
        self._known: dict[str, _Settled] = {}

    def of(self, series: Series) -> Mapping[str, Verdict]:
        """Verdicts by UID of the slices that were read or failed, in display order.

        They are settled anew only where the verdict on one of the slices has changed.
        """
        reading = self._reading
        state = (self._verdicts.changes, reading.changes, reading.model_id)
        known = self._known.get(series.uid)
        if known is not None and (known.series is not series or known.models is not reading.models):
            known = None
        if known is not None and known.state == state:
            return known.verdicts
        alone = tuple(self._alone(ref.uid) for ref in series.slices)
        if known is not None and all(map(is_, alone, known.alone)):
            known = replace(known, state=state)
        else:
            positions = known.positions_mm if known else slice_positions_mm(series)
            said = settle(alone, positions, reading.models)
            verdicts = {verdict.uid: verdict for verdict in said if verdict is not None}
            known = _Settled(series, reading.models, positions, state, alone, verdicts)
        self._known[series.uid] = known
        return known.verdicts

    def forget(self) -> None:
        """Forget every series."""
        self._known.clear()

    def _alone(self, uid: str) -> Verdict | None:
        return self._reading.failure(uid) or self._verdicts.get(uid, self._reading.model_id)
