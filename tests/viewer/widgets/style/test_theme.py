"""Light and dark say the same, and both can be read."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QToolButton

from viewer.widgets.commands.command_bar import MORE
from viewer.widgets.dialogs.settings_dialog import SettingsDialog
from viewer.widgets.keys.keys_dialog import KeysDialog
from viewer.widgets.style import palette
from viewer.widgets.style.theme import (
    COLOUR,
    LIGHT,
    RESOURCES,
    ROLES,
    THEMES,
    apply_theme,
    stylesheet,
)

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.viewer.desk",)
ON = (
    ("#e6e9ee", "#121519"), ("#e6e9ee", "#1b1f26"), ("#e6e9ee", "#232830"), ("#e6e9ee", "#26374a"),
    ("#a9b1be", "#1b1f26"), ("#8d96a5", "#1b1f26"), ("#8d96a5", "#232830"),
    ("#e9d9bf", "#2a251d"), ("#e6e9ee", "#3a2f1f"), ("#f2a24b", "#1b1f26"),
    ("#0d1216", "#5aa9e6"), ("#5aa9e6", "#232830"), ("#f2a24b", "#232830"),
    ("#e08fc0", "#232830"), ("#d9c27a", "#232830"), ("#b9a6d9", "#232830"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def dark_again(qapp):
    sheet, colours = qapp.styleSheet(), qapp.palette()
    yield
    palette.use({})
    qapp.setPalette(colours)
    qapp.setStyleSheet(sheet)


def luminance(name):
    parts = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4
             for v in QColor(name).getRgbF()[:3]]  # fmt: skip
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_colour_has_a_light_twin():
    used = set(ROLES) | {c.name() for c in (*palette._THEMED, *palette.OUTCOME_COLOUR.values())}
    assert used <= set(LIGHT)


def test_every_colour_of_the_sheet_has_a_role_of_its_own():
    written = (RESOURCES / "styles" / "dark.qss").read_text(encoding="utf-8")
    assert {found.lower() for found in COLOUR.findall(written)} == set(ROLES)
    roles = [role for names in ROLES.values() for role in names]
    assert len(set(roles)) == len(roles)
    assert not COLOUR.search(stylesheet())


@pytest.mark.parametrize(("ink", "ground"), ON)
def test_text_can_be_read_in_both_themes(ink, ground):
    assert contrast(ink, ground) >= 4.5
    assert contrast(LIGHT[ink], LIGHT[ground]) >= 4.5


def test_the_switch_reaches_painted_things_and_back(desk, qapp):
    assert isinstance(qapp, QApplication)
    apply_theme(qapp, "dark")
    dark = palette.TEXT.name()
    icon = desk.actions_by_name["cine"].icon().cacheKey()
    desk.actions_by_name["light"].setChecked(True)
    assert palette.TEXT.name() == LIGHT[dark]
    assert palette.ON_PICTURE.name() == dark, "the image background stays black"
    assert desk.actions_by_name["cine"].icon().cacheKey() != icon
    desk.actions_by_name["light"].setChecked(False)
    assert palette.TEXT.name() == dark


def still(widget, qtbot):
    """The picture once nothing changes any more."""
    pictures = [None]

    def same():
        pictures.append(widget.grab().toImage())
        return widget.window().updatesEnabled() and pictures[-1] == pictures[-2]

    while not same():
        qtbot.wait(60)
    return pictures[-1]


PARTS = {
    "desk": lambda w: w,
    "settings": lambda w: SettingsDialog(w.applied_settings, w),
    "keys": lambda w: KeysDialog(w.keymap, w),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PARTS)
def test_a_theme_looks_the_same_after_a_switch_as_from_the_start(
    open_desk, qapp, qtbot, name, theme
):
    def picture(begun):
        apply_theme(qapp, begun)
        desk = open_desk()
        light = desk.actions_by_name["light"]
        light.setChecked(begun == "light")  # as the settings have it
        desk.session.ask_for_verdicts()
        qtbot.waitUntil(lambda: desk.session.reading is None)
        part = PARTS[name](desk)
        part.show()
        still(part, qtbot)
        light.setChecked(theme == "light")
        return still(part, qtbot)

    begun_so, switched = (picture(name) for name in sorted(THEMES, key=lambda t: t != theme))
    assert switched == begun_so


def test_what_was_hidden_during_a_switch_is_shown_in_the_new_theme(open_desk, qapp, qtbot):
    apply_theme(qapp, "dark")
    desk = open_desk()
    desk.histogram.hide()
    desk.actions_by_name["light"].setChecked(True)
    desk.histogram.show()
    qtbot.waitUntil(desk.updatesEnabled)
    assert desk.histogram.palette().text().color().name() == LIGHT["#e6e9ee"]


def test_another_theme_is_another_palette_and_no_other_sheet(open_desk, qapp, monkeypatch):
    apply_theme(qapp, "dark")
    desk = open_desk()
    monkeypatch.setattr(type(qapp), "setStyleSheet", lambda *_: pytest.fail("takes 50 ms"))
    desk.actions_by_name["light"].setChecked(True)
    assert qapp.palette().window().color().name() == LIGHT["#121519"]
    assert not desk.updatesEnabled(), "it is painted in a later turn of the event loop"
    monkeypatch.undo()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_narrow_toolbar_shows_that_there_is_more(desk, qapp, qtbot, theme):
    apply_theme(qapp, "dark")
    for light in (theme != "light", theme == "light"):
        desk.actions_by_name["light"].setChecked(light)
    desk.resize(desk.minimumSizeHint().width(), 500)
    more = desk.findChild(QToolButton, MORE)
    qtbot.waitUntil(lambda: more.isVisible() and desk.updatesEnabled())
    place = QRect(more.mapTo(desk, QPoint()), more.size())
    picture = desk.grab(place).toImage()
    pixels = [
        picture.pixelColor(x, y).lightness()
        for x in range(picture.width())
        for y in range(picture.height())
    ]
    assert max(pixels) - min(pixels) > 100
    assert more.accessibleName()
