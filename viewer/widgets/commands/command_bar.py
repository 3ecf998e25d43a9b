"""Menus and toolbar, built from the command table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QToolBar, QToolButton

from viewer.i18n.translate import tr
from viewer.widgets.keys.command_table import COMMANDS, Menu
from viewer.widgets.keys.keymap import KeyMap
from viewer.widgets.style.icons import icon

ICON = 20
MORE = "qt_toolbar_ext_button"
"""Qt's name for the button that shows what a narrow toolbar has no room for."""


class CommandBar:
    """The actions of a window.

    Attributes:
        actions: By the name of their command.
        menus: By where they stand in the menu bar.
        toolbar: Those with a picture.
    """

    def __init__(
        self,
        window: QMainWindow,
        handlers: Mapping[str, Callable[..., object]],
        keymap: KeyMap,
    ) -> None:
        self.actions: dict[str, QAction] = {}
        self.menus = {menu: window.menuBar().addMenu(tr(menu.value)) for menu in Menu}
        self.toolbar = QToolBar(tr("Tools"), window)
        self.toolbar.setObjectName("toolbar")
        self.toolbar.setMovable(False)
        self.toolbar.setIconSize(QSize(ICON, ICON))
        self.toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._groups: dict[str, QActionGroup] = {}
        self._keymap = keymap
        gap: Menu | None = None
        for command in COMMANDS:
            action = QAction(tr(command.words), window)
            action.setAutoRepeat(command.repeat)
            action.setCheckable(command.check)
            handler = handlers[command.name]
            if command.check:
                action.toggled.connect(handler)
            else:
                action.triggered.connect(lambda _checked=False, call=handler: call())
            if command.group:
                group = self._groups.setdefault(command.group, QActionGroup(window))
                group.addAction(action)
            self.menus[command.menu].addAction(action)
            if command.icon:
                if gap is not None and gap is not command.menu:
                    self.toolbar.addSeparator()
                self.toolbar.addAction(action)
                gap = command.menu
            if command.ends:
                self.menus[command.menu].addSeparator()
            window.addAction(action)
            self.actions[command.name] = action
        window.addToolBar(self.toolbar)
        self._more = self.toolbar.findChild(QToolButton, MORE)
        keymap.changed.connect(self.refresh_keys)
        self.refresh_keys()
        self.refresh_icons()

    def add_to_help(self, words: str, call: Callable[[], object]) -> None:
        """Add an entry to the Help menu that is no command of the table."""
        menu = self.menus[Menu.HELP]
        action = QAction(words, menu)
        action.triggered.connect(lambda _checked=False: call())
        menu.addAction(action)

    def refresh_keys(self) -> None:
        """Take the keys from the map."""
        for name, action in self.actions.items():
            keys = [QKeySequence(key) for key in self._keymap.keys(name)]
            action.setShortcuts(keys)
            key_text = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
            words = action.text().replace("…", "")
            action.setToolTip(f"{words}  ({key_text})" if key_text else words)

    def refresh_icons(self) -> None:
        """Draw the pictures in the colours of the theme."""
        for command in COMMANDS:
            if command.icon:
                self.actions[command.name].setIcon(icon(command.icon))
        if self._more is not None:  # Qt's own arrow is black on black
            self._more.setIcon(icon("more"))
            self._more.setToolTip(tr("More commands"))
            self._more.setAccessibleName(tr("More commands"))
