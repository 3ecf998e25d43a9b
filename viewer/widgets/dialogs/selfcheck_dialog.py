"""The self-check dialog: one line for each check, with a sign and words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QWidget,
)

from ml.core.messages import NOTHING, Message
from ml.core.types import RESEARCH_USE, Check
from viewer.i18n.translate import mark, tr, translated
from viewer.widgets.style.spacing import dialog_layout
from viewer.widgets.style.style_class import set_style_class

LOOKING = mark("Checking…")
WELL = mark("Everything needed for reading is in place.")
ILL = mark("Some checks failed; the marked lines say what to do.")


class SelfCheckDialog(QDialog):
    """Filled line by line, since opening the networks takes a moment.

    Signals:
        again_requested: The reader wants the check made once more.
    """

    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Whence: self-check"))
        self.resize(640, 460)
        self.checks: list[Check] = []
        self.summary = QLabel()
        self.summary.setProperty("kind", "headline")
        self.summary.setWordWrap(True)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName(tr("Self-check"))
        research = QLabel(tr(RESEARCH_USE))
        research.setProperty("kind", "faint")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.again = buttons.addButton(tr("Check again"), QDialogButtonBox.ButtonRole.ActionRole)
        copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.again.clicked.connect(self.again_requested)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        buttons.rejected.connect(self.reject)
        layout = dialog_layout(self)
        for widget in (self.summary, self._scroll, research, buttons):
            layout.addWidget(widget)
        self.begin()

    def begin(self) -> None:
        """Empty the list; a check begins."""
        self.checks.clear()
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setColumnStretch(2, 1)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll.setWidget(body)
        self.summary.setText(tr(LOOKING))
        self.again.setEnabled(False)

    def add(self, check: Check) -> None:
        """Add one line."""
        row = len(self.checks)
        self.checks.append(check)
        sign = QLabel("✓" if check.sound else "!")
        set_style_class(sign, "well" if check.sound else "ill")
        sign.setAccessibleName(tr("OK") if check.sound else tr("problem"))
        topic, words = (
            QLabel(tr(check.topic).capitalize()),
            QLabel(translated(check.words, privacy=False)),
        )
        topic.setProperty("kind", "faint")
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        for column, label in enumerate((sign, topic, words)):
            self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)

    def finish(self, reason: Message = NOTHING) -> None:
        """The check ended.

        Args:
            reason: Why it could not be made; empty if it was.
        """
        sound = all(check.sound for check in self.checks)
        self.summary.setText(translated(reason, privacy=False) or tr(WELL if sound else ILL))
        self.again.setEnabled(True)

    def text(self) -> str:
        """All lines, to copy."""
        return "\n".join(f"[{'ok' if c.sound else '!!'}] {c.topic}: {c.words}" for c in self.checks)
