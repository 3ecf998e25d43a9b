"""A table of all commands and their keys, in which the reader can choose other keys."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QKeySequenceEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from viewer.i18n.translate import tr
from viewer.widgets.keys.command_table import COMMANDS
from viewer.widgets.keys.keymap import KeyMap
from viewer.widgets.style import palette

WORDS, KEY = range(2)
ROW, KEY_WIDTH = 36, 180
"""Height of a row, with air around the field, and width of the keys; logical pixels."""
PAD, RADIUS = 9, 6.0
"""Of the field, as the style sheet has them for every other."""
Index = QModelIndex | QPersistentModelIndex


class KeyTable(QTableWidget):
    """A click or Enter takes another key for a command, Delete takes its key away.

    Signals:
        chosen: Name of a command, and the key that it shall have; empty for none.
    """

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(len(COMMANDS), 2)
        self.setAccessibleName(tr("Change shortcuts"))
        self.setHorizontalHeaderLabels([tr("Command"), tr("Key")])
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        self.setColumnWidth(KEY, KEY_WIDTH)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableWidget.EditTrigger.EditKeyPressed)
        self._field = KeyField()
        self._field.chosen.connect(self.chosen)
        self.setItemDelegateForColumn(KEY, self._field)
        self._keys = [QTableWidgetItem() for _ in COMMANDS]
        for row, (command, key) in enumerate(zip(COMMANDS, self._keys, strict=True)):
            words = QTableWidgetItem(tr(command.words))
            words.setFlags(words.flags() & ~Qt.ItemFlag.ItemIsEditable)
            name = tr("Shortcut for {}").format(tr(command.words))
            key.setData(Qt.ItemDataRole.AccessibleDescriptionRole, name)
            self.setItem(row, WORDS, words)
            self.setItem(row, KEY, key)
        self.cellClicked.connect(lambda row, _column: self._take(row))

    def show_keys(self, keymap: KeyMap) -> None:
        """Show the key of every command."""
        for command, key in zip(COMMANDS, self._keys, strict=True):
            key.setText(next(iter(keymap.keys(command.name)), ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Delete; what else moves in a table."""
        row = self.currentRow()
        if row >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(row)
        elif row >= 0 and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.chosen.emit(COMMANDS[row].name, "")
        else:
            super().keyPressEvent(event)

    def _take(self, row: int) -> None:
        self.setCurrentCell(row, KEY)
        self.editItem(self._keys[row])


class KeyField(QStyledItemDelegate):
    """Shows a key as a field would, and makes the field for the one that is being chosen.

    Signals:
        chosen: As of the table.
    """

    chosen = Signal(str, str)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave the words to the field."""
        super().initStyleOption(option, index)
        option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground of the row, and the field on it."""
        super().paint(painter, option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = _field(option.rect)
        painter.setPen(palette.LINE)
        painter.setBrush(palette.PANEL)
        painter.drawRoundedRect(area.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setPen(palette.TEXT)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area.adjusted(PAD, 0, -PAD, 0), left, native(index.data()))
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field that takes one key."""
        field = QKeySequenceEdit(parent)
        field.setMaximumSequenceLength(1)
        field.setClearButtonEnabled(True)
        field.setAccessibleName(index.data(Qt.ItemDataRole.AccessibleDescriptionRole))
        once = Qt.ConnectionType.SingleShotConnection  # what is closed loses the keyboard, too
        field.editingFinished.connect(lambda: self._finish(field), once)
        return field

    def setEditorData(self, field: QWidget, index: Index) -> None:
        """Begin with the key that the command has."""
        assert isinstance(field, QKeySequenceEdit)
        field.setKeySequence(QKeySequence(index.data()))

    def setModelData(self, field: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        """Announce the chosen key; the table then shows the keys in force."""
        assert isinstance(field, QKeySequenceEdit)
        key = field.keySequence().toString()
        if key != index.data():
            self.chosen.emit(COMMANDS[index.row()].name, key)

    def updateEditorGeometry(
        self, field: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Stand where the field is painted."""
        field.setGeometry(_field(option.rect))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave every key to the field: Enter and Esc may be chosen, too; it tells when it ends."""
        its_own = event.type() in (QEvent.Type.KeyPress, QEvent.Type.FocusOut)
        return not its_own and super().eventFilter(watched, event)

    def _finish(self, field: QKeySequenceEdit) -> None:
        self.commitData.emit(field)
        self.closeEditor.emit(field)


def native(key: str) -> str:
    """A key as the system calls it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _field(cell: QRect) -> QRect:
    return cell.adjusted(0, 3, -8, -3)
