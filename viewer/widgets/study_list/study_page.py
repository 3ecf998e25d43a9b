"""The study list as a page over the desk: search, sorting, rows and buttons."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from viewer.i18n.translate import counted, mark, tr
from viewer.studies.sort_order import Column, matching, sorted_studies
from viewer.studies.study_record import Status, StudyRecord
from viewer.widgets.study_list.study_cells import STATUS
from viewer.widgets.study_list.study_delegate import Picture
from viewer.widgets.study_list.study_empty import StudyEmpty
from viewer.widgets.study_list.study_model import COLUMNS, RECORD, StudyModel
from viewer.widgets.study_list.study_tree import StudyTree

ORDERS = {
    Column.OPENED: (mark("Recent"), mark("Most recently opened first")),
    Column.CASCADE: (
        mark("Triage"),
        mark(
            "By the cascade's verdict, most suspicious first. Unread studies come before "
            "studies read as clear; nothing is left out."
        ),
    ),
    Column.PATIENT: (mark("Patient"), mark("By name; a patient's studies are listed together")),
}
BUTTONS = (
    mark("Open"),
    mark("Open alongside"),
    mark("Read all series"),
    mark("Mark as…"),
    mark("Forget…"),
    mark("Forget everything…"),
    mark("Back to the desk"),
)
FALLING = frozenset({Column.OPENED, Column.SIZE})
"""Columns that begin with their highest."""


class StudyPage(QWidget):
    """Covers the widget over which it is built while it is shown.

    Signals:
        opened: A study, and the series of it or an empty text.
        beside_requested: The same; it shall stand beside what is on screen.
        read_requested: UIDs of studies that the cascade shall read.
        status_requested: UIDs of studies, and how far they were read.
        forget_requested: UIDs of studies that shall be forgotten.
        forget_all_requested: All of them.
        closed: The page shall go.
        folder_requested: Choose a folder.
        sample_requested: Open the sample.
        ordered: By which column it is sorted now, and whether the highest comes first.
    """

    opened = Signal(str, str)
    beside_requested = Signal(str, str)
    read_requested = Signal(list)
    status_requested = Signal(list, int)
    forget_requested = Signal(list)
    forget_all_requested = Signal()
    closed = Signal()
    folder_requested = Signal()
    sample_requested = Signal()
    ordered = Signal(str, bool)

    def __init__(self, over: QWidget, picture: Picture, *, sample: bool) -> None:
        super().__init__(over)
        self.setObjectName("studyPage")
        self.setAccessibleName(tr("Study list"))
        # what it covers is then not painted with each change below it
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._over = over
        self._studies: list[StudyRecord] = []
        self._privacy = False
        self._column, self._falling = Column.OPENED, True
        self.model = StudyModel(self)
        self.tree = StudyTree(self.model, picture)
        self.empty = StudyEmpty(sample)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(320)
        self.search.installEventFilter(self)
        self.count = QLabel()
        self.count.setProperty("kind", "faint")
        self.orders = QButtonGroup(self)
        self._body = QStackedWidget()
        self._body.addWidget(self.tree)
        self._body.addWidget(self.empty)
        self._build()
        self._connect()
        self._retext()
        self.order_by(Column.OPENED)
        over.installEventFilter(self)
        self.hide()

    # What is shown

    def show_studies(self, studies: Mapping[str, StudyRecord]) -> None:
        """Show these studies, as far as they fit the search."""
        self._studies = list(studies.values())
        self._fill()

    def show_change(self, study: StudyRecord) -> None:
        """One study is not what it was; it moves where it must."""
        self._studies = [study if old.uid == study.uid else old for old in self._studies]
        listed = [s.uid for s in self._listed()]
        rows = [self.model.index(i, 0).data(RECORD)[0].uid for i in range(self.model.rowCount())]
        if listed != rows or (study.uid in rows and not self.model.replace(study)):
            self._fill()
        self._count()

    def set_privacy(self, on: bool) -> None:
        """Hide identity, and do not search it."""
        self._privacy = on
        self.model.set_privacy(on)
        self._retext()
        self._fill()

    def order_by(self, column: Column, falling: bool | None = None) -> None:
        """Sort."""
        self._column = column
        self._falling = column in FALLING if falling is None else falling
        for button in self.orders.buttons():
            button.setChecked(self.orders.id(button) == COLUMNS.index(column))
        order = Qt.SortOrder.DescendingOrder if self._falling else Qt.SortOrder.AscendingOrder
        self.tree.header().setSortIndicator(COLUMNS.index(column), order)
        self._fill(from_top=True)
        self.ordered.emit(column.value, self._falling)

    def appear(self) -> None:
        """Cover the desk, with the keyboard on the rows."""
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()
        (self.tree if self.model.rowCount() else self.empty.folder).setFocus()

    # Qt asks

    def event(self, event: QEvent) -> bool:
        """Keys of the desk do not reach through, unless they come with Ctrl or Alt."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            strong = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            function = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
            if not event.modifiers() & strong and not function:
                event.accept()
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, which a page that calls itself opaque must fill."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().window())
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the search, then closes; Ctrl+F searches."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            if self.search.text():
                self.search.clear()
            else:
                self.closed.emit()
        elif event.key() == Qt.Key.Key_F and control:
            self.search.setFocus()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the desk's size; from the search, Down and Enter go to the rows."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        elif watched is self.search and isinstance(event, QKeyEvent):
            rows = self.model.rowCount()
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down and rows:
                self.tree.setFocus()
                return True
        return super().eventFilter(watched, event)

    # Inside

    def _build(self) -> None:
        title = QLabel(tr("Studies"))
        title.setProperty("kind", "headline")
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (title, self.count):
            top.addWidget(widget)
        top.addStretch(1)
        for column, (words, tip) in ORDERS.items():
            button = QPushButton(tr(words))
            button.setCheckable(True)
            button.setChecked(column is self._column)
            button.setToolTip(tr(tip))
            button.setAccessibleName(tr("Sort: {}").format(tr(words)))
            self.orders.addButton(button, COLUMNS.index(column))
            top.addWidget(button)
        top.addSpacing(8)
        top.addWidget(self.search)
        buttons = [QPushButton(tr(words)) for words in BUTTONS]
        self.open, self.beside, self.read, self.mark, self.forget, *others = buttons
        self.forget_all, self.leave = others
        self.open.setProperty("kind", "primary")
        self.beside.setToolTip(tr("Next to the study on screen, to compare  (Shift+Enter)"))
        self.read.setToolTip(tr("Every series that the cascade can read  (Ctrl+Enter)"))
        self.forget.setToolTip(tr("The images themselves are kept  (Del)"))
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        for button in (self.open, self.beside, self.read, self.mark, self.forget):
            bottom.addWidget(button)
        bottom.addStretch(1)
        for button in (self.forget_all, self.leave):
            bottom.addWidget(button)
        statuses = QMenu(self)
        self._add_statuses(statuses)
        self.mark.setMenu(statuses)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self._body, 1)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._fill(from_top=True))
        self.search.returnPressed.connect(lambda: self.tree.open(self.model.index(0, 0)))
        self.orders.idClicked.connect(lambda number: self.order_by(COLUMNS[number]))
        self.tree.header().sectionClicked.connect(self._on_header)
        self.tree.opened.connect(self.opened)
        self.tree.beside_requested.connect(self.beside_requested)
        self.tree.read_requested.connect(self._ask_read)
        self.tree.forget_requested.connect(self._ask_forget)
        self.tree.typed.connect(self._on_typed)
        self.tree.menu_requested.connect(self._show_menu)
        self.tree.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.open.clicked.connect(lambda: self.tree.open(self.tree.currentIndex()))
        self.beside.clicked.connect(self.ask_beside)
        self.read.clicked.connect(self._ask_read)
        self.forget.clicked.connect(self._ask_forget)
        self.forget_all.clicked.connect(self.forget_all_requested)
        self.leave.clicked.connect(self.closed)
        self.empty.folder.clicked.connect(self.folder_requested)
        self.empty.sample.clicked.connect(self.sample_requested)
        self.empty.clear.clicked.connect(self.search.clear)

    def _listed(self) -> list[StudyRecord]:
        fits = matching(self._studies, self.search.text(), self._privacy)
        return sorted_studies(fits, self._column, self._falling, self._privacy)

    def _fill(self, *, from_top: bool = False) -> None:
        studies = self._listed()
        self.tree.show_studies(studies, self._column, from_top=from_top)
        self.empty.show_reason(self.search.text() if self._studies else None)
        self._body.setCurrentWidget(self.tree if studies else self.empty)
        self._count()
        self._enable()

    def _count(self) -> None:
        new = sum(study.status is Status.NEW for study in self._studies)
        words = [counted("%n studies", "%n study", len(self._studies))]
        if new:
            words.append(tr("{} new").format(new))
        self.count.setText(" · ".join(words) if self._studies else "")

    def _enable(self) -> None:
        any_chosen = bool(self.tree.chosen)
        of_rows = (self.open, self.beside, self.read, self.mark, self.forget)
        for button in of_rows:
            button.setEnabled(any_chosen)
        for part in (*self.orders.buttons(), self.search, *of_rows, self.forget_all):
            part.setVisible(bool(self._studies))

    def _retext(self) -> None:
        hidden = tr("Search description, date, sequence")
        words = hidden if self._privacy else tr("Search name, ID, description, date")
        self.search.setPlaceholderText(words)
        self.search.setAccessibleName(words)

    def _on_header(self, section: int) -> None:
        column = COLUMNS[section]
        again = column is self._column
        self.order_by(column, not self._falling if again else None)

    def _on_typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.insert(text)

    def ask_beside(self) -> None:
        """Request that the current row be opened beside the study on screen."""
        self.tree.open_beside(self.tree.currentIndex())

    def _ask_read(self) -> None:
        if self.tree.chosen:
            self.read_requested.emit(self.tree.chosen)

    def _ask_forget(self) -> None:
        if self.tree.chosen:
            self.forget_requested.emit(self.tree.chosen)

    def _add_statuses(self, menu: QMenu) -> None:
        for status in Status:
            action = menu.addAction(tr("Mark as {}").format(tr(STATUS[status])))
            action.triggered.connect(
                lambda _on=False, status=status: self.status_requested.emit(
                    self.tree.chosen, status
                )
            )

    def _show_menu(self, position: QPoint) -> None:
        if self.tree.chosen:
            self.menu().popup(position)

    def menu(self) -> QMenu:
        """The context menu of the chosen studies."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in (self.open, self.beside, self.read):
            menu.addAction(button.text()).triggered.connect(button.click)
        menu.addSeparator()
        self._add_statuses(menu)
        menu.addSeparator()
        menu.addAction(self.forget.text()).triggered.connect(self.forget.click)
        return menu
