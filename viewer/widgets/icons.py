"""The desk's own pictures, drawn in the colours of the theme."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from viewer.widgets import palette

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "icons"
SIDE, RATIO = 20, 2.0


def icon(name: str) -> QIcon:
    """The picture `name` of `resources/icons`: its strokes are `currentColor`."""
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for mode, state, colour in (
        (QIcon.Mode.Normal, QIcon.State.Off, palette.TEXT),
        (QIcon.Mode.Normal, QIcon.State.On, palette.ACCENT),
        (QIcon.Mode.Disabled, QIcon.State.Off, palette.FAINT),
    ):
        made.addPixmap(_pixmap(text, colour), mode, state)
    return made


def _pixmap(text: str, colour: QColor) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(text.replace("currentColor", colour.name()).encode()))
    side = round(SIDE * RATIO)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(RATIO)
    return pixmap
