"""The window: series on the left, the picture in the middle, the cascade on the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ml.imaging.window import percentile_window
from viewer.render.names import person
from viewer.session import Session
from viewer.widgets.actions import CONTEXT, build_actions
from viewer.widgets.annotate_dialog import AnnotateDialog
from viewer.widgets.message_bar import MessageBar
from viewer.widgets.overlay_panel import OverlayPanel
from viewer.widgets.progress import DeskStatus
from viewer.widgets.series_list import SeriesList
from viewer.widgets.slice_strip import Mark, SliceStrip
from viewer.widgets.slice_view import SliceView
from viewer.widgets.verdict_panel import VerdictPanel

DROP_TITLE = "Drop a folder of brain MR here"
DROP_WORDS = "or press Ctrl+O to choose one.\nCtrl+Shift+O opens the sample."
OPACITY_STEP = 0.1
PERCENTILES = {
    "window_3": (2.0, 98.0),
    "window_4": (1.0, 99.0),
    "window_5": (0.5, 99.5),
    "window_6": (0.0, 100.0),
}


class MainWindow(QMainWindow):
    """Shows the state and the stores, and calls the verbs of the session.

    Signals:
        export_requested: Where the report of the series on screen shall stand.
        annotate_requested: Folder to read, folder to write into.
        bundle_offered: A folder that says it is a network.
    """

    export_requested = Signal(Path)
    annotate_requested = Signal(Path, Path)
    bundle_offered = Signal(Path)

    def __init__(self, session: Session, sample: Path | None = None) -> None:
        super().__init__()
        self.session, self.state = session, session.state
        self._sample = sample
        self.setAcceptDrops(True)
        self.resize(1360, 860)
        self.view = SliceView(self.state)
        self.strip = SliceStrip()
        self.series_list = SeriesList()
        self.verdict_panel = VerdictPanel(session)
        self.overlay_panel = OverlayPanel(self.state)
        self.messages = MessageBar()
        self.status = DeskStatus()
        self.setStatusBar(self.status)
        self._lay_out()
        self.actions_by_name = build_actions(self, self._handlers())
        self.actions_by_name["corners"].setChecked(True)
        self.actions_by_name["open_sample"].setEnabled(sample is not None)
        self._connect()
        self._on_library()
        self._refresh()
        self.view.focus_picture()

    def _lay_out(self) -> None:
        left = QWidget()
        left.setObjectName("left")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        heading = QLabel("Series")
        heading.setProperty("kind", "heading")
        column.addWidget(heading)
        column.addWidget(self.series_list)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.view, 1)
        row.addWidget(self.strip)
        side = QWidget()
        side.setObjectName("side")
        panel = QVBoxLayout(side)
        panel.setContentsMargins(16, 0, 16, 16)
        panel.addWidget(self.verdict_panel)
        panel.addWidget(self.overlay_panel)
        panel.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(side)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumWidth(300)
        splitter = QSplitter()
        splitter.setChildrenCollapsible(False)
        left.setMinimumWidth(200)
        for part, size in ((left, 250), (middle, 760), (scroll, 350)):
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.count() - 1, int(part is middle))
            splitter.setSizes([*splitter.sizes()[:-1], size])
        splitter.setSizes([250, 760, 350])
        whole = QWidget()
        stack = QVBoxLayout(whole)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(self.messages)
        stack.addWidget(splitter, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        session, state = self.session, self.state
        session.library_changed.connect(self._on_library)
        session.slice_ready.connect(self._on_slice_ready)
        session.slice_failed.connect(self._on_slice_failed)
        session.verdicts_changed.connect(self._on_verdicts)
        session.reading_changed.connect(self._on_reading)
        session.reading_finished.connect(lambda _uid: self._on_library())
        session.classifier_changed.connect(self.verdict_panel.refresh)
        session.message.connect(self.messages.show_text)
        state.series_changed.connect(self._on_library)
        state.index_changed.connect(self._refresh)
        state.index_settled.connect(self._mark)
        state.privacy_changed.connect(self._retitle)
        state.overlay_changed.connect(
            lambda: self.actions_by_name["overlay"].setChecked(state.overlay)
        )
        self.view.scrolled.connect(state.step)
        self.view.menu_asked.connect(self._show_menu)
        self.strip.jumped.connect(state.set_index)
        self.series_list.chosen.connect(session.select_series)
        self.verdict_panel.asked.connect(session.ask_for_verdicts)
        self.status.cancelled.connect(self._on_cancel)

    def _handlers(self) -> dict[str, Callable[..., object]]:
        state, session = self.state, self.session
        handlers: dict[str, Callable[..., object]] = {
            "open_folder": self._choose_folder,
            "open_files": self._choose_files,
            "open_sample": self._open_sample,
            "export": self._choose_report,
            "annotate": self._choose_annotate,
            "install": self._choose_bundle,
            "privacy": state.set_privacy,
            "quit": self.close,
            "ask": session.ask_for_verdicts,
            "concurrent": lambda on: state.set_reader_first(not on),
            "overlay": state.set_overlay,
            "opacity_down": lambda: state.set_opacity(state.opacity - OPACITY_STEP),
            "opacity_up": lambda: state.set_opacity(state.opacity + OPACITY_STEP),
            "next_suspicious": lambda: self._jump_suspicious(1),
            "previous_suspicious": lambda: self._jump_suspicious(-1),
            "slice_up": lambda: state.step(-1),
            "slice_down": lambda: state.step(1),
            "ten_up": lambda: state.step(-10),
            "ten_down": lambda: state.step(10),
            "first": lambda: state.set_index(0),
            "last": lambda: state.set_index(10**9),
            "series_up": lambda: session.step_series(-1),
            "series_down": lambda: session.step_series(1),
            "window_auto": self._window_auto,
            "window_1": lambda: self._window_header(0),
            "window_2": lambda: self._window_header(1),
            "corners": state.set_corners,
            "reset": self._reset,
        }
        for name, (low, high) in PERCENTILES.items():
            handlers[name] = lambda low=low, high=high: self._window_percentile(low, high)
        return handlers

    # What the reader does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Peek while Q is held."""
        if event.key() == Qt.Key.Key_Q and not event.isAutoRepeat() and not event.modifiers():
            self.state.set_peek(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End the peek."""
        if event.key() == Qt.Key.Key_Q and not event.isAutoRepeat():
            self.state.set_peek(False)
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
        self.hide()
        self.session.close()
        super().closeEvent(event)

    def open_paths(self, paths: list[Path]) -> None:
        """Open files and folders instead of what is open."""
        self.messages.hide()
        self.series_list.forget()
        self.session.open_paths(paths)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Open a folder of MR")
        if folder:
            self.open_paths([Path(folder)])

    def _choose_bundle(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Choose the folder of a network")
        if folder:
            self.bundle_offered.emit(Path(folder))

    def _choose_files(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(self, "Open files")
        if files:
            self.open_paths([Path(file) for file in files])

    def _open_sample(self) -> None:
        if self._sample is not None:
            self.open_paths([self._sample])

    def _choose_report(self) -> None:
        series = self.state.series
        if series is None or self.session.series_result(series) is None:
            self.messages.show_text("A report needs a series that was read: press V first.")
            return
        name = f"whence-{series.key}.pdf"
        path, _ = QFileDialog.getSaveFileName(self, "Export report", name, "PDF (*.pdf)")
        if path:
            self.export_requested.emit(Path(path))

    def _choose_annotate(self) -> None:
        dialog = AnnotateDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.annotate_requested)
        dialog.open()

    def _jump_suspicious(self, direction: int) -> None:
        series = self.state.series
        if series is None:
            return
        here = self.state.index
        places = self.session.suspicious(series)
        ahead = [i for i in places if (i - here) * direction > 0]
        if ahead:
            self.state.set_index(min(ahead, key=lambda i: abs(i - here)))
        elif not places and self.session.revealed(series):
            self.status.words.setText("No slice is above the threshold.")

    def _window_auto(self) -> None:
        image = self.session.slices.get(self.state.slice_uid)
        if image is not None:
            self.state.set_window(*image.window)

    def _window_header(self, place: int) -> None:
        series = self.state.series
        if series is not None and place < len(series.windows):
            self.state.set_window(*series.windows[place])

    def _window_percentile(self, low: float, high: float) -> None:
        image = self.session.slices.get(self.state.slice_uid)
        if image is not None:
            self.state.set_window(*percentile_window(image.values, low, high))

    def _reset(self) -> None:
        self.view.fit()
        self._window_auto()
        self.state.set_overlay(False)

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.actions_by_name[name] for name in CONTEXT])
        menu.popup(place)

    def _on_cancel(self) -> None:
        self.session.cancel()
        self.status.show_idle("Stopped. Press V to go on reading.")

    # What the session tells

    def _on_library(self) -> None:
        session, state = self.session, self.state
        current = state.series.uid if state.series else ""
        results = {s.uid: session.series_result(s) for s in session.library}
        outcomes = {uid: r.outcome for uid, r in results.items() if r and r.read + r.refused}
        self.series_list.show_series(session.library, current, outcomes)
        if session.scanning:
            self.status.show_busy(f"Looking through files: {session.files_scanned}", 0, 0)
        elif session.reading is None:
            self.status.show_idle(self._summary())
        empty = state.series is None and not session.scanning
        self.view.set_hint(*((DROP_TITLE, DROP_WORDS) if empty else ("", "")))
        self._retitle()
        self._refresh()

    def _summary(self) -> str:
        session = self.session
        if not session.library:
            return ""
        text = f"{len(session.library)} series"
        if session.problems:
            text += f", {len(session.problems)} files passed over"
        series = self.state.series
        return " · ".join((text, *(series.warnings if series else ())))

    def _on_slice_ready(self, uid: str) -> None:
        if uid == self.state.slice_uid:
            self._refresh()
        else:
            self._mark()
        image = self.session.slices.get(uid)
        for series in self.session.library:
            if image and series.slices and series.slices[len(series.slices) // 2].uid == uid:
                self.series_list.set_picture(series.uid, image)

    def _on_slice_failed(self, uid: str, reason: str) -> None:
        if uid == self.state.slice_uid:
            self.messages.show_text(f"This slice cannot be shown: {reason}")

    def _on_verdicts(self, uid: str) -> None:
        if not uid:
            self._on_library()
        elif uid == self.state.slice_uid:
            self._refresh()
        else:
            self.verdict_panel.refresh()
            self._mark()

    def _on_reading(self, done: int, total: int) -> None:
        if total:
            series = self.session.reading
            shown = series is not None and self.session.revealed(series)
            words = "Opening the network" if self.session.opening else "Reading slices"
            self.status.show_busy(f"{words}: {done} of {total}" if shown else words, done, total)
        elif not self.session.scanning:
            self.status.show_idle(self._summary())
        self.verdict_panel.refresh()

    def _refresh(self) -> None:
        uid = self.state.slice_uid
        image = self.session.slices.get(uid) if uid else None
        self.view.show_slice(image, self.session.verdict(uid) if uid else None)
        if uid in self.session.unreadable:
            self._on_slice_failed(uid, self.session.unreadable[uid])
        self.verdict_panel.refresh()
        self._mark()

    def _mark(self) -> None:
        series, session = self.state.series, self.session
        refs = series.slices if series is not None else ()
        marks = [
            Mark(ref.uid in session.slices, ref.uid in self.state.viewed, session.verdict(ref.uid))
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
