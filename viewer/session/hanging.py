"""Hangs series in viewports: as acquired, as reformats, or beside the prior study."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ml.imaging.types.orientation import Plane
from ml.imaging.types.series import Series
from viewer.background.event_loop_turns import in_turn
from viewer.background.plane_tool import Cut, NotCut
from viewer.geometry import geometry
from viewer.geometry.geometry import PatientPoint
from viewer.i18n.translate import tr, translated
from viewer.session.decoding import Decoding
from viewer.session.prior_study import NO_PRIOR, counterpart, doubt_of, prior_of
from viewer.state.layout import ViewportLayout
from viewer.state.light_box import LightBox
from viewer.state.view_state import ViewState
from viewer.state.viewport import Viewport

if TYPE_CHECKING:
    from ml.imaging.reformat.reformat import Reformat

MPR = (Plane.AXIAL, Plane.SAGITTAL, Plane.CORONAL)
"""In reading order; the acquired series goes into the fourth viewport."""


@dataclass(frozen=True, slots=True)
class _PendingCut:
    """A call that waits for planes through a series."""

    source: Series
    planes: tuple[Plane, ...]
    on_ready: Callable[[], None]


class Hanging(QObject):
    """Fills the viewports.

    Signals:
        shown: The viewport that now shows an acquired series.
        message: Something the user should know.
    """

    shown = Signal(object)
    message = Signal(str)

    def __init__(self, state: ViewState, decoding: Decoding) -> None:
        super().__init__()
        self.library: tuple[Series, ...] = ()
        self._state, self._decoding = state, decoding
        self._reformats: dict[tuple[str, Plane], Reformat] = {}
        self._pending: list[_PendingCut] = []
        self._arranging = False
        self._incomplete: set[str] = set()
        decoding.cut.connect(self._on_cut)
        state.shown_changed.connect(self.fill)

    def clear(self) -> None:
        """Show nothing anywhere."""
        self.library = ()
        self._reformats.clear()
        self._pending.clear()
        self._incomplete.clear()
        for viewport in self._state.viewports:
            viewport.set_series(None)
        self._state.activate(self._state.boxes[0].front)

    def show(
        self,
        viewport: Viewport,
        series: Series,
        plane: Plane | None = None,
        at: PatientPoint | None = None,
    ) -> None:
        """Show a series, or planes through it, in a viewport.

        Args:
            viewport: Where to show it.
            series: The acquired series.
            plane: The plane of a reformat; `None` for acquired slices. The viewport keeps what it
                shows until the planes are computed.
            at: Show the slice nearest to this point first; without it, the middle of the series.
        """
        if plane is None:
            viewport.set_series(series, _start(series, at))
            self.shown.emit(viewport)
        else:
            self._request_planes(
                series, (plane,), lambda: self._show_plane(viewport, series, plane, at)
            )

    def show_plane(self, plane: Plane | None) -> None:
        """Show another plane in the active viewport; `None` for acquired slices."""
        viewport = self._state.active
        source = viewport.source
        if source is not None and plane is not viewport.plane:
            self.show(viewport, source, plane, centre_shown(viewport))

    def show_all_planes(self) -> None:
        """Show three planes through the active series, and the series itself, in 2 by 2."""
        active, box = self._state.active, self._state.box
        source, at, window = active.source, centre_shown(active), active.window
        if source is None:
            return

        def hang(viewport: Viewport, before: Series | None, plane: Plane) -> None:
            if viewport.series is before:  # otherwise the reader has put another series there
                self._show_plane(viewport, source, plane, at, window)

        def arrange() -> None:
            self.lay_out(ViewportLayout.FOUR, box)
            *planes, last = box.laid_out
            if last.series is not source:  # first, because panels follow the active viewport
                self.show(last, source, None, at)
                if window is not None:
                    last.apply_window(*window)
            self._state.activate(last)
            before = [viewport.series for viewport in planes]
            in_turn(self, [partial(hang, *call) for call in zip(planes, before, MPR, strict=True)])

        self._request_planes(source, MPR, arrange)

    def compare(self) -> None:
        """Show the prior study beside the active series: the same plane, the nearest kind."""
        source, at = self._state.active.source, centre_shown(self._state.active)
        if source is None:
            return
        prior, doubt = prior_of(source, self.library)
        prior_series = counterpart(source, prior)
        if prior_series is None:
            self.message.emit(tr(NO_PRIOR))
            return
        self._hang_beside(source, prior_series, at)
        if doubt:
            self.message.emit(doubt)

    def compare_with(self, study: Sequence[Series], series: Series | None = None) -> None:
        """Show a study that the reader chose beside the active series, as `compare` does.

        Args:
            study: Its series; at least one.
            series: The series to show; by default the one most like the active series.
        """
        source, at = self._state.active.source, centre_shown(self._state.active)
        prior_series = series or counterpart(source, study) if source is not None else None
        if source is None or prior_series is None:
            return
        self._hang_beside(source, prior_series, at)
        doubt = doubt_of(source, prior_series)
        if doubt:
            self.message.emit(doubt)

    def fill(self) -> None:
        """Fill every empty viewport with a series not yet shown, of the same study if possible."""
        source = self._state.active.source
        if source is None or self._arranging:
            return
        shown_uids = {
            viewport.source.uid for viewport in self._state.shown if viewport.source is not None
        }
        not_shown = [series for series in self.library if series.uid not in shown_uids]
        not_shown.sort(key=lambda series: series.study_uid != source.study_uid)
        for viewport in self._state.shown:
            if viewport.series is None and not_shown:
                series = self._prior_for(viewport, source, not_shown) or not_shown[0]
                not_shown.remove(series)
                self.show(viewport, series)

    def lay_out(self, layout: ViewportLayout, box: LightBox | None = None) -> None:
        """Choose a layout as `set_layout` does, but let the caller fill its viewports."""
        self._arranging = True
        self._state.set_layout(layout, box)
        self._arranging = False

    def follow(self, library: tuple[Series, ...], finished: bool = False) -> None:
        """Show the longer versions of series that a scan has found meanwhile.

        Args:
            library: Every open series.
            finished: Whether the scan has ended. Slices of series that were incomplete before are
                then decoded anew, since their grey scale came from the middle of a part; and if
                the reader has not scrolled yet, the true middle is shown.
        """
        self.library = library
        for viewport in self._state.viewports:
            source = viewport.source
            if source is None:
                continue
            latest = next((series for series in library if series.uid == source.uid), None)
            if latest is None:
                continue
            if len(latest.slices) > len(source.slices):
                self._incomplete.add(latest.uid)
            if finished and latest.uid in self._incomplete:
                self._decoding.forget(latest)
                viewport.forget_window()
            if latest == source:
                grown = finished and latest.uid in self._incomplete
                if grown and viewport.plane is None and not viewport.reader_scrolled:
                    viewport.show_index(_start(latest, None))
                self._decoding.request()
            elif viewport.plane is not None:
                self.show(viewport, latest, viewport.plane, centre_shown(viewport))
            else:
                uid, uids = viewport.slice_uid, [ref.uid for ref in latest.slices]
                recentre = finished and not viewport.reader_scrolled
                keep = uid in uids and not recentre
                viewport.set_series(latest, uids.index(uid) if keep else _start(latest, None))
        if finished:
            self._incomplete.clear()

    def _hang_beside(self, source: Series, second: Series, at: PatientPoint | None) -> None:
        """Show a series in the other window if it is open, otherwise on the right in this one."""
        state = self._state
        other_boxes = [box for box in state.open_boxes if box is not state.box]
        if other_boxes:
            self.show(other_boxes[0].front, second)
            return
        self.lay_out(ViewportLayout.TWO)
        left, right = state.laid_out
        if state.active is not left:
            self.show(left, source, None, at)
            state.activate(left)
        self.show(right, second)

    def _prior_for(
        self, viewport: Viewport, source: Series, not_shown: list[Series]
    ) -> Series | None:
        """The prior for a viewport of the second window, if one is open."""
        if viewport not in self._state.boxes[1].viewports:
            return None
        prior, _ = prior_of(source, self.library)
        return counterpart(source, [series for series in prior if series in not_shown])

    def _request_planes(
        self, source: Series, planes: tuple[Plane, ...], on_ready: Callable[[], None]
    ) -> None:
        missing = [plane for plane in planes if self._reformat(source, plane) is None]
        if not missing:
            on_ready()
            return
        self._pending.append(_PendingCut(source, planes, on_ready))
        for plane in missing:
            self._decoding.request_cut(source, plane)

    def _reformat(self, source: Series, plane: Plane) -> Reformat | None:
        reformat = self._reformats.get((source.uid, plane))
        return reformat if reformat is not None and reformat.source == source else None

    def _show_plane(
        self,
        viewport: Viewport,
        source: Series,
        plane: Plane,
        at: PatientPoint | None,
        window: tuple[float, float] | None = None,
    ) -> None:
        reformat = self._reformat(source, plane)
        if reformat is None:
            return
        same = viewport.source is not None and viewport.source.uid == source.uid
        window = window or (viewport.window if same else None)
        series = reformat.series
        viewport.set_series(series, _start(series, at), source=source, plane=plane)
        if window is not None:
            viewport.apply_window(*window)

    def _on_cut(self, result: Cut | NotCut) -> None:
        uid = result.source.uid
        if isinstance(result, NotCut):
            given_up = [pending for pending in self._pending if pending.source.uid == uid]
            self._pending = [pending for pending in self._pending if pending.source.uid != uid]
            if given_up:
                self.message.emit(translated(result.reason))
            return
        self._reformats[uid, result.plane] = result.reformat
        ready = [
            pending
            for pending in self._pending
            if all(self._reformat(pending.source, plane) is not None for plane in pending.planes)
        ]
        self._pending = [pending for pending in self._pending if pending not in ready]
        for pending in ready:
            pending.on_ready()


def centre_shown(viewport: Viewport) -> PatientPoint | None:
    """The centre of the slice in a viewport; `None` if its position is unknown."""
    series = viewport.series
    if series is None or not series.slices or not geometry.has_positions(series):
        return None
    return geometry.slice_centre(series, viewport.index)


def _start(series: Series, at: PatientPoint | None) -> int:
    if at is None or not series.slices or not geometry.has_positions(series):
        return len(series.slices) // 2
    return geometry.nearest_slice(series, at)[0]
