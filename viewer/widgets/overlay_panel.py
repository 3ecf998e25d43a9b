"""Switch, opacity and threshold of the attention overlay, with its colours."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from viewer.render.overlay import colour_table
from viewer.state import ViewState
from viewer.widgets.slice_view import ATTENTION
from viewer.words import tr


class _ColourBar(QWidget):
    """The colour table, dimmed where nothing is painted."""

    def __init__(self, state: ViewState) -> None:
        super().__init__()
        self._state = state
        self.setFixedHeight(10)
        self.setAccessibleName(tr("Colours of attention, low to high"))
        table = colour_table().copy()
        self._image = QImage(table.data, 256, 1, 768, QImage.Format.Format_RGB888).copy()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the table."""
        painter = QPainter(self)
        painter.drawImage(self.rect(), self._image)
        hidden = self.rect()
        hidden.setWidth(int(self.width() * self._state.threshold))
        painter.setOpacity(0.75)
        painter.fillRect(hidden, Qt.GlobalColor.black)
        painter.end()


class OverlayPanel(QGroupBox):
    """Writes the overlay settings of the state, and follows them."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(tr("Attention"), parent)
        self._state = state
        self.switch = QCheckBox(tr("Show attention (G, hold Q to peek)"))
        self.switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.switch.toggled.connect(state.set_overlay)
        self.opacity = self._slider(tr("Opacity"))
        self.opacity.valueChanged.connect(lambda value: state.set_opacity(value / 100))
        self.threshold = self._slider(tr("Threshold"))
        self.threshold.valueChanged.connect(lambda value: state.set_threshold(value / 100))
        self._bar = _ColourBar(state)
        scale = QHBoxLayout()
        low, note, high = QLabel(tr("low")), QLabel(tr(ATTENTION)), QLabel(tr("high"))
        for label in (low, note, high):
            label.setProperty("kind", "faint")
        scale.addWidget(low)
        scale.addWidget(note, 1, Qt.AlignmentFlag.AlignHCenter)
        scale.addWidget(high)
        form = QFormLayout()
        form.addRow(tr("Opacity"), self.opacity)
        form.addRow(tr("Threshold"), self.threshold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.switch)
        layout.addLayout(form)
        layout.addWidget(self._bar)
        layout.addLayout(scale)
        state.overlay_changed.connect(self._follow)
        self._follow()

    def _slider(self, name: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 100)
        slider.setAccessibleName(name)
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return slider

    def _follow(self) -> None:
        blockers = [QSignalBlocker(w) for w in (self.switch, self.opacity, self.threshold)]
        self.switch.setChecked(self._state.overlay)
        self.opacity.setValue(round(self._state.opacity * 100))
        self.threshold.setValue(round(self._state.threshold * 100))
        del blockers
        self._bar.update()
