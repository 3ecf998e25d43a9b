"""The tool of the `io` thread: scans folders and decodes slices in small steps."""

from __future__ import annotations

import logging
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ml.core.errors import WhenceError, message_of
from ml.core.messages import Message, verbatim
from ml.core.types import SliceImage
from ml.imaging.scanning.progress_pacing import Clocked
from ml.imaging.types.sequence_kind import Recognition
from ml.imaging.types.series import ScanStep, Series

log = logging.getLogger(__name__)

Scan = Callable[[Sequence[Path]], Iterator[ScanStep]]
Decode = Callable[[Series, int], SliceImage]

WORKERS = max(min(4, os.cpu_count() or 1), 2)
"""Slices decoded at once, since codecs release the interpreter lock; more would only fill memory
(ours)."""
QUICK_SECONDS = 0.003
"""Slices that take less than this are decoded one after the other (ours): most of that time is
Python code, and threads would only wait for the interpreter lock, for up to 5 ms each time."""
SCAN_SECONDS = 0.1
"""A scan pauses this often, so that the slice on screen never waits for it."""


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """Continue a scan; the paths matter only the first time."""

    generation: int
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """Import the image reader and start a decoder before anybody waits for them."""


@dataclass(frozen=True, slots=True)
class GuessRequest:
    """Guess the sequence kind of a series from its pixels."""

    series: Series


@dataclass(frozen=True, slots=True)
class SliceRequest:
    """Decode one slice of a series."""

    series: Series
    index: int

    @property
    def uid(self) -> str:
        """Identity of the slice."""
        return self.series.slices[self.index].uid


@dataclass(frozen=True, slots=True)
class Scanned:
    """The progress of one scan, which its generation identifies."""

    generation: int
    step: ScanStep


@dataclass(frozen=True, slots=True)
class Guessed:
    """The sequence kind that a series looks like."""

    uid: str
    guess: Recognition


@dataclass(frozen=True, slots=True)
class Decoded:
    """One slice, under the UID that was requested.

    Attributes:
        uid: Of the slice.
        image: The slice.
        slices_known: How many slices of its series were known at the time of the request; 0 where a
            scan cannot find more.
    """

    uid: str
    image: SliceImage
    slices_known: int = 0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A slice that could not be decoded, and the reason."""

    uid: str
    reason: Message


class YieldingPace(Clocked):
    """Paces the steps of a scan for the screen, and yields to the GUI thread after each file.

    Args:
        yield_to_gui: Called after each file; see `viewer.background.gui_yield`.
    """

    def __init__(self, yield_to_gui: Callable[[], None]) -> None:
        super().__init__()
        self._give_way = yield_to_gui

    def due(self, files: int, *, has_image: bool) -> bool:
        """Whether the interval is over, or the first image was found."""
        self._give_way()
        return super().due(files, has_image=has_image)


def real_scan(
    paths: Sequence[Path], yield_to_gui: Callable[[], None] = lambda: None
) -> Iterator[ScanStep]:
    """Scan with the project's reader, imported on the thread that needs it.

    Steps come at most ten times a second; a known folder comes from the local index.

    Args:
        paths: Files and folders.
        yield_to_gui: See `YieldingPace`.
    """
    from ml.imaging.scanning.header_index import open_default
    from ml.imaging.scanning.scan import scan

    return scan(paths, pace=YieldingPace(yield_to_gui), index=open_default())


def real_decode(series: Series, index: int) -> SliceImage:
    """Decode with the project's reader, imported on the thread that needs it."""
    from ml.imaging.decode import decode

    return decode(series, index)


def import_reader() -> None:
    """Import the project's reader, and start a decoder beside it."""
    import ml.imaging.decode
    import ml.imaging.scanning.header_index
    import ml.imaging.scanning.scan  # noqa: F401
    from ml.imaging.decoders.decoder_pool import decoders

    decoders().begin()


class ImageTool:
    """Scans and decodes; lives on the `io` thread.

    The slices of one step are decoded side by side (docs/adr/0012), unless it is quicker to
    decode them one after the other. A step takes as many slices as there are workers, so that it
    lasts no longer than one slice, and a slice that becomes visible meanwhile waits no longer.
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
        self._series_reported = False
        self._seconds = math.inf

    def __call__(
        self, items: Sequence[ScanRequest | SliceRequest | ImportRequest | GuessRequest]
    ) -> Iterable[Scanned | Decoded | Unreadable | Guessed]:
        """Serve requests: slices in order, then the scan."""
        slices = [item for item in items if isinstance(item, SliceRequest)]
        # A visible slice comes alone and needs no other thread.
        inline = len(slices) == 1 or self._seconds < QUICK_SECONDS
        yield from map(self._serve, slices) if inline else self._pool.map(self._serve, slices)
        for item in items:
            if isinstance(item, ScanRequest):
                yield from self._advance(item)
            elif isinstance(item, ImportRequest) and self._decode is real_decode:
                import_reader()
            elif isinstance(item, GuessRequest):
                yield from self._guess(item.series)

    def begin(self) -> None:
        """Nothing has to be prepared: the reader is imported for the first request."""

    def interrupt(self) -> None:
        """End what is being decoded, so that nobody waits for a codec that is stuck."""
        reader = sys.modules.get("ml.imaging.decoders.decoder_pool")
        if reader is not None:
            reader.decoders().interrupt()

    def close(self) -> None:
        """Drop the scan and end the workers."""
        self._steps = iter(())
        self._pool.shutdown(cancel_futures=True)

    def _serve(self, request: SliceRequest) -> Decoded | Unreadable:
        begin = self._clock()
        try:
            image = self._decode(request.series, request.index)
            return Decoded(request.uid, image, len(request.series.slices))
        except (WhenceError, OSError, ValueError) as error:
            return Unreadable(request.uid, message_of(error))
        except Exception as error:  # of a decoder, for whatever reason; the others go on
            log.exception("a slice could not be decoded")
            return Unreadable(request.uid, verbatim(type(error).__name__))
        finally:
            self._seconds = self._clock() - begin

    def _guess(self, series: Series) -> Iterator[Guessed]:
        from ml.imaging.sequence_type.from_pixels import guessed

        guess = guessed(series, self._decode)
        if guess is not None:
            yield Guessed(series.uid, guess)

    def _advance(self, request: ScanRequest) -> Iterator[Scanned]:
        if request.generation != self._generation:
            self._generation = request.generation
            self._series_reported = False
            self._steps = iter(self._scan(request.paths))
        end = time.monotonic() + SCAN_SECONDS
        last: ScanStep | None = None
        for step in self._steps:
            last = step
            first = not self._series_reported and bool(step.series)
            self._series_reported |= first
            if step.finished or first or time.monotonic() > end:
                break
        if last is not None:
            yield Scanned(request.generation, last)
