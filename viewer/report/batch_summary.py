"""What a batch run tells: how far it has come, and how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ALL_READ, INCOMPLETE, STOPPED = 0, 3, 130
"""Exit codes of `annotate`; an error before or during the run is 2."""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far a run has come.

    Attributes:
        series_done: Series that are finished, skipped ones included.
        series_total: Series found.
        slices_done: Slices read of the series at hand.
        slices_total: Slices of the series at hand.
        key: Key of the series at hand; empty before the first and after the last.
    """

    series_done: int
    series_total: int
    slices_done: int
    slices_total: int
    key: str


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """How a run ended: each series that it came to is counted once, by what stands in the folder.

    Attributes:
        done: Series read in this run, every slice of them.
        incomplete: Series read, in this run or before, but for slices that could not be.
        refused: Series that were not analysed, in this run or before, for a reason in the images.
        failed: Series without results that stand; the next run reads them again.
        skipped: Series that the same networks had read before.
        passed_over: Files that are no readable image.
        cancelled: True where the run was stopped early.
        table: The file with one line per series.
        withheld: Series without pictures, since identity is hidden and their pixels may tell it.
    """

    done: int
    incomplete: int
    refused: int
    failed: int
    skipped: int
    passed_over: int
    cancelled: bool
    table: Path
    withheld: int = 0

    @classmethod
    def of(
        cls,
        statuses: Iterable[str],
        passed_over: int,
        *,
        cancelled: bool,
        table: Path,
        withheld: int = 0,
    ) -> Self:
        """Count the statuses, each the name of one of the first five attributes."""
        counts = Counter(statuses)
        return cls(
            done=counts["done"],
            incomplete=counts["incomplete"],
            refused=counts["refused"],
            failed=counts["failed"],
            skipped=counts["skipped"],
            passed_over=passed_over,
            cancelled=cancelled,
            table=table,
            withheld=withheld,
        )

    @property
    def exit_code(self) -> int:
        """What `annotate` returns to the shell."""
        if self.cancelled:
            return STOPPED
        lost = self.incomplete or self.refused or self.failed or self.passed_over
        return INCOMPLETE if lost else ALL_READ
