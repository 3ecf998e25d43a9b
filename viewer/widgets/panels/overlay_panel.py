"""The overlay panel: switch, map, network, opacity, threshold and colours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ml.core.types import MapKind
from viewer.i18n.translate import tr
from viewer.render.maps import KINDS, NETWORKS
from viewer.render.overlay import TABLES, colour_table
from viewer.state.view_state import ViewState


class _ColourBar(QWidget):
    """The colour table, dimmed where nothing is painted."""

    def __init__(self, state: ViewState) -> None:
        super().__init__()
        self._state = state
        self.setFixedHeight(10)
        self.setAccessibleName(tr("Attention colour map, low to high"))
        self._images = {name: self._picture(name) for name in TABLES}

    @staticmethod
    def _picture(name: str) -> QImage:
        table = colour_table(name=name).copy()
        return QImage(table.data, 256, 1, 768, QImage.Format.Format_RGB888).copy()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the table."""
        painter = QPainter(self)
        painter.drawImage(self.rect(), self._images[self._state.map_choice.colours])
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
        self.map = self._list(tr("Map"), ((kind.value, tr(KINDS[kind])) for kind in KINDS))
        self.map.activated.connect(self._choose)
        self.network = self._list(tr("Network"), ((n, tr(w)) for n, w in NETWORKS.items()))
        self.network.activated.connect(self._choose)
        self.colours = self._list(tr("Colours"), ((name, name) for name in TABLES))
        self.colours.activated.connect(self._choose)
        self.opacity = self._slider(tr("Opacity"))
        self.opacity.valueChanged.connect(lambda value: state.set_opacity(value / 100))
        self.threshold = self._slider(tr("Threshold"))
        self.threshold.valueChanged.connect(lambda value: state.set_threshold(value / 100))
        self._bar = _ColourBar(state)
        scale = QHBoxLayout()
        low, self.note, high = QLabel(tr("low")), QLabel(state.map_choice.label), QLabel(tr("high"))
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for label in (low, self.note, high):
            label.setProperty("kind", "faint")
        scale.addWidget(low)
        scale.addWidget(self.note, 1)
        scale.addWidget(high)
        form = QFormLayout()
        form.addRow(tr("Map"), self.map)
        form.addRow(tr("Network"), self.network)
        form.addRow(tr("Colours"), self.colours)
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

    def _list(self, name: str, rows: Iterable[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        for value, words in rows:
            box.addItem(words, value)
        box.setAccessibleName(name)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.setMinimumContentsLength(8)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return box

    def _choose(self) -> None:
        self._state.set_map_choice(
            replace(
                self._state.map_choice,
                network=str(self.network.currentData()),
                kind=MapKind(self.map.currentData()),
                colours=str(self.colours.currentData()),
            )
        )

    def _follow(self) -> None:
        chosen = self._state.map_choice
        lists = ((self.map, chosen.kind), (self.network, chosen.network))
        for box, value in (*lists, (self.colours, chosen.colours)):
            box.setCurrentIndex(box.findData(str(value)))
        self.note.setText(chosen.label)
        blockers = [QSignalBlocker(w) for w in (self.switch, self.opacity, self.threshold)]
        self.switch.setChecked(self._state.overlay)
        self.opacity.setValue(round(self._state.opacity * 100))
        self.threshold.setValue(round(self._state.threshold * 100))
        del blockers
        self._bar.update()
