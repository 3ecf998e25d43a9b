"""Every command of the desk in one table: name, words, keys, menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

FILE, VIEW, CASCADE = "&File", "&View", "&Cascade"


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: What code calls it.
        words: What the reader calls it.
        keys: Keyboard shortcuts.
        menu: Where it stands.
        check: Whether it is a switch.
        repeat: Whether holding the key repeats it.
    """

    name: str
    words: str
    keys: tuple[str, ...]
    menu: str
    check: bool = False
    repeat: bool = False


COMMANDS = (
    Command("open_folder", "Open folder…", ("Ctrl+O",), FILE),
    Command("open_files", "Open files…", ("Ctrl+Alt+O",), FILE),
    Command("open_sample", "Open the sample", ("Ctrl+Shift+O",), FILE),
    Command("export", "Export report…", ("Ctrl+E",), FILE),
    Command("annotate", "Annotate a folder…", ("Ctrl+B",), FILE),
    Command("privacy", "Hide identity", ("Ctrl+P",), FILE, check=True),
    Command("quit", "Quit", ("Ctrl+Q",), FILE),
    Command("ask", "Read with the cascade", ("V",), CASCADE),
    Command("concurrent", "Show verdicts as they come", (), CASCADE, check=True),
    Command("overlay", "Attention", ("G",), CASCADE, check=True),
    Command("opacity_down", "Attention fainter", ("[",), CASCADE, repeat=True),
    Command("opacity_up", "Attention stronger", ("]",), CASCADE, repeat=True),
    Command("next_suspicious", "Next suspicious slice", ("N",), CASCADE),
    Command("previous_suspicious", "Previous suspicious slice", ("Shift+N",), CASCADE),
    Command("install", "Install a network…", (), CASCADE),
    Command("slice_up", "Previous slice", ("Up",), VIEW, repeat=True),
    Command("slice_down", "Next slice", ("Down",), VIEW, repeat=True),
    Command("ten_up", "Ten slices back", ("Shift+Up",), VIEW, repeat=True),
    Command("ten_down", "Ten slices on", ("Shift+Down",), VIEW, repeat=True),
    Command("first", "First slice", ("Home",), VIEW),
    Command("last", "Last slice", ("End",), VIEW),
    Command("series_up", "Previous series", ("PgUp",), VIEW),
    Command("series_down", "Next series", ("PgDown",), VIEW),
    Command("window_auto", "Automatic window", ("0",), VIEW),
    Command("window_1", "First window of the file", ("1",), VIEW),
    Command("window_2", "Second window of the file", ("2",), VIEW),
    Command("window_3", "Window 2–98 %", ("3",), VIEW),
    Command("window_4", "Window 1–99 %", ("4",), VIEW),
    Command("window_5", "Window 0.5–99.5 %", ("5",), VIEW),
    Command("window_6", "Full range", ("6",), VIEW),
    Command("corners", "Corner text", ("I",), VIEW, check=True),
    Command("reset", "Reset the view", ("Esc",), VIEW),
)
CONTEXT = (
    "window_auto",
    "window_3",
    "window_6",
    "corners",
    "overlay",
    "next_suspicious",
    "ask",
    "reset",
    "export",
)


def build_actions(
    window: QMainWindow, handlers: Mapping[str, Callable[..., object]]
) -> dict[str, QAction]:
    """Make an action for each command and put it into its menu.

    Raises:
        KeyError: A command has no handler.
    """
    menus = {name: window.menuBar().addMenu(name) for name in (FILE, VIEW, CASCADE)}
    actions: dict[str, QAction] = {}
    for command in COMMANDS:
        action = QAction(command.words, window)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setAutoRepeat(command.repeat)
        action.setCheckable(command.check)
        handler = handlers[command.name]
        if command.check:
            action.toggled.connect(handler)
        else:
            action.triggered.connect(lambda _checked=False, call=handler: call())
        menus[command.menu].addAction(action)
        window.addAction(action)
        actions[command.name] = action
    return actions
