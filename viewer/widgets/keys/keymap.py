"""Maps keys to commands: by the command table, a named scheme, or the reader's own choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from viewer.settings.store import Settings
from viewer.widgets.keys.command_table import COMMANDS

GROUP = "keys"
SCHEMES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "BIR": {},
    "OHIF": {
        "invert": ("I",),
        "corners": ("Shift+I",),
        "reset": ("Space", "Esc"),
        "flip": ("H",),
        "tool_window": ("W",),
    },
    "PACS": {
        "next_suspicious": ("Tab",),
        "previous_suspicious": ("Shift+Tab",),
        "overlay": ("O",),
        "series_up": ("Left", "PgUp"),
        "series_down": ("Right", "PgDown"),
    },
}
"""Differences from the table, which follows IHE Basic Image Review; OHIF as its
`hotkeyBindings.ts` has it, PACS as common workstations do (ours)."""
STANDARD = "BIR"


class KeyMap(QObject):
    """Keys of every command; kept in the settings."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def scheme(self) -> str:
        """Name of the scheme in use."""
        name = str(self._settings.value(f"{GROUP}/scheme", STANDARD))
        return name if name in SCHEMES else STANDARD

    def keys(self, name: str) -> tuple[str, ...]:
        """Keys of a command."""
        own = self._settings.value(f"{GROUP}/own/{name}")
        if own is not None:
            return tuple(key for key in str(own).split(" ; ") if key)
        table = next(command.keys for command in COMMANDS if command.name == name)
        return SCHEMES[self.scheme].get(name, table)

    def owner(self, key: str, but: str) -> str:
        """The label of another command that has this key already; empty if none has."""
        sequence = QKeySequence(key)
        for command in COMMANDS:
            if command.name != but and any(
                QKeySequence(own_key) == sequence for own_key in self.keys(command.name)
            ):
                return command.words
        return ""

    def choose_scheme(self, name: str) -> None:
        """Use a named scheme; the reader's own keys are forgotten."""
        self._settings.remove(f"{GROUP}/own")
        self._settings.setValue(f"{GROUP}/scheme", name)
        self.changed.emit()

    def bind(self, name: str, keys: Iterable[str]) -> None:
        """Give a command keys of the reader's own, taking them from any other command."""
        chosen = [QKeySequence(key).toString() for key in keys if key]
        for command in COMMANDS:
            if command.name == name:
                continue
            own_keys = self.keys(command.name)
            remaining = [k for k in own_keys if QKeySequence(k).toString() not in chosen]
            if len(remaining) < len(own_keys):
                self._settings.setValue(f"{GROUP}/own/{command.name}", " ; ".join(remaining))
        self._settings.setValue(f"{GROUP}/own/{name}", " ; ".join(chosen))
        self.changed.emit()
