"""Asks whether to install a verified network, and shows what is known of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from ml.core.types import RESEARCH_USE, ModelInfo
from viewer.i18n.translate import tr, translated
from viewer.report.model_words import caution_of, name_of, title_of
from viewer.widgets.foreign_words import card_view, plain_label
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
        headline = plain_label(translated(title_of(info)), "headline")
        self.origin = plain_label(translated(info.origin), "" if info.shipped else "caution")
        summary = plain_label(words(info, present))
        caution = plain_label(caution_of(info), "caution")
        caution.setVisible(bool(caution.text()))
        self.research = plain_label(tr(RESEARCH_USE), "caution")
        self.card_note = plain_label(tr("Model card, in the words of whoever made the network:"))
        self.card_note.setVisible(not info.shipped)
        card = card_view(info.card, tr("Model card"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.install = buttons.addButton(tr("Install"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.install.setProperty("kind", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = dialog_layout(self)
        for widget in (headline, self.origin, summary, caution, self.research, self.card_note):
            layout.addWidget(widget)
        layout.addWidget(card, 1)
        layout.addWidget(buttons)


def words(info: ModelInfo, present: ModelInfo | None) -> str:
    """Describe the network, the one that it replaces, and what was verified."""
    lines = [
        tr("Task: {}. Fingerprint: {}.").format(tr(info.task), info.fingerprint),
        tr(
            "Its files are as they were sealed, and it gives an answer for a test slice. That "
            "says nothing about how good it is: install only networks that you trust."
        ),
    ]
    if present is not None and present.fingerprint == info.fingerprint:
        lines.append(tr("This network is already in use."))
    elif present is not None:
        lines.append(tr("Replaces {} ({}).").format(name_of(present), present.fingerprint))
    return "\n".join(lines)
