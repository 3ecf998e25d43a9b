"""What the reader has set takes effect: one function for each row of the table of choices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from viewer.render.corners import Detail
from viewer.settings.schema import BY_KEY, SETTINGS, THEME, Setting, Value, chosen
from viewer.state.reading_mode import ReadingMode
from viewer.widgets.keys.keymap import GROUP

if TYPE_CHECKING:
    from viewer.widgets.window.main_window import MainWindow

MB = 2**20
SCHEME = f"{GROUP}/scheme"


class Preferences(QObject):
    """Keeps choices in the settings and makes them hold.

    Signals:
        changed: Key of a choice.
    """

    changed = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._settings = window.settings
        window.keymap.changed.connect(lambda: self.changed.emit(SCHEME))

    def effects(self) -> dict[str, Callable[..., object]]:
        """A function for each choice that holds at once."""
        window = self._window
        state, session = window.state, window.session
        return {
            THEME: lambda name: window.actions_by_name["light"].setChecked(name == "light"),
            SCHEME: window.keymap.choose_scheme,
            "mouse": state.set_mouse,
            "privacy": window.actions_by_name["privacy"].setChecked,
            "ask_before_quit": window.quit_question.set_asking,
            "mode": lambda name: state.set_mode(ReadingMode(name)),
            "overlay/opacity": lambda percent: state.set_opacity(percent / 100),
            "overlay/threshold": lambda percent: state.set_threshold(percent / 100),
            "overlay/colours": lambda name: state.set_map_choice(
                replace(state.map_choice, colours=name)
            ),
            "corners": lambda name: state.set_corners(Detail(name)),
            "smooth": window.actions_by_name["smooth"].setChecked,
            "cine": window.verbs.set_cine_speed,
            "cache_mb": lambda number: session.slices.set_limit(number * MB),
            "ahead": session.set_ahead,
        }

    def value(self, choice: Setting) -> Value:
        """What is set."""
        return chosen(self._settings, choice)

    def choose(self, key: str, value: Value) -> None:
        """Keep a choice and let it hold."""
        choice = BY_KEY[key]
        if value == self.value(choice):
            return
        self._settings.setValue(key, value)
        effect = self.effects().get(key)
        if effect is not None:
            effect(value)
        self.changed.emit(key)

    def forget(self) -> None:
        """Set everything back."""
        for choice in SETTINGS:
            self.choose(choice.key, choice.default)
            self._settings.remove(choice.key)

    def begin(self) -> None:
        """Let everything hold that was set before; keys are read from the settings anyway."""
        effects = self.effects()
        for choice in SETTINGS:
            value = self.value(choice)
            if value != choice.default and choice.key in effects and choice.key != SCHEME:
                effects[choice.key](value)
