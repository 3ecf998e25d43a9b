"""Hanging protocols: how studies of each kind were last hung, kept without patient data."""

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
SAVE_MS = 400
"""Changes within this time are saved together (ours)."""


@dataclass(frozen=True, slots=True)
class ViewportContent:
    """What one viewport showed. The names of attributes are keys in the settings.

    Attributes:
        kind: Kind of sequence.
        lies: Plane in which it was acquired.
        cut: Plane of a reformat; empty for acquired slices.
        prior: Whether it was of another study than the main window's front viewport.
    """

    kind: str
    lies: str
    cut: str
    prior: bool


@dataclass(frozen=True, slots=True)
class HangingProtocol:
    """How a study was protocol. The names of attributes are keys in the settings.

    Attributes:
        layout: Layout of the main window.
        places: Content of each viewport; `None` for an empty one.
        active: Index of the viewport that was active last.
        scroll: Whether they scrolled together.
        window: Whether they shared the grey scale.
        zoom: Whether they zoomed together.
        corners: How much corner text was shown.
        second: As `layout`, for the second window when it was last open; `None` if it never was.
        beside: As `places`, for the second window.
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


def protocol_key(library: Sequence[Series]) -> str:
    """The key of a hanging protocol: number of studies, and their sequences and planes."""
    studies = len({series.study_uid for series in library})
    contents = sorted(
        {f"{series.sequence.kind} {_acquired_plane(series)}".strip() for series in library}
    )
    return f"{min(studies, 2)} {', '.join(contents)}".replace("/", "-")


def to_text(protocol: HangingProtocol) -> str:
    """Write a hanging protocol as text for the settings."""
    return json.dumps(asdict(protocol))


def from_text(text: str) -> HangingProtocol | None:
    """Read a hanging protocol from the settings; `None` if it cannot be understood."""
    try:
        values = json.loads(text)
        layout, corners = ViewportLayout(values["layout"]), Detail(values["corners"])
        contents = _contents(values["places"], layout)
        links = {name: bool(values[name]) for name in ("scroll", "window", "zoom")}
        active = int(values["active"])
        if not 0 <= active < layout.size:
            return None
        second = ViewportLayout(values["second"]) if values.get("second") else None
        beside = _contents(values["beside"], second) if second is not None else ()
        return HangingProtocol(
            layout, contents, active, corners=corners, second=second, beside=beside, **links
        )
    except (ValueError, KeyError, TypeError):
        log.warning("a kept hanging cannot be understood and is not used")
        return None


def _contents(
    values: Sequence[dict[str, Any] | None], layout: ViewportLayout
) -> tuple[ViewportContent | None, ...]:
    contents = tuple(ViewportContent(**value) if value else None for value in values)
    for content in contents:
        if content is not None:
            SequenceKind(content.kind)
            Plane(content.cut or Plane.AXIAL)
    if len(contents) != layout.size:
        raise ValueError(layout)
    return contents


class HangingProtocols(QObject):
    """Saves how the reader hangs a study, and hangs the next study of its kind in the same way."""

    def __init__(self, session: Session, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._state, self._settings = session, session.state, settings
        self._hanging = False
        self._scanned = False
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(SAVE_MS)
        self._save_soon.timeout.connect(self._save)
        session.library_changed.connect(self._on_library)
        session.links.changed.connect(self._on_change)
        self._state.shown_changed.connect(self._on_change)
        self._state.active_changed.connect(self._on_change)
        self._state.corners_changed.connect(self._on_change)
        for viewport in self._state.viewports:
            viewport.series_changed.connect(self._on_change)

    def _on_library(self) -> None:
        """Hang a study once its scan has ended, unless the reader has begun to choose series."""
        session = self._session
        if session.scanning or not session.library:
            self._scanned = False
        elif not self._scanned:
            self._scanned = True
            if not session.reader_chose:
                self._restore()

    def _on_change(self) -> None:
        if self._scanned and not self._hanging and self._session.library:
            self._save_soon.start()

    def _save(self) -> None:
        (box, beside_box), links = self._state.boxes, self._session.links
        if not self._scanned or box.front.series is None:
            return
        before = self._saved()
        second, beside = (before.second, before.beside) if before is not None else (None, ())
        if self._state.second:
            second, beside = (
                beside_box.layout,
                tuple(self._content(viewport) for viewport in beside_box.laid_out),
            )
        protocol = HangingProtocol(
            box.layout,
            tuple(self._content(viewport) for viewport in box.laid_out),
            box.laid_out.index(box.front),
            links.scroll,
            links.window,
            links.zoom,
            self._state.corners,
            second,
            beside,
        )
        self._settings.setValue(self._key, to_text(protocol))

    @property
    def _key(self) -> str:
        """The settings key for studies of this kind."""
        return f"{GROUP}/{protocol_key(self._session.library)}"

    def _saved(self) -> HangingProtocol | None:
        text = self._settings.value(self._key)
        return from_text(str(text)) if text else None

    def _content(self, viewport: Viewport) -> ViewportContent | None:
        source, active = viewport.source, self._state.boxes[0].front.source
        if source is None or active is None:
            return None
        return ViewportContent(
            source.sequence.kind.value,
            _acquired_plane(source),
            viewport.plane.value if viewport.plane is not None else "",
            source.study_uid != active.study_uid,
        )

    def _restore(self) -> None:
        protocol = self._saved()
        if protocol is None:
            return
        self._hanging = True
        try:
            self._hang(protocol)
        finally:
            self._hanging = False

    def _hang(self, protocol: HangingProtocol) -> None:
        state, session = self._state, self._session
        state.set_corners(protocol.corners)
        box, beside_box = state.boxes
        main = box.front.series.study_uid if box.front.series is not None else ""
        used: set[str] = set()
        self._hang_in(box, protocol.layout, protocol.places, main, used)
        if state.second and protocol.second is not None:
            self._hang_in(beside_box, protocol.second, protocol.beside, main, used)
        state.activate(box.laid_out[protocol.active])
        session.links.set_scroll(protocol.scroll)
        session.links.set_window(protocol.window)
        session.links.set_zoom(protocol.zoom)

    def _hang_in(
        self,
        box: LightBox,
        layout: ViewportLayout,
        contents: Sequence[ViewportContent | None],
        main: str,
        used: set[str],
    ) -> None:
        """Fill the viewports of one window.

        Args:
            box: The light box of the window.
            layout: Its layout.
            contents: Content of each viewport.
            main: UID of the study that is not the prior.
            used: UIDs of series that hang already; those hung here are added.
        """
        session = self._session
        session.hanging.lay_out(layout, box)
        for viewport, content in zip(box.laid_out, contents, strict=True):
            fitting = _fitting(session.library, content, main) if content is not None else []
            unused = [series for series in fitting if series.uid not in used]
            if content is None or not fitting:
                viewport.set_series(None)
            elif content.cut:
                session.hanging.show(viewport, fitting[0], Plane(content.cut))
            else:
                series = (unused or fitting)[0]
                used.add(series.uid)
                session.hanging.show(viewport, series)


def _acquired_plane(series: Series) -> str:
    return plane(series.orientation) if series.orientation is not None else ""


def _fitting(library: Sequence[Series], content: ViewportContent, main: str) -> list[Series]:
    """Series of the kind and plane of a viewport, of the main study or of another as it says."""
    return [
        series
        for series in library
        if series.sequence.kind == content.kind
        and _acquired_plane(series) == content.lies
        and (series.study_uid != main) == content.prior
    ]
