"""The lanes of images: they scan, decode and cut what the viewports show and will show next."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ml.imaging.sequence_type.from_pixels import ASKED
from ml.imaging.types.orientation import Plane
from ml.imaging.types.series import ScanStep, Series
from viewer.background.image_tool import (
    Decode,
    Decoded,
    Guessed,
    GuessWish,
    ImageTool,
    ReadyWish,
    Scan,
    Scanned,
    ScanWish,
    SliceWish,
    Unreadable,
)
from viewer.background.plane_tool import Cut, CutWish, NotCut, PlaneTool, PlaneWish
from viewer.background.prefetch_order import ahead
from viewer.background.request_queue import Want
from viewer.background.worker_thread import Lane
from viewer.i18n.engine_messages import told
from viewer.state.stores import SliceStore
from viewer.state.view_state import ViewState
from viewer.state.viewport import Viewport

if TYPE_CHECKING:
    from ml.imaging.reformat.reformat import Reformat

READY_MS = 300
"""The reader and its codecs are imported this long after the window stands (ours)."""
AHEAD_SLICES = 400
"""Slices decoded ahead, over all viewports, unless the reader set another number (ours)."""


class Decoding(QObject):
    """Knows what is on screen, and wishes for it first.

    Signals:
        decoded: UID of a slice that is now in the store.
        failed: UID of a slice that cannot be decoded, and why.
        cut: A `Cut`, or a `NotCut` with its reason.
        scanned: How far the present scan has come.
        guessed: What a series looks like.
        scan_failed: The present scan broke off, and why.
        message: Something the user should know.
    """

    decoded = Signal(str)
    failed = Signal(str, str)
    cut = Signal(object)
    scanned = Signal(object)
    guessed = Signal(object)
    scan_failed = Signal(str)
    message = Signal(str)

    def __init__(self, state: ViewState, slices: SliceStore, scan: Scan, decode: Decode) -> None:
        super().__init__()
        self.unreadable: dict[str, str] = {}
        self.ahead = AHEAD_SLICES
        self._state, self._slices = state, slices
        self._generation = 0
        self._paths: tuple[Path, ...] = ()
        self._whole: dict[str, int] = {}
        self._awaited: dict[Hashable, SliceWish] = {}
        self._closed = False
        self._io = Lane("io", lambda: ImageTool(scan, decode))
        self._io.granted.connect(self._on_granted)
        self._io.failed.connect(self._on_lane_failed)
        self._io.start()
        self._ready = QTimer(self)
        self._ready.setSingleShot(True)
        self._ready.setInterval(READY_MS)
        self._ready.timeout.connect(lambda: self._io.add(Want.BATCH, {"ready": ReadyWish()}))
        self._ready.start()
        self._planes: Lane | None = None
        self._cuts: dict[Hashable, object] = {}
        self._reformats: dict[str, Reformat] = {}
        self._near = QTimer(self)
        self._near.setSingleShot(True)
        self._near.setInterval(0)
        self._near.timeout.connect(self._want_near)
        state.shown_changed.connect(self.want)
        for viewport in state.viewports:
            viewport.index_changed.connect(self.want)
            viewport.index_settled.connect(self._near.start)

    def scan(self, paths: Sequence[Path], *, anew: bool = True) -> None:
        """Look through files and folders.

        Args:
            paths: Which.
            anew: Instead of those before; otherwise besides them, and no other wish is dropped.
        """
        if anew:
            self.stop()
            self._reformats.clear()
            self._whole.clear()
        self._generation += 1
        self._paths = tuple(paths)
        self._scan_on()

    def stop(self) -> None:
        """Drop every wish; what still arrives of a scan is not told."""
        self._generation += 1
        self._awaited.clear()
        self._io.clear()
        self._cuts.clear()
        if self._planes is not None:
            self._planes.clear()

    def close(self) -> bool:
        """Stop everything; `False` if a thread could not end in time (see `Lane.close`)."""
        self._closed = True
        self._near.stop()
        self._ready.stop()
        ended = [lane.close() for lane in self._lanes()]
        return all(ended)

    def ask_to_close(self) -> None:
        """Let the threads end after their steps; does not wait for them."""
        for lane in self._lanes():
            lane.ask_to_close()

    def want_cut(self, series: Series, plane: Plane) -> None:
        """Wish for planes through a series; `cut` tells."""
        self._cuts[series.uid, plane] = CutWish(series, plane)
        if self._planes is None:
            self._planes = Lane("planes", PlaneTool)
            self._planes.granted.connect(self._on_granted)
            self._planes.failed.connect(self._on_lane_failed)
            self._planes.start()
        self.want()

    def want(self) -> None:
        """Wish for what is on screen, and soon for what is near it."""
        shown = self._in_order()
        self._slices.pin(viewport.slice_uid for viewport in shown)
        visible: list[SliceWish | PlaneWish] = []
        for viewport in shown:
            series = viewport.series
            if series is None or not series.slices:
                continue
            image = self._slices.get(viewport.slice_uid)
            if image is None and self._missing(series, viewport.index):
                visible.append(self._wish(series, viewport.index))
            elif image is not None and viewport.window is None:
                viewport.give_window(*image.window)
        self._hand_out(Want.VISIBLE, visible)
        self._near.start()

    def forget(self, series: Series) -> None:
        """Drop what was decoded of a series, which is then decoded anew.

        What is on its way, asked for when less of the series was known, is dropped as it comes.
        """
        self._slices.drop(ref.uid for ref in series.slices)
        self._whole |= dict.fromkeys((ref.uid for ref in series.slices), len(series.slices))

    def want_near(self, wish: SliceWish) -> None:
        """Wish for a slice that somebody else needs."""
        series = [viewport.series for viewport in self._state.shown]
        shown = any(each is not None and each.uid == wish.series.uid for each in series)
        self._io.add(Want.NEAR if shown else Want.BATCH, {wish.uid: wish})

    def want_thumbnails(self, library: Iterable[Series]) -> None:
        """Wish for the middle of each series."""
        wishes: dict[Hashable, object] = {}
        for series in library:
            middle = len(series.slices) // 2
            if series.slices and self._missing(series, middle):
                wish = SliceWish(series, middle)
                wishes[wish.uid] = wish
        self._io.wish(Want.BATCH, wishes)

    def want_guesses(self, library: Iterable[Series]) -> None:
        """Wish to know what series look like that their headers do not name, or may misname."""
        asked = [each for each in library if each.sequence.kind in ASKED]
        self._io.add(Want.BATCH, {f"guess {each.uid}": GuessWish(each) for each in asked})

    def _in_order(self) -> list[Viewport]:
        """Viewports on screen, the active one first."""
        active = self._state.active
        return [active, *(each for each in self._state.shown if each is not active)]

    def _missing(self, series: Series, index: int) -> bool:
        uid = series.slices[index].uid
        return uid not in self._slices and uid not in self.unreadable

    def _want_near(self) -> None:
        shown = self._in_order()
        several = len({each.series.uid for each in shown if each.series is not None})
        lists = [self._near_of(viewport, several) for viewport in shown]
        mixed = (wish for wish in chain.from_iterable(zip_longest(*lists)) if wish is not None)
        self._hand_out(Want.NEAR, [wish for wish in mixed if wish.uid not in self._awaited])

    def _hand_out(self, want: Want, wishes: list[SliceWish | PlaneWish]) -> None:
        """Give each lane its wishes, in place of those before."""
        slices: dict[Hashable, SliceWish] = {
            wish.uid: wish for wish in wishes if isinstance(wish, SliceWish)
        }
        if want is not Want.VISIBLE:
            self._io.wish(want, slices)
        elif not self._on_its_way(slices):
            self._awaited = slices
            self._io.wish(want, slices)
        if self._planes is not None:
            planes: dict[Hashable, object] = dict(self._cuts) if want is Want.VISIBLE else {}
            planes |= {wish.uid: wish for wish in wishes if isinstance(wish, PlaneWish)}
            self._planes.wish(want, planes)

    def _on_its_way(self, slices: dict[Hashable, SliceWish]) -> bool:
        """Whether just these were wished for and have not come: once more would decode twice."""
        before = {uid: wish.series for uid, wish in self._awaited.items()}
        return before.keys() == slices.keys() and all(
            wish.series is before[uid] for uid, wish in slices.items()
        )

    def _wish(self, series: Series, index: int) -> SliceWish | PlaneWish:
        reformat = self._reformats.get(series.uid)
        return PlaneWish(reformat, index) if reformat is not None else SliceWish(series, index)

    def _lanes(self) -> tuple[Lane, ...]:
        return (self._io,) if self._planes is None else (self._io, self._planes)

    def _near_of(self, viewport: Viewport, share: int) -> list[SliceWish | PlaneWish]:
        """What a viewport will show next, as far as its series' share of the store goes."""
        series = viewport.series
        if series is None:
            return []
        frame = max(series.rows * series.columns * 4, 1)
        room = max(min(self.ahead, self._slices.limit // frame - 8) // share, 1)
        order = ahead(len(series.slices), viewport.index, viewport.travel)[:room]
        return [self._wish(series, i) for i in order if self._missing(series, i)]

    def _scan_on(self) -> None:
        self._io.add(Want.BATCH, {"scan": ScanWish(self._generation, self._paths)})

    def _on_granted(self, result: object) -> None:
        if self._closed:
            return
        if isinstance(result, Scanned):
            self._on_scanned(result.generation, result.step)
        elif isinstance(result, Decoded):
            self._awaited.pop(result.uid, None)
            if result.known and self._whole.get(result.uid, result.known) != result.known:
                self.want()  # of half a series
                return
            self._slices.put(result.image)
            for viewport in self._state.shown:
                if viewport.window is None and result.uid == viewport.slice_uid:
                    viewport.give_window(*result.image.window)
            self.decoded.emit(result.uid)
        elif isinstance(result, Guessed):
            self.guessed.emit(result)
        elif isinstance(result, Unreadable):
            self._give_up(result.uid, result.reason)
        elif isinstance(result, Cut | NotCut):
            self._cuts.pop((result.source.uid, result.plane), None)
            if isinstance(result, Cut):
                self._reformats[result.reformat.series.uid] = result.reformat
            self.cut.emit(result)

    def _on_scanned(self, generation: int, step: ScanStep) -> None:
        if generation == self._generation:
            self.scanned.emit(step)  # before the scan goes on: what is now visible comes first
            if not step.finished and generation == self._generation:
                self._scan_on()

    def _give_up(self, uid: str, reason: str) -> None:
        self._awaited.pop(uid, None)
        self.unreadable[uid] = reason
        self.failed.emit(uid, reason)

    def _on_lane_failed(self, items: Sequence[object], reason: str) -> None:
        for item in items:
            if isinstance(item, SliceWish | PlaneWish):
                self._give_up(item.uid, reason)
            elif isinstance(item, CutWish):
                self._cuts.pop((item.series.uid, item.plane), None)
                self.cut.emit(NotCut(item.series, item.plane, reason))
            elif isinstance(item, ScanWish):
                self.scan_failed.emit(reason)
        self.message.emit(told(reason))
