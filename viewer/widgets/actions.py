"""Every command of the desk in one table, which feeds menus, toolbar, keys, palette and help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Menu(StrEnum):
    """Where a command stands, in the order of the menu bar."""

    FILE = "&File"
    VIEW = "&View"
    IMAGE = "&Image"
    TOOLS = "&Tools"
    CASCADE = "&Cascade"
    HELP = "&Help"


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: What code and settings call it.
        words: What the reader calls it.
        keys: Keyboard shortcuts, unless the reader chose others.
        menu: Where it stands.
        check: Whether it is a switch.
        repeat: Whether holding the key repeats it.
        icon: Name of its picture in `resources/icons`; with one it stands in the toolbar.
        group: Commands of one group exclude each other; empty for none.
        ends: Whether a line follows it in the menu.
    """

    name: str
    words: str
    keys: tuple[str, ...]
    menu: Menu
    check: bool = False
    repeat: bool = False
    icon: str = ""
    group: str = ""
    ends: bool = False


_F, _V, _I, _T, _C, _H = Menu
COMMANDS = (
    Command("open_folder", "Open folder…", ("Ctrl+O",), _F, icon="open"),
    Command("open_files", "Open files…", ("Ctrl+Alt+O",), _F),
    Command("open_sample", "Open the sample", ("Ctrl+Shift+O",), _F, ends=True),
    Command("export", "Export report…", ("Ctrl+E",), _F, icon="report", ends=True),
    Command("annotate", "Annotate a folder…", ("Ctrl+B",), _F, ends=True),
    Command("privacy", "Hide identity", ("Ctrl+P",), _F, check=True, ends=True),
    Command("quit", "Quit", ("Ctrl+Q",), _F),
    Command("slice_up", "Previous slice", ("Up",), _V, repeat=True),
    Command("slice_down", "Next slice", ("Down",), _V, repeat=True),
    Command("ten_up", "Ten slices back", ("Shift+Up",), _V, repeat=True),
    Command("ten_down", "Ten slices on", ("Shift+Down",), _V, repeat=True),
    Command("first", "First slice", ("Home",), _V),
    Command("last", "Last slice", ("End",), _V),
    Command("cine", "Cine", ("C",), _V, check=True, icon="cine", ends=True),
    Command("series_up", "Previous series", ("PgUp", "Left"), _V),
    Command("series_down", "Next series", ("PgDown", "Right"), _V, ends=True),
    Command("corners", "Corner text: full, short, none", ("I",), _V, ends=True),
    Command("header", "Header of the file…", ("Ctrl+H",), _V),
    Command("light", "Light theme", (), _V, check=True, ends=True),
    Command("reset", "Reset the view", ("Esc", "Space"), _V),
    Command("window_auto", "Automatic window", ("0",), _I),
    Command("window_1", "First window of the file", ("1",), _I),
    Command("window_2", "Second window of the file", ("2",), _I),
    Command("window_3", "Window 2–98 %", ("3",), _I),
    Command("window_4", "Window 1–99 %", ("4",), _I),
    Command("window_5", "Window 0.5–99.5 %", ("5",), _I),
    Command("window_6", "Full range", ("6",), _I, ends=True),
    Command("invert", "Invert", ("Shift+I",), _I, check=True, icon="invert"),
    Command("rotate", "Rotate by 90°", ("R",), _I, icon="rotate"),
    Command("flip", "Flip left and right", ("F",), _I, icon="flip", ends=True),
    Command("smooth", "Smooth pixels", (), _I, check=True),
    Command("tool_window", "Window", ("W",), _T, True, icon="window", group="tool"),
    Command("tool_distance", "Distance", ("D",), _T, True, icon="distance", group="tool"),
    Command("tool_angle", "Angle", ("A",), _T, True, icon="angle", group="tool"),
    Command("tool_ellipse", "Ellipse", ("E",), _T, True, icon="ellipse", group="tool"),
    Command("tool_rectangle", "Rectangle", ("B",), _T, True, icon="rectangle", group="tool"),
    Command("tool_probe", "Probe", ("P",), _T, True, icon="probe", group="tool", ends=True),
    Command("undo", "Undo", ("Ctrl+Z",), _T, icon="undo"),
    Command("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), _T, icon="redo", ends=True),
    Command("remove", "Remove the last measurement here", ("Del",), _T),
    Command("key_image", "Key image", ("K",), _T, check=True, icon="key"),
    Command("ask", "Read with the cascade", ("V",), _C, icon="ask"),
    Command("concurrent", "Show verdicts as they come", (), _C, check=True, ends=True),
    Command("overlay", "Attention", ("G",), _C, check=True, icon="attention"),
    Command("opacity_down", "Attention fainter", ("[",), _C, repeat=True),
    Command("opacity_up", "Attention stronger", ("]",), _C, repeat=True, ends=True),
    Command("next_suspicious", "Next suspicious slice", ("N",), _C, icon="next"),
    Command("previous_suspicious", "Previous suspicious slice", ("Shift+N",), _C, ends=True),
    Command("agree", "Agree with the verdict on this slice", ("Y",), _C),
    Command("disagree", "Disagree with it", ("X",), _C),
    Command("unsure", "Not sure about it", ("U",), _C, ends=True),
    Command("install", "Install a network…", (), _C),
    Command("palette", "Find a command…", ("Ctrl+K",), _H),
    Command("shortcuts", "Keys and mouse", ("F1",), _H),
    Command("rebind", "Choose other keys…", (), _H, ends=True),
)
BY_NAME = {command.name: command for command in COMMANDS}
CONTEXT = (
    "window_auto",
    "window_3",
    "window_6",
    "invert",
    "corners",
    "overlay",
    "key_image",
    "next_suspicious",
    "ask",
    "reset",
    "export",
)
"""What the right click offers."""
MOUSE = (
    ("Wheel", "scroll through the slices"),
    ("Shift + wheel", "five slices at a time"),
    ("Ctrl + wheel", "zoom"),
    ("Left drag", "the tool: window, or measure"),
    ("Middle drag", "pan"),
    ("Right drag", "zoom"),
    ("Right click", "menu"),
    ("Hold Q", "peek at attention"),
)
"""What the mouse does (IHE Basic Image Review), for the help."""
