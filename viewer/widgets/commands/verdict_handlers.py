"""Commands on verdicts: ask for them, judge them, go to suspicious slices, show attention."""

from __future__ import annotations

from collections.abc import Callable

from viewer.i18n.translate import mark, tr
from viewer.marks.marks import Impression, Opinion, judged
from viewer.state.reading_mode import ReadingMode
from viewer.widgets.context import DeskContext

OPACITY_STEP = 0.1
NOTHING_TO_JUDGE = mark("This slice has no verdict yet: press V first.")


class VerdictHandlers:
    """Turns commands into calls of state, session and marks.

    Args:
        context: The desk.
        note: Reads what the reader typed beside the verdict.
        show_status: Shows words in the status line.
    """

    def __init__(
        self, context: DeskContext, note: Callable[[], str], show_status: Callable[[str], None]
    ) -> None:
        self._state, self._session, self._marks = context.state, context.session, context.marks
        self._show_message, self._note, self._show_status = context.show_message, note, show_status

    def handlers(self) -> dict[str, Callable[..., object]]:
        """A function for each command."""
        state = self._state
        handlers: dict[str, Callable[..., object]] = {
            "ask": self._session.ask_for_verdicts,
            "overlay": state.set_overlay,
            "outlines": state.set_outlines,
            "opacity_down": lambda: state.set_opacity(state.opacity - OPACITY_STEP),
            "opacity_up": lambda: state.set_opacity(state.opacity + OPACITY_STEP),
            "next_suspicious": lambda: self._jump_suspicious(1),
            "previous_suspicious": lambda: self._jump_suspicious(-1),
        }
        for opinion in Opinion:
            handlers[opinion.value] = lambda opinion=opinion: self.judge(opinion)
        for mode in ReadingMode:
            name = f"mode_{mode.name.lower()}"
            handlers[name] = lambda on, mode=mode: self._choose_mode(mode, on)
        for impression in Impression:
            name = f"sees_{impression.name.lower()}"
            handlers[name] = lambda impression=impression: self.give_impression(impression)
        return handlers

    def judge(self, opinion: Opinion, on_series: bool = False) -> None:
        """Note what the reader holds of the verdict on the slice, or on the series.

        Args:
            opinion: The reader's.
            on_series: The verdict on the series is meant.
        """
        session, series, uid = self._session, self._state.series, self._state.slice_uid
        verdict = session.verdict(uid)
        result = session.series_result(series) if series is not None and on_series else None
        if verdict is None or (on_series and result is None):
            self._show_message(tr(NOTHING_TO_JUDGE))
            return
        mode = session.verdicts.mode_seen(uid, verdict.model_id)
        outcome = (result.outcome if result is not None else verdict.outcome).value
        judged_uid = series.uid if series is not None and on_series else uid
        note = self._note().strip()
        self._marks.judge(judged_uid, judged(opinion, session.model_id, outcome, mode, note))

    def give_impression(self, impression: Impression) -> None:
        """Note what the reader sees in the series, then let the cascade answer."""
        series = self._state.series
        if series is None:
            return
        self._marks.give_impression(
            series.uid, impression, not self._session.verdicts_visible(series)
        )
        self._session.ask_for_verdicts()

    def _choose_mode(self, mode: ReadingMode, on: bool) -> None:
        if on:
            self._state.set_mode(mode)

    def _jump_suspicious(self, direction: int) -> None:
        series = self._state.series
        if series is None:
            return
        index_now = self._state.index
        suspicious = self._session.suspicious(series)
        ahead = [index for index in suspicious if (index - index_now) * direction > 0]
        if ahead:
            self._state.set_index(min(ahead, key=lambda index: abs(index - index_now)))
        elif not suspicious and self._session.verdicts_visible(series):
            self._show_status(tr("No slice is above the threshold."))
