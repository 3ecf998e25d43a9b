"""Draws the icon in every size that desktops ask for, from `resources/icons/whence.svg`.

PYTHONPATH=packaging python -m freeze.icons FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from freeze.contents import NAME, ROOT

SVG = ROOT / "resources" / "icons" / "whence.svg"
SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 192, 256, 512)
"""Of the hicolor theme."""
ICO = [(s, s) for s in (16, 24, 32, 48, 64, 128, 256)]


def draw(size: int, target: Path) -> Path:
    """Draw the icon as PNG, square, with a transparent ground."""
    application = QGuiApplication.instance() or QGuiApplication(["icons", "-platform", "offscreen"])
    picture = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(str(SVG)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(str(target))
    del application
    return target


def hicolor(folder: Path, name: str = NAME, context: str = "apps") -> list[Path]:
    """Fill a folder as `share/icons` has it: `hicolor/SIZExSIZE/CONTEXT/NAME.png`, and the SVG.

    Args:
        folder: `share/icons` of a prefix.
        name: Of the icon, without suffix.
        context: `apps`, or `mimetypes`.
    """
    theme = folder / "hicolor"
    pictures = [draw(size, theme / f"{size}x{size}" / context / f"{name}.png") for size in SIZES]
    scalable = theme / "scalable" / context / f"{name}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes(SVG.read_bytes())
    return [*pictures, scalable]


def for_windows(target: Path) -> Path:
    """One `.ico` with every size."""
    with Image.open(draw(256, target.with_suffix(".png"))) as picture:
        picture.save(target, sizes=ICO)
    return target


def for_macos(target: Path) -> Path:
    """One `.icns`."""
    with Image.open(draw(1024, target.with_suffix(".png"))) as picture:
        picture.save(target)
    return target


if __name__ == "__main__":
    hicolor(Path(sys.argv[1]))
