"""Commands on the image: slices, window, pose, tools and measurements."""

from __future__ import annotations

from collections.abc import Callable

from ml.imaging.display.window import percentile_window
from viewer.geometry.measurements import MouseTool
from viewer.render.pose import Pose
from viewer.widgets.commands.cine import CinePlayer
from viewer.widgets.context import DeskContext
from viewer.widgets.viewport.slice_view import SliceView

PERCENTILES = {
    "window_3": (2.0, 98.0),
    "window_4": (1.0, 99.0),
    "window_5": (0.5, 99.5),
    "window_6": (0.0, 100.0),
}


class ImageHandlers:
    """Turns commands into calls of state and marks.

    Args:
        context: The desk.
        cine: Steps through the slices.
        active_view: Finds the view of the active viewport.
        fit: Shows the whole slice in every window.
    """

    def __init__(
        self,
        context: DeskContext,
        cine: CinePlayer,
        active_view: Callable[[], SliceView],
        fit: Callable[[], None],
    ) -> None:
        self._state, self._session, self._marks = context.state, context.session, context.marks
        self._cine, self._active_view, self._fit = cine, active_view, fit

    def handlers(self) -> dict[str, Callable[..., object]]:
        """A function for each command."""
        state, session, marks = self._state, self._session, self._marks
        handlers: dict[str, Callable[..., object]] = {
            "slice_up": lambda: state.step(-1),
            "slice_down": lambda: state.step(1),
            "ten_up": lambda: state.step(-10),
            "ten_down": lambda: state.step(10),
            "first": lambda: state.set_index(0),
            "last": lambda: state.set_index(10**9),
            "cine": self._cine.set_running,
            "series_up": lambda: session.step_series(-1),
            "series_down": lambda: session.step_series(1),
            "corners": lambda: state.set_corners(state.corners.next),
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
        }
        for name, (low, high) in PERCENTILES.items():
            handlers[name] = lambda low=low, high=high: self._window_percentile(low, high)
        for tool in MouseTool:
            handlers[f"tool_{tool.value}"] = lambda on, tool=tool: self._choose_tool(tool, on)
        return handlers

    def _choose_tool(self, tool: MouseTool, on: bool) -> None:
        if on:
            self._state.set_tool(tool)

    def _window_auto(self) -> None:
        image = self._session.slices.get(self._state.slice_uid)
        if image is not None:
            self._state.set_window(*image.window)

    def _window_header(self, number: int) -> None:
        series = self._state.series
        if series is not None and number < len(series.windows):
            self._state.set_window(*series.windows[number])

    def _window_percentile(self, low: float, high: float) -> None:
        image = self._session.slices.get(self._state.slice_uid)
        if image is not None:
            self._state.set_window(*percentile_window(image.values, low, high))

    def _reset(self) -> None:
        self._state.set_pose(Pose())
        self._state.set_inverted(False)
        self._state.set_tool(MouseTool.WINDOW)
        self._cine.stop()
        self._fit()
        self._window_auto()
        self._state.set_overlay(False)

    def _remove(self) -> None:
        measuring = self._active_view().measuring
        if measuring is not None:
            measuring.remove_last()
