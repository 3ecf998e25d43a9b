"""Session restore: keeps where the reader is, and offers it again after the next start."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer

from ml.imaging.types.orientation import Plane
from ml.imaging.types.series import Series
from viewer.i18n.translate import mark, tr
from viewer.marks.drafts import Drafts
from viewer.render.pose import Pose
from viewer.state.layout import ViewportLayout
from viewer.state.light_box import LightBox
from viewer.state.viewport import Viewport
from viewer.storage.journal import slice_key
from viewer.storage.saved_session import (
    SavedSecondWindow,
    SavedSession,
    SavedSessionError,
    SavedSessionFile,
    SavedViewport,
)
from viewer.widgets.context import DeskContext
from viewer.widgets.window.second_window import SecondMonitor

log = logging.getLogger(__name__)

KEEP_MS = 250
"""What changes is kept this soon (ours): a killed process loses less than the last second."""
OFFER = mark("A study was open when Whence closed.")
GO_ON = mark("Continue where I left off")
NOT_FOUND = mark("The study is no longer where it was. It may be on a disc that is not connected.")


class SessionRestore(QObject):
    """Watches a desk, and restores one.

    Args:
        context: The desk.
        second: Its second window.
        drafts: Notes that the reader has not yet given.
        offer: Shows a sentence with a button: the sentence, the button's words, what it calls.
        file: Where it is kept; closed by whoever opened it.
        offering: Whether to offer to go on: not where something else is opened at once.
    """

    def __init__(
        self,
        context: DeskContext,
        second: SecondMonitor,
        drafts: Drafts,
        offer: Callable[[str, str, Callable[[], object]], None],
        file: SavedSessionFile,
        *,
        offering: bool = True,
    ) -> None:
        window = context.window
        super().__init__(window)
        self._window, self._second, self._file = window, second, file
        self._session, self._state = context.session, context.state
        self._show_message, self._open_paths = context.show_message, context.open_paths
        self._drafts = drafts
        self._saved = file.load()
        self._restoring: SavedSession | None = None
        self._waiting: dict[Viewport, SavedViewport] = {}
        self._timer = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._timer.timeout.connect(self.keep)
        self._watch()
        saved = self._saved
        if saved is not None:
            window.restoreGeometry(QByteArray.fromBase64(saved.frame.encode()))
            second.placement = saved.second.stand
            if offering and saved.paths:
                offer(tr(OFFER), tr(GO_ON), partial(self.restore, saved))

    def current(self) -> SavedSession:
        """Where the reader is."""
        state = self._state
        frame = self._window.saveGeometry().toBase64().toStdString()
        placement = self._second.placement
        if not self._session.opened_paths:
            before = self._saved or SavedSession()
            return replace(before, frame=frame, second=replace(before.second, stand=placement))
        main, beside = state.boxes
        return SavedSession(
            paths=tuple(map(str, self._session.opened_paths)),
            layout=main.layout.value,
            full=main.full,
            active=main.laid_out.index(main.front),
            panes=tuple(map(_pane, main.laid_out)),
            drafts=dict(self._drafts.unfinished),
            frame=frame,
            second=SavedSecondWindow(
                state.second,
                beside.layout.value,
                beside.full,
                beside.laid_out.index(beside.front),
                tuple(map(_pane, beside.laid_out)),
                placement,
            ),
            on_second=state.box is beside,
        )

    def keep(self) -> None:
        """Keep where the reader is, unless the way back to an earlier place is not yet done."""
        if self._restoring is not None:
            return
        current = self.current()
        if current == self._saved:
            return
        try:
            self._file.save(current)
        except SavedSessionError as error:
            log.warning("where the reader is could not be kept")
            self._show_message(str(error))
        self._saved = current

    def forget(self) -> None:
        """Keep nothing of what is open now."""
        self._timer.stop()
        try:
            self._file.forget()
        except SavedSessionError as error:
            self._show_message(str(error))
        self._saved = None

    def restore(self, saved: SavedSession) -> None:
        """Open what was open, and show it as it was shown."""
        paths = [Path(path) for path in saved.paths]
        if not all(path.exists() for path in paths):
            self._show_message(tr(NOT_FOUND))
            return
        self._drafts.restore(saved.drafts)
        self._restoring = saved
        self._open_paths(paths)

    def close(self) -> None:
        """Keep the last of it; called while the window is still there."""
        self._timer.stop()
        self.keep()

    # Inside

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """See the window moved; nothing is filtered out."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._soon()
        return False

    def _watch(self) -> None:
        state = self._state
        for viewport in state.viewports:
            for signal in (viewport.index_changed, viewport.window_changed, viewport.look_changed):
                signal.connect(self._soon)
            viewport.series_changed.connect(partial(self._on_series, viewport))
        state.shown_changed.connect(self._soon)
        state.active_changed.connect(self._soon)
        self._drafts.changed.connect(self._soon)
        self._session.library_changed.connect(self._on_library)
        self._window.installEventFilter(self)
        self._second.moved.connect(self._soon)

    def _soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _on_library(self) -> None:
        self._soon()
        saved = self._restoring
        if saved is None or self._session.scanning:
            return
        self._restoring = None
        if self._session.opened_paths == tuple(map(Path, saved.paths)):
            self._restore_viewports(saved)

    def _restore_viewports(self, saved: SavedSession) -> None:
        """Fill the viewports as they were; planes follow when they are cut."""
        main, beside = self._state.boxes
        self._restore_box(main, saved.layout, saved.full, saved.active, saved.panes)
        second = saved.second
        if second.open:
            self._state.set_second(True)
            self._restore_box(beside, second.layout, second.full, second.front, second.panes)
            if not saved.on_second:
                self._state.activate(main.front)

    def _restore_box(
        self, box: LightBox, layout: str, full: bool, front: int, panes: Sequence[SavedViewport]
    ) -> None:
        by_key = {series.key: series for series in self._session.library}
        self._state.set_layout(_layout(layout), box)
        for viewport, pane in zip(box.laid_out, panes, strict=False):
            series = by_key.get(pane.series)
            if series is not None:
                self._waiting[viewport] = pane
                self._fill(viewport, series, pane)
        if front < len(box.laid_out):
            self._state.activate(box.laid_out[front])
        self._state.set_full(full, box)

    def _fill(self, viewport: Viewport, series: Series, pane: SavedViewport) -> None:
        self._session.show_in(viewport, series.uid)
        if pane.plane in list(Plane):
            self._session.hanging.show(viewport, series, Plane(pane.plane))
        self._on_series(viewport)

    def _on_series(self, viewport: Viewport) -> None:
        self._soon()
        pane, series = self._waiting.get(viewport), viewport.series
        if pane is None or series is None or _plane(viewport) != pane.plane:
            return
        if viewport.source is None or viewport.source.key != pane.series:
            return
        del self._waiting[viewport]
        keys = [slice_key(ref.uid) for ref in series.slices]
        viewport.show_index(keys.index(pane.slice) if pane.slice in keys else pane.index)
        if pane.window is not None:
            viewport.apply_window(*pane.window)
        viewport.set_pose(Pose(pane.turns % 4, pane.flipped))
        viewport.set_inverted(pane.inverted)


def _pane(viewport: Viewport) -> SavedViewport:
    source = viewport.source
    if source is None:
        return SavedViewport()
    return SavedViewport(
        series=source.key,
        plane=_plane(viewport),
        slice=slice_key(viewport.slice_uid),
        index=viewport.index,
        window=viewport.window,
        turns=viewport.pose.turns,
        flipped=viewport.pose.flipped,
        inverted=viewport.inverted,
    )


def _plane(viewport: Viewport) -> str:
    return viewport.plane.value if viewport.plane is not None else ""


def _layout(value: str) -> ViewportLayout:
    return ViewportLayout(value) if value in list(ViewportLayout) else ViewportLayout.ONE
