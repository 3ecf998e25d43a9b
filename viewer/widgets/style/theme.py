"""Dark or light: one style sheet, written in the dark theme's colours, and their light twins.

The sheet is set once, with a role of the palette in place of each colour; another theme is another
palette (docs/adr/0059).
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from viewer.background.event_loop_turns import in_turn
from viewer.widgets.style import palette

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
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
Role = QPalette.ColorRole
ROLES = {
    "#121519": (Role.Window,),
    "#1b1f26": (Role.Base,),
    "#232830": (Role.AlternateBase,),
    "#2d333d": (Role.Button,),
    "#3a424f": (Role.Midlight,),
    "#26374a": (Role.Highlight,),
    "#5aa9e6": (Role.Accent, Role.Link),
    "#7bbcee": (Role.LinkVisited,),
    "#0d1216": (Role.BrightText,),
    "#e6e9ee": (Role.Text, Role.WindowText, Role.ButtonText, Role.HighlightedText),
    "#a9b1be": (Role.Light,),
    "#8d96a5": (Role.PlaceholderText,),
    "#6b7482": (Role.Dark,),
    "#f2a24b": (Role.Shadow,),
    "#2a251d": (Role.ToolTipBase,),
    "#3a2f1f": (Role.Mid,),
    "#e9d9bf": (Role.ToolTipText,),
}
"""What the palette calls the colours of the sheet, which uses the first role; Qt's own painting
takes the others. Where Qt has no role that means the same, one that its style does not show."""


def stylesheet() -> str:
    """The style sheet, in roles of the palette."""
    text = (RESOURCES / "styles" / "dark.qss").read_text(encoding="utf-8")
    return COLOUR.sub(lambda match: f"palette({_name(ROLES[match.group().lower()][0])})", text)


def apply_theme(application: QApplication, theme: str = "dark") -> None:
    """Give the application its looks."""
    QDir.setSearchPaths("icons", [str(RESOURCES / "icons")])
    application.setStyle("Fusion")
    _colour(application, theme)
    application.setStyleSheet(stylesheet())
    application.setWindowIcon(QIcon(str(RESOURCES / "icons" / "whence.svg")))


def change_theme(application: QApplication, theme: str) -> None:
    """Change the theme of an application that was dressed; its windows follow in the next turn.

    Widgets take the sheet's colours when they are polished. All are, in one turn of the event
    loop, and painted in the next, so that neither takes long and no window is seen in two themes.
    """
    for window in application.topLevelWidgets():
        if window.isVisible():
            window.setUpdatesEnabled(False)
            in_turn(window, [partial(window.setUpdatesEnabled, True)])
    _colour(application, theme)
    for widget in application.allWidgets():
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # others will be
            widget.style().polish(widget)


def _colour(application: QApplication, theme: str) -> None:
    twins = {} if theme == "dark" else LIGHT
    palette.use(twins)
    colours = QPalette()
    for dark, roles in ROLES.items():
        for role in roles:
            colours.setColor(role, QColor(twins.get(dark, dark)))
    application.setPalette(colours)


def _name(role: QPalette.ColorRole) -> str:
    """The name of a palette role in a style sheet."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", role.name).lower()
    return words.replace("tool-tip", "tooltip")
