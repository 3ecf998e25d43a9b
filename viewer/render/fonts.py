"""Which fonts words are drawn with, so that a name in any common script is more than boxes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from ml.core.errors import WhenceError
from viewer.i18n.translate import tr

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
IDEOGRAPHS = "DroidSansFallbackFull.ttf"
LATIN = ("DejaVu Sans", "Segoe UI", "Helvetica Neue", "Noto Sans", "Arial")


def have_ideographs() -> None:
    """Register the font that ships where the system has none for Chinese; Qt then falls back on it.

    Nine milliseconds, of which eight list the system's fonts, as the first word on screen would.

    Raises:
        WhenceError: The font that ships is missing.
    """
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        families()


@cache
def families() -> tuple[str, ...]:
    """Font families in the order in which a character is looked for; needs a `QGuiApplication`.

    Raises:
        WhenceError: The font that ships is missing.
    """
    place = FOLDER / IDEOGRAPHS
    number = QFontDatabase.addApplicationFont(str(place))
    if number < 0:
        raise WhenceError(
            tr("the font {} is missing or damaged; install Whence again").format(place.name)
        )
    known = set(QFontDatabase.families())
    latin = tuple(family for family in LATIN if family in known)
    return (*latin, *QFontDatabase.applicationFontFamilies(number))


def font(points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A font without ligatures, so that keys can be copied out of a PDF."""
    made = QFont()
    made.setFamilies(list(families()))
    made.setPointSizeF(points)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("liga"), 0)
    return made
