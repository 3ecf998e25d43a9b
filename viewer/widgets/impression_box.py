"""The reader's own impression of the series, asked for before any verdict is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from viewer.marks import Impression

QUESTION = "What do you see in this series?"
WHY = "Kept as your own reading; then the cascade answers."
WORDS = {
    Impression.TUMOUR: "Tumour",
    Impression.NONE: "No tumour",
    Impression.UNSURE: "Not sure",
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
        question = QLabel(QUESTION)
        question.setWordWrap(True)
        why = QLabel(WHY)
        why.setProperty("kind", "faint")
        why.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.buttons: dict[Impression, QPushButton] = {}
        for impression, words in WORDS.items():
            button = QPushButton(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"{QUESTION} {words}")
            button.clicked.connect(lambda _checked=False, each=impression: self.given.emit(each))
            row.addWidget(button, 1)
            self.buttons[impression] = button
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(question)
        layout.addLayout(row)
        layout.addWidget(why)


def remembered(impression: Impression | None, independent: bool) -> str:
    """What the reader said, in words for the panel and the report; empty where nothing."""
    if impression is None:
        return ""
    when = "before any verdict was seen" if independent else "after a verdict was seen"
    return f"Your own reading: {WORDS[impression].lower()} ({when})"
