"""How studies of each kind were last hung, kept in the settings without a word on the patient."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ml.imaging.types.orientation import Plane, plane
from ml.imaging.types.sequence_kind import SequenceKind
from ml.imaging.types.series import Series
from viewer.render.corners import Detail
from viewer.session import Session
from viewer.settings.store import Settings
from viewer.state.layout import ViewportLayout
from viewer.state.light_box import LightBox
from viewer.state.viewport import Viewport

log = logging.getLogger(__name__)

GROUP = "hanging"
KEEP_MS = 400
"""Several changes in one go are kept once (ours)."""


@dataclass(frozen=True, slots=True)
class ViewportContent:
    """What stood in one viewport.

    Attributes:
        kind: SequenceKind of sequence.
        lies: Plane in which it was acquired.
        cut: Plane of a reformat; empty for slices as they were acquired.
        prior: Whether it was of another study than the main window's front viewport.
    """

    kind: str
    lies: str
    cut: str
    prior: bool


@dataclass(frozen=True, slots=True)
class HangingProtocol:
    """One hanging.

    Attributes:
        layout: How many viewports in the main window.
        places: For each its content; `None` for an empty one.
        active: Which of them was the active one last.
        scroll: Whether they scrolled together.
        window: Whether they shared the grey scale.
        zoom: Whether they zoomed together.
        corners: How much corner text was shown.
        second: As `layout`, of the second window when it was open last; `None` if it never was.
        beside: As `places`, likewise.
    """

    layout: ViewportLayout
    places: tuple[ViewportContent | None, ...]
    active: int
    scroll: bool
    window: bool
    zoom: bool
    corners: Detail
    second: ViewportLayout | None = None
    beside: tuple[ViewportContent | None, ...] = ()


def kind_of(library: Sequence[Series]) -> str:
    """What tells studies apart that are hung alike: how many, and which sequences and planes."""
    studies = len({series.study_uid for series in library})
    found = sorted({f"{series.sequence.kind} {_lies(series)}".strip() for series in library})
    return f"{min(studies, 2)} {', '.join(found)}".replace("/", "-")


def to_text(hung: HangingProtocol) -> str:
    """As it is kept."""
    return json.dumps(asdict(hung))


def from_text(text: str) -> HangingProtocol | None:
    """As it was kept; `None` where it cannot be understood."""
    try:
        found = json.loads(text)
        layout, corners = ViewportLayout(found["layout"]), Detail(found["corners"])
        places = _places(found["places"], layout)
        links = {name: bool(found[name]) for name in ("scroll", "window", "zoom")}
        active = int(found["active"])
        if not 0 <= active < layout.size:
            return None
        second = ViewportLayout(found["second"]) if found.get("second") else None
        beside = _places(found["beside"], second) if second is not None else ()
        return HangingProtocol(
            layout, places, active, corners=corners, second=second, beside=beside, **links
        )
    except (ValueError, KeyError, TypeError):
        log.warning("a kept hanging cannot be understood and is not used")
        return None


def _places(
    told: Sequence[dict[str, Any] | None], layout: ViewportLayout
) -> tuple[ViewportContent | None, ...]:
    places = tuple(ViewportContent(**each) if each else None for each in told)
    for each in places:
        if each is not None:
            SequenceKind(each.kind)
            Plane(each.cut or Plane.AXIAL)
    if len(places) != layout.size:
        raise ValueError(layout)
    return places


class HangingProtocols(QObject):
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
            if not session.reader_chose:
                self._restore()

    def _on_change(self) -> None:
        if self._scanned and not self._hanging and self._session.library:
            self._soon.start()

    def _keep(self) -> None:
        (box, other), links = self._state.boxes, self._session.links
        if not self._scanned or box.front.series is None:
            return
        before = self._kept()
        second, beside = (before.second, before.beside) if before is not None else (None, ())
        if self._state.second:
            second, beside = other.layout, tuple(self._place(each) for each in other.laid_out)
        hung = HangingProtocol(
            box.layout,
            tuple(self._place(each) for each in box.laid_out),
            box.laid_out.index(box.front),
            links.scroll,
            links.window,
            links.zoom,
            self._state.corners,
            second,
            beside,
        )
        self._settings.setValue(self._name, to_text(hung))

    @property
    def _name(self) -> str:
        """Under which studies of this kind are kept."""
        return f"{GROUP}/{kind_of(self._session.library)}"

    def _kept(self) -> HangingProtocol | None:
        kept = self._settings.value(self._name)
        return from_text(str(kept)) if kept else None

    def _place(self, viewport: Viewport) -> ViewportContent | None:
        source, active = viewport.source, self._state.boxes[0].front.source
        if source is None or active is None:
            return None
        return ViewportContent(
            source.sequence.kind.value,
            _lies(source),
            viewport.plane.value if viewport.plane is not None else "",
            source.study_uid != active.study_uid,
        )

    def _restore(self) -> None:
        hung = self._kept()
        if hung is None:
            return
        self._hanging = True
        try:
            self._hang(hung)
        finally:
            self._hanging = False

    def _hang(self, hung: HangingProtocol) -> None:
        state, session = self._state, self._session
        state.set_corners(hung.corners)
        box, other = state.boxes
        main = box.front.series.study_uid if box.front.series is not None else ""
        used: set[str] = set()
        self._hang_in(box, hung.layout, hung.places, main, used)
        if state.second and hung.second is not None:
            self._hang_in(other, hung.second, hung.beside, main, used)
        state.activate(box.laid_out[hung.active])
        session.links.set_scroll(hung.scroll)
        session.links.set_window(hung.window)
        session.links.set_zoom(hung.zoom)

    def _hang_in(
        self,
        box: LightBox,
        layout: ViewportLayout,
        places: Sequence[ViewportContent | None],
        main: str,
        used: set[str],
    ) -> None:
        """Hang one window's part.

        Args:
            box: The window's.
            layout: How many viewports.
            places: For each its content.
            main: UID of the study that is no prior.
            used: UIDs of series that hang already; those hung here are added.
        """
        session = self._session
        session.hanging.lay_out(layout, box)
        for viewport, place in zip(box.laid_out, places, strict=True):
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


def _lies(series: Series) -> str:
    return plane(series.orientation) if series.orientation is not None else ""


def _fitting(library: Sequence[Series], place: ViewportContent, main: str) -> list[Series]:
    """Series of the kind and plane that stood there, of the same study or of another."""
    return [
        each
        for each in library
        if each.sequence.kind == place.kind
        and _lies(each) == place.lies
        and (each.study_uid != main) == place.prior
    ]
