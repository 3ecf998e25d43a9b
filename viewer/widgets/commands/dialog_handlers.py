"""Commands that open a dialog of the desk's own, or change its theme."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QDialog

from viewer.settings.schema import THEME
from viewer.widgets.context import DeskContext
from viewer.widgets.dialogs.apply_settings import AppliedSettings
from viewer.widgets.dialogs.monitor_check import MonitorCheck
from viewer.widgets.dialogs.settings_dialog import SettingsDialog
from viewer.widgets.keys.keys_dialog import KeysDialog, ShortcutHelp
from viewer.widgets.style.theme import change_theme


class DialogHandlers:
    """Opens settings, keys and the monitor check.

    Args:
        context: The desk.
        applied_settings: What the settings dialog edits.
        repaint: Shows the window in the colours of a new theme.
    """

    def __init__(
        self,
        context: DeskContext,
        applied_settings: AppliedSettings,
        repaint: Callable[[], None],
    ) -> None:
        self._context, self._applied_settings = context, applied_settings
        self._repaint, self._parent = repaint, context.window

    def handlers(self) -> dict[str, Callable[..., object]]:
        """A function for each command."""
        keymap, state, parent = self._context.keymap, self._context.state, self._parent
        return {
            "light": self._set_light,
            "settings": lambda: _open(SettingsDialog(self._applied_settings, parent)),
            "shortcuts": lambda: _open(ShortcutHelp(keymap, parent, state.mouse)),
            "monitor_check": lambda: _open(MonitorCheck(parent)),
            "rebind": lambda: _open(KeysDialog(keymap, parent)),
        }

    def _set_light(self, on: bool) -> None:
        theme = "light" if on else "dark"
        self._applied_settings.choose(THEME, theme)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        change_theme(application, theme)
        self._repaint()


def _open(dialog: QDialog) -> None:
    dialog.show()
