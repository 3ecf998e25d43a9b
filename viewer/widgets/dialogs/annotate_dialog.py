"""Asks which folder to annotate, and where to write the results."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from viewer.i18n.translate import tr
from viewer.widgets.style.spacing import dialog_layout


class AnnotateDialog(QDialog):
    """Never blocks the desk; emits both folders once both are chosen and differ."""

    chosen = Signal(Path, Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Annotate a folder"))
        self.setMinimumWidth(520)
        self.source, self.out = QLineEdit(), QLineEdit()
        form = QFormLayout()
        for line, name in ((self.source, tr("Read from")), (self.out, tr("Write to"))):
            line.setAccessibleName(name)
            form.addRow(name, self._row(line))
        words = QLabel(
            tr(
                "Whence reads every series in the folder and writes a table, pictures "
                "and a report for each, without names. The images themselves are not "
                "changed."
            )
        )
        words.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = buttons.addButton(tr("Annotate"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setEnabled(False)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        layout = dialog_layout(self)
        layout.addWidget(words)
        layout.addLayout(form)
        layout.addWidget(buttons)

    def _row(self, line: QLineEdit) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        browse = QPushButton(tr("Browse…"))
        browse.clicked.connect(lambda: self._browse(line))
        line.textChanged.connect(self._check)
        layout.addWidget(line, 1)
        layout.addWidget(browse)
        return row

    def _browse(self, line: QLineEdit) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose a folder"), line.text())
        if folder:
            line.setText(folder)

    def _check(self) -> None:
        source, out = self.source.text().strip(), self.out.text().strip()
        fits = bool(source and out) and Path(source).is_dir() and Path(source) != Path(out)
        self.start.setEnabled(fits)

    def _accept(self) -> None:
        self.chosen.emit(Path(self.source.text().strip()), Path(self.out.text().strip()))
        self.accept()
