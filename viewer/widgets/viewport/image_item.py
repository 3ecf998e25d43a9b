"""An image item in pixel formats that Qt scales in half the time of others."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

Format = QImage.Format
KINDS = {
    1: Format.Format_Grayscale8,
    3: Format.Format_RGB888,
    4: Format.Format_ARGB32_Premultiplied,
}
"""Of pixels, by how many bytes they have."""


class FastImageItem(pg.ImageItem):  # type: ignore[misc]
    """Takes grey, colour, or what `viewer.render.overlay.attention_argb` paints."""

    def __init__(self) -> None:
        super().__init__(axisOrder="row-major", levels=None)
        self._converted: NDArray[np.uint8] | None = None
        self._ready = QImage()

    def show_pixels(self, pixels: NDArray[np.uint8]) -> None:
        """Show other pixels.

        Shapes:
            pixels: `(rows, cols)`, `(rows, cols, 3)` or `(rows, cols, 4)`.
        """
        self.setImage(np.ascontiguousarray(pixels), autoLevels=False, levels=None)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint; the pixels are image ready once."""
        if self.image is None:
            return
        if self.image is not self._converted:
            self._converted = self.image
            self._ready = _ready(self.image)
        painter.drawImage(self.boundingRect(), self._ready)


def _ready(pixels: NDArray[np.uint8]) -> QImage:
    rows, columns = pixels.shape[:2]
    kind = KINDS[pixels.strides[1]]
    image = QImage(pixels.data, columns, rows, pixels.strides[0], kind)
    return (
        image
        if kind is Format.Format_ARGB32_Premultiplied
        else image.convertToFormat(Format.Format_RGB32)
    )
