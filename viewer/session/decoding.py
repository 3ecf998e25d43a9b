"""Requests the images that viewports show and will show next: scans, decodes and reformats."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ml.core.messages import Message
from ml.imaging.sequence_type.from_pixels import ASKED
from ml.imaging.types.orientation import Plane
from ml.imaging.types.series import ScanStep, Series
from viewer.background.image_tool import (
    Decode,
    Decoded,
    Guessed,
    GuessRequest,
    ImageTool,
    ImportRequest,
    Scan,
    Scanned,
    ScanRequest,
    SliceRequest,
    Unreadable,
)
from viewer.background.plane_tool import Cut, CutRequest, NotCut, PlaneRequest, PlaneTool
from viewer.background.prefetch_order import ahead
from viewer.background.request_queue import Priority
from viewer.background.worker_thread import WorkerThread
from viewer.i18n.translate import translated
from viewer.state.stores import SliceStore
from viewer.state.view_state import ViewState
from viewer.state.viewport import Viewport

if TYPE_CHECKING:
    from ml.imaging.reformat.reformat import Reformat

READY_MS = 300
"""The reader and its codecs are imported this long after the window is up (ours)."""
AHEAD_SLICES = 400
"""Slices decoded ahead, over all viewports, unless the reader set another number (ours)."""


class Decoding(QObject):
    """Knows what is on screen, and requests it first.

    Signals:
        decoded: UID of a slice that is now in the store.
        failed: UID of a slice that cannot be decoded, and why.
        cut: A `Cut`, or a `NotCut` with its reason.
        scanned: The progress of the present scan.
        guessed: The sequence kind that a series looks like.
        scan_failed: The present scan ended early, and the reason.
        message: Something the user should know.
    """

    decoded = Signal(str)
    failed = Signal(str, object)
    cut = Signal(object)
    scanned = Signal(object)
    guessed = Signal(object)
    scan_failed = Signal(object)
    message = Signal(str)

    def __init__(self, state: ViewState, slices: SliceStore, scan: Scan, decode: Decode) -> None:
        super().__init__()
        self.unreadable: dict[str, Message] = {}
        self.ahead = AHEAD_SLICES
        self._state, self._slices = state, slices
        self._generation = 0
        self._paths: tuple[Path, ...] = ()
        self._slice_counts: dict[str, int] = {}
        self._awaited: dict[Hashable, SliceRequest] = {}
        self._closed = False
        self._io = WorkerThread("io", lambda: ImageTool(scan, decode))
        self._io.served.connect(self._on_served)
        self._io.failed.connect(self._on_thread_failed)
        self._io.start()
        self._ready = QTimer(self)
        self._ready.setSingleShot(True)
        self._ready.setInterval(READY_MS)
        self._ready.timeout.connect(
            lambda: self._io.add(Priority.BATCH, {"ready": ImportRequest()})
        )
        self._ready.start()
        self._planes: WorkerThread | None = None
        self._cuts: dict[Hashable, object] = {}
        self._reformats: dict[str, Reformat] = {}
        self._near = QTimer(self)
        self._near.setSingleShot(True)
        self._near.setInterval(0)
        self._near.timeout.connect(self._request_near)
        state.shown_changed.connect(self.request)
        for viewport in state.viewports:
            viewport.index_changed.connect(self.request)
            viewport.index_settled.connect(self._near.start)

    def scan(self, paths: Sequence[Path], *, anew: bool = True) -> None:
        """Look through files and folders.

        Args:
            paths: Which.
            anew: Instead of those before; otherwise in addition to them, and no other request is
                dropped.
        """
        if anew:
            self.stop()
            self._reformats.clear()
            self._slice_counts.clear()
        self._generation += 1
        self._paths = tuple(paths)
        self._scan_on()

    def stop(self) -> None:
        """Drop every request; results of a scan that still arrive are ignored."""
        self._generation += 1
        self._awaited.clear()
        self._io.clear()
        self._cuts.clear()
        if self._planes is not None:
            self._planes.clear()

    def close(self) -> bool:
        """Stop everything; `False` if a thread could not end in time (see `WorkerThread.close`)."""
        self._closed = True
        self._near.stop()
        self._ready.stop()
        ended = [thread.close() for thread in self._threads()]
        return all(ended)

    def ask_to_close(self) -> None:
        """Let the threads end after their steps; does not wait for them."""
        for thread in self._threads():
            thread.ask_to_close()

    def request_cut(self, series: Series, plane: Plane) -> None:
        """Request planes through a series; `cut` announces them."""
        self._cuts[series.uid, plane] = CutRequest(series, plane)
        if self._planes is None:
            self._planes = WorkerThread("planes", PlaneTool)
            self._planes.served.connect(self._on_served)
            self._planes.failed.connect(self._on_thread_failed)
            self._planes.start()
        self.request()

    def request(self) -> None:
        """Request the slices on screen, and soon those near them."""
        viewports = self._in_order()
        self._slices.pin(viewport.slice_uid for viewport in viewports)
        visible: list[SliceRequest | PlaneRequest] = []
        for viewport in viewports:
            series = viewport.series
            if series is None or not series.slices:
                continue
            image = self._slices.get(viewport.slice_uid)
            if image is None and self._missing(series, viewport.index):
                visible.append(self._request_for(series, viewport.index))
            elif image is not None and viewport.window is None:
                viewport.apply_window(*image.window)
        self._submit(Priority.VISIBLE, visible)
        self._near.start()

    def forget(self, series: Series) -> None:
        """Drop the decoded slices of a series, which is then decoded anew.

        Slices that were requested when less of the series was known are dropped as they arrive.
        """
        self._slices.drop(ref.uid for ref in series.slices)
        self._slice_counts |= dict.fromkeys((ref.uid for ref in series.slices), len(series.slices))

    def request_slice(self, request: SliceRequest) -> None:
        """Request a slice for a part of the desk other than a viewport."""
        shown = [viewport.series for viewport in self._state.shown]
        on_screen = any(s is not None and s.uid == request.series.uid for s in shown)
        self._io.add(Priority.NEAR if on_screen else Priority.BATCH, {request.uid: request})

    def request_thumbnails(self, library: Iterable[Series]) -> None:
        """Request the middle slice of each series."""
        requests: dict[Hashable, object] = {}
        for series in library:
            middle = len(series.slices) // 2
            if series.slices and self._missing(series, middle):
                request = SliceRequest(series, middle)
                requests[request.uid] = request
        self._io.request(Priority.BATCH, requests)

    def request_guesses(self, library: Iterable[Series]) -> None:
        """Request guesses for series whose kind the headers do not name, or may misname."""
        doubtful = [series for series in library if series.sequence.kind in ASKED]
        self._io.add(
            Priority.BATCH,
            {f"guess {series.uid}": GuessRequest(series) for series in doubtful},
        )

    def _in_order(self) -> list[Viewport]:
        """Viewports on screen, the active one first."""
        active = self._state.active
        return [active, *(viewport for viewport in self._state.shown if viewport is not active)]

    def _missing(self, series: Series, index: int) -> bool:
        uid = series.slices[index].uid
        return uid not in self._slices and uid not in self.unreadable

    def _request_near(self) -> None:
        viewports = self._in_order()
        several = len(
            {viewport.series.uid for viewport in viewports if viewport.series is not None}
        )
        lists = [self._near_of(viewport, several) for viewport in viewports]
        mixed = (item for item in chain.from_iterable(zip_longest(*lists)) if item is not None)
        self._submit(Priority.NEAR, [item for item in mixed if item.uid not in self._awaited])

    def _submit(self, priority: Priority, requests: list[SliceRequest | PlaneRequest]) -> None:
        """Give each thread its requests, in place of those before."""
        slices: dict[Hashable, SliceRequest] = {
            request.uid: request for request in requests if isinstance(request, SliceRequest)
        }
        if priority is not Priority.VISIBLE:
            self._io.request(priority, slices)
        elif not self._on_its_way(slices):
            self._awaited = slices
            self._io.request(priority, slices)
        if self._planes is not None:
            planes: dict[Hashable, object] = (
                dict(self._cuts) if priority is Priority.VISIBLE else {}
            )
            planes |= {
                request.uid: request for request in requests if isinstance(request, PlaneRequest)
            }
            self._planes.request(priority, planes)

    def _on_its_way(self, slices: dict[Hashable, SliceRequest]) -> bool:
        """Whether exactly these were requested and have not arrived: again would decode twice."""
        before = {uid: request.series for uid, request in self._awaited.items()}
        return before.keys() == slices.keys() and all(
            request.series is before[uid] for uid, request in slices.items()
        )

    def _request_for(self, series: Series, index: int) -> SliceRequest | PlaneRequest:
        reformat = self._reformats.get(series.uid)
        return (
            PlaneRequest(reformat, index) if reformat is not None else SliceRequest(series, index)
        )

    def _threads(self) -> tuple[WorkerThread, ...]:
        return (self._io,) if self._planes is None else (self._io, self._planes)

    def _near_of(self, viewport: Viewport, share: int) -> list[SliceRequest | PlaneRequest]:
        """Requests for what a viewport will show next, as far as its share of the store goes."""
        series = viewport.series
        if series is None:
            return []
        frame = max(series.rows * series.columns * 4, 1)
        room = max(min(self.ahead, self._slices.limit // frame - 8) // share, 1)
        order = ahead(len(series.slices), viewport.index, viewport.travel)[:room]
        return [self._request_for(series, i) for i in order if self._missing(series, i)]

    def _scan_on(self) -> None:
        self._io.add(Priority.BATCH, {"scan": ScanRequest(self._generation, self._paths)})

    def _on_served(self, result: object) -> None:
        if self._closed:
            return
        if isinstance(result, Scanned):
            self._on_scanned(result.generation, result.step)
        elif isinstance(result, Decoded):
            self._awaited.pop(result.uid, None)
            if (
                result.slices_known
                and self._slice_counts.get(result.uid, result.slices_known) != result.slices_known
            ):
                self.request()  # this one was requested when half of the series was known
                return
            self._slices.put(result.image)
            for viewport in self._state.shown:
                if viewport.window is None and result.uid == viewport.slice_uid:
                    viewport.apply_window(*result.image.window)
            self.decoded.emit(result.uid)
        elif isinstance(result, Guessed):
            self.guessed.emit(result)
        elif isinstance(result, Unreadable):
            self._mark_unreadable(result.uid, result.reason)
        elif isinstance(result, Cut | NotCut):
            self._cuts.pop((result.source.uid, result.plane), None)
            if isinstance(result, Cut):
                self._reformats[result.reformat.series.uid] = result.reformat
            self.cut.emit(result)

    def _on_scanned(self, generation: int, step: ScanStep) -> None:
        if generation == self._generation:
            self.scanned.emit(step)  # before the scan continues: what is now visible comes first
            if not step.finished and generation == self._generation:
                self._scan_on()

    def _mark_unreadable(self, uid: str, reason: Message) -> None:
        self._awaited.pop(uid, None)
        self.unreadable[uid] = reason
        self.failed.emit(uid, reason)

    def _on_thread_failed(self, items: Sequence[object], reason: Message) -> None:
        for item in items:
            if isinstance(item, SliceRequest | PlaneRequest):
                self._mark_unreadable(item.uid, reason)
            elif isinstance(item, CutRequest):
                self._cuts.pop((item.series.uid, item.plane), None)
                self.cut.emit(NotCut(item.series, item.plane, reason))
            elif isinstance(item, ScanRequest):
                self.scan_failed.emit(reason)
        self.message.emit(translated(reason))
