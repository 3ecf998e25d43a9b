"""Shows the header of the file on screen, with search; privacy mode hides identity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtCore import QSortFilterProxyModel as Filter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTableView,
    QWidget,
)

from viewer.i18n.translate import mark, tr
from viewer.widgets.style.spacing import dialog_layout

if TYPE_CHECKING:
    from ml.imaging.dicom.header_table import HeaderRow

COLUMNS = (mark("Tag"), mark("Name"), mark("VR"), mark("Value"))
HIDDEN = mark("hidden (privacy mode)")
INDENT = "    "
Index = QModelIndex | QPersistentModelIndex


def cells(row: HeaderRow, privacy: bool) -> tuple[str, str, str, str]:
    """The cells of one row of the table."""
    hidden = privacy and not row.technical and row.value
    value = tr(HIDDEN) if hidden else row.value
    return (f"{INDENT * row.level}{row.tag}", row.name, row.vr, value)


class _Table(QAbstractTableModel):
    """Rows of text."""

    def __init__(self, lines: Sequence[tuple[str, str, str, str]]) -> None:
        super().__init__()
        self._lines = lines

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._lines[index.row()][index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section])
        return None


class HeaderDialog(QDialog):
    """Type to find; nothing can be changed."""

    def __init__(self, rows: Sequence[HeaderRow], privacy: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Header"))
        self.resize(820, 640)
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Search tags, names and values…"))
        self.line.setAccessibleName(tr("Search tags, names and values…"))
        self.line.setClearButtonEnabled(True)
        self._table = _Table([cells(row, privacy) for row in rows])
        self.filter = Filter(self)
        self.filter.setSourceModel(self._table)
        self.filter.setFilterKeyColumn(-1)
        self.filter.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.line.textChanged.connect(self.filter.setFilterFixedString)
        view = QTableView()
        view.setModel(self.filter)
        view.setAccessibleName(tr("Header"))
        view.verticalHeader().hide()
        view.setShowGrid(False)
        view.setAlternatingRowColors(False)
        view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        view.verticalHeader().setDefaultSectionSize(26)
        view.setColumnWidth(0, 150)
        view.setColumnWidth(1, 260)
        view.setColumnWidth(2, 44)
        header = view.horizontalHeader()
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = dialog_layout(self)
        layout.addWidget(self.line)
        layout.addWidget(view)
        layout.addWidget(buttons)
        self.line.setFocus()
