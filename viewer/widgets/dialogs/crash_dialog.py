"""The crash dialog: says that something broke, and saves a report without patient data."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QWidget,
)

from viewer.i18n.translate import mark, tr
from viewer.widgets.style.spacing import dialog_layout

BROKE = mark(
    "Something went wrong inside Whence. Your images were not changed, and the verdicts "
    "so far are kept. You can continue; if it happens again, start in safe mode (no "
    "graphics card, default settings)."
)
BROKE_BEFORE = mark(
    "Whence closed unexpectedly last time. Your images were not changed. If it happens "
    "again, start in safe mode (no graphics card, default settings)."
)
WHAT_IT_HOLDS = mark(
    "This report contains no patient data: no names, no identifiers, no pixels, no file "
    "names. Nothing is sent; whether to pass it on is up to you."
)


class CrashDialog(QDialog):
    """Shows words and a report.

    Signals:
        save_requested: The reader wants the report as a file.
        safe_requested: The reader wants to start again in safe mode.
    """

    save_requested = Signal(str)
    safe_requested = Signal()

    def __init__(self, words: str, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Whence: something went wrong"))
        self.setMinimumSize(560, 320)
        self.words = QLabel(tr(words))
        self.words.setWordWrap(True)
        contents_note = QLabel(tr(WHAT_IT_HOLDS))
        contents_note.setWordWrap(True)
        contents_note.setProperty("kind", "faint")
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setAccessibleName(tr("Report"))
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.save_note = QLabel()
        self.save_note.setWordWrap(True)
        buttons = QDialogButtonBox()
        roles = QDialogButtonBox.ButtonRole
        self.save = buttons.addButton(tr("Save report"), roles.ActionRole)
        self.copy = buttons.addButton(tr("Copy"), roles.ActionRole)
        self.safe = buttons.addButton(tr("Restart in safe mode"), roles.ActionRole)
        self.go_on = buttons.addButton(tr("Continue"), roles.AcceptRole)
        self.save.clicked.connect(lambda: self.save_requested.emit(self.report.toPlainText()))
        self.copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.report.toPlainText())
        )
        self.safe.clicked.connect(self.safe_requested)
        buttons.accepted.connect(self.accept)
        layout = dialog_layout(self)
        for widget in (self.words, self.report, contents_note, self.save_note, buttons):
            layout.addWidget(widget)
