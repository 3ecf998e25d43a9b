"""The tool of the io lane: scans folders and decodes slices, a little at a time."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ml.core.errors import WhenceError
from ml.core.types import SliceImage
from ml.imaging.scanning.progress_pacing import Clocked
from ml.imaging.types.sequence_kind import Recognition
from ml.imaging.types.series import ScanStep, Series

Scan = Callable[[Sequence[Path]], Iterator[ScanStep]]
Decode = Callable[[Series, int], SliceImage]

WORKERS = max(min(4, os.cpu_count() or 1), 2)
"""Slices decoded at once; codecs let go of Python's lock; more only fill memory (ours)."""
QUICK_SECONDS = 0.003
"""Slices that take less than this are decoded one after the other (ours): most of such a slice
is Python, and threads would only take its lock from one another, for up to 5 ms each time."""
SCAN_SECONDS = 0.1
"""A scan is put aside this often, so that the slice on screen never waits for it."""


@dataclass(frozen=True, slots=True)
class ScanWish:
    """Go on with a scan; the paths matter only the first time."""

    generation: int
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ReadyWish:
    """Import what reading needs, before anybody waits for it."""


@dataclass(frozen=True, slots=True)
class GuessWish:
    """Look at a series whose header does not say what it is."""

    series: Series


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
class Guessed:
    """What a series looks like."""

    uid: str
    guess: Recognition


@dataclass(frozen=True, slots=True)
class Decoded:
    """One slice, under the UID that was asked for.

    Attributes:
        uid: Of the slice.
        image: The slice.
        known: How many slices of its series were known when it was asked for; 0 where no scan
            could find more.
    """

    uid: str
    image: SliceImage
    known: int = 0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A slice that could not be decoded, and why."""

    uid: str
    reason: str


class CourteousPace(Clocked):
    """Steps for a screen, by a thread that steps aside where the screen has something to do.

    Args:
        give_way: Called after each file; see `viewer.background.gui_yield`.
    """

    def __init__(self, give_way: Callable[[], None]) -> None:
        super().__init__()
        self._give_way = give_way

    def due(self, files: int, *, found: bool) -> bool:
        """Whether the time is over, or the first image was found."""
        self._give_way()
        return super().due(files, found=found)


def real_scan(
    paths: Sequence[Path], give_way: Callable[[], None] = lambda: None
) -> Iterator[ScanStep]:
    """Scan with the project's reader, imported on the thread that needs it.

    Steps come at most ten times a second; a known folder is served from the local index.

    Args:
        paths: Files and folders.
        give_way: See `CourteousPace`.
    """
    from ml.imaging.scanning.header_index import open_default
    from ml.imaging.scanning.scan import scan

    return scan(paths, pace=CourteousPace(give_way), index=open_default())


def real_decode(series: Series, index: int) -> SliceImage:
    """Decode with the project's reader, imported on the thread that needs it."""
    from ml.imaging.decode import decode

    return decode(series, index)


def real_ready() -> None:
    """Import the project's reader and its codecs."""
    import ml.imaging.decode
    import ml.imaging.scanning.header_index
    import ml.imaging.scanning.scan  # noqa: F401
    from ml.imaging.dicom import codecs

    codecs.load()


class ImageTool:
    """Scans and decodes; lives on the io lane.

    Slices of one step are decoded side by side (docs/adr/0012), unless that takes longer than one
    after the other. As many are taken at once as
    there are workers, so that a step is no longer than one slice, and what becomes visible
    meanwhile waits for no more than that.
    """

    max_batch = WORKERS

    def __init__(
        self,
        scan: Scan = real_scan,
        decode: Decode = real_decode,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._clock = clock
        self._scan = scan
        self._decode = decode
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="decode")
        self._generation = -1
        self._steps: Iterator[ScanStep] = iter(())
        self._shown = False
        self._seconds = math.inf

    def __call__(
        self, items: Sequence[ScanWish | SliceWish | ReadyWish | GuessWish]
    ) -> Iterable[Scanned | Decoded | Unreadable | Guessed]:
        """Grant wishes: slices in order, then the scan."""
        slices = [item for item in items if isinstance(item, SliceWish)]
        # What is visible travels alone, and needs no detour either.
        here = len(slices) == 1 or self._seconds < QUICK_SECONDS
        yield from map(self._grant, slices) if here else self._pool.map(self._grant, slices)
        for item in items:
            if isinstance(item, ScanWish):
                yield from self._advance(item)
            elif isinstance(item, ReadyWish) and self._decode is real_decode:
                real_ready()
            elif isinstance(item, GuessWish):
                yield from self._guess(item.series)

    def close(self) -> None:
        """Let go of the scan and of the workers."""
        self._steps = iter(())
        self._pool.shutdown(cancel_futures=True)

    def _grant(self, wish: SliceWish) -> Decoded | Unreadable:
        begin = self._clock()
        try:
            image = self._decode(wish.series, wish.index)
            return Decoded(wish.uid, image, len(wish.series.slices))
        except (WhenceError, OSError, ValueError) as error:
            return Unreadable(wish.uid, str(error))
        finally:
            self._seconds = self._clock() - begin

    def _guess(self, series: Series) -> Iterator[Guessed]:
        from ml.imaging.sequence_type.from_pixels import guessed

        found = guessed(series, self._decode)
        if found is not None:
            yield Guessed(series.uid, found)

    def _advance(self, wish: ScanWish) -> Iterator[Scanned]:
        if wish.generation != self._generation:
            self._generation = wish.generation
            self._shown = False
            self._steps = iter(self._scan(wish.paths))
        end = time.monotonic() + SCAN_SECONDS
        last: ScanStep | None = None
        for step in self._steps:
            last = step
            first = not self._shown and bool(step.series)
            self._shown |= first
            if step.finished or first or time.monotonic() > end:
                break
        if last is not None:
            yield Scanned(wish.generation, last)
