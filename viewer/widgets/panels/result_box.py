"""Shows one verdict: headline, probability, words, and the reader's opinion of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout

from ml.core.messages import Message
from ml.core.types import Outcome
from viewer.i18n.translate import mark, sentence, tr, translated
from viewer.marks.marks import Judgement, Opinion
from viewer.widgets.style import palette
from viewer.widgets.style.style_class import set_style_class

SIGNS = {Opinion.AGREE: "✓", Opinion.DISAGREE: "✗", Opinion.UNSURE: "?"}
OPINIONS = {
    Opinion.AGREE: mark("Agree"),
    Opinion.DISAGREE: mark("Disagree"),
    Opinion.UNSURE: mark("Unsure"),
}

PROVISIONAL = mark("Provisional until its neighbours are read.")


class ResultBox(QFrame):
    """A verdict on a slice or on a series.

    Args:
        title: What it is about.

    Signals:
        judged: The reader's opinion, an `Opinion`.
    """

    judged = Signal(object)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("kind", "result")
        self._title = QLabel(title)
        self._title.setProperty("kind", "faint")
        self._title.setWordWrap(True)
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
        self.grounds = QLabel()
        self.grounds.setTextFormat(Qt.TextFormat.PlainText)
        self.grounds.setWordWrap(True)
        self.grounds.setProperty("kind", "faint")
        self.grounds.hide()
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._title, 1)
        self.opinions = {opinion: self._button(title, opinion) for opinion in Opinion}
        for button in self.opinions.values():
            top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(top)
        for widget in (self.headline, self._bar, self.words, self.grounds):
            layout.addWidget(widget)

    def set_title(self, title: str) -> None:
        """Set the title: the series or the slice."""
        self._title.setText(title)

    def show_nothing(self, words: str) -> None:
        """Say why there is no verdict."""
        self.headline.hide()
        self.grounds.hide()
        self._bar.hide()
        self._show_buttons(False)
        self.words.setText(words)
        set_style_class(self.words, "faint")

    def show_result(
        self,
        outcome: Outcome,
        presence: float | None,
        source: float | None,
        reason: Message,
        *,
        privacy: bool,
        provisional: bool = False,
    ) -> None:
        """Show a verdict.

        Args:
            outcome: In one word.
            presence: Probability that a tumour is present, in [0, 1].
            source: Probability that it is secondary, in [0, 1].
            reason: Why it was refused or is not sure.
            privacy: Whether identity is hidden.
            provisional: Whether it may still change; it is then said in words and shown softly.
        """
        self._colour(palette.OUTCOME_COLOUR[outcome].name())
        sign = "○" if provisional else "●"
        self.headline.setText(f"{sign} {tr(palette.HEADLINE[outcome])}")
        self.headline.show()
        self._bar.setVisible(presence is not None)
        self._bar.setValue(round((presence or 0.0) * 100))
        self._show_buttons(presence is not None)
        lines = []
        if presence is not None:
            lines.append(tr("Tumour present: {}").format(palette.percent(presence)))
        if source is not None:
            primary, secondary = palette.percent(1 - source), palette.percent(source)
            lines.append(tr("If present: primary {}, secondary {}").format(primary, secondary))
        if reason:
            lines.append(sentence(translated(reason, privacy=privacy)))
        if provisional:
            lines.append(tr(PROVISIONAL))
        self.words.setText("\n".join(lines))
        set_style_class(self.words, "faint" if provisional else "")

    def show_grounds(self, words: str, more: str) -> None:
        """Say below a verdict how far the network that gave it was validated.

        Args:
            words: One sentence; empty for none.
            more: On what it was not, as a tooltip.
        """
        self.grounds.setText(words)
        self.grounds.setToolTip(more)
        self.grounds.setAccessibleDescription(more)
        self.grounds.setVisible(bool(words))

    def show_judgement(self, judgement: Judgement | None) -> None:
        """Show what the reader holds of it."""
        for opinion, button in self.opinions.items():
            button.setChecked(judgement is not None and judgement.opinion is opinion)

    def _button(self, title: str, opinion: Opinion) -> QToolButton:
        button = QToolButton()
        button.setText(SIGNS[opinion])
        button.setCheckable(True)
        button.setFixedSize(28, 24)
        button.setProperty("kind", "opinion")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tr(OPINIONS[opinion]))
        button.setAccessibleName(f"{title}: {tr(OPINIONS[opinion])}")
        button.clicked.connect(lambda _checked=False: self.judged.emit(opinion))
        return button

    def _show_buttons(self, visible: bool) -> None:
        for button in self.opinions.values():
            button.setVisible(visible)

    def _colour(self, colour: str) -> None:
        """Set the colour if it differs: each style sheet is parsed again, which slows scrolling."""
        if colour != self._shown_colour:
            self._shown_colour = colour
            self.headline.setStyleSheet(f"color: {colour}")
            self._bar.setStyleSheet(f"QProgressBar::chunk {{ background: {colour} }}")
