"""The main window: series on the left, the image in the middle, the cascade on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QMenu

from viewer.marks.marks import Marks
from viewer.session import Session
from viewer.session.hanging_protocols import HangingProtocols
from viewer.settings.schema import THEME
from viewer.settings.store import InMemorySettings, Settings
from viewer.state.viewport import Viewport
from viewer.storage.journal import Journal
from viewer.widgets.commands.cine import CinePlayer
from viewer.widgets.commands.command_bar import CommandBar
from viewer.widgets.commands.command_palette import CommandPalette
from viewer.widgets.commands.command_states import CommandStates
from viewer.widgets.commands.dialog_handlers import DialogHandlers
from viewer.widgets.commands.file_handlers import FileHandlers
from viewer.widgets.commands.image_handlers import ImageHandlers
from viewer.widgets.commands.verdict_handlers import VerdictHandlers
from viewer.widgets.commands.viewport_handlers import ViewportHandlers
from viewer.widgets.context import DeskContext, DeskRequests
from viewer.widgets.dialogs.apply_settings import AppliedSettings
from viewer.widgets.dialogs.tour import Tour, TourParts
from viewer.widgets.keys.command_table import CONTEXT
from viewer.widgets.keys.keymap import KeyMap
from viewer.widgets.panels.histogram_panel import HistogramPanel
from viewer.widgets.panels.lesion_panel import LesionPanel
from viewer.widgets.panels.overlay_panel import OverlayPanel
from viewer.widgets.panels.series_list import SeriesList
from viewer.widgets.panels.slice_strip import SliceStrip
from viewer.widgets.panels.verdict_panel import VerdictPanel
from viewer.widgets.viewport.slice_view import SliceView
from viewer.widgets.viewport.viewport_grid import ViewportGrid
from viewer.widgets.window.message_bar import MessageBar
from viewer.widgets.window.quit_question import QuitQuestion
from viewer.widgets.window.second_window import SecondMonitor
from viewer.widgets.window.session_display import SessionDisplay
from viewer.widgets.window.status_bar import DeskStatus
from viewer.widgets.window.strip_marks import StripMarks
from viewer.widgets.window.window_layout import lay_out


class MainWindow(QMainWindow):
    """Shows the state and the stores, and calls the session.

    Attributes:
        context: What the parts of the window share.
        requests: What the reader asks for and the window does not do itself.
        desk: The part of the window that a page may cover.
    """

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
        journal = journal if journal is not None else Journal(None)
        self.marks = Marks(journal, self, session.slices.get)
        session.slice_ready.connect(self.marks.look_at)
        self.settings: Settings = settings if settings is not None else InMemorySettings()
        self.keymap = KeyMap(self.settings, self)
        self._sample = sample
        self.setAcceptDrops(True)
        self.resize(1360, 860)
        self.grid = ViewportGrid(session, self.marks)
        self.strip = SliceStrip()
        self.series_list = SeriesList()
        self.verdict_panel = VerdictPanel(session, self.marks)
        self.lesion_panel = LesionPanel(session)
        self.overlay_panel = OverlayPanel(self.state)
        self.histogram = HistogramPanel(session)
        self.messages = MessageBar()
        self.context = DeskContext(
            session,
            self.state,
            self.marks,
            self.settings,
            self.keymap,
            self,
            show_message=self.messages.show_text,
            open_paths=self.open_paths,
            focus_image=self._focus_image,
        )
        self.requests = DeskRequests(self)
        self.status = DeskStatus()
        self.setStatusBar(self.status)
        self._beside = QTimer(self, singleShot=True, interval=0)
        self._beside.timeout.connect(self._open_marks)
        content, self.desk = lay_out(
            self.messages,
            self.series_list,
            (self.grid, self.strip),
            (self.verdict_panel, self.lesion_panel, self.overlay_panel, self.histogram),
        )
        self.setCentralWidget(content)
        self.second = SecondMonitor(self.context, self.show_menu)
        self.quit_question = QuitQuestion(self.context)
        self.applied_settings = AppliedSettings(self.context)
        self.cine = CinePlayer(self.context)
        self.verdict_handlers = VerdictHandlers(
            self.context, self.verdict_panel.note.text, self.status.words.setText
        )
        self.commands = CommandBar(self, self._handlers(), self.keymap)
        self.actions_by_name = self.commands.actions
        for name in ("smooth", "tool_window", "mode_reader_first", "outlines"):
            self.actions_by_name[name].setChecked(True)
        self.command_states = CommandStates(self.context, self.actions_by_name, self.histogram)
        self.display = SessionDisplay(
            self.context,
            series_list=self.series_list,
            grid=self.grid,
            verdict_panel=self.verdict_panel,
            lesion_panel=self.lesion_panel,
            strip_marks=StripMarks(self.context, self.strip),
            status=self.status,
            follow_commands=self.command_states.follow,
        )
        self._apply_settings()
        self.actions_by_name["open_sample"].setEnabled(sample is not None)
        self._connect()
        self.hangings = HangingProtocols(session, self.settings, self)
        self.display.show_library()
        self.display.refresh()
        self._focus_image()

    def _handlers(self) -> dict[str, Callable[..., object]]:
        """A function for each command of the table."""
        context = self.context
        viewport_handlers = ViewportHandlers(
            context,
            lambda: self.view,
            self.histogram.setVisible,
            lambda: self.command_states.follow(),
        )
        return {
            "open_sample": self.open_sample,
            "quit": self.close,
            "palette": self._find_command,
            "tour": lambda: self.tour.begin(),
            **FileHandlers(context, self.requests).handlers(),
            **DialogHandlers(context, self.applied_settings, self.repaint_all).handlers(),
            **ImageHandlers(context, self.cine, lambda: self.view, self._fit).handlers(),
            **self.verdict_handlers.handlers(),
            **viewport_handlers.handlers(),
        }

    def _apply_settings(self) -> None:
        actions = self.actions_by_name
        self.applied_settings.begin(
            {
                THEME: lambda name: actions["light"].setChecked(name == "light"),
                "privacy": actions["privacy"].setChecked,
                "ask_before_quit": self.quit_question.set_asking,
                "smooth": actions["smooth"].setChecked,
                "cine": self.cine.set_speed,
            }
        )

    @cached_property
    def tour(self) -> Tour:
        """The tour of the desk."""
        parts = TourParts(
            viewports=self.grid,
            strip=self.strip,
            verdict_panel=self.verdict_panel,
            overlay_panel=self.overlay_panel,
            toolbar=self.commands.toolbar,
        )
        return Tour(self.context, parts)

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
        state = self.state
        self.display.connect_all()
        for viewport in state.viewports:
            viewport.series_changed.connect(partial(self._on_series_hung, viewport))
        state.active_changed.connect(self._open_marks)
        self.verdict_panel.judged.connect(self.verdict_handlers.judge)
        self.verdict_panel.impression_given.connect(self.verdict_handlers.give_impression)
        self.verdict_panel.verdicts_requested.connect(self.session.ask_for_verdicts)
        self.cine.stopped.connect(partial(self.actions_by_name["cine"].setChecked, False))
        self.grid.menu_requested.connect(self.show_menu)
        self.series_list.chosen.connect(self.session.select_series)

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
            self.requests.bundle_offered.emit(path)
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

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files and folders instead of what is open."""
        self.messages.hide()
        self.series_list.forget()
        self.session.open_paths(paths)

    def repaint_all(self) -> None:
        """Show everything in the colours of the theme."""
        self.commands.refresh_icons()
        self.series_list.forget_blank()
        self.display.show_library()
        self.update()

    def open_sample(self) -> None:
        """Open the sample study."""
        if self._sample is not None:
            self.open_paths([self._sample])

    def show_menu(self, position: QPoint) -> None:
        """Offer what can be done with the picture, at a place of the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.actions_by_name[name] for name in CONTEXT])
        menu.popup(position)

    def _find_command(self) -> None:
        finder = CommandPalette(self.actions_by_name, self)
        finder.show()
        finder.line.setFocus()

    def _focus_image(self) -> None:
        self.view.focus_image()

    def _fit(self) -> None:
        for grid in self.grids:
            grid.fit()

    def _on_series_hung(self, viewport: Viewport) -> None:
        """Marks of the active viewport come at once, those beside it once all hang."""
        if viewport is self.state.active:
            self._open_marks()
        else:
            self._beside.start()

    def _open_marks(self) -> None:
        self.marks.open(self.state.series, [viewport.series for viewport in self.state.viewports])


def _is_bundle(path: Path) -> bool:
    return path.name == "model.json" or (path / "model.json").is_file()
