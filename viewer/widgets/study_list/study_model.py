"""The study list as a Qt tree model: studies, and below each its series."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from viewer.i18n.translate import tr
from viewer.studies.sort_order import Column, sorted_series
from viewer.studies.study_record import SeriesRecord, StudyRecord
from viewer.widgets.study_list.study_cells import TITLES, Cell, series_cell, study_cell

COLUMNS = tuple(Column)
RECORD = Qt.ItemDataRole.UserRole
CELL = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class StudyModel(QAbstractItemModel):
    """Shows what it is given, in the order in which it is given.

    Roles:
        RECORD: The study, and the series or `None`.
        CELL: The words of a cell.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studies: list[StudyRecord] = []
        self._series: list[tuple[SeriesRecord, ...]] = []
        self._column = Column.OPENED
        self._privacy = False
        self._missing: set[str] = set()
        self._open: set[str] = set()
        self.words_of_networks: Callable[[str], str] = lambda _model_id: ""
        """From the fingerprint of a cascade to how far its networks were validated."""

    def show(self, studies: Sequence[StudyRecord], column: Column) -> None:
        """Show these studies, their series in the order that goes with a column."""
        self.beginResetModel()
        self._column = column
        self._studies = list(studies)
        self._series = [sorted_series(study, column) for study in studies]
        self.endResetModel()

    def replace(self, study: StudyRecord) -> bool:
        """Show a study as it is now; `False` where it is not shown or must move."""
        row = self.row_of(study.uid)
        series = sorted_series(study, self._column)
        if row < 0 or [s.uid for s in series] != [s.uid for s in self._series[row]]:
            return False
        self._studies[row], self._series[row] = study, series
        self._emit_row(row)
        return True

    def set_privacy(self, on: bool) -> None:
        """Hide or show identity."""
        self._privacy = on
        for row in range(len(self._studies)):
            self._emit_row(row)

    def set_missing(self, uid: str, missing: bool) -> None:
        """Set whether the folder of a study is missing."""
        if missing == (uid in self._missing):
            return
        (self._missing.add if missing else self._missing.discard)(uid)
        self._emit_opened(uid)

    def set_open(self, uids: Iterable[str]) -> None:
        """Set which studies are open at the desk."""
        before, self._open = self._open, set(uids)
        for uid in before ^ self._open:
            self._emit_opened(uid)

    def row_of(self, uid: str) -> int:
        """The row of a study; -1 where it is not shown."""
        return next((i for i, study in enumerate(self._studies) if study.uid == uid), -1)

    def study_index(self, uid: str) -> QModelIndex:
        """The first cell of a study; invalid where it is not shown."""
        row = self.row_of(uid)
        return self.index(row, 0) if row >= 0 else NOWHERE

    # Qt asks

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """A cell; a series' index carries its study's row, counted from 1."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        """The study of a series."""
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, 0, 0)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Studies, or the series of one."""
        if not parent.isValid():
            return len(self._studies)
        if parent.internalId() or parent.column():
            return 0
        return len(self._series[parent.row()])

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """The number of columns, the same for studies and series."""
        return len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Records and words."""
        if not index.isValid():
            return None
        study, series = self._at(index)
        if role == RECORD:
            return study, series
        cell = self._cell(study, series, COLUMNS[index.column()])
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(TITLES[COLUMNS[index.column()]])}: {cell.text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(study, series, cell)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(TITLES[COLUMNS[section]])
        return None

    # Inside

    def _at(self, index: Index) -> tuple[StudyRecord, SeriesRecord | None]:
        if index.internalId():
            row = int(index.internalId()) - 1
            return self._studies[row], self._series[row][index.row()]
        return self._studies[index.row()], None

    def _cell(self, study: StudyRecord, series: SeriesRecord | None, column: Column) -> Cell:
        if series is not None:
            return series_cell(series, column, self._privacy)
        missing, is_open = study.uid in self._missing, study.uid in self._open
        return study_cell(study, column, self._privacy, missing=missing, is_open=is_open)

    def _tip(self, study: StudyRecord, series: SeriesRecord | None, cell: Cell) -> str:
        lines = [cell.title, cell.note]
        if series is not None and series.answer.model_id:
            lines.append(tr("read by network {}").format(series.answer.model_id))
            lines.append(self.words_of_networks(series.answer.model_id))
        if series is None and not self._privacy:
            lines += map(str, study.paths)
        return "\n".join(line for line in lines if line)

    def _emit_opened(self, uid: str) -> None:
        index = self.study_index(uid)
        if index.isValid():
            cell = index.siblingAtColumn(COLUMNS.index(Column.OPENED))
            self.dataChanged.emit(cell, cell)

    def _emit_row(self, row: int) -> None:
        last = len(COLUMNS) - 1
        study = self.index(row, 0)
        self.dataChanged.emit(study, self.index(row, last))
        count = len(self._series[row])
        if count:
            self.dataChanged.emit(self.index(0, 0, study), self.index(count - 1, last, study))
