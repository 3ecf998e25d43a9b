"""The tree view of the study list: keys, column widths, and rows that stay in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from viewer.i18n.translate import tr
from viewer.studies.sort_order import Column
from viewer.studies.study_record import StudyRecord
from viewer.widgets.study_list.study_delegate import Picture, StudyDelegate
from viewer.widgets.study_list.study_model import COLUMNS, RECORD, StudyModel

SHARES = {
    Column.PATIENT: 27,
    Column.STUDY: 18,
    Column.SEQUENCES: 15,
    Column.SIZE: 9,
    Column.STATUS: 9,
    Column.CASCADE: 20,
    Column.OPENED: 9,
}
"""Width of each column, in parts of the whole (ours)."""
NARROWEST = 84


class StudyTree(QTreeView):
    """Rows of studies.

    Signals:
        opened: A study, and the series of it or an empty text.
        beside_requested: The same; it shall stand beside what is on screen.
        read_requested: The chosen studies shall be read by the cascade.
        forget_requested: The chosen studies shall be forgotten.
        typed: Letters that belong into the search.
        menu_requested: Where on screen a menu shall open.
    """

    opened = Signal(str, str)
    beside_requested = Signal(str, str)
    read_requested = Signal()
    forget_requested = Signal()
    typed = Signal(str)
    menu_requested = Signal(QPoint)

    def __init__(self, model: StudyModel, picture: Picture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("studyTree")
        self.setAccessibleName(tr("Studies"))
        self._studies = model
        self._delegate = StudyDelegate(picture)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(False)
        self.setUniformRowHeights(True)
        self.setIndentation(24)
        self.setMouseTracking(True)
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(NARROWEST)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionHandleDoubleClicked.connect(lambda _section: self._share_width())
        self.doubleClicked.connect(self.open)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda position: self.menu_requested.emit(self.viewport().mapToGlobal(position))
        )

    @property
    def chosen(self) -> list[str]:
        """UIDs of the studies of which a row is chosen, in order."""
        rows = sorted(self.selectionModel().selectedRows(), key=self._position)
        return list(dict.fromkeys(index.data(RECORD)[0].uid for index in rows))

    def show_studies(
        self, studies: Sequence[StudyRecord], column: Column, *, from_top: bool = False
    ) -> None:
        """Show these, and keep what was chosen, unfolded and in sight, as far as it is there.

        Args:
            studies: In order.
            column: By which they are sorted.
            from_top: Choose the first and begin with it instead.
        """
        current = self.currentIndex()
        current_record = current.data(RECORD) if current.isValid() else None
        chosen, unfolded = self.chosen, self._unfolded()
        height = self.verticalScrollBar().value()
        self._studies.show(studies, column)
        for uid in unfolded:
            self.setExpanded(self._studies.study_index(uid), True)
        if from_top:
            self.go_to_top()
            return
        self._choose(chosen)
        if current_record is not None:
            self._go_to(
                current_record[0].uid,
                current_record[1].uid if current_record[1] is not None else "",
            )
        if not self.currentIndex().isValid():
            self.go_to_top()
        self.verticalScrollBar().setValue(height)

    def go_to_top(self) -> None:
        """Choose the first study, whatever keys are held."""
        flags = QItemSelectionModel.SelectionFlag
        first = self._studies.index(0, 0)
        self.selectionModel().setCurrentIndex(first, flags.ClearAndSelect | flags.Rows)
        self.scrollToTop()

    def go_to(self, study: str) -> None:
        """Choose a study, where it is shown, and bring it into sight."""
        index = self._studies.study_index(study)
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)

    def open(self, index: QModelIndex) -> None:
        """Request that the study or series of a row be opened."""
        if index.isValid():
            study, series = index.data(RECORD)
            self.opened.emit(study.uid, series.uid if series is not None else "")

    def open_beside(self, index: QModelIndex) -> None:
        """Request that the study or series of a row be opened beside the study on screen."""
        if index.isValid():
            study, series = index.data(RECORD)
            self.beside_requested.emit(study.uid, series.uid if series is not None else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, with Shift beside, with Ctrl has it read; Delete forgets, letters search."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if control:
                self.read_requested.emit()
            elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.open_beside(self.currentIndex())
            else:
                self.open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self.forget_requested.emit()
        elif event.key() == Qt.Key.Key_Menu:
            centre = self.visualRect(self.currentIndex()).center()
            self.menu_requested.emit(self.viewport().mapToGlobal(centre))
        elif event.text().strip() and event.text().isprintable() and not control:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the page."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_width()

    # Inside

    def _share_width(self) -> None:
        total, room = sum(SHARES.values()), self.viewport().width()
        for section, column in enumerate(COLUMNS[:-1]):
            width = max(room * SHARES[column] // total, NARROWEST)
            self.header().resizeSection(section, width)

    def _position(self, index: QModelIndex) -> tuple[int, int]:
        above = index.parent()
        return (above.row(), index.row()) if above.isValid() else (index.row(), -1)

    def _unfolded(self) -> list[str]:
        rows = (self._studies.index(row, 0) for row in range(self._studies.rowCount()))
        return [index.data(RECORD)[0].uid for index in rows if self.isExpanded(index)]

    def _choose(self, uids: Iterable[str]) -> None:
        flags = QItemSelectionModel.SelectionFlag
        for uid in uids:
            index = self._studies.study_index(uid)
            if index.isValid():
                self.selectionModel().select(index, flags.Select | flags.Rows)

    def _go_to(self, study: str, series: str) -> None:
        index = self._studies.study_index(study)
        if not index.isValid():
            return
        for row in range(self._studies.rowCount(index)):
            below = self._studies.index(row, 0, index)
            if below.data(RECORD)[1].uid == series:
                index = below
                break
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
