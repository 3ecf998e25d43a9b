"""The command palette (Ctrl+K): finds a command by a few letters of its name."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from viewer.i18n.translate import bare, tr
from viewer.widgets.keys.command_table import BY_NAME
from viewer.widgets.style import palette

NAME = Qt.ItemDataRole.UserRole
KEY = Qt.ItemDataRole.UserRole + 1
WIDTH, HEIGHT = 520, 420
EDGE = 16
"""From the right end of a row to its key, logical pixels."""


def matches(typed: str, words: str) -> bool:
    """Whether every typed piece occurs in the words, whatever the order."""
    low = words.lower()
    return all(piece in low for piece in typed.lower().split())


class _Keys(QStyledItemDelegate):
    """Keys stand below one another at the right, where the eye finds them."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the row, then its key."""
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(palette.FAINT)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(option.rect.adjusted(0, 0, -EDGE, 0), right, str(index.data(KEY)))
        painter.restore()


class CommandPalette(QDialog):
    """Type, choose, Enter."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("palette")
        self.setAccessibleName(tr("Find a command"))
        self._actions = actions
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Find a command…"))
        self.line.setAccessibleName(tr("Find a command"))
        self.matches = QListWidget()
        self.matches.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.matches.setItemDelegate(_Keys(self.matches))
        self.nothing = QLabel(tr("No matching command."))
        self.nothing.setProperty("kind", "faint")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self.line)
        layout.addWidget(self.matches, 1)
        layout.addWidget(self.nothing, 1)
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self.matches.itemActivated.connect(self._run)
        self.matches.itemClicked.connect(self._run)
        self.resize(WIDTH, HEIGHT)
        corner = parent.rect().center() - self.rect().center()
        corner.setY(max(parent.height() // 8, 0))
        self.move(parent.mapToGlobal(corner))
        self._filter("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the list from the line; keys of the desk do not reach through."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.matches.count():
                row = (self.matches.currentRow() + step) % self.matches.count()
                self.matches.setCurrentRow(row)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                item = self.matches.currentItem()
                if item is not None:
                    self._run(item)
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Close when another window becomes active."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.close()

    def _filter(self, typed: str) -> None:
        """Keep what fits in the reader's language, or in English, as manuals and colleagues say."""
        self.matches.clear()
        for name, action in self._actions.items():
            command = BY_NAME[name]
            menu = bare(tr(command.menu.value))
            english = f"{bare(command.menu.value)} {command.words}"
            if name == "palette" or not matches(typed, f"{menu} {action.text()} {english}"):
                continue
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            tick = "✓ " if action.isChecked() else ""
            item = QListWidgetItem(f"{tick}{action.text()}")
            item.setData(NAME, name)
            item.setData(KEY, key)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{tick}{action.text()} {key}".strip())
            item.setToolTip(menu)
            if not action.isEnabled():
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.matches.addItem(item)
        self.matches.setCurrentRow(0)
        self.matches.setVisible(self.matches.count() > 0)
        self.nothing.setVisible(self.matches.count() == 0)

    def _run(self, item: QListWidgetItem) -> None:
        if not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        action = self._actions[item.data(NAME)]
        self.close()
        action.trigger()
