"""Measuring with the mouse: the measurement being drawn, and those kept on this slice."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QTransform

from ml.core.types import SliceImage
from viewer.geometry.measurements import Measurement, MouseTool, Point, words
from viewer.i18n.translate import mark, tr
from viewer.marks.marks import Marks
from viewer.render.scale_bar import distances_known
from viewer.state.view_state import ViewState
from viewer.state.viewport import Viewport
from viewer.widgets.viewport.measurement_shapes import MeasurementShape

LEAST = 0.5
"""A drag shorter than half a pixel was a click."""
SECOND_ARM = mark("drag the second arm")


class MeasuringTool(QObject):
    """At most one measurement is being drawn.

    Args:
        state: Which tool is chosen.
        viewport: Which slice is on screen.
        marks: Where measurements are kept.
        image: Reads the slice on screen.
        to_view: From pixels (x the column, y the row) to millimetres in the view.
        parent: Qt's.

    Signals:
        changed: Something to paint anew.
    """

    changed = Signal()

    def __init__(
        self,
        state: ViewState,
        viewport: Viewport,
        marks: Marks,
        image: Callable[[], SliceImage | None],
        to_view: Callable[[], QTransform],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._state, self._viewport, self._marks = state, viewport, marks
        self._image, self._to_view = image, to_view
        self._pending: tuple[Point, ...] = ()
        self._arm: tuple[Point, Point] | None = None
        self._probed = ""
        state.tool_changed.connect(self._drop)
        viewport.index_changed.connect(self._drop)

    @property
    def words(self) -> str:
        """The next step, or the value under the mouse."""
        return tr(SECOND_ARM) if self._arm is not None and not self._pending else self._probed

    def on_drawn(self, start: QPointF, current: QPointF, finished: bool) -> None:
        """Follow a drag."""
        a, b = self._pixel(start), self._pixel(current)
        tool = self._state.tool
        if tool is MouseTool.PROBE:
            self._pending = (b,)
        elif tool is MouseTool.ANGLE and self._arm is not None:
            self._pending = (*self._arm, b)
        else:
            self._pending = (a, b)
        if finished:
            self._finish(tool, a, b)
        self.changed.emit()

    def on_clicked(self, position: QPointF) -> None:
        """Put a probe down."""
        if self._state.tool is MouseTool.PROBE:
            self._keep(MouseTool.PROBE, (self._pixel(position),))

    def on_moved(self, position: QPointF) -> None:
        """Read the value under the mouse, while the probe is the tool."""
        probed = self._probe(self._pixel(position)) if self._state.tool is MouseTool.PROBE else ""
        if probed != self._probed:
            self._probed = probed
            self.changed.emit()

    def remove_last(self) -> None:
        """Take away the newest measurement on this slice."""
        on_slice = self._marks.measurements(self._viewport.slice_uid)
        if on_slice:
            self._marks.remove(on_slice[-1])

    def shapes(self, to_screen: QTransform) -> tuple[MeasurementShape, ...]:
        """Everything on this slice, on screen."""
        uid = self._viewport.slice_uid
        shapes = [self._shape(m, to_screen, False) for m in self._marks.measurements(uid)]
        if self._pending:
            tool = self._state.tool
            if tool is MouseTool.ANGLE and len(self._pending) == 2:
                tool = MouseTool.DISTANCE
            shapes.append(self._shape(Measurement(uid, tool, self._pending), to_screen, True))
        elif self._arm is not None:
            shapes.append(
                self._shape(Measurement(uid, MouseTool.DISTANCE, self._arm), to_screen, True)
            )
        return tuple(shapes)

    def _finish(self, tool: MouseTool, a: Point, b: Point) -> None:
        self._pending = ()
        if tool is not MouseTool.PROBE and math.dist(a, b) < LEAST:
            return
        if tool is MouseTool.PROBE:
            self._keep(tool, (b,))
        elif tool is not MouseTool.ANGLE:
            self._keep(tool, (a, b))
        elif self._arm is None:
            self._arm = (a, b)
        else:
            arm, self._arm = self._arm, None
            self._keep(tool, (*arm, b))

    def _keep(self, tool: MouseTool, points: tuple[Point, ...]) -> None:
        uid = self._viewport.slice_uid
        image = self._image()
        if image is not None and image.uid == uid:
            self._marks.measure(Measurement(uid, tool, points))

    def _drop(self) -> None:
        if self._pending or self._arm is not None or self._probed:
            self._pending, self._arm, self._probed = (), None, ""
            self.changed.emit()

    def _pixel(self, position: QPointF) -> Point:
        back, _ = self._to_view().inverted()
        point = back.map(position)
        return point.y(), point.x()

    def _spacing_known(self) -> bool:
        series = self._viewport.series
        return series is not None and distances_known(series)

    def _shape(
        self, measurement: Measurement, to_screen: QTransform, pending: bool
    ) -> MeasurementShape:
        points = measurement.points
        if measurement.tool in (MouseTool.ELLIPSE, MouseTool.RECTANGLE):
            (r0, c0), (r1, c1) = points
            points = ((r0, c0), (r0, c1), (r1, c1), (r1, c0))
        outline = tuple(to_screen.map(QPointF(column, row)) for row, column in points)
        image = self._image()
        text = (
            words(
                measurement, image.values, image.spacing_mm, self._spacing_known(), image.real_world
            )
            if image is not None and image.uid == measurement.uid
            else ()
        )
        return MeasurementShape(measurement.tool, outline, text, pending)

    def _probe(self, point: Point) -> str:
        image, series = self._image(), self._viewport.series
        if image is None or series is None:
            return ""
        row, column = (math.floor(v) for v in point)
        if not (0 <= row < image.values.shape[0] and 0 <= column < image.values.shape[1]):
            return ""
        value = np.asarray(image.values[row, column])
        value_text = ", ".join(f"{float(v):g}" for v in np.atleast_1d(value))
        if image.real_world is not None and value.ndim == 0:
            meant = image.real_world.words(float(value))
            value_text = f"{value_text} ({meant})" if meant else value_text
        text = tr("value {} at row {}, column {}").format(value_text, row, column)
        ref = series.slices[self._viewport.index]
        if ref.position is None or series.orientation is None:
            return text
        along, down = np.array(series.orientation[:3]), np.array(series.orientation[3:])
        at = (
            np.array(ref.position)
            + along * column * image.spacing_mm[1]
            + down * row * image.spacing_mm[0]
        )
        return f"{text} · x {at[0]:.1f}  y {at[1]:.1f}  z {at[2]:.1f} mm"
