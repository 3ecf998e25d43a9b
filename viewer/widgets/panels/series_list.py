"""The list of open series, each with a thumbnail."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from ml.core.messages import Message
from ml.core.types import Outcome, SliceImage
from ml.imaging.confidentiality import modality_term, pixels_withheld
from ml.imaging.display.display import display
from ml.imaging.types.sequence_kind import SequenceKind
from ml.imaging.types.series import Series
from viewer.i18n.translate import counted, mark, tr, translated
from viewer.render.corners import series_lines
from viewer.widgets.style import palette

THUMB = 64
EMPTY = mark("None open")
UID = Qt.ItemDataRole.UserRole
SERIES = "application/x-whence-series"
"""What a dragged series is, within the desk; its UID."""


def thumbnail(image: SliceImage) -> QPixmap:
    """A small square picture in true proportions, without overlay planes."""
    pixels = np.ascontiguousarray(display(image, overlays=False))
    rows, columns = pixels.shape[:2]
    kind = QImage.Format.Format_RGB888 if pixels.ndim == 3 else QImage.Format.Format_Grayscale8
    full_size = QImage(pixels.data, columns, rows, pixels.strides[0], kind).copy()
    tall, wide = rows * image.spacing_mm[0], columns * image.spacing_mm[1]
    scale = THUMB / max(tall, wide)
    small = full_size.scaled(
        max(int(wide * scale), 1),
        max(int(tall * scale), 1),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    square = QPixmap(THUMB, THUMB)
    square.fill(QColor(0, 0, 0))
    painter = QPainter(square)
    painter.drawImage((THUMB - small.width()) // 2, (THUMB - small.height()) // 2, small)
    painter.end()
    return square


class SeriesList(QListWidget):
    """A click shows a series."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("seriesList")
        self.setAccessibleName(tr("Series"))
        self.setIconSize(QSize(THUMB, THUMB))
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self._pictures: dict[str, QIcon] = {}
        self._pictured: dict[str, tuple[str, tuple[float, float]]] = {}
        self._rows: list[tuple[Series, Outcome | None]] = []
        self._privacy = False
        self._empty = QPixmap(THUMB, THUMB)
        self._empty.fill(palette.LINE)
        self.itemClicked.connect(lambda item: self.chosen.emit(item.data(UID)))

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """A dragged series, for a viewport."""
        data = QMimeData()
        for item in items:
            data.setData(SERIES, str(item.data(UID)).encode())
        return data

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a note if no series is open."""
        super().paintEvent(event)
        if self.count() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(palette.FAINT)
            area = self.viewport().rect().adjusted(12, 8, -12, -8)
            painter.drawText(
                area, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, tr(EMPTY)
            )
            painter.end()

    def show_series(
        self,
        library: tuple[Series, ...],
        current: str,
        outcomes: dict[str, Outcome],
        *,
        privacy: bool = False,
    ) -> None:
        """Show these series, with outcomes where they may be shown.

        Args:
            library: In their order.
            current: UID of the one in the active viewport.
            outcomes: By UID of the series.
            privacy: Whether identity is hidden.
        """
        if privacy is not self._privacy:
            self._privacy = privacy
            self._rows.clear()
        while self.count() > len(library):
            self.takeItem(self.count() - 1)
        del self._rows[len(library) :]
        for row, series in enumerate(library):
            if row >= self.count():
                self.addItem(QListWidgetItem())
            item = self.item(row)
            if series.uid == current:
                self.setCurrentItem(item)
            outcome = Outcome.REFUSED if series.refusal else outcomes.get(series.uid)
            if row < len(self._rows) and _same(self._rows[row], (series, outcome)):
                continue  # a scan tells ten times a second of series that mostly stay as they are
            self._rows[row : row + 1] = [(series, outcome)]
            title, part = series_lines(series, privacy=privacy)
            lines = [title or tr("(no description)"), *((part,) if part else ())]
            count = counted("%n slices", "%n slice", len(series.slices))
            has_kind = series.sequence.kind is not SequenceKind.UNKNOWN
            label = series.sequence.label if has_kind else modality_term(series.modality)
            kind = translated(label, privacy=privacy)
            lines += [kind, count]
            if outcome is not None:
                lines.append(f"● {tr(palette.BADGE[outcome])}")
            item.setText("\n".join(lines))
            item.setData(UID, series.uid)
            item.setIcon(self._icon(series))
            reasons = (translated(reason, privacy=privacy) for reason in _reasons(series))
            item.setToolTip("\n".join(reasons))
            colour = palette.OUTCOME_COLOUR[outcome] if outcome is not None else palette.TEXT
            item.setForeground(colour)

    def forget_blank(self) -> None:
        """Redraw the placeholder of missing thumbnails in the colours of the theme."""
        self._empty.fill(palette.LINE)
        self._rows.clear()

    def set_picture(self, uid: str, image: SliceImage) -> None:
        """Give a series its picture; once, unless more of it was found meanwhile."""
        version = image.uid, image.window
        if self._pictured.get(uid) == version:
            return
        self._pictured[uid] = version
        picture = thumbnail(image)
        icon = QIcon(picture)
        icon.addPixmap(picture, QIcon.Mode.Selected)  # else Qt tints it
        self._pictures[uid] = icon
        for row in range(self.count()):
            if row < len(self._rows) and self._rows[row][0].uid == uid:
                self.item(row).setIcon(self._icon(self._rows[row][0]))

    def _icon(self, series: Series) -> QIcon:
        withheld = pixels_withheld(series, privacy=self._privacy)
        icon = None if withheld else self._pictures.get(series.uid)
        return icon or QIcon(self._empty)

    def forget(self) -> None:
        """Drop every picture."""
        self._pictures.clear()
        self._pictured.clear()
        self._rows.clear()
        self.clear()


def _same(first: tuple[Series, Outcome | None], second: tuple[Series, Outcome | None]) -> bool:
    return first[0] is second[0] and first[1] is second[1]


def _reasons(series: Series) -> tuple[Message, ...]:
    """Why it is called what it is called, and what is refused or doubted."""
    doubts = (series.refusal,) if series.refusal else series.warnings
    doubt_text = " ".join(doubts)
    return (*(reason for reason in series.sequence.evidence if reason not in doubt_text), *doubts)
