"""Draws the strip of presence per slice for reports, and writes images as PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF

from ml.core import atomic_files
from viewer.render.side_by_side import write


def strip(
    presence: Sequence[float | None],
    keys: Sequence[bool],
    threshold: float,
    width: int,
    abstained: Sequence[bool] = (),
) -> QImage:
    """Draw one bar per slice, first to last.

    Args:
        presence: Probability of each slice in [0, 1]; `None` (hatched) if it was refused.
        keys: True for a key slice, which gets a triangle.
        threshold: Probability at which the dashed line is drawn.
        width: Width in pixels.
        abstained: True for a slice on which the network abstained, whose bar is hollow.

    Returns:
        The strip.
    """
    height, top, left, foot = 180, 22, 64, 26
    picture = QImage(width, height, QImage.Format.Format_RGB888)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    full = height - top - foot
    step = (width - left - 8) / max(1, len(presence))
    gap = min(3.0, step * 0.2)
    for index, score in enumerate(presence):
        column = QRectF(left + index * step + gap / 2, top, step - gap, full)
        if score is None:
            painter.fillRect(column, QColor("#eef1f4"))
            painter.fillRect(column, QBrush(QColor("#8d97a1"), Qt.BrushStyle.BDiagPattern))
            continue
        rise = max(2.0, full * score)
        bar = QRectF(column.left(), top + full - rise, column.width(), rise)
        colour = QColor("#c2410c" if score >= threshold else "#5b7c99")
        hollow = index < len(abstained) and abstained[index]
        painter.fillRect(bar, QColor("#f3ece6") if hollow else colour)
        if hollow:
            painter.setPen(QPen(colour, 1.5))
            painter.drawRect(bar.adjusted(0.75, 0.75, -0.75, -0.75))
        if index < len(keys) and keys[index]:
            _triangle(painter, column.center().x(), top - 4)
    level = top + full * (1 - threshold)
    painter.setPen(QPen(QColor("#1a1d21"), 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(left, level), QPointF(width - 8, level))
    painter.setPen(QPen(QColor("#59636e"), 1.5))
    painter.drawLine(QPointF(left, top + full), QPointF(width - 8, top + full))
    _ticks(painter, len(presence), step, left, top + full)
    for value in (0.0, 1.0):
        area = QRectF(0, top + full * (1 - value) - 10, left - 8, 20)
        write(painter, area, f"{value:.0%}", QColor("#59636e"), Qt.AlignmentFlag.AlignRight)
    painter.end()
    return picture


def png(image: QImage) -> bytes:
    """Encode an image as PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise ValueError("a picture could not be encoded as PNG")
    buffer.close()
    return bytes(data.data())


def write_png(path: Path, data: bytes) -> None:
    """Write PNG bytes completely or not at all.

    Raises:
        WriteError: The disk is full or may not be written to.
    """

    def fill(temporary: Path) -> None:
        temporary.write_bytes(data)

    atomic_files.write(path, fill)


def _triangle(painter: QPainter, x: float, y: float) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#1a1d21"))
    painter.drawPolygon(QPolygonF([QPointF(x - 6, y - 11), QPointF(x + 6, y - 11), QPointF(x, y)]))
    painter.restore()


def _ticks(painter: QPainter, count: int, step: float, left: float, base: float) -> None:
    """Write the number of every n-th slice under its bar, so that numbers do not overlap."""
    interval = next((n for n in (1, 2, 5, 10, 20, 50, 100, 200) if n * step >= 44), 500)
    numbers = [n for n in range(1, count + 1) if n == 1 or n % interval == 0]
    for number in numbers:
        area = QRectF(left + (number - 0.5) * step - 30, base + 3, 60, 20)
        write(painter, area, str(number), QColor("#59636e"))
