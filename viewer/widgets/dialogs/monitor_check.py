"""Shows the test image for monitors, pixel for pixel, and says what must be visible in it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ml.core.types import RESEARCH_USE
from viewer.i18n.translate import mark, tr
from viewer.render.monitor_test_image import MIN_SIDE, monitor_test_image

HOW_TO_LOOK = mark(
    "Move this window to the monitor that you want to check, make it fill the screen, "
    "and look from your reading position, in the light in which you read."
)
SIGNS_TO_SEE = (
    mark(
        "The small squares inside the black square (5 %) and the white square (95 %) are visible."
    ),
    mark(
        "All sixteen grey patches look different, and the four small squares in the "
        "corners of each are visible."
    ),
    mark("The two ramps change smoothly from black to white, without bands, steps or colour."),
    mark(
        "Lines one and two pixels wide are visible as separate lines, in the corners as "
        "well as in the middle, and so are the faint ones next to the grey patches."
    ),
    mark("The white frame at the edge is complete, and squares look square."),
)
NO_CALIBRATION = mark(
    "This is a visual check, not a calibration. Only a luminance measurement shows "
    "whether a monitor follows the Grayscale Standard Display Function (DICOM PS3.14), "
    "and only its own settings or calibration software can make it do so. Whence "
    "measures and changes nothing: it sends grey levels as they are."
)
ROOM = 300
"""Width of the words, logical pixels (ours)."""


class MonitorTestImage(QWidget):
    """The picture, one of its pixels on each of the screen's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Test pattern"))
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
            pattern = monitor_test_image(size.height(), size.width())
            rows, columns = pattern.shape
            grey = QImage.Format.Format_Grayscale8
            pixmap = QPixmap.fromImage(QImage(pattern.data, columns, rows, columns, grey))
            pixmap.setDevicePixelRatio(ratio)
            self._pixmap = pixmap
        return pixmap


class MonitorCheck(QDialog):
    """The picture, and beside it what must be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Test pattern"))
        self.setSizeGripEnabled(True)
        self.resize(1040, 720)
        self.picture = MonitorTestImage()
        words = QVBoxLayout()
        words.setSpacing(12)
        numbered = [f"{number}. {tr(text)}" for number, text in enumerate(SIGNS_TO_SEE, 1)]
        for text, kind in (
            (tr(HOW_TO_LOOK), ""),
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
