"""The About dialog: version, and the licences of everything inside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTextBrowser, QWidget

from ml.core.research_use import RESEARCH_USE
from ml.core.types import ModelInfo
from viewer.i18n.translate import mark, tr
from viewer.report.model_words import caution_of, line_of
from viewer.widgets.foreign_words import plain_label
from viewer.widgets.style.spacing import dialog_layout

FROM_SOURCE = mark("Running from source: each package's licence is in its own folder.")
TEXTS = mark("The licence texts are in {}.")


class AboutDialog(QDialog):
    """Version, the sentence on research use, and the licence report of the installed application.

    Args:
        version: Of Whence.
        report: The licence report, Markdown; `None` where Whence is run from its source.
        parent: Window.
        models: The networks in use.
    """

    def __init__(
        self,
        version: str,
        report: Path | None,
        parent: QWidget | None = None,
        models: Sequence[ModelInfo] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Whence: about"))
        self.resize(640, 480)
        name = QLabel(tr("Whence {}").format(version))
        name.setProperty("kind", "headline")
        research = QLabel(tr(RESEARCH_USE))
        self.licences_note = QLabel(tr(FROM_SOURCE))
        self.licences_note.setWordWrap(True)
        self.licences_note.setProperty("kind", "faint")
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)  # nothing here leads out of the desk
        self.text.setAccessibleName(tr("Licences"))
        self.text.setVisible(report is not None)
        if report is not None:
            self.licences_note.setText(tr(TEXTS).format(report.parent))
            self.text.setMarkdown(report.read_text(encoding="utf-8"))
        self.networks = plain_label(
            "\n".join(f"{line_of(m)}\n{caution_of(m)}" for m in models), "faint"
        )
        self.networks.setVisible(bool(models))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = dialog_layout(self)
        for widget in (name, research, self.networks, self.licences_note, self.text, buttons):
            layout.addWidget(widget)
