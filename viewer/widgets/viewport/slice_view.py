"""Shows one viewport: an image, the words over it, and what the mouse does there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QMouseEvent,
    QPainterPath,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ml.core.types import Region, SliceImage, Verdict
from ml.imaging.confidentiality import pixels_withheld
from ml.imaging.types.orientation import letters
from ml.imaging.types.series import Series
from viewer.geometry.measurements import MouseTool, Point
from viewer.i18n.translate import tr, translated
from viewer.marks.marks import Marks
from viewer.render.corners import Corners, Detail, corner_texts
from viewer.render.maps import chosen_map, missing_reason
from viewer.render.outlines import outline_path
from viewer.render.overlay import attention_argb
from viewer.render.scale_bar import distances_known
from viewer.state.view_state import ViewState
from viewer.state.viewport import Viewport
from viewer.widgets.panels.series_list import SERIES
from viewer.widgets.viewport.annotation_layer import AnnotationLayer
from viewer.widgets.viewport.image_canvas import ImageCanvas
from viewer.widgets.viewport.measuring_tool import MeasuringTool
from viewer.widgets.viewport.missing_slice import MissingSlice
from viewer.widgets.viewport.text_style import INVERTED, PLAIN

LEAST = 120
"""Logical pixels below which no viewport shrinks."""
Segment = tuple[Point, Point]
LESS = {Detail.FULL: (Detail.FULL, Detail.SHORT)}
"""What is shown where a viewport is too small for what was chosen."""
DRAG_SPAN = 500.0
"""Dragging this many screen pixels changes the window by the larger of its width and centre."""


class SliceView(QWidget):
    """Shows one viewport: the image, and over it words, measurements and reference lines.

    Attributes:
        canvas: The image: a slice and, when asked, the attention above it.

    Signals:
        pressed: A mouse button went down over it.
        double_clicked: The left button, twice.
        menu_requested: Where on screen.
        pointed: Under the mouse, a `Point` of the slice and the keys that are held; `None` once
            the mouse has left.
        framed: The reader zoomed or panned.
        dropped: UID of a series that was dragged here.
    """

    pressed = Signal()
    double_clicked = Signal()
    menu_requested = Signal(QPoint)
    pointed = Signal(object, object)
    framed = Signal()
    dropped = Signal(str)

    def __init__(
        self, state: ViewState, viewport: Viewport | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self.viewport = viewport or state.active
        self._verdict: Verdict | None = None
        self._mapped: Verdict | None = None
        self._given: tuple[SliceImage | None, Verdict | None, bool] = (None, None, False)
        self.regions_of: Callable[[str, Series], tuple[Region, ...]] = lambda _uid, _series: ()
        self._outline = QPainterPath()
        self.maps_of: Callable[[Verdict], Verdict] = lambda verdict: verdict
        self._fitted = ""
        self._line: Segment | None = None
        self._cross: Point | None = None
        self.setObjectName("sliceView")
        self.setAccessibleName(tr("Slice"))
        self.setMinimumSize(LEAST, LEAST)
        self.setAcceptDrops(True)
        self.canvas = ImageCanvas(self.viewport, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self._layer = AnnotationLayer(self)
        self._layer.raise_()
        self._missing = MissingSlice(self)
        self._missing.changed.connect(self._say_missing)
        viewport, box = self.viewport, self.canvas.box
        box.scrolled.connect(viewport.step)
        box.windowed.connect(self._on_windowed)
        box.menu_requested.connect(self.menu_requested)
        box.sigRangeChanged.connect(self._on_range)
        box.framed.connect(self.framed)
        self.canvas.installEventFilter(self)
        self.canvas.viewport().installEventFilter(self)
        viewport.window_changed.connect(self._on_window)
        viewport.look_changed.connect(self._on_look)
        self.measuring: MeasuringTool | None = None
        state.overlay_changed.connect(self._paint_overlay)
        state.smooth_changed.connect(self._on_smooth)
        state.mouse_changed.connect(self._on_mouse)
        state.privacy_changed.connect(self._on_privacy)
        state.corners_changed.connect(self._write)
        self.set_hint("", "")

    @property
    def annotation(self) -> AnnotationLayer:
        """The layer of words."""
        return self._layer

    @property
    def image(self) -> SliceImage | None:
        """The slice on screen."""
        return self.canvas.image

    def attach_marks(self, marks: Marks) -> None:
        """Show and take measurements."""
        canvas = self.canvas
        self.measuring = measuring = MeasuringTool(
            self._state, self.viewport, marks, lambda: canvas.image, canvas.to_view, self
        )
        canvas.box.drawn.connect(measuring.on_drawn)
        canvas.box.clicked.connect(measuring.on_clicked)
        canvas.scene().sigMouseMoved.connect(
            lambda position: measuring.on_moved(canvas.box.mapSceneToView(position))
        )
        self._state.tool_changed.connect(self._on_tool)
        marks.changed.connect(self._write)
        self.measuring.changed.connect(self._write)
        self._on_tool()

    def show_slice(
        self, image: SliceImage | None, verdict: Verdict | None, unreadable: bool = False
    ) -> None:
        """Show a slice with the attention of its verdict; or say that it is not there.

        Args:
            image: `None` where it is not decoded, or nothing shall be shown.
            verdict: On this slice; on another it is not shown.
            unreadable: The slice will never be decoded.
        """
        if image is not None and verdict is not None and verdict.uid != image.uid:
            verdict = None
        self._given = image, verdict, unreadable
        series = self.viewport.series
        withheld = series and pixels_withheld(series, privacy=self._state.privacy)
        image = None if withheld else image
        new_image = image is not self.canvas.image or self.canvas.overlays is self._state.privacy
        self.canvas.overlays = not self._state.privacy
        self.canvas.image, self._verdict, self._mapped = image, verdict, None
        if image is None:
            self.canvas.grey_item.clear()
            self._miss(unreadable, translated(withheld) if withheld else "")
        else:
            self._missing.end()
        if image is not None and new_image:
            self.canvas.paint_grey()
            key = series.uid if series else image.uid
            if key != self._fitted:
                self._fitted = key
                self.canvas.fit()
        self._write()
        self._paint_overlay()

    def _on_privacy(self) -> None:
        self.show_slice(*self._given)

    def _miss(self, unreadable: bool, withheld: str) -> None:
        if withheld:
            self._missing.withhold(withheld)
        elif unreadable:
            self._missing.give_up()
        elif self.viewport.slice_uid:
            self._missing.wait()
        else:
            self._missing.end()

    def _say_missing(self) -> None:
        self._layer.instead = self._missing.words
        self._layer.update()

    def set_active(self, on: bool) -> None:
        """Show whether panels and commands follow this viewport."""
        if on != self._layer.active:
            self._layer.active = on
            self._layer.update()

    def set_hint(self, title: str, words: str) -> None:
        """Show a hint card in place of an image; empty for an image."""
        self._layer.hint = (title, words)
        self._layer.update()

    def guide(self, line: Segment | None, cross: Point | None) -> None:
        """Draw another slice as a line, and a place of the patient as a cross."""
        if (line, cross) != (self._line, self._cross):
            self._line, self._cross = line, cross
            self._draw_reference_lines()

    def focus_image(self) -> None:
        """Take the keyboard."""
        self.canvas.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let keys pass to the window instead of the plot; notice presses."""
        kind = event.type()
        if watched is self.canvas:
            if kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event.ignore()
                return True
            return False  # what its viewport did not take comes by a second time
        if kind == QEvent.Type.MouseButtonPress:
            self.pressed.emit()
        elif kind == QEvent.Type.Leave:
            self.pointed.emit(None, Qt.KeyboardModifier.NoModifier)
        elif isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseMove:
            self._on_moved(event)
        elif isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseButtonDblClick:
            self.pressed.emit()
            if event.button() == Qt.MouseButton.LeftButton:
                self.double_clicked.emit()
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a series; files are for the window."""
        if event.mimeData().hasFormat(SERIES):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Announce the series that was dropped."""
        event.acceptProposedAction()
        self.dropped.emit(bytes(event.mimeData().data(SERIES).data()).decode())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words over the picture."""
        super().resizeEvent(event)
        self._layer.setGeometry(self.rect())
        self._write()

    def _on_moved(self, event: QMouseEvent) -> None:
        canvas = self.canvas
        if canvas.image is not None and not event.buttons():
            scene = canvas.mapToScene(event.position().toPoint())
            point = canvas.point_at(canvas.box.mapSceneToView(scene))
            self.pointed.emit(point, event.modifiers())

    def _draw_reference_lines(self) -> None:
        layer, has_image = self._layer, self.canvas.image is not None
        to_screen = self.canvas.to_screen() if has_image else QTransform()
        line = self._line if has_image else None
        ends = [QPointF(column, row) for row, column in line or ()]
        layer.line = tuple(to_screen.map(end) for end in ends)
        cross = self._cross if has_image else None
        layer.cross = to_screen.map(QPointF(cross[1], cross[0])) if cross else None
        layer.update()

    def _on_window(self) -> None:
        self.canvas.paint_grey()
        self._write()

    def _on_look(self) -> None:
        self._layer.text_style = INVERTED if self.viewport.inverted else PLAIN
        self.canvas.setBackground(self._layer.text_style.ground)
        self.canvas.paint_grey()
        self._write()
        self._paint_overlay()
        self.canvas.fit()

    def _on_mouse(self) -> None:
        self.canvas.box.scheme = self._state.mouse

    def _on_smooth(self) -> None:
        self.canvas.set_smooth(self._state.smooth)

    def _on_tool(self) -> None:
        drawing = self._state.tool is not MouseTool.WINDOW
        self.canvas.box.drawing = drawing
        cross, arrow = Qt.CursorShape.CrossCursor, Qt.CursorShape.ArrowCursor
        self.canvas.setCursor(cross if drawing else arrow)

    def _paint_overlay(self) -> None:
        state, image, layer, pixels, missing = self._state, self.canvas.image, None, None, ""
        if state.overlay_shown and image is not None and self._verdict is not None:
            if self._mapped is None:  # kept packed, and unpacked only where it is shown
                self._mapped = self.maps_of(self._verdict)
            rows, columns = image.values.shape[:2]
            layer = chosen_map(self._mapped, state.map_choice, (rows, columns))
            missing = missing_reason(self._mapped)
        if layer is not None:
            pixels = attention_argb(layer, state.threshold, state.opacity, state.map_choice.colours)
        self.canvas.paint_overlay(pixels)
        self._layer.tag = state.map_choice.label if layer is not None else missing
        self._layer.update()
        self.trace_outline()

    def trace_outline(self) -> None:
        """Draw the outline of the slice on screen as it is now, if it is switched on."""
        image, series = self.canvas.image, self.viewport.series
        shown = self._state.outlines and image is not None and series is not None
        regions = self.regions_of(image.uid, series) if shown and image and series else ()
        self._outline = outline_path(regions)
        self._place_outline()

    def _place_outline(self) -> None:
        self._layer.outline = self.canvas.to_screen().map(self._outline)
        self._layer.update()

    def _on_windowed(self, right: float, down: float) -> None:
        if self.viewport.window is None:
            return
        centre, width = self.viewport.window
        gain = max(width, abs(centre)) / DRAG_SPAN
        floor = 1.0 if width >= 1 else 1e-4
        self.viewport.set_window(centre + down * gain, max(width + right * gain, floor))

    def _on_range(self) -> None:
        self._write()

    def _write(self) -> None:
        series, layer, state = self.viewport.series, self._layer, self._state
        layer.shapes, layer.note, layer.mm_per_pixel = (), "", None
        if series is None:
            layer.corners, layer.letters = Corners(), ("", "", "", "")
            layer.update()
            return
        image, box, zoom = self.canvas.image, self.canvas.box, None
        if image is not None:
            pixel = float(box.viewPixelSize()[0]) if box.width() > 1 else 0.0
            layer.mm_per_pixel = pixel if pixel and distances_known(series) else None
            zoom = image.spacing_mm[1] / pixel if pixel else None
        view = self.viewport
        details = LESS.get(state.corners, (state.corners,))
        layer.set_corners(
            corner_texts(series, view.index, view.window, zoom, state.privacy, detail)
            for detail in details
        )
        turned = view.pose.cosines(series.orientation) if series.orientation else None
        layer.letters = letters(turned) if turned else ("", "", "", "")
        notes = [view.pose.words, tr("inverted") if view.inverted else ""]
        if self.measuring is not None and image is not None:
            layer.shapes = self.measuring.shapes(self.canvas.to_screen())
            notes.append(self.measuring.words)
        layer.note = " · ".join(note for note in notes if note)
        self._place_outline()
        self._draw_reference_lines()
