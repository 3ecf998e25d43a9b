"""Margins and gaps of every dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout

EDGE, GAP = 16, 12
"""Around and between the parts of a dialog, logical pixels: steps of four (ours)."""


def dialog_layout(dialog: QDialog) -> QVBoxLayout:
    """The layout of a dialog: its parts below one another, with air around them."""
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
    layout.setSpacing(GAP)
    return layout
