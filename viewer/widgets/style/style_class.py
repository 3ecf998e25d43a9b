"""Sets the property by which the style sheet selects, also while a widget is on screen."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def set_style_class(widget: QWidget, kind: str) -> None:
    """Show a widget as one of a kind that the style sheet knows; empty for a plain one."""
    if widget.property("kind") == kind:
        return  # polishing takes time, which scrolling would feel
    widget.setProperty("kind", kind)
    widget.style().polish(widget)
