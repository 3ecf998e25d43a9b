"""The help on keys and mouse, and the dialog for choosing other keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QWidget,
)

from viewer.i18n.translate import bare, mark, tr
from viewer.widgets.keys.command_table import COMMANDS, MOUSE, Menu
from viewer.widgets.keys.key_table import KeyTable, native
from viewer.widgets.keys.keymap import SCHEMES, KeyMap
from viewer.widgets.style.spacing import dialog_layout
from viewer.widgets.viewport.mouse import BUTTONS

DRAGS = (mark("Left drag"), mark("Middle drag"), mark("Right drag"))


def help_html(keymap: KeyMap, scheme: str = "left") -> str:
    """Every key and every move of the mouse, by menu.

    Args:
        keymap: The keys.
        scheme: Of the mouse: one of `viewer.widgets.viewport.mouse.BUTTONS`.
    """
    parts = [_heading(tr("Mouse")), _table(mouse_rows(scheme))]
    for menu in Menu:
        rows = [
            (tr(" or ").join(native(key) for key in keymap.keys(c.name)) or "–", tr(c.words))
            for c in COMMANDS
            if c.menu is menu
        ]
        parts += [_heading(bare(tr(menu.value))), _table(rows)]
    return "".join(parts)


def mouse_rows(scheme: str) -> Iterator[tuple[str, str]]:
    """Rows of the mouse table: each action and its effect in the current scheme."""
    drags = dict(zip(DRAGS, BUTTONS[scheme].values(), strict=True))
    for move, effect in MOUSE:
        if move not in drags:
            yield tr(move), tr(effect)
        elif move == DRAGS[0]:
            yield tr(move), tr("the chosen tool; without one: {}").format(tr(drags[move].value))
        else:
            yield tr(move), tr(drags[move].value)


def _heading(words: str) -> str:
    return f"<h3>{escape(words)}</h3>"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(
        f'<tr><td width="180"><b>{escape(key)}</b></td><td>{escape(words)}</td></tr>'
        for key, words in rows
    )
    return f'<table cellspacing="0" cellpadding="3">{cells}</table>'


class ShortcutHelp(QDialog):
    """The table of commands as help."""

    def __init__(self, keymap: KeyMap, parent: QWidget, scheme: str = "left") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keyboard and mouse"))
        self.resize(520, 640)
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("Keyboard and mouse"))
        self.text.setHtml(help_html(keymap, scheme))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = dialog_layout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)


class KeysDialog(QDialog):
    """Chooses a scheme, or a key for each command; holds at once."""

    def __init__(self, keymap: KeyMap, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Change shortcuts"))
        self.resize(560, 640)
        self._keymap = keymap
        self.scheme = QComboBox()
        self.scheme.addItems(list(SCHEMES))
        self.scheme.setCurrentText(keymap.scheme)
        self.scheme.setAccessibleName(tr("Scheme"))
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("kind", "faint")
        self.table = KeyTable()
        self.table.chosen.connect(self._bind)
        top = QHBoxLayout()
        top.addWidget(QLabel(tr("Scheme")))
        top.addWidget(self.scheme)
        top.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = dialog_layout(self)
        layout.addLayout(top)
        layout.addWidget(self.table)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.scheme.textActivated.connect(keymap.choose_scheme)
        keymap.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        self.scheme.setCurrentText(self._keymap.scheme)
        self.table.show_keys(self._keymap)

    def _bind(self, name: str, key: str) -> None:
        previous_owner = self._keymap.owner(key, name) if key else ""
        self._keymap.bind(name, [key])
        self.note.setText(
            tr("{} was reassigned from “{}”.").format(native(key), tr(previous_owner))
            if previous_owner
            else ""
        )
