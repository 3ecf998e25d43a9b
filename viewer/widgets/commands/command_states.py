"""Keeps the switches of menus and toolbar in line with the state of the desk."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from viewer.widgets.commands.viewport_handlers import LAYOUTS, PLANES
from viewer.widgets.context import DeskContext


class CommandStates(QObject):
    """Checks and enables actions as state, links and marks change.

    Args:
        context: The desk.
        actions: By the name of their command.
        histogram: The panel that its command shows and hides.
    """

    def __init__(
        self,
        context: DeskContext,
        actions: Mapping[str, QAction],
        histogram: QWidget,
    ) -> None:
        super().__init__(context.window)
        self._context, self._actions, self._histogram = context, actions, histogram
        state, undo = context.state, context.marks.undo
        for signal in (
            state.look_changed,
            state.smooth_changed,
            state.tool_changed,
            state.mode_changed,
            state.shown_changed,
            state.active_changed,
            context.session.links.changed,
        ):
            signal.connect(self.follow)
        state.overlay_changed.connect(self._follow_overlay)
        undo.canUndoChanged.connect(actions["undo"].setEnabled)
        undo.canRedoChanged.connect(actions["redo"].setEnabled)

    def follow(self) -> None:
        """Set every switch to what it stands for."""
        state, actions, marks = self._context.state, self._actions, self._context.marks
        actions["invert"].setChecked(state.inverted)
        actions["smooth"].setChecked(state.smooth)
        actions[f"tool_{state.tool.value}"].setChecked(True)
        actions[f"mode_{state.mode.name.lower()}"].setChecked(True)
        self._follow_viewports()
        actions["undo"].setEnabled(marks.undo.canUndo())
        actions["redo"].setEnabled(marks.undo.canRedo())
        uid = state.slice_uid
        actions["key_image"].setEnabled(bool(uid))
        actions["key_image"].setChecked(marks.is_key(uid))

    def _follow_viewports(self) -> None:
        state, actions = self._context.state, self._actions
        links = self._context.session.links
        for name, layout in LAYOUTS.items():
            actions[name].setChecked(layout is state.layout)
        for name, plane in PLANES.items():
            actions[name].setChecked(state.active.plane is plane)
        actions["full"].setChecked(state.full)
        actions["second_window"].setChecked(state.second)
        actions["link_scroll"].setChecked(links.scroll)
        actions["link_window"].setChecked(links.window)
        actions["link_zoom"].setChecked(links.zoom)
        actions["lines"].setChecked(state.lines)
        actions["histogram"].setChecked(not self._histogram.isHidden())

    def _follow_overlay(self) -> None:
        self._actions["overlay"].setChecked(self._context.state.overlay)
        self._actions["outlines"].setChecked(self._context.state.outlines)
