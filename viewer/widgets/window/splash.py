"""The splash, shown while the desk is being imported."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel

from ml.core.research_use import RESEARCH_USE
from viewer.i18n.translate import tr

SIZE = QSize(420, 220)
ICON = 72
GROUND, TEXT, CAUTION = "#121519", "#e6e9ee", "#f2a24b"
"""As in `palette` and the style sheet, neither of which is loaded yet."""


Splash = QLabel


def begin() -> QApplication:
    """The application, made if there is none."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    return application


def show_splash(icon: Path, words: str = "") -> Splash:
    """Show the splash at once; `close()` takes it away.

    A plain label: showing a `QSplashScreen` may wait a whole second for the X server's leave.

    Args:
        icon: The application's icon.
        words: Beside the name, such as `safe mode`.
    """
    splash = Splash()
    splash.setWindowFlags(Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint)
    splash.setWindowTitle("Whence")
    splash.setPixmap(_picture(icon, words))
    splash.setFixedSize(SIZE)
    splash.move(QApplication.primaryScreen().availableGeometry().center() - splash.rect().center())
    splash.show()
    splash.repaint()
    QApplication.processEvents()
    return splash


def _picture(icon: Path, words: str) -> QPixmap:
    ratio = QApplication.primaryScreen().devicePixelRatio()
    picture = QPixmap(SIZE * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(GROUND))
    painter = QPainter(picture)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.drawPixmap(32, 48, QIcon(str(icon)).pixmap(QSize(ICON, ICON), ratio))
    _write(painter, QRect(128, 48, 270, 40), "Whence", 26, TEXT)
    _write(painter, QRect(128, 92, 270, 24), words or tr("A reading desk for brain MR"), 13, TEXT)
    _write(painter, QRect(32, 168, 360, 24), tr(RESEARCH_USE), 13, CAUTION)
    painter.end()
    return picture


def _write(painter: QPainter, area: QRect, text: str, pixels: int, colour: str) -> None:
    font = QFont(painter.font())
    font.setPixelSize(pixels)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
