"""What stands in which viewport: series, planes through them, and the study before."""

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
from viewer.i18n.translate import tr
from viewer.session.decoding import Decoding
from viewer.session.prior_study import NO_PRIOR, counterpart, doubt_of, prior_of
from viewer.state.layout import ViewportLayout
from viewer.state.light_box import LightBox
from viewer.state.view_state import ViewState
from viewer.state.viewport import Viewport

if TYPE_CHECKING:
    from ml.imaging.reformat.reformat import Reformat

MPR = (Plane.AXIAL, Plane.SAGITTAL, Plane.CORONAL)
"""In reading order; what was acquired stands in the fourth place."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What to do once planes through a series are there."""

    source: Series
    planes: tuple[Plane, ...]
    then: Callable[[], None]


class Hanging(QObject):
    """Fills the viewports.

    Signals:
        shown: A series as it was acquired has come into this viewport.
        message: Something the user should know.
    """

    shown = Signal(object)
    message = Signal(str)

    def __init__(self, state: ViewState, decoding: Decoding) -> None:
        super().__init__()
        self.library: tuple[Series, ...] = ()
        self._state, self._decoding = state, decoding
        self._reformats: dict[tuple[str, Plane], Reformat] = {}
        self._asked: list[_Asked] = []
        self._arranging = False
        self._halves: set[str] = set()
        decoding.cut.connect(self._on_cut)
        state.shown_changed.connect(self.fill)

    def clear(self) -> None:
        """Show nothing anywhere."""
        self.library = ()
        self._reformats.clear()
        self._asked.clear()
        self._halves.clear()
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
            viewport: Where.
            series: As it was acquired.
            plane: Which way to cut; `None` for slices as they were acquired. What was shown stays
                until the planes are there.
            at: The slice nearest to this place comes first; without it, the middle of the series.
        """
        if plane is None:
            viewport.set_series(series, _start(series, at))
            self.shown.emit(viewport)
        else:
            self._ask(series, (plane,), lambda: self._show_plane(viewport, series, plane, at))

    def show_plane(self, plane: Plane | None) -> None:
        """Cut what the active viewport shows another way; `None` for as it was acquired."""
        viewport = self._state.active
        source = viewport.source
        if source is not None and plane is not viewport.plane:
            self.show(viewport, source, plane, looked_at(viewport))

    def show_all_planes(self) -> None:
        """Three planes through the active viewport's series, and what was acquired, in 2 by 2."""
        active, box = self._state.active, self._state.box
        source, at, window = active.source, looked_at(active), active.window
        if source is None:
            return

        def hang(viewport: Viewport, before: Series | None, plane: Plane) -> None:
            if viewport.series is before:  # else the reader has put something else there
                self._show_plane(viewport, source, plane, at, window)

        def arrange() -> None:
            self.lay_out(ViewportLayout.FOUR, box)
            *planes, last = box.laid_out
            if last.series is not source:  # first, since panels follow the active viewport
                self.show(last, source, None, at)
                if window is not None:
                    last.apply_window(*window)
            self._state.activate(last)
            before = [viewport.series for viewport in planes]
            in_turn(self, [partial(hang, *each) for each in zip(planes, before, MPR, strict=True)])

        self._ask(source, MPR, arrange)

    def compare(self) -> None:
        """Put the study before beside the active series: the same plane, the nearest kind."""
        source, at = self._state.active.source, looked_at(self._state.active)
        if source is None:
            return
        prior, doubt = prior_of(source, self.library)
        other = counterpart(source, prior)
        if other is None:
            self.message.emit(tr(NO_PRIOR))
            return
        self._hang_beside(source, other, at)
        if doubt:
            self.message.emit(doubt)

    def compare_with(self, study: Sequence[Series], series: Series | None = None) -> None:
        """Put a study that the reader chose beside the active series, as `compare` does.

        Args:
            study: Its series; at least one.
            series: Which of them; the one most like the active series where nothing is said.
        """
        source, at = self._state.active.source, looked_at(self._state.active)
        other = series or counterpart(source, study) if source is not None else None
        if source is None or other is None:
            return
        self._hang_beside(source, other, at)
        doubt = doubt_of(source, other)
        if doubt:
            self.message.emit(doubt)

    def fill(self) -> None:
        """Put something into every empty viewport: series of the same study not yet shown."""
        source = self._state.active.source
        if source is None or self._arranging:
            return
        shown = {each.source.uid for each in self._state.shown if each.source is not None}
        left = [each for each in self.library if each.uid not in shown]
        left.sort(key=lambda each: each.study_uid != source.study_uid)
        for viewport in self._state.shown:
            if viewport.series is None and left:
                series = self._prior_for(viewport, source, left) or left[0]
                left.remove(series)
                self.show(viewport, series)

    def lay_out(self, layout: ViewportLayout, box: LightBox | None = None) -> None:
        """Another layout, whose viewports are filled by whoever asks for it; as `set_layout`."""
        self._arranging = True
        self._state.set_layout(layout, box)
        self._arranging = False

    def follow(self, library: tuple[Series, ...], finished: bool = False) -> None:
        """Show the longer versions of series that a scan has found meanwhile.

        Args:
            library: Every series that is known now.
            finished: Whether the scan has ended. Then what was decoded of half a series is
                decoded anew, for its grey scale came from the middle of that half; and where the
                reader has not scrolled yet, the true middle is shown.
        """
        self.library = library
        for viewport in self._state.viewports:
            source = viewport.source
            now = next((s for s in library if source is not None and s.uid == source.uid), None)
            if now is None or source is None:
                continue
            if len(now.slices) > len(source.slices):
                self._halves.add(now.uid)
            if finished and now.uid in self._halves and not now.windows:
                self._decoding.forget(now)
                viewport.forget_window()
            if now == source:
                grown = finished and now.uid in self._halves
                if grown and viewport.plane is None and not viewport.reader_scrolled:
                    viewport.show_index(_start(now, None))
                self._decoding.request()
            elif viewport.plane is not None:
                self.show(viewport, now, viewport.plane, looked_at(viewport))
            else:
                uid, places = viewport.slice_uid, [ref.uid for ref in now.slices]
                again = finished and not viewport.reader_scrolled
                here = _start(now, None) if again or uid not in places else places.index(uid)
                viewport.set_series(now, here)
        if finished:
            self._halves.clear()

    def _hang_beside(self, source: Series, other: Series, at: PatientPoint | None) -> None:
        """In the other window, where there is one; else on the right of the active one's."""
        state = self._state
        elsewhere = [box for box in state.open_boxes if box is not state.box]
        if elsewhere:
            self.show(elsewhere[0].front, other)
            return
        self.lay_out(ViewportLayout.TWO)
        left, right = state.laid_out
        if state.active is not left:
            self.show(left, source, None, at)
            state.activate(left)
        self.show(right, other)

    def _prior_for(self, viewport: Viewport, source: Series, left: list[Series]) -> Series | None:
        """The second window begins with the study before, where one is open."""
        if viewport not in self._state.boxes[1].viewports:
            return None
        prior, _ = prior_of(source, self.library)
        return counterpart(source, [each for each in prior if each in left])

    def _ask(self, source: Series, planes: tuple[Plane, ...], then: Callable[[], None]) -> None:
        missing = [plane for plane in planes if self._known(source, plane) is None]
        if not missing:
            then()
            return
        self._asked.append(_Asked(source, planes, then))
        for plane in missing:
            self._decoding.request_cut(source, plane)

    def _known(self, source: Series, plane: Plane) -> Reformat | None:
        found = self._reformats.get((source.uid, plane))
        return found if found is not None and found.source == source else None

    def _show_plane(
        self,
        viewport: Viewport,
        source: Series,
        plane: Plane,
        at: PatientPoint | None,
        window: tuple[float, float] | None = None,
    ) -> None:
        reformat = self._known(source, plane)
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
            waiting = [each for each in self._asked if each.source.uid == uid]
            self._asked = [each for each in self._asked if each.source.uid != uid]
            if waiting:
                self.message.emit(result.reason)
            return
        self._reformats[uid, result.plane] = result.reformat
        ready = [
            each
            for each in self._asked
            if all(self._known(each.source, plane) is not None for plane in each.planes)
        ]
        self._asked = [each for each in self._asked if each not in ready]
        for each in ready:
            each.then()


def looked_at(viewport: Viewport) -> PatientPoint | None:
    """The middle of the slice in a viewport; `None` where its place is unknown."""
    series = viewport.series
    if series is None or not series.slices or not geometry.has_positions(series):
        return None
    return geometry.slice_centre(series, viewport.index)


def _start(series: Series, at: PatientPoint | None) -> int:
    if at is None or not series.slices or not geometry.has_positions(series):
        return len(series.slices) // 2
    return geometry.nearest_slice(series, at)[0]
