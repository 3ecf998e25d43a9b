"""The lesion panel: what the machine outlined in the series on screen; a click goes there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QGroupBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ml.core.lesions import Lesion
from viewer.i18n.translate import mark, sentence, tr
from viewer.render.lesion_words import NOT_THE_READERS, lesion_lines
from viewer.session import Session

MOST_ROWS = 6
"""Lesions in sight without scrolling (ours)."""
OWN_KEYS = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Return,
    Qt.Key.Key_Enter, Qt.Key.Key_Space,
)  # fmt: skip
"""Keys that the list keeps from the commands of the window while it has the keyboard."""
NOT_READ = mark("Lesions are listed here once the series is read (V).")
NONE = mark(
    "Nothing is outlined in this series: the machine found no lesion, or its network draws no "
    "outlines. That is no proof of absence."
)


class _LesionList(QListWidget):
    """A list that is as high as what it holds.

    Signals:
        chosen: Number of the row.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lesions")
        self.setAccessibleName(tr("Lesions outlined by the machine"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSpacing(2)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemClicked.connect(lambda item: self.chosen.emit(self.row(item)))

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move in the list."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
            )  # fmt: skip
            if plain and event.key() in OWN_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or space goes to the lesion."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentRow() >= 0:
                self.chosen.emit(self.currentRow())
            return
        super().keyPressEvent(event)

    def fit(self) -> None:
        """Take the height that the rows need."""
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """As high as the rows, up to `MOST_ROWS`."""
        rows = range(min(self.count(), MOST_ROWS))
        height = (
            sum(self.sizeHintForRow(row) + 2 * self.spacing() for row in rows)
            + 2 * self.frameWidth()
        )
        return QSize(super().sizeHint().width(), height)


class LesionPanel(QGroupBox):
    """Lists the lesions of the series on screen, and switches their outlines.

    Args:
        session: Whose lesions.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Lesions"), parent)
        self._session, self._state = session, session.state
        self._lesions: tuple[Lesion, ...] = ()
        self.switch = QCheckBox(tr("Show outlines (Shift+G)"))
        self.switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.switch.toggled.connect(self._state.set_outlines)
        self.list = _LesionList()
        self.list.chosen.connect(self._go)
        self.empty = QLabel()
        self.note = QLabel(sentence(tr(NOT_THE_READERS)))
        for label in (self.empty, self.note):
            label.setWordWrap(True)
            label.setProperty("kind", "faint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        for widget in (self.switch, self.list, self.empty, self.note):
            layout.addWidget(widget)
        self._state.overlay_changed.connect(self._follow)
        self._follow()
        self.refresh()

    def refresh(self) -> None:
        """Show the lesions that may be shown now."""
        series = self._state.series
        visible = series is not None and self._session.verdicts_visible(series)
        lesions = self._session.lesions(series) if series is not None else ()
        if lesions != self._lesions or self.list.count() != len(lesions):
            self._fill(lesions)
        self.list.setVisible(bool(lesions))
        self.note.setVisible(bool(lesions))
        self.empty.setVisible(not lesions)
        read = series is not None and self._session.series_result(series) is not None
        self.empty.setText(tr(NONE) if visible and read else tr(NOT_READ))

    def _fill(self, lesions: tuple[Lesion, ...]) -> None:
        chosen = self.list.currentRow()
        self._lesions = lesions
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for lesion in lesions:
            lines = lesion_lines(lesion)
            item = QListWidgetItem("\n".join(lines))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(lines))
            self.list.addItem(item)
        if 0 <= chosen < len(lesions):
            self.list.setCurrentRow(chosen)
        del blocker
        self.list.fit()

    def _go(self, row: int) -> None:
        """Show the middle slice of a lesion."""
        series = self._state.series
        uids = [ref.uid for ref in series.slices] if series is not None else []
        if 0 <= row < len(self._lesions) and self._lesions[row].centre_slice in uids:
            self._state.set_index(uids.index(self._lesions[row].centre_slice))

    def _follow(self) -> None:
        blocker = QSignalBlocker(self.switch)
        self.switch.setChecked(self._state.outlines)
        del blocker
