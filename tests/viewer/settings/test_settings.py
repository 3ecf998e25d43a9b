"""Every row of the table of choices has an editor, is kept, and takes effect."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QCheckBox, QSpinBox

from viewer.app import startup
from viewer.i18n.language import KEY as LANGUAGE
from viewer.render.overlay import TABLES
from viewer.settings.schema import BY_KEY, GRAPHICS_CARD, SETTINGS, current_value, options
from viewer.settings.store import InMemorySettings
from viewer.state.reading_mode import ReadingMode
from viewer.state.view_state import ViewState
from viewer.storage import paths
from viewer.widgets.dialogs.settings_dialog import SettingsDialog
from viewer.widgets.keys.keys_dialog import mouse_rows
from viewer.widgets.style import palette
from viewer.widgets.viewport.mouse import BUTTONS, Drag

pytest_plugins = ("tests.viewer.desk",)
ROOT = Path(__file__).resolve().parents[3]
EFFECTS = {
    "theme": ("light", lambda w: palette.TEXT.lightness() < 128),
    "keys/scheme": ("OHIF", lambda w: w.actions_by_name["flip"].shortcut().toString() == "H"),
    "mouse": ("middle", lambda w: w.view.canvas.box.scheme == "middle"),
    "privacy": (True, lambda w: w.state.privacy),
    "ask_before_quit": (True, lambda w: w.quit_question.asks),
    "mode": ("concurrent", lambda w: w.state.mode.value == "concurrent"),
    "overlay/opacity": (30, lambda w: w.state.opacity == 0.3),
    "overlay/threshold": (60, lambda w: w.state.threshold == 0.6),
    "overlay/colours": ("viridis", lambda w: w.state.map_choice.colours == "viridis"),
    "corners": ("none", lambda w: w.state.corners.value == "none"),
    "smooth": (False, lambda w: not w.state.smooth),
    "cine": (25, lambda w: w.cine.interval_ms == 40),
    "cache_mb": (256, lambda w: w.session.slices.limit == 256 * 2**20),
    "ahead": (20, lambda w: w.session._decoding.ahead == 20),
}
"""For each setting that holds at once: another value, and what must then be so."""
LATER = {LANGUAGE, GRAPHICS_CARD}


@pytest.fixture
def dialog(desk, qtbot):
    yield SettingsDialog(desk.applied_settings, desk)
    desk.applied_settings.forget()


def set_to(editor, value):
    if isinstance(editor, QCheckBox):
        editor.setChecked(value)
    elif isinstance(editor, QSpinBox):
        editor.setValue(value)
    else:
        editor.setCurrentIndex(editor.findData(value))
        editor.activated.emit(editor.currentIndex())


@pytest.mark.slow
def test_every_row_is_tried_here():
    assert set(EFFECTS) | LATER == set(BY_KEY)
    assert {setting.key for setting in SETTINGS if setting.after_restart} == LATER


def test_every_row_has_an_editor_with_a_name(dialog):
    assert set(dialog.editors) == set(BY_KEY)
    for key, editor in dialog.editors.items():
        assert editor.accessibleName() == BY_KEY[key].label
        assert editor.accessibleDescription()


@pytest.mark.parametrize("key", sorted(EFFECTS))
@pytest.mark.slow
def test_a_choice_holds_at_once_and_is_kept(key, dialog, desk):
    value, holds = EFFECTS[key]
    assert value != BY_KEY[key].default
    assert not holds(desk), "the test would see nothing"
    set_to(dialog.editors[key], value)
    assert holds(desk)
    assert current_value(desk.settings, BY_KEY[key]) == value
    desk.applied_settings.forget()
    assert not holds(desk)
    assert current_value(desk.settings, BY_KEY[key]) == BY_KEY[key].default


@pytest.mark.parametrize("key", sorted(EFFECTS))
def test_a_choice_holds_after_the_next_start(key, qtbot):
    from tests.viewer.synthetic import FakeClassifier
    from viewer.session import Session
    from viewer.widgets.window.main_window import MainWindow

    value, holds = EFFECTS[key]
    kept = InMemorySettings()
    kept.setValue(key, value)
    session = Session(ViewState(), FakeClassifier, warm_ms=60_000)
    window = MainWindow(session, settings=kept)
    qtbot.addWidget(window)
    assert holds(window)
    window.applied_settings.forget()
    session.close()


def run_start(monkeypatch, tmp_path, key, value):
    """What `open_desk` makes of a setting, without a desk."""
    monkeypatch.setenv("WHENCE_DEVICE", "")
    monkeypatch.setattr(paths, "set_application_name", lambda: None)
    monkeypatch.setattr(paths, "logs", lambda: tmp_path / "log")
    monkeypatch.setattr(paths, "records", lambda: tmp_path)
    monkeypatch.setattr(paths, "settings_file", lambda: tmp_path / "none.ini")
    spoken = []
    monkeypatch.setattr("viewer.i18n.language.speak", lambda _app, setting: spoken.append(setting))
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    settings.setValue(key, value)
    monkeypatch.setattr(startup, "QSettings", lambda: settings)
    how = startup.Start("0", False, lambda: iter(()))
    startup.open_desk([], how, ROOT / "resources" / "icons" / "whence.svg", lambda *_: 0)
    how.splash.close()
    return spoken[0], os.environ["WHENCE_DEVICE"]


def test_the_language_holds_from_the_next_start(monkeypatch, tmp_path, qapp):
    assert run_start(monkeypatch, tmp_path, LANGUAGE, "zh_CN")[0] == "zh_CN"
    assert {"system", "en", "zh_CN"} <= {value for value, _ in options(BY_KEY[LANGUAGE])}


@pytest.mark.parametrize(("on", "device"), [(False, "cpu"), (True, "")])
def test_the_graphics_card_from_the_next_start(on, device, monkeypatch, tmp_path, qapp):
    assert run_start(monkeypatch, tmp_path, GRAPHICS_CARD, on)[1] == device


@pytest.mark.parametrize(
    ("key", "kept", "value"),
    [
        ("privacy", "true", True),
        ("privacy", "false", False),
        ("cine", "25", 25),
        ("cine", "9999", 60),
        ("cine", "fast", 12),
        ("theme", "pink", "dark"),
        (LANGUAGE, "xx", "system"),
    ],
)
def test_what_a_file_holds_is_looked_at_before_it_holds(key, kept, value):
    settings = InMemorySettings()
    settings.setValue(key, kept)
    assert current_value(settings, BY_KEY[key]) == value


@pytest.mark.slow
def test_the_key_opens_the_dialog(desk, qtbot):
    qtbot.keyClick(desk, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    found = desk.findChildren(SettingsDialog)
    assert len(found) == 1
    assert found[0].isVisible()
    found[0].close()


def test_the_dialog_follows_what_happens_elsewhere(dialog, desk):
    desk.actions_by_name["light"].setChecked(True)
    assert dialog.editors["theme"].currentData() == "light"
    desk.keymap.choose_scheme("PACS")
    assert dialog.editors["keys/scheme"].currentText() == "PACS"


def test_every_colour_table_can_be_chosen():
    assert {value for value, _ in BY_KEY["overlay/colours"].options} == set(TABLES)


def test_every_mode_can_be_chosen():
    assert [value for value, _ in BY_KEY["mode"].options] == [mode.value for mode in ReadingMode]


def test_each_scheme_of_the_mouse_has_every_drag():
    assert set(BUTTONS) == {value for value, _ in BY_KEY["mouse"].options}
    for name, buttons in BUTTONS.items():
        assert set(buttons.values()) == set(Drag), name
        window = next(button for button, does in buttons.items() if does is Drag.WINDOW)
        assert window.name.lower().startswith(name)


def test_nothing_lies_beyond_the_edge_of_the_dialog(dialog):
    dialog.show()
    for editor in dialog.editors.values():
        right = editor.mapTo(dialog, editor.rect().topRight()).x()
        assert right < dialog.width(), editor.accessibleName()


def test_the_help_says_what_the_mouse_does():
    assert dict(mouse_rows("left"))["Middle drag"] == "pan"
    assert dict(mouse_rows("middle"))["Middle drag"] == "window"
    assert dict(mouse_rows("right"))["Left drag"] == "the chosen tool; without one: pan"


def test_quitting_asks_only_while_something_is_read(desk, qtbot):
    desk.quit_question.set_asking(True)
    assert desk.quit_question.lets_close()
    desk.session.ask_for_verdicts()
    assert desk.session.reading is not None
    assert not desk.close()
    box = desk.quit_question.box
    assert box is not None
    assert desk.isVisible()
    next(b for b in box.buttons() if b.text() == "Quit").click()
    qtbot.waitUntil(lambda: not desk.isVisible())
