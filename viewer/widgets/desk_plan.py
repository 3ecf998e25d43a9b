"""Where the parts of the desk stand: messages above; series, pictures and panels side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from viewer.words import tr

WIDTHS = (250, 760, 350)
"""Of series, pictures and panels at first, logical pixels (ours); only the pictures grow."""
LEAST_LEFT, LEAST_RIGHT = 200, 300


def desk_plan(
    messages: QWidget, series: QWidget, pictures: QWidget, strip: QWidget, *panels: QWidget
) -> QWidget:
    """Put the parts into one widget, which owns them."""
    columns = (_series(series), _pictures(pictures, strip), _panels(*panels))
    splitter = QSplitter()
    splitter.setChildrenCollapsible(False)
    for number, part in enumerate(columns):
        splitter.addWidget(part)
        splitter.setStretchFactor(number, int(number == 1))
    splitter.setSizes(list(WIDTHS))
    whole = QWidget()
    stack = QVBoxLayout(whole)
    stack.setContentsMargins(0, 0, 0, 0)
    stack.setSpacing(0)
    stack.addWidget(messages)
    stack.addWidget(splitter, 1)
    return whole


def _series(series: QWidget) -> QWidget:
    left = QWidget()
    left.setObjectName("left")
    left.setMinimumWidth(LEAST_LEFT)
    column = QVBoxLayout(left)
    column.setContentsMargins(0, 0, 0, 0)
    heading = QLabel(tr("Series"))
    heading.setProperty("kind", "heading")
    column.addWidget(heading)
    column.addWidget(series)
    return left


def _pictures(pictures: QWidget, strip: QWidget) -> QWidget:
    middle = QWidget()
    row = QHBoxLayout(middle)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(pictures, 1)
    row.addWidget(strip)
    return middle


def _panels(*panels: QWidget) -> QScrollArea:
    side = QWidget()
    side.setObjectName("side")
    column = QVBoxLayout(side)
    column.setContentsMargins(16, 0, 16, 16)
    for panel in panels:
        column.addWidget(panel)
    column.addStretch(1)
    scroll = QScrollArea()
    scroll.setWidget(side)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setMinimumWidth(LEAST_RIGHT)
    return scroll
