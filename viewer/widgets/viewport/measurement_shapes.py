"""Paints measurements as lines and text over the image."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from viewer.geometry.measurements import MouseTool
from viewer.widgets.style import palette
from viewer.widgets.viewport.text_style import write

CROSS = 6.0
HOLLOW, REACH = 5.0, 17.0
"""The 3D cursor's arms begin and end so far from its middle, which stays free (ours)."""
SHADE = QColor(0, 0, 0, 190)


@dataclass(frozen=True, slots=True)
class MeasurementShape:
    """One measurement, where it lies on screen.

    Attributes:
        tool: What was measured.
        outline: Its points on screen; of a region the corners of its box, in order.
        words: What was measured, line by line.
        pending: Whether it is still being drawn.
    """

    tool: MouseTool
    outline: tuple[QPointF, ...]
    words: tuple[str, ...]
    pending: bool = False


def paint_shapes(painter: QPainter, shapes: tuple[MeasurementShape, ...]) -> None:
    """Paint each with a dark seam, so that it is seen on white and on black."""
    for shape in shapes:
        line = Qt.PenStyle.DashLine if shape.pending else Qt.PenStyle.SolidLine
        for colour, width in ((SHADE, 3.6), (palette.MARK, 1.6)):
            painter.setPen(QPen(colour, width, line))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            _outline(painter, shape)
        _words(painter, shape)


def paint_outline(painter: QPainter, path: QPainterPath) -> None:
    """Paint the machine's outline, which is on screen, with a dark seam."""
    if path.isEmpty():
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((SHADE, 3.2), (palette.OUTLINE, 1.4)):
        painter.strokePath(path, QPen(colour, width, c=Qt.PenCapStyle.RoundCap))


def paint_guides(painter: QPainter, line: tuple[QPointF, ...], cross: QPointF | None) -> None:
    """Paint where another viewport's slice cuts this one, and the 3D cursor."""
    for colour, width in ((SHADE, 3.0), (palette.LETTERS, 1.2)):
        painter.setPen(QPen(colour, width))
        if line:
            painter.drawLine(*line)
    if cross is None:
        return
    for colour, width in ((SHADE, 3.6), (palette.MARK, 1.6)):
        painter.setPen(QPen(colour, width))
        for dx, dy in ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)):
            away = QPointF(dx, dy)
            painter.drawLine(cross + away * HOLLOW, cross + away * REACH)


def _outline(painter: QPainter, shape: MeasurementShape) -> None:
    points = shape.outline
    if shape.tool is MouseTool.ELLIPSE:
        # The box may be turned by quarters only, so that it stays upright.
        painter.drawEllipse(QPolygonF(points).boundingRect())
    elif shape.tool is MouseTool.RECTANGLE:
        painter.drawPolygon(QPolygonF(points))
    elif shape.tool is MouseTool.PROBE:
        middle = points[0]
        for dx, dy in ((CROSS, 0.0), (0.0, CROSS)):
            step = QPointF(dx, dy)
            painter.drawLine(middle - step, middle + step)
    else:
        painter.drawPolyline(QPolygonF(points))
        for end in (points[0], points[-1]):
            painter.drawEllipse(end, 2.5, 2.5)


def _words(painter: QPainter, shape: MeasurementShape) -> None:
    low = max(shape.outline, key=lambda point: (point.y(), point.x()))
    if shape.tool is MouseTool.ELLIPSE:
        box = QPolygonF(shape.outline).boundingRect()
        low = box.center() + QPointF(box.width(), box.height()) * (0.5 * math.sqrt(0.5))
    corner = low + QPointF(8, 4)
    height = painter.fontMetrics().height()
    for number, text in enumerate(shape.words):
        width = painter.fontMetrics().horizontalAdvance(text) + 4
        area = QRectF(corner.x(), corner.y() + number * height, width, height)
        write(painter, area, 0, text, palette.MARK, SHADE)
