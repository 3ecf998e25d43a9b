"""Pictures for files: key slices side by side with their attention, and the per-slice strip."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QPolygonF

from ml import atomic
from ml.protocol import RESEARCH_USE
from viewer.render.overlay import attention_rgba

PANEL = 512
"""Longer side of one panel in pixels."""
BAND = 30
"""Height of a text band in pixels; text stands beside the image, never over it."""
THRESHOLD = 0.35
OPACITY = 0.6


def overlaid(grey: NDArray[np.uint8], attention: NDArray[np.float32] | None) -> NDArray[np.uint8]:
    """Lay attention over a grey slice.

    Args:
        grey: The slice as shown.
        attention: In [0, 1]; `None` where there is none. Below `THRESHOLD` nothing is laid.

    Returns:
        The coloured slice.

    Shapes:
        grey: `(rows, cols)`
        attention: `(rows, cols)`
        returns: `(rows, cols, 3)`, uint8.
    """
    base = np.repeat(grey[..., None], 3, axis=2)
    if attention is None:
        return base
    colour = attention_rgba(attention, THRESHOLD, OPACITY)
    alpha = colour[..., 3:] / 255.0
    mixed: NDArray[np.uint8] = (
        (base * (1 - alpha) + colour[..., :3] * alpha).round().astype(np.uint8)
    )
    return mixed


def side_by_side(
    grey: NDArray[np.uint8],
    attention: NDArray[np.float32] | None,
    spacing_mm: tuple[float, float],
    title: str,
) -> QImage:
    """Draw a slice plain and with attention, with the research-use line burned in.

    Args:
        grey: The slice as shown.
        attention: In [0, 1], on the slice's grid, or `None`.
        spacing_mm: Row spacing and column spacing; panels keep the true proportions.
        title: Which slice this is, such as `slice 12/20`.

    Returns:
        The picture.

    Shapes:
        grey: `(rows, cols)`
        attention: `(rows, cols)`
    """
    tall, wide = grey.shape[0] * spacing_mm[0], grey.shape[1] * spacing_mm[1]
    scale = PANEL / max(tall, wide)
    width, height = max(1, round(wide * scale)), max(1, round(tall * scale))
    cell = max(width, 300)
    picture = QImage(2 * cell + 4, height + 2 * BAND, QImage.Format.Format_RGB888)
    picture.fill(QColor("black"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    label = "attention, not a lesion border" if attention is not None else "no attention map"
    panels = ((overlaid(grey, None), title), (overlaid(grey, attention), label))
    for index, (pixels, text) in enumerate(panels):
        left = index * (cell + 4)
        place = QRectF(left + (cell - width) / 2, BAND, width, height)
        painter.drawImage(place, _image(pixels))
        _write(painter, QRectF(left, 0, cell, BAND), text, QColor("white"))
    bottom = QRectF(0, BAND + height, picture.width(), BAND)
    painter.fillRect(bottom, QColor("#7a1f1f"))
    _write(painter, bottom, RESEARCH_USE, QColor("white"))
    painter.end()
    return picture


def strip(
    presence: Sequence[float | None], keys: Sequence[bool], threshold: float, width: int
) -> QImage:
    """Draw one bar per slice, first to last.

    Args:
        presence: Probability of each slice in [0, 1]; `None` (hatched) where refused.
        keys: True for a key slice, which gets a triangle.
        threshold: Probability at which the dashed line stands.
        width: Width in pixels.

    Returns:
        The picture.
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
        place = QRectF(left + index * step + gap / 2, top, step - gap, full)
        if score is None:
            painter.fillRect(place, QColor("#eef1f4"))
            painter.fillRect(place, QBrush(QColor("#8d97a1"), Qt.BrushStyle.BDiagPattern))
            continue
        rise = max(2.0, full * score)
        bar = QRectF(place.left(), top + full - rise, place.width(), rise)
        painter.fillRect(bar, QColor("#c2410c" if score >= threshold else "#5b7c99"))
        if index < len(keys) and keys[index]:
            _triangle(painter, place.center().x(), top - 4)
    level = top + full * (1 - threshold)
    painter.setPen(QPen(QColor("#1a1d21"), 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(left, level), QPointF(width - 8, level))
    painter.setPen(QPen(QColor("#59636e"), 1.5))
    painter.drawLine(QPointF(left, top + full), QPointF(width - 8, top + full))
    _ticks(painter, len(presence), step, left, top + full)
    for share in (0.0, 1.0):
        place = QRectF(0, top + full * (1 - share) - 10, left - 8, 20)
        _write(painter, place, f"{share:.0%}", QColor("#59636e"), Qt.AlignmentFlag.AlignRight)
    painter.end()
    return picture


def png(image: QImage) -> bytes:
    """Return a picture as the bytes of a PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise ValueError("a picture could not be encoded as PNG")
    buffer.close()
    return bytes(data.data())


def write_png(path: Path, data: bytes) -> None:
    """Write PNG bytes whole or not at all.

    Raises:
        WriteError: The disk is full or may not be written to.
    """

    def fill(temporary: Path) -> None:
        temporary.write_bytes(data)

    atomic.write(path, fill)


def _image(pixels: NDArray[np.uint8]) -> QImage:
    rows, cols, _ = pixels.shape
    data = np.ascontiguousarray(pixels).tobytes()
    return QImage(data, cols, rows, 3 * cols, QImage.Format.Format_RGB888).copy()


def _triangle(painter: QPainter, x: float, y: float) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#1a1d21"))
    painter.drawPolygon(QPolygonF([QPointF(x - 6, y - 11), QPointF(x + 6, y - 11), QPointF(x, y)]))
    painter.restore()


def _ticks(painter: QPainter, count: int, step: float, left: float, base: float) -> None:
    """Write the number of the first, the last and every so-manieth slice under its bar."""
    every = next((n for n in (1, 2, 5, 10, 20, 50, 100, 200) if n * step >= 44), 500)
    shown = [n for n in range(1, count + 1) if n == 1 or n % every == 0]
    for number in shown:
        place = QRectF(left + (number - 0.5) * step - 30, base + 3, 60, 20)
        _write(painter, place, str(number), QColor("#59636e"))


def _write(
    painter: QPainter,
    place: QRectF,
    text: str,
    colour: QColor,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
) -> None:
    font = QFont("DejaVu Sans")
    font.setPixelSize(15)
    painter.setFont(font)
    painter.setPen(colour)
    fitting = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()))
    painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, fitting)
