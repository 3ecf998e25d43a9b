"""Asks for the reader's own impression of the series before any verdict is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from viewer.i18n.translate import mark, tr
from viewer.marks.marks import Impression

WORDS = {
    Impression.TUMOUR: mark("Tumour"),
    Impression.NONE: mark("No tumour"),
    Impression.UNSURE: mark("Not sure"),
}


class ImpressionBox(QFrame):
    """A question with three answers.

    Signals:
        given: The reader's `Impression`.
    """

    given = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "result")
        question = QLabel(tr("What do you see in this series?"))
        question.setWordWrap(True)
        why = QLabel(tr("Saved as your own reading; then the cascade's verdict is shown."))
        why.setProperty("kind", "faint")
        why.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.buttons: dict[Impression, QPushButton] = {}
        for impression, words in WORDS.items():
            button = QPushButton(tr(words))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"{question.text()} {tr(words)}")
            button.clicked.connect(
                lambda _checked=False, answer=impression: self.given.emit(answer)
            )
            row.addWidget(button, 1)
            self.buttons[impression] = button
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(question)
        layout.addLayout(row)
        layout.addWidget(why)


def remembered(reading: tuple[Impression, bool] | None) -> str:
    """The reader's impression in words; empty if there is none.

    Args:
        reading: The impression, and whether it came before any verdict on the series.
    """
    if reading is None:
        return ""
    impression, independent = reading
    words = tr(WORDS[impression])
    if independent:
        return tr("Your own reading, before any verdict: {}").format(words)
    return tr("Your own reading, after a verdict: {}").format(words)
