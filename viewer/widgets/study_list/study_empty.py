"""Says what to do where the study list is empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from viewer.i18n.translate import mark, tr

NOTHING = mark("Nothing opened yet")
WHAT_TO_DO = mark(
    "Drop a folder of brain MR here, or choose one. Studies that you open are listed "
    "here with their reading progress. Names, locations and progress are stored on this "
    "computer only; images are not copied."
)
NO_MATCH = mark("No study matches “{}”")
LOOKED_AT = mark("Names, IDs, descriptions, dates and sequence types were searched.")
WIDE = 460


class StudyEmpty(QWidget):
    """Headline, words and buttons, in the middle."""

    def __init__(self, sample: bool) -> None:
        super().__init__()
        self._sample = sample
        self.headline, self.words = QLabel(), QLabel()
        self.headline.setProperty("kind", "headline")
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setWordWrap(True)
        self.words.setProperty("kind", "faint")
        self.words.setWordWrap(True)
        self.folder = QPushButton(tr("Open a folder…"))
        self.folder.setProperty("kind", "primary")
        self.sample = QPushButton(tr("Open the sample"))
        self.clear = QPushButton(tr("Show all studies"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.folder, self.sample, self.clear):
            row.addWidget(button)
        row.addStretch(1)
        block = QWidget()
        block.setFixedWidth(WIDE)
        lines = QVBoxLayout(block)
        lines.setSpacing(12)
        for label in (self.headline, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            lines.addWidget(label)
        lines.addLayout(row)
        column = QVBoxLayout(self)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(block)
        middle.addStretch(1)
        column.addStretch(2)
        column.addLayout(middle)
        column.addStretch(3)

    def show_reason(self, typed: str | None) -> None:
        """Show why there is no study.

        Args:
            typed: What was searched; `None` where nothing was opened yet.
        """
        nothing = typed is None
        self.headline.setText(tr(NOTHING) if nothing else tr(NO_MATCH).format(typed))
        self.words.setText(tr(WHAT_TO_DO) if nothing else tr(LOOKED_AT))
        self.folder.setVisible(nothing)
        self.sample.setVisible(nothing and self._sample)
        self.clear.setVisible(not nothing)
