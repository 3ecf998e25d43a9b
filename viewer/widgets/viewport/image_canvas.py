"""Shows the pixels of a slice and its attention map on one grid in millimetres."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QWidget

from ml.core.types import SliceImage
from ml.imaging.display.display import display
from viewer.geometry.measurements import Point
from viewer.i18n.translate import tr
from viewer.state.viewport import Viewport
from viewer.widgets.viewport.image_item import FastImageItem
from viewer.widgets.viewport.mouse import ImageBox
from viewer.widgets.viewport.text_style import PLAIN


class ImageCanvas(pg.GraphicsView):  # type: ignore[misc]
    """The image of a viewport, without words.

    Args:
        viewport: Its pose, window and inversion are applied.
        parent: The widget that it fills.

    Attributes:
        image: The slice on screen; `None` where there is none.
        overlays: Whether overlay planes of its file are drawn.
        box: Takes the mouse, and maps millimetres to the screen.
        grey_item: The grey image.
        overlay_item: The attention map above it.
    """

    def __init__(self, viewport: Viewport, parent: QWidget) -> None:
        super().__init__(parent, background=PLAIN.ground)
        self._viewport = viewport
        self.image: SliceImage | None = None
        self.overlays = True
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(False)
        self.setAccessibleName(tr("Slice"))
        self.box = ImageBox()
        self.setCentralItem(self.box)
        self.grey_item, self.overlay_item = FastImageItem(), FastImageItem()
        self.overlay_item.setZValue(1)
        self.box.addItem(self.grey_item)
        self.box.addItem(self.overlay_item)

    def to_view(self) -> QTransform:
        """From pixels (x the column, y the row) to millimetres in the view."""
        if self.image is None:
            return QTransform()
        rows, columns = self.image.values.shape[:2]
        return self._viewport.pose.transform(rows, columns, self.image.spacing_mm)[0]

    def to_screen(self) -> QTransform:
        """From pixels of the image to pixels of the widget."""
        scene = self.box.childGroup.sceneTransform()
        to_screen: QTransform = self.to_view() * scene * self.viewportTransform()
        return to_screen

    def point_at(self, position: QPointF) -> Point:
        """The point of the slice at a position in the view, which is in millimetres."""
        back, _ = self.to_view().inverted()
        point = back.map(position)
        return point.y(), point.x()

    def fit(self) -> None:
        """Show the whole slice."""
        if self.image is not None:
            self.box.setRange(self._extent(self.image), padding=0.02)

    def framing(self) -> tuple[float, Point]:
        """Millimetres in a screen pixel, and the point of the slice in the middle of the view."""
        return float(self.box.viewPixelSize()[0]), self.point_at(self.box.viewRect().center())

    def frame(self, mm_per_pixel: float, centre: Point | None) -> None:
        """Zoom, and show a point of the slice in the middle; without one stay where it is."""
        middle = self.box.viewRect().center()
        if centre is not None:
            middle = self.to_view().map(QPointF(centre[1], centre[0]))
        area = QRectF(0, 0, self.box.width() * mm_per_pixel, self.box.height() * mm_per_pixel)
        area.moveCenter(middle)
        self.box.setRange(area, padding=0)

    def set_smooth(self, on: bool) -> None:
        """Choose whether pixels are interpolated."""
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on)
        self.viewport().update()

    def paint_grey(self) -> None:
        """Paint the slice as its window and inversion are now."""
        if self.image is not None:
            pixels = display(self.image, self._viewport.window, overlays=self.overlays)
            pixels = 255 - pixels if self._viewport.inverted else pixels
            self.grey_item.show_pixels(pixels)
            self.grey_item.setTransform(self.to_view())

    def paint_overlay(self, pixels: NDArray[np.uint8] | None) -> None:
        """Paint an attention map above the slice; `None` for none.

        Shapes:
            pixels: `(rows, cols, 4)`, as `viewer.render.overlay.attention_argb` paints them.
        """
        if pixels is not None:
            self.overlay_item.show_pixels(pixels)
            self.overlay_item.setTransform(self.to_view())
        self.overlay_item.setVisible(pixels is not None)

    def _extent(self, image: SliceImage) -> QRectF:
        rows, columns = image.values.shape[:2]
        return self._viewport.pose.transform(rows, columns, image.spacing_mm)[1]
