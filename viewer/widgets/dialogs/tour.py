"""The tour: five cards that point at parts of the desk, shown once and again from Help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from viewer.i18n.translate import mark, tr
from viewer.widgets.context import DeskContext
from viewer.widgets.style import palette

TOUR_SEEN = "tour/seen"
"""Setting: the tour was shown, or skipped."""
WIDTH, GAP, BORDER = 340, 12, 3
AROUND = 8
"""From what is framed to its frame, so that the border does not cut through words."""


@dataclass(frozen=True, slots=True)
class TourParts:
    """The parts of the desk that the tour points at."""

    viewports: QWidget
    strip: QWidget
    verdict_panel: QWidget
    overlay_panel: QWidget
    toolbar: QWidget


@dataclass(frozen=True, slots=True)
class TourCard:
    """One card.

    Attributes:
        title: What it points at; English, as all words here.
        words: What to know about it.
        target: Finds the part of the desk.
    """

    title: str
    words: str
    target: Callable[[TourParts], QWidget]


CARDS = (
    TourCard(
        mark("The image"),
        mark(
            "Drop a folder here, or press Ctrl+O. Scroll with the wheel, drag with the "
            "left button to set the window, drag with the right button to zoom. "
            "Right-click for everything else."
        ),
        attrgetter("viewports"),
    ),
    TourCard(
        mark("The slice strip"),
        mark(
            "One line per slice: loaded, viewed, how suspicious, not analysed. Click to "
            "go to a slice. N goes to the next suspicious one."
        ),
        attrgetter("strip"),
    ),
    TourCard(
        mark("The cascade"),
        mark(
            "Look first, then press V: the networks say whether they find a tumour, and "
            "whether it looks primary or secondary. Say whether you agree. Research use "
            "only."
        ),
        attrgetter("verdict_panel"),
    ),
    TourCard(
        mark("Attention"),
        mark(
            "Press G to see where the networks looked, or hold Q to peek. Attention is "
            "not a lesion border and proves nothing."
        ),
        attrgetter("overlay_panel"),
    ),
    TourCard(
        mark("Everything else"),
        mark(
            "Ctrl+K finds any command by name, F1 lists the keyboard and mouse controls, "
            "Ctrl+, opens the settings. This tour is in the Help menu."
        ),
        attrgetter("toolbar"),
    ),
)


class Tour(QObject):
    """Shows one card after another beside the part that it explains; the desk stays usable.

    Args:
        context: The desk.
        parts: What the cards point at.

    Attributes:
        step: Number of the card on screen, from 0; -1 where none is.
    """

    def __init__(self, context: DeskContext, parts: TourParts) -> None:
        window = context.window
        super().__init__(window)
        self._context, self.parts, self._window = context, parts, window
        self.step = -1
        self.card = _CardFrame(window)
        self._frame = _Frame(window)
        self.card.back.clicked.connect(lambda: self._show(self.step - 1))
        self.card.next.clicked.connect(lambda: self._show(self.step + 1))
        self.card.skip.clicked.connect(self.end)
        window.installEventFilter(self)

    def begin(self) -> None:
        """Show the first card."""
        self._show(0)

    def begin_once(self) -> None:
        """Show the first card, unless the tour was shown before, to its end or not."""
        if str(self._context.settings.value(TOUR_SEEN, "false")).lower() != "true":
            self.begin()
            self._context.settings.setValue(TOUR_SEEN, True)

    def end(self) -> None:
        """Take the card away; the tour does not come by itself again."""
        self._context.settings.setValue(TOUR_SEEN, True)
        self.step = -1
        self.card.hide()
        self._frame.hide()
        self._context.focus_image()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay beside the part when the window changes its size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.step >= 0:
            self._lay_out()
        return super().eventFilter(watched, event)

    def _show(self, step: int) -> None:
        if step >= len(CARDS):
            self.end()
            return
        self.step = step
        self.card.show_card(step)
        self._lay_out()
        for widget in (self._frame, self.card):
            widget.show()
            widget.raise_()

    def _lay_out(self) -> None:
        target = CARDS[self.step].target(self.parts)
        _bring_into_sight(target)
        around = in_sight(target, self._window).adjusted(-AROUND, -AROUND, AROUND, AROUND)
        self._frame.setGeometry(around.intersected(self._window.rect()))
        self.card.setFixedWidth(min(WIDTH, self._window.width() - 2 * GAP))
        self.card.adjustSize()
        self.card.move(beside(around, self.card.size(), self._window.rect()))


def in_sight(target: QWidget, window: QWidget) -> QRect:
    """The part of a widget that no ancestor cuts off, in the window's coordinates.

    `QWidget.visibleRegion` would leave out what opaque children cover, such as a viewport's image.
    """
    seen = QRect(target.mapTo(window, QPoint()), target.size())
    ancestor = target.parentWidget()
    while ancestor is not None and ancestor is not window:
        seen &= QRect(ancestor.mapTo(window, QPoint()), ancestor.size())
        ancestor = ancestor.parentWidget()
    return seen & window.rect()


def beside(target: QRect, card: QSize, room: QRect) -> QPoint:
    """Where a card covers least of what it points at: right, left, below, or inside it."""
    wide, tall = card.width() + GAP, card.height() + GAP
    y = min(max(target.top() + GAP, GAP), room.height() - tall)
    if target.right() + wide <= room.width():
        return QPoint(target.right() + GAP, y)
    if target.left() - wide >= 0:
        return QPoint(target.left() - wide, y)
    if target.bottom() + tall <= room.height():
        return QPoint(min(max(target.left(), GAP), room.width() - wide), target.bottom() + GAP)
    inside = target.center() - QPoint(card.width() // 2, card.height() // 2)
    return QPoint(max(inside.x(), GAP), max(inside.y(), GAP))


def _bring_into_sight(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()


class _Frame(QWidget):
    """A border around the part that a card explains."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the border."""
        painter = QPainter(self)
        painter.setPen(QPen(palette.ACCENT, BORDER))
        half = BORDER // 2
        painter.drawRect(self.rect().adjusted(half, half, -half - 1, -half - 1))
        painter.end()


class _CardFrame(QFrame):
    """Title, words, how far, and three buttons."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tourCard")
        self.setAccessibleName(tr("Tour"))
        self._title, self._words, self._far = QLabel(), QLabel(), QLabel()
        self._title.setProperty("kind", "headline")
        self._words.setWordWrap(True)
        self._far.setProperty("kind", "faint")
        self.skip = QPushButton(tr("Skip"))
        self.back = QPushButton(tr("Back"))
        self.next = QPushButton(tr("Next"))
        self.next.setProperty("kind", "primary")
        row = QHBoxLayout()
        row.addWidget(self._far)
        row.addStretch(1)
        for button in (self.skip, self.back, self.next):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(self._title)
        layout.addWidget(self._words)
        layout.addLayout(row)
        self.hide()

    def show_card(self, step: int) -> None:
        """Show the words of one card."""
        last = step == len(CARDS) - 1
        self._title.setText(tr(CARDS[step].title))
        self._words.setText(tr(CARDS[step].words))
        self._far.setText(tr("{} of {}").format(step + 1, len(CARDS)))
        self.setAccessibleDescription(tr(CARDS[step].words))
        self.back.setVisible(step > 0)
        self.skip.setVisible(not last)
        self.next.setText(tr("Done") if last else tr("Next"))
