"""The icons of the desk, drawn in the colours of the theme."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from viewer.widgets.style import palette

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "icons"
SIDE, RATIO = 20, 2.0


def icon(name: str) -> QIcon:
    """The picture `name` of `resources/icons`: its strokes are `currentColor`."""
    themed = QIcon()
    for mode, state, colour in (
        (QIcon.Mode.Normal, QIcon.State.Off, palette.TEXT),
        (QIcon.Mode.Normal, QIcon.State.On, palette.ACCENT),
        (QIcon.Mode.Disabled, QIcon.State.Off, palette.FAINT),
    ):
        themed.addPixmap(_inked(_shape(name), colour), mode, state)
    return themed


@cache
def _shape(name: str) -> QImage:
    """The strokes in black; drawn once, since another theme only inks them anew."""
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(text.replace("currentColor", "#000000").encode()))
    side = round(SIDE * RATIO)
    shape = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    shape.fill(Qt.GlobalColor.transparent)
    painter = QPainter(shape)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return shape


def _inked(shape: QImage, colour: QColor) -> QPixmap:
    inked = QImage(shape)
    painter = QPainter(inked)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(inked.rect(), colour)
    painter.end()
    pixmap = QPixmap.fromImage(inked)
    pixmap.setDevicePixelRatio(RATIO)
    return pixmap
