"""What the cascade says, in plain words, and what it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ml.aggregate import SeriesVerdict
from ml.protocol import ModelInfo, Outcome, Verdict
from viewer.marks import Judgement, Opinion
from viewer.sentences import told
from viewer.session import Session
from viewer.widgets import palette
from viewer.words import joined, mark, sentence, tr

WAITING = mark("Press V when you have looked.")
DEMONSTRATION = mark("Demonstration network: not validated on real cases of this task.")


def _caution(model: ModelInfo) -> str:
    if model.demonstration and "demonstration" not in model.caution.lower():
        return f"{tr(DEMONSTRATION)} {told(model.caution)}".strip()
    return told(model.caution)


OPINIONS = {
    Opinion.AGREE: mark("✓ Agree"),
    Opinion.DISAGREE: mark("✗ Disagree"),
    Opinion.UNSURE: mark("? Unsure"),
}


class _Result(QFrame):
    """One verdict: headline, probability, words."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("kind", "result")
        self._title = QLabel(title)
        self._title.setProperty("kind", "faint")
        self.headline = QLabel()
        self.headline.setProperty("kind", "headline")
        self.headline.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setAccessibleName(tr("{}: probability that a tumour is present").format(title))
        self._shown_colour = ""
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        for widget in (self._title, self.headline, self._bar, self.words):
            layout.addWidget(widget)

    def set_title(self, title: str) -> None:
        self._title.setText(title)

    def show_nothing(self, words: str) -> None:
        self.headline.hide()
        self._bar.hide()
        self.words.setText(words)
        self.words.setProperty("kind", "faint")
        self._restyle()

    def show_result(
        self, outcome: Outcome, presence: float | None, source: float | None, reason: str
    ) -> None:
        self._colour(palette.OUTCOME_COLOUR[outcome].name())
        self.headline.setText(f"● {tr(palette.HEADLINE[outcome])}")
        self.headline.show()
        self._bar.setVisible(presence is not None)
        self._bar.setValue(round((presence or 0.0) * 100))
        lines = []
        if presence is not None:
            lines.append(tr("Tumour present: {}").format(palette.percent(presence)))
        if source is not None:
            primary, secondary = palette.percent(1 - source), palette.percent(source)
            lines.append(tr("If present: primary {}, secondary {}").format(primary, secondary))
        if reason:
            lines.append(sentence(told(reason)))
        self.words.setText("\n".join(lines))
        self.words.setProperty("kind", "")
        self._restyle()

    def _colour(self, colour: str) -> None:
        """Style sheets are parsed anew each time, which scrolling would feel."""
        if colour != self._shown_colour:
            self._shown_colour = colour
            self.headline.setStyleSheet(f"color: {colour}")
            self._bar.setStyleSheet(f"QProgressBar::chunk {{ background: {colour} }}")

    def _restyle(self) -> None:
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)


class VerdictPanel(QGroupBox):
    """Verdicts on the slice and the series on screen."""

    asked = Signal()
    judged = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Cascade"), parent)
        self._session = session
        self.ask = QPushButton(tr("Read with the cascade  (V)"))
        self.ask.setProperty("kind", "primary")
        self.ask.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.ask.clicked.connect(self.asked)
        self.series_box = _Result(tr("This series"))
        self.slice_box = _Result(tr("This slice"))
        self._judging = QWidget()
        row = QHBoxLayout(self._judging)
        row.setContentsMargins(0, 0, 0, 0)
        self.opinions: dict[Opinion, QPushButton] = {}
        for opinion, words in OPINIONS.items():
            button = QPushButton(tr(words))
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, each=opinion: self.judged.emit(each))
            row.addWidget(button, 1)
            self.opinions[opinion] = button
        self.note = QLineEdit()
        self.note.setPlaceholderText(tr("Note, kept with your opinion"))
        self.note.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.caution = QLabel()
        self.caution.setWordWrap(True)
        self.caution.setProperty("kind", "caution")
        self.model = QLabel()
        self.model.setWordWrap(True)
        self.model.setProperty("kind", "faint")
        self.card = QPushButton(tr("Model card…"))
        self.card.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.card.clicked.connect(self.show_card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        for widget in (self.ask, self.series_box, self.slice_box, self._judging, self.note):
            layout.addWidget(widget)
        layout.addWidget(self.caution)
        layout.addWidget(self.model)
        layout.addWidget(self.card, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def refresh(self) -> None:
        """Show what may be shown now."""
        session = self._session
        series = session.state.series
        refusal = series.refusal if series is not None else ""
        shown = series is not None and session.revealed(series) and not refusal
        result = session.series_result(series) if series is not None and shown else None
        verdict = session.verdict(session.state.slice_uid) if shown else None
        busy = series is not None and session.reading is not None
        done = result is not None and not busy
        usable = series is not None and not refusal and not session.classifier_note
        self.ask.setVisible(not done)
        self.ask.setEnabled(usable and not busy)
        self.ask.setText(tr("Reading…") if busy and shown else tr("Read with the cascade  (V)"))
        if refusal:
            self.series_box.show_result(Outcome.REFUSED, None, None, refusal)
            self._show_slice(None, False)
        else:
            self._show_series(result, busy)
            self._show_slice(verdict, shown)
        self._show_models(shown or bool(refusal))

    def show_judgement(self, judgement: Judgement | None) -> None:
        """Show what the reader holds of the verdict on this slice."""
        for opinion, button in self.opinions.items():
            button.setChecked(judgement is not None and judgement.opinion is opinion)
        if not self.note.hasFocus():
            self.note.setText(judgement.note if judgement is not None else "")

    def show_card(self) -> None:
        """Open the model cards; does not block the desk."""
        dialog = QDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Model cards"))
        dialog.resize(640, 560)
        text = QTextBrowser()
        text.setOpenLinks(False)
        text.setMarkdown("\n\n---\n\n".join(m.card or m.name for m in self._session.models))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(dialog.close)
        layout = QVBoxLayout(dialog)
        layout.addWidget(text)
        layout.addWidget(buttons)
        dialog.show()

    def _show_series(self, result: SeriesVerdict | None, busy: bool) -> None:
        session = self._session
        self.series_box.set_title(tr("This series"))
        if result is not None:
            self.series_box.show_result(
                result.outcome, result.presence, result.source, result.reason
            )
            count = tr("{} read").format(result.read)
            if result.refused:
                count = joined(count, tr("{} not analysed").format(result.refused))
            so_far = tr("so far {}").format(count) if busy else count
            self.series_box.set_title(f"{tr('This series')} · {so_far}")
        elif session.classifier_note:
            self.series_box.show_nothing(told(session.classifier_note))
        elif session.opening and busy:
            self.series_box.show_nothing(tr("The network is being opened…"))
        elif session.state.series is None:
            self.series_box.show_nothing(tr("Nothing is open."))
        else:
            self.series_box.show_nothing(tr("Reading…") if busy else tr(WAITING))

    def _show_slice(self, verdict: Verdict | None, shown: bool) -> None:
        for widget in (self.slice_box, self._judging, self.note):
            widget.setVisible(verdict is not None)
        if verdict is not None and shown:
            self.slice_box.show_result(
                verdict.outcome, verdict.presence, verdict.source, verdict.reason
            )

    def _show_models(self, shown: bool) -> None:
        models: tuple[ModelInfo, ...] = self._session.models
        cautions = [_caution(model) for model in models]
        text = "\n".join(
            tr("{task}: {caution}").format(task=told(m.task.capitalize()), caution=caution)
            for m, caution in zip(models, cautions, strict=True)
            if caution
        )
        self.caution.setText(text)
        self.caution.setVisible(bool(text) and shown)
        lines = [
            " · ".join(
                (m.name, m.fingerprint, *((tr("demonstration"),) if m.demonstration else ()))
            )
            for m in models
        ]
        if models:
            lines.append(tr("on {}").format(self._session.device))
        self.model.setText("\n".join(lines))
        self.model.setVisible(bool(models))
        self.card.setVisible(bool(models))
