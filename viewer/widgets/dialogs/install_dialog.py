"""Asks whether to install a verified network, and shows what is known of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTextBrowser,
    QWidget,
)

from ml.core.types import RESEARCH_USE, ModelInfo
from viewer.i18n.translate import tr, translated
from viewer.widgets.style.spacing import dialog_layout


class InstallDialog(QDialog):
    """Never blocks the desk; `accepted` means install."""

    def __init__(
        self, info: ModelInfo, present: ModelInfo | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Install a network"))
        self.resize(640, 600)
        headline = QLabel(f"{info.name}")
        headline.setProperty("kind", "headline")
        summary = QLabel(words(info, present))
        summary.setTextFormat(Qt.TextFormat.PlainText)
        summary.setWordWrap(True)
        card = QTextBrowser()
        card.setOpenLinks(False)
        card.setMarkdown(info.card)
        card.setAccessibleName(tr("Model card"))
        caution = QLabel(f"{translated(info.caution)} {tr(RESEARCH_USE)}".strip())
        caution.setWordWrap(True)
        caution.setProperty("kind", "caution")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.install = buttons.addButton(tr("Install"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.install.setProperty("kind", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = dialog_layout(self)
        for widget in (headline, summary, caution):
            layout.addWidget(widget)
        layout.addWidget(card, 1)
        layout.addWidget(buttons)


def words(info: ModelInfo, present: ModelInfo | None) -> str:
    """Describe the network, the one that it replaces, and what was verified."""
    lines = [
        tr("Task: {}. Fingerprint: {}.").format(tr(info.task), info.fingerprint),
        tr(
            "Its files are intact, its weights load, and it gives an answer for a test "
            "slice. Its origin cannot be verified: install only networks that you trust."
        ),
    ]
    if info.demonstration:
        lines.append(tr("Demonstration network: not validated on real cases of this task."))
    if present is not None and present.fingerprint == info.fingerprint:
        lines.append(tr("This network is already in use."))
    elif present is not None:
        lines.append(tr("Replaces {} ({}).").format(present.name, present.fingerprint))
    return "\n".join(lines)
