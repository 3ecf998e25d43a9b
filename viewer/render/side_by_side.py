"""Draws a key slice plain and with attention, with text and scale bar beside the image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QTransform,
)

from viewer.i18n.translate import research_use, tr
from viewer.render.fonts import families
from viewer.render.maps import PRINTED
from viewer.render.overlay import attention_rgba
from viewer.render.scale_bar import bar_length, bar_words

PANEL = 512
"""Longer side of a panel in pixels."""
BAND = 30
"""Height of a band of text in pixels; text is beside the image, never over it."""
GUTTER = 30
"""Width in pixels left and right of a panel for its orientation letters."""
THRESHOLD = 0.2
OPACITY = 0.6
OUTLINE = QColor("#4fe3c1")
"""Of what the machine outlined, as on screen."""
WHITE, FAINT, BLUE = QColor("white"), QColor("#a9b1be"), QColor("#7cc0f5")


@dataclass(frozen=True, slots=True)
class Labels:
    """The text around a slice.

    Attributes:
        title: Name of the slice, such as `slice 12/20`.
        window: The window with which it is shown.
        letters: Orientation at the left, right, top and bottom edge; empty if unknown.
        scaled: Whether the spacing is known, so that a scale bar may be drawn.
        over: What is laid over the right panel, or why nothing is; empty for the map that batches
            print.
    """

    title: str
    window: str = ""
    letters: tuple[str, str, str, str] = ("", "", "", "")
    scaled: bool = True
    over: str = ""


def overlaid(
    grey: NDArray[np.uint8], attention: NDArray[np.float32] | None, colours: str = "inferno"
) -> NDArray[np.uint8]:
    """Lay attention over a grey slice.

    Args:
        grey: The slice as shown.
        attention: In [0, 1]; `None` if there is none. Nothing is laid below `THRESHOLD`.
        colours: One of `viewer.render.overlay.TABLES`.

    Returns:
        The coloured slice.

    Shapes:
        grey: `(rows, cols)`, or `(rows, cols, 3)` for colour.
        attention: `(rows, cols)`
        returns: `(rows, cols, 3)`, uint8.
    """
    base = np.repeat(grey[..., None], 3, axis=2) if grey.ndim == 2 else grey
    if attention is None:
        return base
    colour = attention_rgba(attention, THRESHOLD, OPACITY, colours)
    alpha = colour[..., 3:] / 255.0
    mixed: NDArray[np.uint8] = (
        (base * (1 - alpha) + colour[..., :3] * alpha).round().astype(np.uint8)
    )
    return mixed


def side_by_side(
    grey: NDArray[np.uint8],
    attention: NDArray[np.float32] | None,
    spacing_mm: tuple[float, float],
    labels: Labels,
    colours: str = "inferno",
    outline: QPainterPath | None = None,
) -> QImage:
    """Draw a slice plain and with attention, with the research-use line burned in.

    Args:
        grey: The slice as shown.
        attention: In [0, 1], on the slice's grid, or `None`.
        spacing_mm: Row spacing and column spacing; panels keep the true proportions.
        labels: The text around it.
        colours: One of `viewer.render.overlay.TABLES`.
        outline: Drawn over the right panel, in pixels of the slice (`viewer.render.outlines`).

    Returns:
        The image.

    Shapes:
        grey: `(rows, cols)`, or `(rows, cols, 3)` for colour.
        attention: `(rows, cols)`
    """
    tall, wide = grey.shape[0] * spacing_mm[0], grey.shape[1] * spacing_mm[1]
    scale = PANEL / max(tall, wide)
    width, height = max(1, round(wide * scale)), max(1, round(tall * scale))
    cell = max(width, 300) + 2 * GUTTER
    picture = QImage(2 * cell, height + 4 * BAND, QImage.Format.Format_RGB888)
    picture.fill(QColor("black"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    label = labels.over or (tr(PRINTED) if attention is not None else tr("no attention map"))
    for index, (pixels, words) in enumerate(
        ((overlaid(grey, None), labels.title), (overlaid(grey, attention, colours), label))
    ):
        left = index * cell
        panel = QRectF(left + (cell - width) / 2, 2 * BAND, width, height)
        painter.drawImage(panel, _image(pixels))
        if index == 1 and outline is not None:
            _outline(painter, outline, panel, grey.shape[:2])
        write(painter, QRectF(left + GUTTER, 0, cell - 2 * GUTTER, BAND), words, WHITE)
        _letters(painter, panel, labels.letters)
        foot = QRectF(panel.left(), panel.bottom(), panel.width(), BAND)
        if index == 0:
            write(painter, foot, labels.window, FAINT, Qt.AlignmentFlag.AlignLeft)
        if labels.scaled:
            _scale_bar(painter, foot, scale)
    bottom = QRectF(0, height + 3 * BAND, picture.width(), BAND)
    painter.fillRect(bottom, QColor("#7a1f1f"))
    write(painter, bottom, research_use(), WHITE)
    painter.end()
    return picture


def write(
    painter: QPainter,
    area: QRectF,
    text: str,
    colour: QColor,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
    *,
    bold: bool = False,
) -> None:
    """Write one line into an area; text that does not fit ends with an ellipsis."""
    font = QFont()
    font.setFamilies(list(families()))
    font.setPixelSize(15)
    font.setBold(bold)
    painter.setFont(font)
    painter.setPen(colour)
    fitting = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, fitting)


def _outline(
    painter: QPainter, outline: QPainterPath, panel: QRectF, shape: tuple[int, ...]
) -> None:
    """Draw an outline of the slice where the slice lies in the picture."""
    place = QTransform.fromTranslate(panel.left(), panel.top())
    place.scale(panel.width() / shape[1], panel.height() / shape[0])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((QColor(0, 0, 0, 190), 3.2), (OUTLINE, 1.4)):
        pen = QPen(colour, width, c=Qt.PenCapStyle.RoundCap)
        painter.strokePath(place.map(outline), pen)
    painter.restore()


def _letters(painter: QPainter, panel: QRectF, letters: tuple[str, str, str, str]) -> None:
    middle = panel.center()
    for text, x, y in zip(
        letters,
        (panel.left() - GUTTER, panel.right(), middle.x() - GUTTER / 2, middle.x() - GUTTER / 2),
        (middle.y() - BAND / 2, middle.y() - BAND / 2, panel.top() - BAND, panel.bottom()),
        strict=True,
    ):
        write(painter, QRectF(x, y, GUTTER, BAND), text, BLUE, bold=True)


def _scale_bar(painter: QPainter, foot: QRectF, pixels_per_mm: float) -> None:
    mm = bar_length(1 / pixels_per_mm, foot.width() * 0.22)
    end = foot.right()
    start, y = end - mm * pixels_per_mm, foot.center().y()
    painter.setPen(QPen(WHITE, 2))
    painter.drawLine(int(start), int(y), int(end), int(y))
    for x in (start, end):
        painter.drawLine(int(x), int(y - 4), int(x), int(y + 4))
    room = QRectF(start - 70, foot.top(), 62, foot.height())
    write(painter, room, bar_words(mm), WHITE, Qt.AlignmentFlag.AlignRight)


def _image(pixels: NDArray[np.uint8]) -> QImage:
    rows, cols, _ = pixels.shape
    data = np.ascontiguousarray(pixels).tobytes()
    return QImage(data, cols, rows, 3 * cols, QImage.Format.Format_RGB888).copy()
