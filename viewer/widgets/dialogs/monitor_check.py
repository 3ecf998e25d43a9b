"""Shows the test image for monitors, pixel for pixel, and says what must be visible in it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ml.core.types import RESEARCH_USE
from viewer.i18n.translate import mark, tr
from viewer.render.monitor_test_image import MIN_SIDE, monitor_test_image

WHAT = mark(
    "Move this window to the monitor in question, make it as large as the monitor, and look from "
    "where you read, in the light in which you read."
)
SEEN = (
    mark("The small square in the black one (5 %) and the one in the white one (95 %) are seen."),
    mark("All sixteen grey fields differ, and in each four small squares at its corners are seen."),
    mark("The two ramps go evenly from black to white, without bands, jumps or colour."),
    mark(
        "Lines of one and of two pixels are seen as single lines, in the corners as in the middle; "
        "the faint ones beside the grey fields, too."
    ),
    mark("The white frame at the edge is whole, and squares are square."),
)
NO_CALIBRATION = mark(
    "This is a look, no calibration. Whether a monitor follows the Grayscale Standard Display "
    "Function (DICOM PS3.14) shows only when its light is measured, and only its own settings or "
    "software make it follow. Whence measures and changes nothing: it gives grey levels as they "
    "are."
)
ROOM = 300
"""Width of the words, logical pixels (ours)."""


class MonitorTestImage(QWidget):
    """The picture, one of its pixels on each of the screen's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Test picture"))
        self.setMinimumSize(MIN_SIDE, MIN_SIDE)
        self._pixmap: QPixmap | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Begin on a whole pixel of the screen, also where it is magnified by a fraction."""
        ratio = self.devicePixelRatioF()
        corner = QPointF(self.mapTo(self.window(), QPoint(0, 0))) * ratio
        right, down = -corner.x() % 1, -corner.y() % 1
        size = QSize(int(self.width() * ratio - right), int(self.height() * ratio - down))
        painter = QPainter(self)
        painter.drawPixmap(QPointF(right / ratio, down / ratio), self._picture(size, ratio))
        painter.end()

    def _picture(self, size: QSize, ratio: float) -> QPixmap:
        pixmap = self._pixmap
        if pixmap is None or pixmap.size() != size or pixmap.devicePixelRatio() != ratio:
            greys = monitor_test_image(size.height(), size.width())
            rows, columns = greys.shape
            grey = QImage.Format.Format_Grayscale8
            pixmap = QPixmap.fromImage(QImage(greys.data, columns, rows, columns, grey))
            pixmap.setDevicePixelRatio(ratio)
            self._pixmap = pixmap
        return pixmap


class MonitorCheck(QDialog):
    """The picture, and beside it what must be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Test picture"))
        self.setSizeGripEnabled(True)
        self.resize(1040, 720)
        self.picture = MonitorTestImage()
        words = QVBoxLayout()
        words.setSpacing(12)
        numbered = [f"{place}. {tr(text)}" for place, text in enumerate(SEEN, 1)]
        for text, kind in (
            (tr(WHAT), ""),
            *((line, "") for line in numbered),
            (tr(NO_CALIBRATION), "caution"),
            (tr(RESEARCH_USE), "faint"),
        ):
            label = QLabel(text)
            label.setWordWrap(True)
            label.setFixedWidth(ROOM)
            label.setProperty("kind", kind)
            words.addWidget(label)
        words.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        words.addWidget(buttons)
        layout = QHBoxLayout(self)
        layout.setSpacing(16)
        layout.addWidget(self.picture, 1)
        layout.addLayout(words)
