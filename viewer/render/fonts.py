"""Chooses fonts that can show names in any common script."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from ml.core.errors import WhenceError
from ml.core.messages import message, verbatim

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
IDEOGRAPHS = "DroidSansFallbackFull.ttf"
LATIN = ("DejaVu Sans", "Segoe UI", "Helvetica Neue", "Noto Sans", "Arial")


def ensure_ideographs() -> None:
    """Register the bundled font if the system has none for Chinese, so that Qt falls back on it.

    Takes nine milliseconds, eight of which list the system's fonts, which the first text on
    screen would do anyway.

    Raises:
        WhenceError: The bundled font is missing.
    """
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        families()


@cache
def families() -> tuple[str, ...]:
    """Font families, in the order in which a character is looked up; needs a `QGuiApplication`.

    Raises:
        WhenceError: The bundled font is missing.
    """
    path = FOLDER / IDEOGRAPHS
    number = QFontDatabase.addApplicationFont(str(path))
    if number < 0:
        raise WhenceError(
            message("the font {} is missing or damaged; install Whence again", verbatim(path.name))
        )
    installed = set(QFontDatabase.families())
    latin = tuple(family for family in LATIN if family in installed)
    return (*latin, *QFontDatabase.applicationFontFamilies(number))


def font(points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A font without ligatures, so that keys can be copied from a PDF."""
    font = QFont()
    font.setFamilies(list(families()))
    font.setPointSizeF(points)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("liga"), 0)
    return font
