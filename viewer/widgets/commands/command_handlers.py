"""What the reader can do: one function for each command of the table."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from ml.imaging.display.window import percentile_window
from viewer.geometry.measurements import MouseTool
from viewer.i18n.translate import mark, tr
from viewer.marks.marks import Impression, Opinion, judged
from viewer.render.pose import Pose
from viewer.settings.schema import THEME
from viewer.state.reading_mode import ReadingMode
from viewer.widgets.commands.command_palette import CommandPalette
from viewer.widgets.commands.viewport_handlers import ViewportVerbs
from viewer.widgets.dialogs.annotate_dialog import AnnotateDialog
from viewer.widgets.dialogs.monitor_check import MonitorCheck
from viewer.widgets.dialogs.open_filter import open_filter
from viewer.widgets.dialogs.settings_dialog import SettingsDialog
from viewer.widgets.dialogs.tour import Tour
from viewer.widgets.keys.keys_dialog import KeysDialog, ShortcutHelp
from viewer.widgets.style.theme import redress

if TYPE_CHECKING:
    from viewer.widgets.window.main_window import MainWindow

OPACITY_STEP = 0.1
CINE_SPEED = 12
"""Slices a second, at which motion is seen and single slices still are (ours)."""
PERCENTILES = {
    "window_3": (2.0, 98.0),
    "window_4": (1.0, 99.0),
    "window_5": (0.5, 99.5),
    "window_6": (0.0, 100.0),
}
NOTHING_TO_JUDGE = mark("There is no verdict on this slice to judge: press V first.")


class Verbs(QObject):
    """Turns commands into calls of state, session and marks; opens the dialogs."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._state, self._session, self._marks = window.state, window.session, window.marks
        self.viewports = ViewportVerbs(window)
        self._cine = QTimer(self)
        self.set_cine_speed(CINE_SPEED)
        self._cine.timeout.connect(self._next_in_circle)

    @cached_property
    def tour(self) -> Tour:
        """The tour of the desk."""
        return Tour(self._window)

    def handlers(self) -> dict[str, Callable[..., object]]:
        """A function for each command."""
        state, session, marks = self._state, self._session, self._marks
        made: dict[str, Callable[..., object]] = {
            "open_folder": self._choose_folder,
            "open_files": self._choose_files,
            "open_sample": self._window.open_sample,
            "studies": self._window.studies_requested.emit,
            "open_beside": self._window.beside_requested.emit,
            "jobs": self._window.jobs_requested.emit,
            "read_study": self._window.read_study_requested.emit,
            "export": self._choose_report,
            "export_marks": self._choose_marks_file,
            "annotate": self._choose_annotate,
            "install": self._choose_bundle,
            "privacy": state.set_privacy,
            "quit": self._window.close,
            "slice_up": lambda: state.step(-1),
            "slice_down": lambda: state.step(1),
            "ten_up": lambda: state.step(-10),
            "ten_down": lambda: state.step(10),
            "first": lambda: state.set_index(0),
            "last": lambda: state.set_index(10**9),
            "cine": self._set_cine,
            "series_up": lambda: session.step_series(-1),
            "series_down": lambda: session.step_series(1),
            "corners": lambda: state.set_corners(state.corners.next),
            "header": self._ask_header,
            "light": self._set_light,
            "reset": self._reset,
            "window_auto": self._window_auto,
            "window_1": lambda: self._window_header(0),
            "window_2": lambda: self._window_header(1),
            "invert": state.set_inverted,
            "rotate": lambda: state.set_pose(state.pose.turned()),
            "flip": lambda: state.set_pose(state.pose.mirrored()),
            "smooth": state.set_smooth,
            "undo": marks.undo.undo,
            "redo": marks.undo.redo,
            "remove": self._remove,
            "key_image": lambda on: marks.set_key(state.slice_uid, on),
            "ask": session.ask_for_verdicts,
            "overlay": state.set_overlay,
            "opacity_down": lambda: state.set_opacity(state.opacity - OPACITY_STEP),
            "opacity_up": lambda: state.set_opacity(state.opacity + OPACITY_STEP),
            "next_suspicious": lambda: self._jump_suspicious(1),
            "previous_suspicious": lambda: self._jump_suspicious(-1),
            "settings": self._open_settings,
            "tour": lambda: self.tour.begin(),
            "palette": self._find_command,
            "shortcuts": self._show_keys,
            "monitor_check": lambda: self._open(MonitorCheck(self._window)),
            "rebind": lambda: self._open(KeysDialog(self._window.keymap, self._window)),
        }
        made |= self.viewports.handlers()
        for name, (low, high) in PERCENTILES.items():
            made[name] = lambda low=low, high=high: self._window_percentile(low, high)
        for tool in MouseTool:
            made[f"tool_{tool.value}"] = lambda on, tool=tool: self._choose_tool(tool, on)
        for opinion in Opinion:
            made[opinion.value] = lambda opinion=opinion: self.judge(opinion)
        for mode in ReadingMode:
            made[f"mode_{mode.name.lower()}"] = lambda on, mode=mode: self._choose_mode(mode, on)
        for impression in Impression:
            name = f"sees_{impression.name.lower()}"
            made[name] = lambda impression=impression: self.give_impression(impression)
        return made

    def judge(self, opinion: Opinion, whole: bool = False) -> None:
        """Note what the reader holds of the verdict on the slice, or on the series.

        Args:
            opinion: The reader's.
            whole: The verdict on the series is meant.
        """
        session, series, uid = self._session, self._state.series, self._state.slice_uid
        verdict = session.verdict(uid)
        result = session.series_result(series) if series is not None and whole else None
        if verdict is None or (whole and result is None):
            self._window.messages.show_text(tr(NOTHING_TO_JUDGE))
            return
        mode = session.verdicts.mode_seen(uid, verdict.model_id)
        note = self._window.verdict_panel.note.text().strip()
        outcome = (result.outcome if result is not None else verdict.outcome).value
        place = series.uid if series is not None and whole else uid
        self._marks.judge(place, judged(opinion, session.model_id, outcome, mode, note))

    def give_impression(self, impression: Impression) -> None:
        """Note what the reader sees in the series, then let the cascade answer."""
        series = self._state.series
        if series is None:
            return
        self._marks.give_impression(
            series.uid, impression, not self._session.verdicts_visible(series)
        )
        self._session.ask_for_verdicts()

    def _choose_mode(self, mode: ReadingMode, on: bool) -> None:
        if on:
            self._state.set_mode(mode)

    def _choose_marks_file(self) -> None:
        name = "whence-marks.csv"
        path, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export marks"), name, tr("CSV (*.csv)")
        )
        if path:
            self._window.marks_requested.emit(Path(path))

    def _choose_tool(self, tool: MouseTool, on: bool) -> None:
        if on:
            self._state.set_tool(tool)

    def _ask_header(self) -> None:
        series = self._state.series
        if series is not None and series.slices:
            self._window.header_requested.emit(series.slices[self._state.index].path)

    def _set_light(self, on: bool) -> None:
        theme = "light" if on else "dark"
        self._window.preferences.choose(THEME, theme)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        redress(application, theme)
        self._window.repaint_all()

    def _open(self, dialog: QDialog) -> None:
        dialog.show()

    def _show_keys(self) -> None:
        self._open(ShortcutHelp(self._window.keymap, self._window, self._state.mouse))

    def _open_settings(self) -> None:
        self._open(SettingsDialog(self._window.preferences, self._window))

    def _find_command(self) -> None:
        finder = CommandPalette(self._window.actions_by_name, self._window)
        finder.show()
        finder.line.setFocus()

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, tr("Open a folder of MR"))
        if folder:
            self._window.open_paths([Path(folder)])

    def _choose_files(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(
            self._window, tr("Open files"), filter=open_filter()
        )
        if files:
            self._window.open_paths([Path(file) for file in files])

    def _choose_bundle(self) -> None:
        words = tr("Choose the folder of a network")
        folder = QFileDialog.getExistingDirectory(self._window, words)
        if folder:
            self._window.bundle_offered.emit(Path(folder))

    def _choose_report(self) -> None:
        series = self._state.series
        if series is None or self._session.series_result(series) is None:
            words = tr("A report needs a series that was read: press V first.")
            self._window.messages.show_text(words)
            return
        name = f"whence-{series.key}.pdf"
        path, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export report"), name, "PDF (*.pdf)"
        )
        if path:
            self._window.export_requested.emit(Path(path))

    def _choose_annotate(self) -> None:
        dialog = AnnotateDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._window.annotate_requested)
        dialog.open()

    def _jump_suspicious(self, direction: int) -> None:
        series = self._state.series
        if series is None:
            return
        here = self._state.index
        places = self._session.suspicious(series)
        ahead = [i for i in places if (i - here) * direction > 0]
        if ahead:
            self._state.set_index(min(ahead, key=lambda i: abs(i - here)))
        elif not places and self._session.verdicts_visible(series):
            self._window.status.words.setText(tr("No slice is above the threshold."))

    def _window_auto(self) -> None:
        image = self._session.slices.get(self._state.slice_uid)
        if image is not None:
            self._state.set_window(*image.window)

    def _window_header(self, place: int) -> None:
        series = self._state.series
        if series is not None and place < len(series.windows):
            self._state.set_window(*series.windows[place])

    def _window_percentile(self, low: float, high: float) -> None:
        image = self._session.slices.get(self._state.slice_uid)
        if image is not None:
            self._state.set_window(*percentile_window(image.values, low, high))

    def _reset(self) -> None:
        self._state.set_pose(Pose())
        self._state.set_inverted(False)
        self._state.set_tool(MouseTool.WINDOW)
        self._window.actions_by_name["cine"].setChecked(False)
        for grid in self._window.grids:
            grid.fit()
        self._window_auto()
        self._state.set_overlay(False)

    def _remove(self) -> None:
        if self._window.view.measuring is not None:
            self._window.view.measuring.remove_last()

    def set_cine_speed(self, slices: int) -> None:
        """Set how many slices a second follow one another."""
        self._cine.setInterval(round(1000 / slices))

    def _set_cine(self, on: bool) -> None:
        if on and self._state.series is not None:
            self._cine.start()
        else:
            self._cine.stop()

    def _next_in_circle(self) -> None:
        """Wait for a slice that is not decoded yet, rather than show a gap."""
        series = self._state.series
        if series is None or len(series.slices) < 2:
            return
        index = (self._state.index + 1) % len(series.slices)
        uid = series.slices[index].uid
        if uid in self._session.slices or uid in self._session.unreadable:
            self._state.set_index(index)
