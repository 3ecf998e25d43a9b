"""Paints a row of the study list: thumbnail, two lines, and a sign for the reader's status."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from viewer.render.fonts import families
from viewer.studies.sort_order import Column
from viewer.studies.study_record import SeriesRecord, Status, StudyRecord
from viewer.widgets.study_list.study_model import CELL, COLUMNS, RECORD
from viewer.widgets.style import palette

HEIGHT = 58
PICTURE, SERIES_PICTURE = 44, 38
PAD = 8
SIGN = 10
RADIUS = 4.0
IDEOGRAPHS_FROM = "\u2e80"
"""The first of the blocks of Chinese, Japanese and Korean writing."""
Picture = Callable[[StudyRecord, SeriesRecord | None], QPixmap | None]
Index = QModelIndex | QPersistentModelIndex


class StudyDelegate(QStyledItemDelegate):
    """Draws cells of two lines.

    Args:
        picture: The small picture of a study or series; `None` where there is none now.
    """

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self._picture = picture

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The same for every row: only then is a long list laid out at once."""
        return QSize(80, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        option.widget.style().drawPrimitive(panel, option, painter, option.widget)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(option.rect.adjusted(0, 0, 2 - option.rect.width(), 0), palette.ACCENT)
        study, series = index.data(RECORD)
        column, cell = COLUMNS[index.column()], index.data(CELL)
        area = option.rect.adjusted(PAD, 0, -PAD, 0)
        if column is Column.PATIENT:
            side = PICTURE if series is None else SERIES_PICTURE
            self._paint_picture(painter, area, side, self._picture(study, series))
            area.setLeft(area.left() + side + PAD + 4)
        if column is Column.STATUS:
            _sign(painter, area, study.status if series is None else series.status)
            area.setLeft(area.left() + SIGN + PAD)
        bold = series is None and column in (Column.PATIENT, Column.CASCADE)
        wrap = column is Column.SEQUENCES and series is None
        _lines(painter, area, option, (cell.title, cell.note), cell.colour, bold, wrap)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, area: QRect, side: int, picture: QPixmap | None
    ) -> None:
        square = QRectF(area.left(), area.center().y() - side / 2 + 0.5, side, side)
        shape = QPainterPath()
        shape.addRoundedRect(square, RADIUS, RADIUS)
        painter.fillPath(shape, palette.PICTURE if picture is not None else palette.UNLOADED)
        if picture is None:
            return
        painter.save()
        painter.setClipPath(shape)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(square, picture, QRectF(picture.rect()))
        painter.restore()


def _lines(
    painter: QPainter,
    area: QRect,
    option: QStyleOptionViewItem,
    texts: tuple[str, str],
    colour: QColor | None,
    bold: bool,
    wrap: bool,
) -> None:
    """A line and a fainter one below it, both as wide as there is room; or one line wrapped."""
    title, note = texts
    large, small = _font(option.font, title), _font(option.font, note)
    large.setBold(bold)
    small.setPixelSize(12)
    wide, narrow = QFontMetrics(large), QFontMetrics(small)
    painter.setPen(colour or palette.TEXT)
    painter.setFont(large)
    if wrap and wide.horizontalAdvance(title) > area.width():
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
        two = area.adjusted(0, 0, 0, 0)
        painter.setClipRect(two)
        painter.drawText(two, flags, _two_lines(title, wide, area.width()))
        return
    gap = 3 if note else 0
    height = wide.height() + (gap + narrow.height() if note else 0)
    top = area.top() + (area.height() - height) // 2
    line = QRect(area.left(), top, area.width(), wide.height())
    flags_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(
        line, flags_left, wide.elidedText(title, Qt.TextElideMode.ElideRight, area.width())
    )
    if note:
        painter.setFont(small)
        painter.setPen(palette.FAINT)
        line = QRect(area.left(), top + wide.height() + gap, area.width(), narrow.height())
        elided = narrow.elidedText(note, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(line, flags_left, elided)


def _font(font: QFont, text: str) -> QFont:
    """The font, and behind it the one that ships where there are ideographs to draw."""
    extended = QFont(font)
    if any(character >= IDEOGRAPHS_FROM for character in text):
        extended.setFamilies([*font.families(), *families()])
    return extended


def _two_lines(text: str, metrics: QFontMetrics, width: int) -> str:
    """Break text into two lines, and elide the second if it is too long."""
    words, first = text.split(" "), ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    second = metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width)
    return f"{first}\n{second}" if first else second


def _sign(painter: QPainter, area: QRect, status: Status) -> None:
    """Full: new; half: viewed; ring: read; tick: reported. A word always stands beside it."""
    box = QRectF(area.left(), area.center().y() - SIGN / 2 + 0.5, SIGN, SIGN)
    colour = palette.ACCENT if status is Status.NEW else palette.FAINT
    painter.setPen(QPen(colour, 1.5))
    if status is Status.REPORTED:
        points = [(0.1, 0.55), (0.4, 0.85), (0.95, 0.15)]
        painter.drawPolyline(
            [QPointF(box.left() + x * SIGN, box.top() + y * SIGN) for x, y in points]
        )
        return
    ring = box.adjusted(0.75, 0.75, -0.75, -0.75)
    if status is Status.NEW:
        painter.setBrush(colour)
    painter.drawEllipse(ring)
    if status is Status.VIEWED:
        painter.setBrush(colour)
        painter.drawPie(ring, 90 * 16, 180 * 16)
