"""Applies what the reader has set: one function for each row of the settings schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from viewer.render.corners import Detail
from viewer.settings.schema import BY_KEY, SETTINGS, Setting, Value, current_value
from viewer.state.reading_mode import ReadingMode
from viewer.widgets.context import DeskContext
from viewer.widgets.keys.keymap import GROUP

MB = 2**20
SCHEME = f"{GROUP}/scheme"


class AppliedSettings(QObject):
    """Keeps choices in the settings and applies them.

    Signals:
        changed: Key of a setting.
    """

    changed = Signal(str)

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._settings = context.settings
        self._effects: dict[str, Callable[..., object]] = self._effects_on_desk()
        context.keymap.changed.connect(lambda: self.changed.emit(SCHEME))

    def _effects_on_desk(self) -> dict[str, Callable[..., object]]:
        state, session = self._context.state, self._context.session
        return {
            SCHEME: self._context.keymap.choose_scheme,
            "mouse": state.set_mouse,
            "mode": lambda name: state.set_mode(ReadingMode(name)),
            "overlay/opacity": lambda percent: state.set_opacity(percent / 100),
            "overlay/threshold": lambda percent: state.set_threshold(percent / 100),
            "overlay/colours": lambda name: state.set_map_choice(
                replace(state.map_choice, colours=name)
            ),
            "corners": lambda name: state.set_corners(Detail(name)),
            "cache_mb": lambda number: session.slices.set_limit(number * MB),
            "ahead": session.set_ahead,
        }

    def value(self, setting: Setting) -> Value:
        """The value of a setting."""
        return current_value(self._settings, setting)

    def choose(self, key: str, value: Value) -> None:
        """Keep a setting and apply it."""
        setting = BY_KEY[key]
        if value == self.value(setting):
            return
        self._settings.setValue(key, value)
        effect = self._effects.get(key)
        if effect is not None:
            effect(value)
        self.changed.emit(key)

    def forget(self) -> None:
        """Set everything back."""
        for setting in SETTINGS:
            self.choose(setting.key, setting.default)
            self._settings.remove(setting.key)

    def begin(self, effects_on_window: Mapping[str, Callable[..., object]]) -> None:
        """Apply everything that was set before; keys are read from the settings anyway.

        Args:
            effects_on_window: Functions for the choices that only the window can apply.
        """
        self._effects |= effects_on_window
        for setting in SETTINGS:
            value = self.value(setting)
            if value != setting.default and setting.key in self._effects and setting.key != SCHEME:
                self._effects[setting.key](value)
