"""Asks which folder to annotate, and where to write the results."""

from __future__ import annotations

from collections.abc import Callable
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


class FolderLine(QLineEdit):
    """A folder, typed or chosen; folders are named after patients, so it can be kept off screen."""

    def __init__(self) -> None:
        super().__init__()
        self._withheld = ""

    @property
    def folder(self) -> str:
        """The folder, on screen or not; empty where none is chosen."""
        return self.text().strip() or self._withheld

    def withhold(self, hidden: bool) -> None:
        """Take the folder off the screen and keep it, or bring it back."""
        self._withheld, shown = (self.folder, "") if hidden else ("", self.folder)
        self.setText(shown)
        self.setPlaceholderText(tr("chosen, and hidden with identity") if self._withheld else "")


class AnnotateDialog(QDialog):
    """Never blocks the desk; emits both folders once both are chosen and differ.

    Args:
        parent: The window.
        is_hidden: Whether identity is hidden now, so that folders are not shown.
    """

    chosen = Signal(Path, Path)

    def __init__(
        self, parent: QWidget | None = None, *, is_hidden: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Annotate a folder"))
        self.setMinimumWidth(520)
        self._is_hidden = is_hidden
        self.source, self.out = FolderLine(), FolderLine()
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

    def offer(self, source: Path, out: Path) -> None:
        """Fill in both folders."""
        for line, folder in ((self.source, source), (self.out, out)):
            line.setText(str(folder))
        self.follow_privacy()

    def follow_privacy(self) -> None:
        """Keep the folders off the screen while identity is hidden; else show them."""
        for line in (self.source, self.out):
            line.withhold(self._is_hidden())
        self._check()

    def _row(self, line: FolderLine) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        browse = QPushButton(tr("Browse…"))
        browse.clicked.connect(lambda: self._browse(line))
        line.textChanged.connect(self._check)
        layout.addWidget(line, 1)
        layout.addWidget(browse)
        return row

    def _browse(self, line: FolderLine) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose a folder"), line.folder)
        if folder:
            line.setText(folder)
            self.follow_privacy()

    def _check(self) -> None:
        source, out = self.source.folder, self.out.folder
        fits = bool(source and out) and Path(source).is_dir() and Path(source) != Path(out)
        self.start.setEnabled(fits)

    def _accept(self) -> None:
        self.chosen.emit(Path(self.source.folder), Path(self.out.folder))
        self.accept()
