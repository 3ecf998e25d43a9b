"""The tool of the io lane: scans folders and decodes slices, a little at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ml.errors import WhenceError
from ml.imaging.series import ScanStep, Series
from ml.protocol import SliceImage

Scan = Callable[[Sequence[Path]], Iterator[ScanStep]]
Decode = Callable[[Series, int], SliceImage]

SCAN_SECONDS = 0.1
"""A scan is put aside this often, so that the slice on screen never waits for it."""


@dataclass(frozen=True, slots=True)
class ScanWish:
    """Go on with a scan; the paths matter only the first time."""

    generation: int
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class SliceWish:
    """Decode one slice of a series."""

    series: Series
    index: int

    @property
    def uid(self) -> str:
        """Identity of the slice."""
        return self.series.slices[self.index].uid


@dataclass(frozen=True, slots=True)
class Scanned:
    """How far the scan of one generation has come."""

    generation: int
    step: ScanStep


@dataclass(frozen=True, slots=True)
class Decoded:
    """One slice, under the UID that was asked for."""

    uid: str
    image: SliceImage


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A slice that could not be decoded, and why."""

    uid: str
    reason: str


def real_scan(paths: Sequence[Path]) -> Iterator[ScanStep]:
    """Scan with the project's reader, imported on the thread that needs it.

    Steps come at most ten times a second; a known folder is served from the local index.
    """
    from ml.imaging.index import open_default
    from ml.imaging.pace import Clocked
    from ml.imaging.scan import scan

    return scan(paths, pace=Clocked(), index=open_default())


def real_decode(series: Series, index: int) -> SliceImage:
    """Decode with the project's reader, imported on the thread that needs it."""
    from ml.imaging.decode import decode

    return decode(series, index)


class ImageTool:
    """Scans and decodes; lives on the io lane."""

    max_batch = 4

    def __init__(self, scan: Scan = real_scan, decode: Decode = real_decode) -> None:
        self._scan = scan
        self._decode = decode
        self._generation = -1
        self._steps: Iterator[ScanStep] = iter(())

    def __call__(
        self, items: Sequence[ScanWish | SliceWish]
    ) -> Iterable[Scanned | Decoded | Unreadable]:
        """Grant wishes in order."""
        for item in items:
            if isinstance(item, ScanWish):
                yield from self._advance(item)
                continue
            try:
                yield Decoded(item.uid, self._decode(item.series, item.index))
            except (WhenceError, OSError, ValueError) as error:
                yield Unreadable(item.uid, str(error))

    def close(self) -> None:
        """Let go of the scan."""
        self._steps = iter(())

    def _advance(self, wish: ScanWish) -> Iterator[Scanned]:
        if wish.generation != self._generation:
            self._generation = wish.generation
            self._steps = iter(self._scan(wish.paths))
        end = time.monotonic() + SCAN_SECONDS
        last: ScanStep | None = None
        for step in self._steps:
            last = step
            if step.finished or time.monotonic() > end:
                break
        if last is not None:
            yield Scanned(wish.generation, last)
