"""One table feeds menus, toolbar, keys, palette and help."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QKeySequenceEdit

from viewer.widgets.commands.command_palette import KEY, CommandPalette
from viewer.widgets.keys.command_table import BY_NAME, COMMANDS, CONTEXT, Menu
from viewer.widgets.keys.key_table import KEY as KEY_COLUMN
from viewer.widgets.keys.keymap import SCHEMES, KeyMap
from viewer.widgets.keys.keys_dialog import KeysDialog, help_html
from viewer.widgets.style.icons import FOLDER

pytest_plugins = ("tests.viewer.desk",)


@pytest.fixture
def keymap(tmp_path):
    return KeyMap(QSettings(str(tmp_path / "keys.ini"), QSettings.Format.IniFormat))


def pressed(keymap):
    return [QKeySequence(key).toString() for c in COMMANDS for key in keymap.keys(c.name)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_key_calls_two_commands(keymap, scheme):
    keymap.choose_scheme(scheme)
    keys = pressed(keymap)
    assert "" not in keys
    assert sorted(keys) == sorted(set(keys))
    assert "Q" not in keys, "Q is held to peek"


def test_every_command_is_in_its_menu_and_has_its_picture(desk):
    for command in COMMANDS:
        action = desk.actions_by_name[command.name]
        assert action in desk.commands.menus[command.menu].actions()
        assert (action in desk.commands.toolbar.actions()) == bool(command.icon)
        if command.icon:
            assert QSvgRenderer(str(FOLDER / f"{command.icon}.svg")).isValid()
            assert not action.icon().isNull()
    assert set(CONTEXT) <= set(BY_NAME)


def test_own_keys_hold_at_once_and_are_kept(keymap, tmp_path):
    keymap.bind("overlay", ["V"])
    assert keymap.keys("overlay") == ("V",)
    assert keymap.keys("ask") == (), "a key has one command"
    again = KeyMap(QSettings(str(tmp_path / "keys.ini"), QSettings.Format.IniFormat))
    keymap._settings.sync()
    assert again.keys("overlay") == ("V",)
    keymap.choose_scheme("BIR")
    assert keymap.keys("overlay") == ("G",)
    assert keymap.keys("ask") == ("V",)


@pytest.fixture
def keys_dialog(desk, qtbot):
    dialog = KeysDialog(desk.keymap, desk)
    with qtbot.waitActive(dialog):
        dialog.show()
    yield dialog
    dialog.close()


def row_of(name):
    return list(BY_NAME).index(name)


def click(dialog, name, qtbot):
    """A click on the key of a command; the field that it opens."""
    table = dialog.table
    item = table.item(row_of(name), KEY_COLUMN)
    table.scrollToItem(item)
    place = table.visualItemRect(item).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    return table.findChildren(QKeySequenceEdit)[-1]  # one that was left goes a moment later


def gone(dialog):
    return not dialog.table.findChildren(QKeySequenceEdit)


def test_the_dialog_says_from_whom_a_key_was_taken(desk, keys_dialog, qtbot):
    assert gone(keys_dialog), "fields for 81 keys take longer than the desk may stand still"
    field = click(keys_dialog, "overlay", qtbot)
    assert field.accessibleName() == "Shortcut for Attention"
    assert field.keySequence() == QKeySequence("G")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_V)
    qtbot.waitUntil(lambda: gone(keys_dialog))
    assert "Read with the cascade" in keys_dialog.note.text()
    assert keys_dialog.table.item(row_of("overlay"), KEY_COLUMN).text() == "V"
    assert keys_dialog.table.item(row_of("ask"), KEY_COLUMN).text() == ""
    assert desk.actions_by_name["overlay"].shortcut() == QKeySequence("V")


def test_a_key_that_was_cleared_is_no_more_once_the_field_is_left(desk, keys_dialog, qtbot):
    click(keys_dialog, "overlay", qtbot).clear()
    click(keys_dialog, "ask", qtbot)
    assert desk.actions_by_name["overlay"].shortcut().isEmpty()


def test_keys_are_chosen_without_a_mouse(desk, keys_dialog, qtbot):
    table, first = keys_dialog.table, next(iter(BY_NAME))
    table.setFocus()
    table.setCurrentCell(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert keys_dialog.isVisible(), "Enter is for the table, not for the button"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: gone(keys_dialog))
    assert desk.keymap.keys(first) == ("F9",)
    assert table.hasFocus()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert desk.keymap.keys(first) == ()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.currentRow() == 1


def test_esc_can_be_a_key(desk, keys_dialog, qtbot):
    click(keys_dialog, "overlay", qtbot)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: gone(keys_dialog))
    assert desk.keymap.keys("overlay") == ("Esc",)


def test_help_holds_every_command_and_its_present_key(keymap):
    keymap.bind("cine", ["F9"])
    html = help_html(keymap)
    for command in COMMANDS:
        assert command.words.split("’")[0] in html
    assert "<b>F9</b></td><td>Cine" in html
    assert all(menu.value.replace("&", "") in html for menu in Menu)


def test_the_palette_finds_and_runs(desk, qtbot):
    qtbot.keyClick(desk, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    (palette,) = desk.findChildren(CommandPalette)
    with qtbot.waitActive(palette):
        palette.activateWindow()
    qtbot.keyClicks(palette.line, "image inv")
    assert palette.matches.count() == 1
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert desk.state.inverted


def test_the_palette_says_that_nothing_fits(desk, qtbot):
    palette = CommandPalette(desk.actions_by_name, desk)
    palette.show()
    palette.line.setText("nonesuch")
    assert palette.nothing.isVisible()
    assert not palette.matches.isVisible()
    palette.line.setText("invert")
    assert palette.matches.isVisible()
    assert not palette.nothing.isVisible()
    assert palette.matches.item(0).data(KEY) == "Shift+I"
    palette.close()


def test_the_palette_moves_with_the_arrows_and_skips_what_is_off(desk, qtbot):
    qtbot.keyClick(desk, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    (palette,) = desk.findChildren(CommandPalette)
    with qtbot.waitActive(palette):
        palette.activateWindow()
    qtbot.keyClicks(palette.line, "undo")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible(), "there is nothing to undo"
    palette.line.clear()
    qtbot.keyClicks(palette.line, "slices")
    assert palette.matches.currentRow() == 0
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert desk.state.index == 19, "ten slices on from the tenth"
