"""Lays out the main window: series left, image in the middle, cascade right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from viewer.i18n.translate import tr

WIDTHS = (250, 760, 350)
"""Of the three columns at first, logical pixels (ours)."""
EDGE, SCROLL_BAR = 16, 10
"""Around the panels; of that the scroll bar takes its width, so that nothing moves when it comes.
Its width stands in `resources/styles`."""


def lay_out(
    messages: QWidget,
    series_list: QWidget,
    picture: tuple[QWidget, QWidget],
    panels: Sequence[QWidget],
) -> tuple[QWidget, QWidget]:
    """Put the parts together.

    Args:
        messages: Stands above all, also above what covers the desk.
        series_list: On the left.
        picture: The viewports, and the strip beside them.
        panels: On the right, one below the other.

    Returns:
        The content, and the desk: the part that a page may cover.
    """
    columns = (_left(series_list), _middle(*picture), _right(panels))
    splitter = QSplitter()
    splitter.setChildrenCollapsible(False)
    for index, column in enumerate(columns):
        splitter.addWidget(column)
        splitter.setStretchFactor(index, int(column is columns[1]))
    splitter.setSizes(list(WIDTHS))
    desk, content = QWidget(), QWidget()
    _tight(QHBoxLayout(desk)).addWidget(splitter)
    stack = QVBoxLayout(content)
    _tight(stack)
    stack.addWidget(messages)
    stack.addWidget(desk, 1)
    return content, desk


def _left(series_list: QWidget) -> QWidget:
    left = QWidget()
    left.setObjectName("left")
    left.setMinimumWidth(200)
    heading = QLabel(tr("Series"))
    heading.setProperty("kind", "heading")
    column = QVBoxLayout(left)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(heading)
    column.addWidget(series_list)
    return left


def _middle(viewports: QWidget, strip: QWidget) -> QWidget:
    middle = QWidget()
    row = QHBoxLayout(middle)
    _tight(row)
    row.addWidget(viewports, 1)
    row.addWidget(strip)
    return middle


def _right(panels: Sequence[QWidget]) -> QWidget:
    side = QWidget()
    side.setObjectName("side")
    column = QVBoxLayout(side)
    column.setContentsMargins(EDGE, 0, EDGE, EDGE)
    for panel in panels:
        column.addWidget(panel)
    column.addStretch(1)
    scroll = QScrollArea()
    scroll.setWidget(side)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setMinimumWidth(300)
    scroll.verticalScrollBar().rangeChanged.connect(
        lambda low, high: column.setContentsMargins(
            EDGE, 0, EDGE - (SCROLL_BAR if high > low else 0), EDGE
        )
    )
    return scroll


def _tight(layout: QLayout) -> QLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
