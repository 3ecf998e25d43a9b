"""Dark or light: one style sheet, written in the dark theme's colours, and their light twins."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from viewer.widgets import palette

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
THEMES = ("dark", "light")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
LIGHT = {
    "#121519": "#e4e8ed",  # ground
    "#1b1f26": "#f7f8fa",  # panel
    "#232830": "#ffffff",  # raised
    "#242932": "#e9ecf0",  # slice not loaded
    "#39414d": "#cfd6df",  # slice loaded
    "#2d333d": "#d5dae1",  # line
    "#3a424f": "#c3cbd6",  # hover
    "#26374a": "#d3e6f7",  # chosen
    "#5aa9e6": "#1c68a8",  # accent
    "#7bbcee": "#2f80c4",  # accent under the mouse
    "#0d1216": "#ffffff",  # on accent
    "#e6e9ee": "#1a1d21",  # text
    "#a9b1be": "#47515e",  # soft text
    "#8d96a5": "#5a6470",  # faint text
    "#6b7482": "#8b94a0",  # what is off
    "#f2a24b": "#9a5200",  # warning
    "#2a251d": "#fdf3e3",  # ground of a caution
    "#3a2f1f": "#fbe9cf",  # ground of a message
    "#e9d9bf": "#5b3a08",  # text of a caution
    "#e08fc0": "#9b3576",  # secondary
    "#d9c27a": "#735c00",  # source not sure
    "#b9a6d9": "#5f4a96",  # not sure
}
"""Each keeps its meaning; text reaches 4.5:1 on its ground (WCAG 2.1, 1.4.3), which a test holds.
The picture stays black: it is a film, not a page."""


def stylesheet(theme: str) -> str:
    """The style sheet in a theme's colours."""
    text = (RESOURCES / "styles" / "dark.qss").read_text(encoding="utf-8")
    if theme == "dark":
        return text
    return COLOUR.sub(lambda found: LIGHT[found.group().lower()], text)


def dress(application: QApplication, theme: str = "dark") -> None:
    """Give the application its looks."""
    QDir.setSearchPaths("icons", [str(RESOURCES / "icons")])
    palette.use({} if theme == "dark" else LIGHT)
    if not application.styleSheet():  # with one, the style is Qt's wrapper around Fusion
        application.setStyle("Fusion")
    application.setStyleSheet(stylesheet(theme))
    application.setWindowIcon(QIcon(str(RESOURCES / "icons" / "whence.svg")))
