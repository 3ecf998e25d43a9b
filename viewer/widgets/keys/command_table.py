"""The command table, which feeds menus, toolbar, keys, palette and help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from viewer.i18n.translate import mark


class Menu(StrEnum):
    """Where a command stands, in the order of the menu bar; English, translated when shown."""

    FILE = mark("&File")
    VIEW = mark("&View")
    VIEWPORTS = mark("View&ports")
    IMAGE = mark("&Image")
    TOOLS = mark("&Tools")
    CASCADE = mark("&Cascade")
    HELP = mark("&Help")


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: What code and settings call it.
        words: What the reader calls it; English, translated where it is shown.
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


_F, _V, _P, _I, _T, _C, _H = Menu
COMMANDS = (
    Command("open_folder", mark("Open folder…"), ("Ctrl+O",), _F, icon="open"),
    Command("open_files", mark("Open files…"), ("Ctrl+Alt+O",), _F),
    Command("open_sample", mark("Open the sample"), ("Ctrl+Shift+O",), _F, ends=True),
    Command("studies", mark("Study list"), ("Ctrl+L",), _F, icon="studies"),
    Command("open_beside", mark("Open a study from the list alongside"), ("Ctrl+Shift+L",), _F),
    Command("jobs", mark("Jobs"), ("Ctrl+J",), _F, ends=True),
    Command("export", mark("Export report…"), ("Ctrl+E",), _F, icon="report"),
    Command("export_marks", mark("Export marks…"), (), _F),
    Command("annotate", mark("Annotate a folder…"), ("Ctrl+B",), _F, ends=True),
    Command("privacy", mark("Hide identity"), ("Ctrl+P",), _F, check=True),
    Command("settings", mark("Settings…"), ("Ctrl+,",), _F, ends=True),
    Command("quit", mark("Quit"), ("Ctrl+Q",), _F),
    Command("slice_up", mark("Previous slice"), ("Up",), _V, repeat=True),
    Command("slice_down", mark("Next slice"), ("Down",), _V, repeat=True),
    Command("ten_up", mark("Ten slices back"), ("Shift+Up",), _V, repeat=True),
    Command("ten_down", mark("Ten slices forward"), ("Shift+Down",), _V, repeat=True),
    Command("first", mark("First slice"), ("Home",), _V),
    Command("last", mark("Last slice"), ("End",), _V),
    Command("cine", mark("Cine"), ("C",), _V, check=True, icon="cine", ends=True),
    Command("series_up", mark("Previous series"), ("PgUp", "Left"), _V),
    Command("series_down", mark("Next series"), ("PgDown", "Right"), _V, ends=True),
    Command("corners", mark("Corner text: full, short, none"), ("I",), _V, ends=True),
    Command("header", mark("Header of the file…"), ("Ctrl+H",), _V),
    Command("light", mark("Light theme"), (), _V, check=True, ends=True),
    Command("reset", mark("Reset the view"), ("Esc", "Space"), _V),
    Command("layout_1", mark("One viewport"), ("Ctrl+1",), _P, True, icon="layout_1", group="grid"),
    Command("layout_2", mark("Side by side"), ("Ctrl+2",), _P, True, icon="layout_2", group="grid"),
    Command("layout_3", mark("One + three"), ("Ctrl+3",), _P, True, icon="layout_3", group="grid"),
    Command("layout_4", mark("Two by two"), ("Ctrl+4",), _P, True, icon="layout_4", group="grid"),
    Command("full", mark("Only this viewport"), ("F11",), _P, check=True),
    Command("next_viewport", mark("Next viewport"), ("F6",), _P),
    Command("previous_viewport", mark("Previous viewport"), ("Shift+F6",), _P),
    Command("second_window", mark("Second monitor"), ("F12",), _P, check=True, ends=True),
    Command("plane_acquired", mark("As acquired"), ("Shift+O",), _P, True, group="plane"),
    Command("plane_axial", mark("Axial planes"), ("Shift+A",), _P, True, group="plane"),
    Command("plane_coronal", mark("Coronal planes"), ("Shift+C",), _P, True, group="plane"),
    Command("plane_sagittal", mark("Sagittal planes"), ("Shift+S",), _P, True, group="plane"),
    Command("mpr", mark("Three planes and the acquired series"), ("M",), _P, icon="mpr", ends=True),
    Command("compare", mark("Compare with the prior study"), ("Shift+P",), _P, ends=True),
    Command("link_scroll", mark("Scroll together"), ("L",), _P, True, icon="link"),
    Command("link_here", mark("Link at these slices"), ("Shift+L",), _P),
    Command("link_window", mark("Window together"), ("Shift+W",), _P, check=True),
    Command("link_zoom", mark("Zoom together"), ("Shift+Z",), _P, check=True, ends=True),
    Command("lines", mark("Reference lines"), ("Shift+R",), _P, check=True),
    Command("cursor", mark("3D cursor"), ("J",), _P, check=True),
    Command("window_auto", mark("Automatic window"), ("0",), _I),
    Command("window_1", mark("Window 1 from the file"), ("1",), _I),
    Command("window_2", mark("Window 2 from the file"), ("2",), _I),
    Command("window_3", mark("Window 2–98 %"), ("3",), _I),
    Command("window_4", mark("Window 1–99 %"), ("4",), _I),
    Command("window_5", mark("Window 0.5–99.5 %"), ("5",), _I),
    Command("window_6", mark("Full range"), ("6",), _I),
    Command("histogram", mark("Histogram"), ("Shift+H",), _I, check=True, ends=True),
    Command("invert", mark("Invert"), ("Shift+I",), _I, check=True, icon="invert"),
    Command("rotate", mark("Rotate by 90°"), ("R",), _I, icon="rotate"),
    Command("flip", mark("Flip left and right"), ("F",), _I, icon="flip", ends=True),
    Command("smooth", mark("Smooth pixels"), (), _I, check=True),
    Command("tool_window", mark("Window"), ("W",), _T, True, icon="window", group="tool"),
    Command("tool_distance", mark("Distance"), ("D",), _T, True, icon="distance", group="tool"),
    Command("tool_angle", mark("Angle"), ("A",), _T, True, icon="angle", group="tool"),
    Command("tool_ellipse", mark("Ellipse"), ("E",), _T, True, icon="ellipse", group="tool"),
    Command("tool_rectangle", mark("Rectangle"), ("B",), _T, True, icon="rectangle", group="tool"),
    Command("tool_probe", mark("Probe"), ("P",), _T, True, icon="probe", group="tool", ends=True),
    Command("undo", mark("Undo"), ("Ctrl+Z",), _T, icon="undo"),
    Command("redo", mark("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), _T, icon="redo", ends=True),
    Command("remove", mark("Remove the last measurement here"), ("Del",), _T),
    Command("key_image", mark("Key image"), ("K",), _T, check=True, icon="key"),
    Command("ask", mark("Read with the cascade"), ("V",), _C, icon="ask"),
    Command("read_study", mark("Read all series of the study"), ("Shift+V",), _C),
    Command("mode_reader_first", mark("Reader first"), (), _C, True, group="mode"),
    Command("mode_on_request", mark("Verdicts on request"), (), _C, True, group="mode"),
    Command(
        "mode_concurrent", mark("Verdicts as they arrive"), (), _C, True, group="mode", ends=True
    ),
    Command("overlay", mark("Attention"), ("G",), _C, check=True, icon="attention"),
    Command("opacity_down", mark("Attention fainter"), ("[",), _C, repeat=True),
    Command("opacity_up", mark("Attention stronger"), ("]",), _C, repeat=True, ends=True),
    Command("outlines", mark("Outlines of lesions"), ("Shift+G",), _C, check=True, ends=True),
    Command("next_suspicious", mark("Next suspicious slice"), ("N",), _C, icon="next"),
    Command("previous_suspicious", mark("Previous suspicious slice"), ("Shift+N",), _C, ends=True),
    Command("agree", mark("Agree with the verdict on this slice"), ("Y",), _C),
    Command("disagree", mark("Disagree with it"), ("X",), _C),
    Command("unsure", mark("Not sure about it"), ("U",), _C, ends=True),
    Command("sees_tumour", mark("I see a tumour in this series"), ("Shift+Y",), _C),
    Command("sees_none", mark("I see no tumour in this series"), ("Shift+X",), _C),
    Command("sees_unsure", mark("I am not sure"), ("Shift+U",), _C, ends=True),
    Command("install", mark("Install a network…"), (), _C),
    Command("palette", mark("Find a command…"), ("Ctrl+K",), _H),
    Command("tour", mark("Tour of the desk"), (), _H),
    Command("shortcuts", mark("Keyboard and mouse"), ("F1",), _H),
    Command("rebind", mark("Change shortcuts…"), (), _H, ends=True),
    Command("monitor_check", mark("Monitor test pattern…"), (), _H),
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
    (mark("Wheel"), mark("scroll through the slices")),
    (mark("Shift + wheel"), mark("five slices at a time")),
    (mark("Ctrl + wheel"), mark("zoom")),
    (mark("Left drag"), mark("the chosen tool: window or measure")),
    (mark("Middle drag"), mark("pan")),
    (mark("Right drag"), mark("zoom")),
    (mark("Right click"), mark("menu")),
    (mark("Hold Q"), mark("peek at attention")),
    (mark("Click"), mark("make this viewport the active one")),
    (mark("Double click"), mark("only this viewport, and back")),
    (mark("Shift + move"), mark("3D cursor: the same place in every viewport")),
)
"""What the mouse does (IHE Basic Image Review), for the help."""
