"""Light and dark say the same, and both can be read."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QToolButton

from viewer.widgets import palette
from viewer.widgets.command_bar import MORE
from viewer.widgets.theme import COLOUR, LIGHT, dress, stylesheet

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
    before = qapp.styleSheet()
    yield
    palette.use({})
    qapp.setStyleSheet(before)


def luminance(name):
    parts = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4
             for v in QColor(name).getRgbF()[:3]]  # fmt: skip
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_colour_has_a_light_twin():
    used = {found.lower() for found in COLOUR.findall(stylesheet("dark"))}
    used |= {c.name() for c in (*palette._THEMED, *palette.OUTCOME_COLOUR.values())}
    assert used <= set(LIGHT)
    assert not used & set(COLOUR.findall(stylesheet("light"))) - set(LIGHT.values())


@pytest.mark.parametrize(("ink", "ground"), ON)
def test_text_can_be_read_in_both_themes(ink, ground):
    assert contrast(ink, ground) >= 4.5
    assert contrast(LIGHT[ink], LIGHT[ground]) >= 4.5


def test_the_switch_reaches_painted_things_and_back(desk, qapp):
    assert isinstance(qapp, QApplication)
    dress(qapp, "dark")
    dark = palette.TEXT.name()
    icon = desk.actions_by_name["cine"].icon().cacheKey()
    desk.actions_by_name["light"].setChecked(True)
    assert palette.TEXT.name() == LIGHT[dark]
    assert palette.ON_PICTURE.name() == dark, "the picture stays black"
    assert desk.actions_by_name["cine"].icon().cacheKey() != icon
    desk.actions_by_name["light"].setChecked(False)
    assert palette.TEXT.name() == dark


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_narrow_toolbar_shows_that_there_is_more(desk, qtbot, theme):
    for light in (theme != "light", theme == "light"):
        desk.actions_by_name["light"].setChecked(light)
    desk.resize(desk.minimumSizeHint().width(), 500)
    more = desk.findChild(QToolButton, MORE)
    qtbot.waitUntil(more.isVisible)
    place = QRect(more.mapTo(desk, QPoint()), more.size())
    picture = desk.grab(place).toImage()
    pixels = [
        picture.pixelColor(x, y).lightness()
        for x in range(picture.width())
        for y in range(picture.height())
    ]
    assert max(pixels) - min(pixels) > 100
    assert more.accessibleName()
