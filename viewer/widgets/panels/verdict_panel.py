"""The verdict panel: what the cascade says about slice and series, and which networks said it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGroupBox,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ml.core.messages import NOTHING
from ml.core.series_verdict import UNREAD, SeriesVerdict
from ml.core.types import RESEARCH_USE, ModelInfo, Outcome, Verdict
from viewer.i18n.translate import joined, mark, tr, translated
from viewer.marks.drafts import Drafts
from viewer.marks.marks import Marks
from viewer.report.model_words import caution_of, doubts_of, grounds_of, line_of, title_of
from viewer.session import Session
from viewer.state.reading_mode import ReadingMode
from viewer.widgets.foreign_words import card_view, plain_label
from viewer.widgets.panels.impression_box import ImpressionBox, remembered
from viewer.widgets.panels.result_box import ResultBox
from viewer.widgets.panels.silence_box import SilenceBox
from viewer.widgets.style.spacing import dialog_layout

SO_FAR = mark("Nothing above the threshold so far; the verdict follows the last slice.")
NETWORKS = (mark("Presence"), mark("Source"))
"""Tasks of networks at the beginning of a line."""
WAITING = mark("Press V after you have looked.")


def _is_open(result: SeriesVerdict, slices: int) -> bool:
    """Whether slices that were not read may still decide an unsure series."""
    return result.outcome is Outcome.UNSURE and result.told < slices


def _counts(result: SeriesVerdict) -> list[str]:
    """How many slices of a series were read, and what became of the others."""
    others = (
        (tr("{} not analysed"), result.refused),
        (tr("{} could not be read"), result.shortfall.unreadable),
        (tr("{} could not be asked"), result.shortfall.unasked),
    )
    said = [words.format(count) for words, count in others if count]
    return [tr("{} read").format(result.read), *said]


CARDS = mark("Each card is in the words of whoever made the network.")


class VerdictPanel(QGroupBox):
    """Verdicts on the slice and the series on screen, and the reader's word on each.

    Args:
        session: Whose verdicts are shown.
        marks: What the reader said.

    Signals:
        verdicts_requested: The reader wants the verdicts.
        impression_given: What the reader sees in the series, an `Impression`.
        judged: An `Opinion`, and whether it is on the series rather than the slice.
    """

    verdicts_requested = Signal()
    impression_given = Signal(object)
    judged = Signal(object, bool)

    def __init__(self, session: Session, marks: Marks, parent: QWidget | None = None) -> None:
        super().__init__(tr("Cascade"), parent)
        self._session, self._marks = session, marks
        self.impression = ImpressionBox()
        self.impression.given.connect(self.impression_given)
        self.read_button = QPushButton(tr("Read with the cascade  (V)"))
        self.read_button.setObjectName("ask")
        self.read_button.setProperty("kind", "primary")
        self.read_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.read_button.clicked.connect(self.verdicts_requested)
        self.silence = SilenceBox()
        self.silence.restart_requested.connect(session.restart_networks)
        self.series_box = ResultBox(tr("This series"))
        self.series_box.judged.connect(lambda opinion: self.judged.emit(opinion, True))
        self.slice_box = ResultBox(tr("This slice"))
        self.slice_box.judged.connect(lambda opinion: self.judged.emit(opinion, False))
        self.own = plain_label(kind="faint")
        self.note = QLineEdit()
        self.note.setPlaceholderText(tr("Note, saved with your opinion"))
        self.note.setAccessibleName(tr("Note, saved with your opinion"))
        self.note.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.drafts = drafts = Drafts(self)
        self.note.textEdited.connect(lambda text: drafts.put(session.state.slice_uid, text))
        self._noted = ""
        self.caution = plain_label(kind="caution")
        self.model = plain_label(kind="faint")
        self.card = QPushButton(tr("Model card…"))
        self.card.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.card.clicked.connect(self.show_card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        boxes = (
            self.impression,
            self.read_button,
            self.silence,
            self.series_box,
            self.slice_box,
            self.note,
            self.own,
        )
        for widget in boxes:
            layout.addWidget(widget)
        layout.addWidget(self.caution)
        layout.addWidget(self.model)
        layout.addWidget(self.card, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def refresh(self) -> None:
        """Show what may be shown now."""
        session = self._session
        series = session.state.series
        refusal = series.refusal if series is not None else NOTHING
        visible = series is not None and session.verdicts_visible(series) and not refusal
        result = session.series_result(series) if series is not None and visible else None
        verdict = session.verdict(session.state.slice_uid) if visible else None
        busy = series is not None and session.reading is not None
        total = len(series.slices) if series is not None else 0
        done = result is not None and not busy and not _is_open(result, total)
        usable = series is not None and not refusal and not session.classifier_note
        unasked = result is not None and not busy and result.shortfall.unasked > 0
        self.read_button.setVisible(not done or unasked)
        self.read_button.setEnabled(usable and not busy)
        self.read_button.setText(
            tr("Reading…")
            if busy and visible
            else tr("Read again  (V)")
            if unasked
            else tr("Read with the cascade  (V)")
        )
        self.silence.show_state(silent=session.networks_silent, failed=session.networks_failed)
        if refusal:
            self.series_box.show_result(
                Outcome.REFUSED, None, None, refusal, privacy=session.state.privacy
            )
            self._show_slice(None, False)
        else:
            self._show_series(result, busy)
            self._show_slice(verdict, visible)
        reader_first = session.state.mode is ReadingMode.READER_FIRST
        self.impression.setVisible(usable and reader_first and not visible)
        words = remembered(self._marks.impression(series.uid)) if series is not None else ""
        self.own.setText(words)
        self.own.setVisible(bool(words) and visible)
        self._show_judgements()
        self._show_models(visible or bool(refusal))

    def _show_judgements(self) -> None:
        uid, series = self._session.state.slice_uid, self._session.state.series
        on_slice = self._marks.judgement(uid)
        on_series = self._marks.judgement(series.uid) if series is not None else None
        self.slice_box.show_judgement(on_slice)
        self.series_box.show_judgement(on_series)
        if uid != self._noted or not self.note.hasFocus():
            self._noted = uid
            judgement = on_slice or on_series
            self.note.setText(
                self.drafts.text_for(uid, judgement.note if judgement is not None else "")
            )

    def show_card(self) -> None:
        """Open the model cards; does not block the desk."""
        dialog = QDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Model cards"))
        dialog.resize(640, 560)
        models = self._session.models
        cards = "\n\n---\n\n".join(m.card or translated(title_of(m)) for m in models)
        text = card_view(cards, tr("Model cards"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(dialog.close)
        layout = dialog_layout(dialog)
        layout.addWidget(plain_label("\n".join(map(line_of, models))))
        layout.addWidget(plain_label(tr(RESEARCH_USE), "caution"))
        if not all(m.shipped for m in models):
            layout.addWidget(plain_label(tr(CARDS)))
        layout.addWidget(text)
        layout.addWidget(buttons)
        dialog.show()

    def _show_series(self, result: SeriesVerdict | None, busy: bool) -> None:
        session = self._session
        self.series_box.set_title(tr("This series"))
        if result is not None:
            if busy and result.reason == UNREAD:
                self.series_box.show_nothing(tr(SO_FAR))
            else:
                self.series_box.show_result(
                    result.outcome,
                    result.presence,
                    result.source,
                    result.words,
                    privacy=session.state.privacy,
                )
                self.series_box.show_grounds(
                    grounds_of(session.models, sourced=result.source is not None),
                    "\n".join(map(caution_of, session.models)),
                )
            count = joined(*_counts(result))
            so_far = tr("so far {}").format(count) if busy else count
            self.series_box.set_title(tr("This series · {}").format(so_far))
        elif session.classifier_note:
            self.series_box.show_nothing(translated(session.classifier_note, privacy=False))
        elif session.opening and busy:
            self.series_box.show_nothing(tr("Opening the network…"))
        elif session.state.series is None:
            self.series_box.show_nothing(tr("Nothing is open."))
        else:
            self.series_box.show_nothing(tr("Reading…") if busy else tr(WAITING))

    def _show_slice(self, verdict: Verdict | None, visible: bool) -> None:
        for widget in (self.slice_box, self.note):
            widget.setVisible(verdict is not None)
        if verdict is not None and visible:
            self.slice_box.show_result(
                verdict.outcome,
                verdict.presence,
                verdict.source,
                verdict.reason,
                privacy=self._session.state.privacy,
                provisional=self._session.is_provisional(verdict),
            )

    def _show_models(self, visible: bool) -> None:
        models: tuple[ModelInfo, ...] = self._session.models
        text = "\n".join(
            tr("{task}: {caution}").format(task=tr(m.task.capitalize()), caution=doubts)
            for m in models
            if (doubts := doubts_of(m))
        )
        self.caution.setText(text)
        self.caution.setVisible(bool(text) and visible)
        lines = [line_of(model) for model in models]
        if models:
            lines.append(tr("on {}").format(self._session.device))
        self.model.setText("\n".join(lines))
        self.model.setVisible(bool(models))
        self.card.setVisible(bool(models))
