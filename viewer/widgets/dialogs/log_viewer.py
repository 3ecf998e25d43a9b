"""Shows the log, newest lines last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QWidget,
)

from ml.core.types import RESEARCH_USE
from viewer.i18n.translate import tr
from viewer.widgets.style.spacing import dialog_layout

LAST_BYTES = 400_000
GRAVE = (" WARNING ", " ERROR ", " CRITICAL ")


class LogViewer(QDialog):
    """The end of the log file, with a filter for what went wrong."""

    def __init__(self, path: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Whence: log"))
        self.resize(760, 480)
        self._path = path
        location = QLabel(
            tr("{}. It contains no patient data. {}").format(path, tr(RESEARCH_USE))
            if path is not None
            else tr("No log is kept because its folder is not writable.")
        )
        location.setWordWrap(True)
        self.grave = QCheckBox(tr("Only warnings and errors"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Log"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        again = buttons.addButton(tr("Read again"), QDialogButtonBox.ButtonRole.ActionRole)
        copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        again.clicked.connect(self.read)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        self.grave.toggled.connect(self.read)
        buttons.rejected.connect(self.reject)
        layout = dialog_layout(self)
        for widget in (location, self.grave, self.text, buttons):
            layout.addWidget(widget)
        self.read()

    def read(self) -> None:
        """Read the file again."""
        self.text.setPlainText("\n".join(self._lines()))
        self.text.moveCursor(QTextCursor.MoveOperation.End)

    def _lines(self) -> list[str]:
        if self._path is None:
            return []
        try:
            raw = self._path.read_bytes()[-LAST_BYTES:]
        except OSError as error:
            return [tr("The log cannot be read: {}").format(error.strerror)]
        lines = raw.decode("utf-8", errors="replace").splitlines()
        if not self.grave.isChecked():
            return lines
        grave_lines: list[str] = []
        keep = False
        for line in lines:
            if line[:2].isdigit():  # a record's first line begins with its year
                keep = any(word in line for word in GRAVE)
            if keep:
                grave_lines.append(line)
        return grave_lines
