"""Lists everything that a reader can set; the settings dialog and the start follow the list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from viewer.i18n.language import KEY as LANGUAGE
from viewer.i18n.language import SYSTEM, languages
from viewer.i18n.translate import mark
from viewer.settings.store import Settings

Value = bool | int | str
THEME = "theme"
GRAPHICS_CARD = "graphics_card"


class Group(StrEnum):
    """Where a setting stands in the dialog, in order; English, translated when shown."""

    DESK = mark("Desk")
    READING = mark("Reading")
    PICTURE = mark("Image")
    MACHINE = mark("This computer")


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    Attributes:
        key: What code and settings call it.
        label: What the reader calls it; English, as all texts here.
        description: What it does.
        group: Where it stands.
        default: Its type says what it is: a switch, a number, or one of `options`.
        options: Value and label of each, where it is one of several.
        low: Least number.
        high: Greatest number.
        step: Of the number.
        unit: Of the number.
        after_restart: Whether it takes effect at the next start only.
    """

    key: str
    label: str
    description: str
    group: Group
    default: Value
    options: tuple[tuple[str, str], ...] = ()
    low: int = 0
    high: int = 100
    step: int = 1
    unit: str = ""
    after_restart: bool = False


SETTINGS = (
    Setting(
        LANGUAGE, mark("Language"), mark("Language of menus, messages and reports."), Group.DESK,
        SYSTEM,
        after_restart=True,
    ),
    Setting(
        THEME, mark("Theme"), mark("Colours of the desk; the image background stays black."),
        Group.DESK,
        "dark", (("dark", mark("Dark")), ("light", mark("Light"))),
    ),
    Setting(
        "keys/scheme", mark("Shortcuts"),
        mark("Shortcut scheme. To change single shortcuts: Help > Change shortcuts."), Group.DESK,
        "BIR", (("BIR", mark("IHE BIR")), ("OHIF", "OHIF"), ("PACS", "PACS")),
    ),
    Setting(
        "mouse", mark("Mouse"), mark("Which mouse button sets the window."), Group.DESK, "left",
        (
            ("left", mark("Left: window, middle: pan, right: zoom (IHE BIR)")),
            ("middle", mark("Middle: window, left: pan, right: zoom")),
            ("right", mark("Right: window, left: pan, middle: zoom")),
        ),
    ),
    Setting(
        "privacy", mark("Hide identity at startup"),
        mark("No patient name, ID or date on screen, in window titles or in exports."), Group.DESK,
        False,
    ),
    Setting(
        "ask_before_quit", mark("Ask before quitting"),
        mark("While a series is being read, because its verdicts so far would be lost."),
        Group.DESK, False,
    ),
    Setting(
        "mode", mark("Verdicts"), mark("When the machine's verdicts are shown."), Group.READING,
        "reader first",
        (
            ("reader first", mark("After your own impression, or on request")),
            ("on request", mark("On request, read in advance")),
            ("concurrent", mark("As they arrive")),
        ),
    ),
    Setting(
        "overlay/opacity", mark("Opacity of attention"), mark("How strongly the overlay "
                                                              "covers the image."),
        Group.READING, 55, low=5, high=100, step=5, unit=" %",
    ),
    Setting(
        "overlay/threshold", mark("Threshold of attention"),
        mark("Attention below this value is not shown."), Group.READING, 20, high=95, step=5,
        unit=" %",
    ),
    Setting(
        "overlay/colours", mark("Attention colour map"),
        mark("Each increases evenly in lightness and can be read with any colour vision."),
        Group.READING, "inferno",
        (("inferno", "inferno"), ("viridis", "viridis"), ("cividis", "cividis")),
    ),
    Setting(
        "corners", mark("Corner text"), mark("Text shown over the image."), Group.PICTURE,
        "full", (("full", mark("Full")), ("short", mark("Short")), ("none", mark("None"))),
    ),
    Setting(
        "smooth", mark("Smooth pixels"), mark("When off, each pixel is drawn as a square."),
        Group.PICTURE, True
    ),
    Setting(
        "cine", mark("Cine"), mark("Speed at which slices are played."), Group.PICTURE, 12,
        low=2, high=60, unit=mark(" slices/s"),
    ),
    Setting(
        GRAPHICS_CARD, mark("Use the graphics card"),
        mark("Run the networks on the graphics card where a suitable one is present."),
        Group.MACHINE, True,
        after_restart=True,
    ),
    Setting(
        "cache_mb", mark("Memory for slices"), mark("The most recently viewed slices are "
                                                    "kept."), Group.MACHINE,
        768, low=128, high=16384, step=128, unit=" MB",
    ),
    Setting(
        "ahead", mark("Slices decoded ahead"), mark("In total, across all viewports."),
        Group.MACHINE, 400,
        low=10, high=2000, step=10,
    ),
)  # fmt: skip
BY_KEY = {setting.key: setting for setting in SETTINGS}


def options(setting: Setting) -> tuple[tuple[str, str], ...]:
    """Value and label of everything that may be current_value."""
    if setting.key == LANGUAGE:
        return ((SYSTEM, mark("System default")), *languages().items())
    return setting.options


def current_value(settings: Settings, setting: Setting) -> Value:
    """The stored value; the default if there is none, or none that is valid."""
    stored = settings.value(setting.key)
    if stored is None:
        return setting.default
    if isinstance(setting.default, bool):
        return str(stored).lower() in ("true", "1")
    if isinstance(setting.default, int):
        try:
            return min(max(int(stored), setting.low), setting.high)
        except ValueError:
            return setting.default
    allowed = {value for value, _ in options(setting)}
    return str(stored) if str(stored) in allowed else setting.default
