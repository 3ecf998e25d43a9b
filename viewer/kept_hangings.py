"""How studies of each kind were last hung in the main window; no word of a patient."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from PySide6.QtCore import QObject, QTimer

from ml.imaging.orientation import Plane, plane
from ml.imaging.sequence import Kind
from ml.imaging.series import Series
from viewer.layout import Layout
from viewer.render.corners import Detail
from viewer.session import Session
from viewer.settings import Settings
from viewer.viewport import Viewport

log = logging.getLogger(__name__)

GROUP = "hanging"
KEEP_MS = 400
"""Several changes in one go are kept once (ours)."""


@dataclass(frozen=True, slots=True)
class Place:
    """What stood in one viewport.

    Attributes:
        kind: Kind of sequence.
        lies: Plane in which it was acquired.
        cut: Plane of a reformat; empty for slices as they were acquired.
        prior: Whether it was of another study than the active viewport's.
    """

    kind: str
    lies: str
    cut: str
    prior: bool


@dataclass(frozen=True, slots=True)
class Hung:
    """One hanging.

    Attributes:
        layout: How many viewports.
        places: For each its content; `None` for an empty one.
        active: Which of them was the active one.
        scroll: Whether they scrolled together.
        window: Whether they shared the grey scale.
        zoom: Whether they zoomed together.
        corners: How much corner text was shown.
    """

    layout: Layout
    places: tuple[Place | None, ...]
    active: int
    scroll: bool
    window: bool
    zoom: bool
    corners: Detail


def kind_of(library: Sequence[Series]) -> str:
    """What tells studies apart that are hung alike: how many, and which sequences and planes."""
    studies = len({series.study_uid for series in library})
    found = sorted({f"{series.sequence.kind} {_lies(series)}".strip() for series in library})
    return f"{min(studies, 2)} {', '.join(found)}".replace("/", "-")


def to_text(hung: Hung) -> str:
    """As it is kept."""
    return json.dumps(asdict(hung))


def from_text(text: str) -> Hung | None:
    """As it was kept; `None` where it cannot be understood."""
    try:
        found = json.loads(text)
        places = tuple(Place(**each) if each else None for each in found["places"])
        for each in places:
            if each is not None:
                Kind(each.kind)
                Plane(each.cut or Plane.AXIAL)
        layout, corners = Layout(found["layout"]), Detail(found["corners"])
        links = {name: bool(found[name]) for name in ("scroll", "window", "zoom")}
        active = int(found["active"])
        if len(places) != layout.size or not 0 <= active < layout.size:
            return None
        return Hung(layout, places, active, corners=corners, **links)
    except (ValueError, KeyError, TypeError):
        log.warning("a kept hanging cannot be understood and is not used")
        return None


class KeptHangings(QObject):
    """Keeps how the reader hangs a study, and hangs the next of its kind alike."""

    def __init__(self, session: Session, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._state, self._settings = session, session.state, settings
        self._hanging = False
        self._scanned = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(KEEP_MS)
        self._soon.timeout.connect(self._keep)
        session.library_changed.connect(self._on_library)
        session.links.changed.connect(self._on_change)
        self._state.shown_changed.connect(self._on_change)
        self._state.active_changed.connect(self._on_change)
        self._state.corners_changed.connect(self._on_change)
        for viewport in self._state.viewports:
            viewport.series_changed.connect(self._on_change)

    def _on_library(self) -> None:
        """Hang a study once it is known as a whole, unless the reader has begun."""
        session = self._session
        if session.scanning or not session.library:
            self._scanned = False
        elif not self._scanned:
            self._scanned = True
            if not session.chosen:
                self._restore()

    def _on_change(self) -> None:
        if self._scanned and not self._hanging and self._session.library:
            self._soon.start()

    def _keep(self) -> None:
        box, links = self._state.boxes[0], self._session.links
        if not self._scanned or box.front.series is None:
            return
        hung = Hung(
            box.layout,
            tuple(self._place(each) for each in box.places),
            box.places.index(box.front),
            links.scroll,
            links.window,
            links.zoom,
            self._state.corners,
        )
        self._settings.setValue(f"{GROUP}/{kind_of(self._session.library)}", to_text(hung))

    def _place(self, viewport: Viewport) -> Place | None:
        source, active = viewport.source, self._state.boxes[0].front.source
        if source is None or active is None:
            return None
        return Place(
            source.sequence.kind.value,
            _lies(source),
            viewport.plane.value if viewport.plane is not None else "",
            source.study_uid != active.study_uid,
        )

    def _restore(self) -> None:
        kept = self._settings.value(f"{GROUP}/{kind_of(self._session.library)}")
        hung = from_text(str(kept)) if kept else None
        if hung is None:
            return
        self._hanging = True
        try:
            self._hang(hung)
        finally:
            self._hanging = False

    def _hang(self, hung: Hung) -> None:
        state, session = self._state, self._session
        state.set_corners(hung.corners)
        box = state.boxes[0]
        session.hanging.lay_out(hung.layout, box)
        main = box.front.series.study_uid if box.front.series is not None else ""
        used: set[str] = set()
        for viewport, place in zip(box.places, hung.places, strict=True):
            found = _fitting(session.library, place, main) if place is not None else []
            fresh = [each for each in found if each.uid not in used]
            if place is None or not found:
                viewport.set_series(None)
            elif place.cut:
                session.hanging.show(viewport, found[0], Plane(place.cut))
            else:
                series = (fresh or found)[0]
                used.add(series.uid)
                session.hanging.show(viewport, series)
        state.activate(box.places[hung.active])
        session.links.set_scroll(hung.scroll)
        session.links.set_window(hung.window)
        session.links.set_zoom(hung.zoom)


def _lies(series: Series) -> str:
    return plane(series.orientation) if series.orientation is not None else ""


def _fitting(library: Sequence[Series], place: Place, main: str) -> list[Series]:
    """Series of the kind and plane that stood there, of the same study or of another."""
    return [
        each
        for each in library
        if each.sequence.kind == place.kind
        and _lies(each) == place.lies
        and (each.study_uid != main) == place.prior
    ]
