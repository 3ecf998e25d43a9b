"""The window: series on the left, the picture in the middle, the cascade on the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QMenu

from viewer.i18n.engine_messages import told
from viewer.i18n.translate import counted, joined, mark, tr
from viewer.marks.marks import Marks
from viewer.render.names import person
from viewer.session import Session
from viewer.session.hanging_protocols import HangingProtocols
from viewer.settings.store import InMemorySettings, Settings
from viewer.state.viewport import Viewport
from viewer.storage.journal import Journal
from viewer.widgets.commands.command_bar import CommandBar
from viewer.widgets.commands.command_handlers import Verbs
from viewer.widgets.dialogs.apply_settings import Preferences
from viewer.widgets.keys.command_table import CONTEXT
from viewer.widgets.keys.keymap import KeyMap
from viewer.widgets.panels.histogram_panel import HistogramPanel
from viewer.widgets.panels.overlay_panel import OverlayPanel
from viewer.widgets.panels.series_list import SeriesList
from viewer.widgets.panels.slice_strip import Mark, SliceStrip
from viewer.widgets.panels.verdict_panel import VerdictPanel
from viewer.widgets.viewport.slice_view import SliceView
from viewer.widgets.viewport.viewport_grid import ViewportGrid
from viewer.widgets.window.message_bar import MessageBar
from viewer.widgets.window.quit_question import QuitQuestion
from viewer.widgets.window.second_window import SecondMonitor
from viewer.widgets.window.status_bar import DeskStatus
from viewer.widgets.window.window_layout import arranged

DROP_TITLE = mark("Drop a folder of brain MR here")
DROP_WORDS = mark("or press Ctrl+O to choose one.\nCtrl+Shift+O opens the sample.")
MARK_MS = 40
"""The strip follows decoding this late: a series of 400 slices arrives in a second."""


class MainWindow(QMainWindow):
    """Shows the state and the stores, and calls the verbs of the session.

    Signals:
        export_requested: Where the report of the series on screen shall stand.
        marks_requested: Where the table of the reader's marks shall stand.
        annotate_requested: Folder to read, folder to write into.
        header_requested: The file whose header shall be shown.
        bundle_offered: A folder that says it is a network.
        studies_requested: The study list shall come or go.
        beside_requested: A study of the list shall stand beside what is on screen.
        read_study_requested: Every series of the study on screen shall be read.
        jobs_requested: The job drawer shall come or go.
    """

    export_requested = Signal(Path)
    marks_requested = Signal(Path)
    annotate_requested = Signal(Path, Path)
    bundle_offered = Signal(Path)
    header_requested = Signal(Path)
    studies_requested = Signal()
    beside_requested = Signal()
    read_study_requested = Signal()
    jobs_requested = Signal()

    def __init__(
        self,
        session: Session,
        sample: Path | None = None,
        *,
        journal: Journal | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__()
        self.session, self.state = session, session.state
        self.marks = Marks(journal if journal is not None else Journal(None), self)
        self.settings: Settings = settings if settings is not None else InMemorySettings()
        self.keymap = KeyMap(self.settings, self)
        self._sample = sample
        self.setAcceptDrops(True)
        self.resize(1360, 860)
        self.grid = ViewportGrid(session, self.marks)
        self.strip = SliceStrip()
        self.series_list = SeriesList()
        self.verdict_panel = VerdictPanel(session, self.marks)
        self.overlay_panel = OverlayPanel(self.state)
        self.histogram = HistogramPanel(session)
        self.messages = MessageBar()
        self.status = DeskStatus()
        self.setStatusBar(self.status)
        self._marking = QTimer(self, singleShot=True, interval=MARK_MS)
        self._marking.timeout.connect(self._mark)
        self._beside = QTimer(self, singleShot=True, interval=0)
        self._beside.timeout.connect(self._open_marks)
        whole, self.desk = arranged(
            self.messages,
            self.series_list,
            (self.grid, self.strip),
            (self.verdict_panel, self.overlay_panel, self.histogram),
        )
        self.setCentralWidget(whole)
        self.verbs = Verbs(self)
        self.commands = CommandBar(self, self.verbs.handlers(), self.keymap)
        self.actions_by_name = self.commands.actions
        for name in ("smooth", "tool_window", "mode_reader_first"):
            self.actions_by_name[name].setChecked(True)
        self.second = SecondMonitor(self)
        self.quit_question = QuitQuestion(self)
        self.preferences = Preferences(self)
        self.preferences.begin()
        self.actions_by_name["open_sample"].setEnabled(sample is not None)
        self._connect()
        self.hangings = HangingProtocols(session, self.settings, self)
        self._on_library()
        self._refresh()
        self.view.focus_picture()

    @property
    def view(self) -> SliceView:
        """The view of the active viewport."""
        active = self.state.active
        return next(grid.views[active] for grid in self.grids if active in grid.views)

    @property
    def grids(self) -> tuple[ViewportGrid, ...]:
        """The viewports of every window that was opened so far."""
        second = self.second.window
        return (self.grid,) if second is None else (self.grid, second.grid)

    def _connect(self) -> None:
        session, state = self.session, self.state
        session.library_changed.connect(self._on_library)
        session.slice_ready.connect(self._on_slice_ready)
        session.slice_failed.connect(self._on_slice_failed)
        session.verdicts_changed.connect(self._on_verdicts)
        session.reading_changed.connect(self._on_reading)
        session.reading_finished.connect(self._on_finished)
        session.classifier_changed.connect(self.verdict_panel.refresh)
        session.message.connect(self.messages.show_text)
        for viewport in state.viewports:
            viewport.series_changed.connect(lambda each=viewport: self._on_hung(each))
        state.active_changed.connect(self._open_marks)
        state.series_changed.connect(self._on_library)
        state.look_changed.connect(self._follow_state)
        state.smooth_changed.connect(self._follow_state)
        state.tool_changed.connect(self._follow_state)
        state.mode_changed.connect(self._follow_state)
        state.shown_changed.connect(self._follow_state)
        state.active_changed.connect(self._follow_state)
        session.links.changed.connect(self._follow_state)
        self.marks.changed.connect(self._refresh)
        self.marks.failed.connect(self.messages.show_text)
        self.marks.undo.canUndoChanged.connect(self.actions_by_name["undo"].setEnabled)
        self.marks.undo.canRedoChanged.connect(self.actions_by_name["redo"].setEnabled)
        self.verdict_panel.judged.connect(self.verbs.judge)
        self.verdict_panel.impression_given.connect(self.verbs.give_impression)
        state.index_changed.connect(self._refresh)
        state.index_settled.connect(self._mark)
        state.privacy_changed.connect(self._retitle)
        state.overlay_changed.connect(
            lambda: self.actions_by_name["overlay"].setChecked(state.overlay)
        )
        self.grid.menu_asked.connect(self.show_menu)
        self.strip.jumped.connect(state.set_index)
        self.series_list.chosen.connect(session.select_series)
        self.verdict_panel.asked.connect(session.ask_for_verdicts)
        self.status.cancelled.connect(self._on_cancel)

    # What the reader does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Peek while Q is held."""
        if event.key() == Qt.Key.Key_Q and not event.isAutoRepeat() and not event.modifiers():
            self.state.set_peek(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End the peek, or the 3D cursor."""
        if event.key() == Qt.Key.Key_Q and not event.isAutoRepeat():
            self.state.set_peek(False)
        elif event.key() == Qt.Key.Key_Shift:
            self.session.links.end_pointing()
        else:
            super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take local files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped; a network is offered for installing."""
        urls = event.mimeData().urls()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
        networks = [path for path in paths if _is_bundle(path)]
        for path in networks:
            self.bundle_offered.emit(path)
        images = [path for path in paths if path not in networks]
        if images:
            self.open_paths(images)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Be gone at once, then end background work."""
        if not self.quit_question.lets_close():
            event.ignore()
            return
        self.hide()
        self.second.shut()
        self.session.close()
        super().closeEvent(event)

    def open_paths(self, paths: list[Path]) -> None:
        """Open files and folders instead of what is open."""
        self.messages.hide()
        self.series_list.forget()
        self.session.open_paths(paths)

    def repaint_all(self) -> None:
        """Show everything in the colours of the theme."""
        self.commands.refresh_icons()
        self.series_list.forget_blank()
        self._on_library()
        self.update()

    def open_sample(self) -> None:
        """Open the sample study."""
        if self._sample is not None:
            self.open_paths([self._sample])

    def show_menu(self, place: QPoint) -> None:
        """Offer what can be done with the picture, at a place of the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.actions_by_name[name] for name in CONTEXT])
        menu.popup(place)

    def _on_cancel(self) -> None:
        self.session.cancel()
        self.status.show_idle(tr("Stopped. Press V to go on reading."))

    def _on_hung(self, viewport: Viewport) -> None:
        """Marks of the active viewport come at once, those beside it once all hang."""
        if viewport is self.state.active:
            self._open_marks()
        else:
            self._beside.start()

    def _open_marks(self) -> None:
        self.marks.open(self.state.series, [each.series for each in self.state.viewports])

    # What the session tells

    def _on_library(self) -> None:
        session, state = self.session, self.state
        current = state.active.source.uid if state.active.source else ""
        read = (s for s in session.library if s is not session.reading)
        results = {s.uid: session.series_result(s) for s in read}
        outcomes = {uid: r.outcome for uid, r in results.items() if r and r.read + r.refused}
        self.series_list.show_series(session.library, current, outcomes)
        if session.scanning:
            self.status.show_busy(
                tr("Looking through files: {}").format(session.files_scanned), 0, 0
            )
        elif session.reading is None:
            self.status.show_idle(self._summary())
        empty = state.series is None and not session.scanning
        self.grid.set_hint(*((tr(DROP_TITLE), tr(DROP_WORDS)) if empty else ("", "")))
        self._retitle()
        self._refresh()

    def _summary(self) -> str:
        session = self.session
        if not session.library:
            return ""
        text = counted("%n series", "%n series", len(session.library))
        if session.problems:
            passed = len(session.problems)
            text = joined(text, counted("%n files passed over", "%n file passed over", passed))
        series = self.state.series
        return " · ".join((text, *map(told, series.warnings if series else ())))

    def _on_slice_ready(self, uid: str) -> None:
        if uid == self.state.slice_uid:
            self._refresh()
        else:
            self._marking.start()
        image = self.session.slices.get(uid)
        for series in self.session.library:
            if image and series.slices and series.slices[len(series.slices) // 2].uid == uid:
                self.series_list.set_picture(series.uid, image)

    def _on_slice_failed(self, uid: str, reason: str) -> None:
        if uid == self.state.slice_uid:
            self.messages.show_text(tr("This slice cannot be shown: {}").format(told(reason)))

    def _on_verdicts(self, uid: str) -> None:
        if not uid:
            self._on_library()
        elif uid == self.state.slice_uid:
            self._refresh()
        else:
            self.verdict_panel.refresh()
            self._marking.start()

    def _on_reading(self, done: int, total: int) -> None:
        if total:
            series = self.session.reading
            shown = series is not None and self.session.verdicts_visible(series)
            words = tr("Opening the network") if self.session.opening else tr("Reading slices")
            self.status.show_busy(
                tr("{}: {} of {}").format(words, done, total) if shown else words, done, total
            )
        elif not self.session.scanning:
            self.status.show_idle(self._summary())
        self.verdict_panel.refresh()

    def _on_finished(self, uid: str) -> None:
        series = self.state.series
        result = self.session.series_result(series) if series is not None else None
        if series is not None and series.uid == uid and result is not None:
            body = {"outcome": result.outcome.value, "model_id": self.session.model_id}
            self.marks.note("verdict shown", {**body, "mode": self.state.mode.value})
        self._on_library()

    def _follow_state(self) -> None:
        """Show in menus and toolbar what holds, whoever changed it."""
        state, actions = self.state, self.actions_by_name
        actions["invert"].setChecked(state.inverted)
        actions["smooth"].setChecked(state.smooth)
        actions[f"tool_{state.tool.value}"].setChecked(True)
        actions[f"mode_{state.mode.name.lower()}"].setChecked(True)
        self.verbs.viewports.follow()
        actions["undo"].setEnabled(self.marks.undo.canUndo())
        actions["redo"].setEnabled(self.marks.undo.canRedo())
        uid = state.slice_uid
        actions["key_image"].setEnabled(bool(uid))
        actions["key_image"].setChecked(self.marks.is_key(uid))

    def _refresh(self) -> None:
        uid = self.state.slice_uid
        if uid in self.session.unreadable:
            self._on_slice_failed(uid, self.session.unreadable[uid])
        self.verdict_panel.refresh()
        self._follow_state()
        self._mark()

    def _mark(self) -> None:
        series, session = self.state.series, self.session
        refs = series.slices if series is not None else ()
        marks = [
            Mark(
                ref.uid in session.slices,
                ref.uid in self.state.viewed,
                session.verdict(ref.uid),
                self.marks.is_key(ref.uid),
                self.marks.judgement(ref.uid),
            )
            for ref in refs
        ]
        self.strip.set_marks(marks, self.state.index, session.threshold)

    def _retitle(self) -> None:
        series = self.state.series
        if series is None:
            self.setWindowTitle("Whence")
            return
        name = "" if self.state.privacy else person(series.patient.name)
        self.setWindowTitle(
            " – ".join(part for part in (name, series.description, "Whence") if part)
        )


def _is_bundle(path: Path) -> bool:
    return path.name == "model.json" or (path / "model.json").is_file()
