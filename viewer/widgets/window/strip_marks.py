"""Feeds the strip: one mark for each slice of the active series."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from viewer.widgets.context import DeskContext
from viewer.widgets.panels.slice_strip import SliceMark, SliceStrip

MARK_MS = 40
"""The strip follows decoding this late: a series of 400 slices arrives in a second."""


class StripMarks(QObject):
    """Collects what is known of each slice.

    Args:
        context: The desk.
        strip: Shows the marks.
    """

    def __init__(self, context: DeskContext, strip: SliceStrip) -> None:
        super().__init__(context.window)
        self._context, self._strip = context, strip
        self._timer = QTimer(self, singleShot=True, interval=MARK_MS)
        self._timer.timeout.connect(self.update)
        context.state.index_settled.connect(self.update)
        strip.jumped.connect(context.state.set_index)

    def update_soon(self) -> None:
        """Collect them once for everything that arrives within a short time."""
        self._timer.start()

    def update(self) -> None:
        """Collect them now."""
        state, session, marks = self._context.state, self._context.session, self._context.marks
        series = state.series
        slice_marks = [
            SliceMark(
                ref.uid in session.slices,
                ref.uid in state.viewed,
                session.verdict(ref.uid),
                marks.is_key(ref.uid),
                marks.judgement(ref.uid),
            )
            for ref in (series.slices if series is not None else ())
        ]
        self._strip.set_marks(slice_marks, state.index, session.threshold)
