"""Shows what the session announces: in series list, panels, status line and title."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ml.core.messages import Message
from ml.imaging.confidentiality import may_be_named
from viewer.i18n.translate import counted, joined, mark, tr, translated
from viewer.render.corners import series_name
from viewer.render.names import person
from viewer.report.lesion_records import lesion_records
from viewer.widgets.context import DeskContext
from viewer.widgets.panels.lesion_panel import LesionPanel
from viewer.widgets.panels.series_list import SeriesList
from viewer.widgets.panels.verdict_panel import VerdictPanel
from viewer.widgets.viewport.viewport_grid import ViewportGrid
from viewer.widgets.window.status_bar import DeskStatus
from viewer.widgets.window.strip_marks import StripMarks

DROP_TITLE = mark("Drop a folder of brain MR here")
DROP_WORDS = mark("or press Ctrl+O to choose one.\nCtrl+Shift+O opens the sample.")


class SessionDisplay(QObject):
    """Follows the session.

    Args:
        context: The desk.
        series_list: Shows the series that are open.
        grid: The viewports of the main window; tells what to do while nothing is open.
        verdict_panel: Shows verdicts.
        lesion_panel: Lists lesions.
        strip_marks: Feeds the strip.
        status: Shows how far work has come.
        follow_commands: Sets every switch of menus and toolbar to what holds.
    """

    def __init__(
        self,
        context: DeskContext,
        *,
        series_list: SeriesList,
        grid: ViewportGrid,
        verdict_panel: VerdictPanel,
        lesion_panel: LesionPanel,
        strip_marks: StripMarks,
        status: DeskStatus,
        follow_commands: Callable[[], None],
    ) -> None:
        super().__init__(context.window)
        self._session, self._state, self._marks = context.session, context.state, context.marks
        self._show_message = context.show_message
        self._series_list, self._grid = series_list, grid
        self._verdict_panel, self._strip_marks = verdict_panel, strip_marks
        self._lesion_panel = lesion_panel
        self._status, self._follow_commands, self._window = status, follow_commands, context.window

    def connect_all(self) -> None:
        """Begin to follow."""
        session, state = self._session, self._state
        session.library_changed.connect(self.show_library)
        session.slice_ready.connect(self._on_slice_ready)
        session.slice_failed.connect(self._on_slice_failed)
        session.verdicts_changed.connect(self._on_verdicts)
        session.reading_changed.connect(self._on_reading)
        session.reading_finished.connect(self._on_finished)
        session.classifier_changed.connect(self._verdict_panel.refresh)
        session.message.connect(self._show_message)
        state.series_changed.connect(self.show_library)
        self._marks.changed.connect(self.refresh)
        self._marks.failed.connect(self._show_message)
        self._marks.others_found.connect(self._show_message)
        state.index_changed.connect(self.refresh)
        state.privacy_changed.connect(self._on_privacy)
        self._status.cancelled.connect(self._on_cancel)

    def show_library(self) -> None:
        """Show the series that are open, and what the cascade said about each."""
        session, state = self._session, self._state
        current = state.active.source.uid if state.active.source else ""
        settled = (series for series in session.library if series is not session.reading)
        results = {series.uid: session.series_result(series) for series in settled}
        outcomes = {uid: r.outcome for uid, r in results.items() if r and r.told}
        self._series_list.show_series(session.library, current, outcomes, privacy=state.privacy)
        if session.scanning:
            self._status.show_busy(tr("Scanning for files: {}").format(session.files_scanned), 0, 0)
        elif session.reading is None:
            self._status.show_idle(self._summary())
        empty = state.series is None and not session.scanning
        self._grid.set_hint(*((tr(DROP_TITLE), tr(DROP_WORDS)) if empty else ("", "")))
        self._retitle()
        self.refresh()

    def refresh(self) -> None:
        """Show everything about the slice on screen."""
        uid = self._state.slice_uid
        if uid in self._session.unreadable:
            self._on_slice_failed(uid, self._session.unreadable[uid])
        self._verdict_panel.refresh()
        self._lesion_panel.refresh()
        self._follow_commands()
        self._strip_marks.update()

    def _summary(self) -> str:
        session = self._session
        if not session.library:
            return ""
        text = counted("%n series", "%n series", len(session.library))
        if session.problems:
            passed = len(session.problems)
            text = joined(text, counted("%n files passed over", "%n file passed over", passed))
        series = self._state.series
        warnings = series.warnings if series else ()
        privacy = self._state.privacy
        return " · ".join((text, *(translated(text, privacy=privacy) for text in warnings)))

    def _on_slice_ready(self, uid: str) -> None:
        if uid == self._state.slice_uid:
            self.refresh()
        else:
            self._strip_marks.update_soon()
        image = self._session.slices.get(uid)
        for series in self._session.library:
            if image and series.slices and series.slices[len(series.slices) // 2].uid == uid:
                self._series_list.set_picture(series.uid, image)

    def _on_slice_failed(self, uid: str, reason: Message) -> None:
        if uid == self._state.slice_uid:
            self._show_message(
                tr("This slice cannot be shown: {}").format(
                    translated(reason, privacy=self._state.privacy)
                )
            )

    def _on_verdicts(self, uid: str) -> None:
        if not uid:
            self.show_library()
        elif uid == self._state.slice_uid:
            self.refresh()
        else:
            self._verdict_panel.refresh()
            self._lesion_panel.refresh()
            self._strip_marks.update_soon()

    def _on_reading(self, done: int, total: int) -> None:
        if total:
            series = self._session.reading
            visible = series is not None and self._session.verdicts_visible(series)
            words = tr("Opening the network") if self._session.opening else tr("Reading slices")
            if self._session.networks_silent:
                words = tr("The networks do not answer")
            self._status.show_busy(
                tr("{}: {} of {}").format(words, done, total) if visible else words, done, total
            )
        elif not self._session.scanning:
            self._status.show_idle(self._summary())
        self._verdict_panel.refresh()

    def _on_finished(self, uid: str) -> None:
        series = self._state.series
        result = self._session.series_result(series) if series is not None else None
        if series is not None and series.uid == uid and result is not None:
            body = {"outcome": result.outcome.value, "model_id": self._session.model_id}
            body["mode"] = self._state.mode.value
            lesions = lesion_records(self._session.lesions(series), str)
            self._marks.note("verdict shown", {**body, **({"lesions": lesions} if lesions else {})})
        self.show_library()

    def _on_cancel(self) -> None:
        self._session.cancel()
        self._status.show_idle(tr("Stopped. Press V to continue reading."))

    def _on_privacy(self) -> None:
        """Show everything again, and nothing of what was said before."""
        if self._state.privacy:
            self._show_message("")
        self.show_library()

    def _retitle(self) -> None:
        series = self._state.series
        if series is None:
            self._window.setWindowTitle("Whence")
            return
        privacy = self._state.privacy
        who = may_be_named(series.patient, privacy=privacy)
        name = person(who.name) if who is not None else ""
        title = series_name(series, privacy=privacy)
        self._window.setWindowTitle(" – ".join(part for part in (name, title, "Whence") if part))
