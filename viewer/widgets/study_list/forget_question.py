"""Asks before studies are forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from ml.core.messages import NOTHING
from ml.imaging.confidentiality import may_be_named, may_be_titled
from viewer.i18n.translate import counted, mark, tr, translated
from viewer.render.names import person
from viewer.studies.study_record import StudyRecord

WHAT_GOES = mark(
    "Names, IDs, locations and progress are deleted from this computer: from the list, "
    "from its backups and from the file index. They are overwritten and cannot be "
    "restored."
)
WHAT_STAYS = mark(
    "The images stay where they are. Your marks stay too: they are stored under keys, "
    "without names."
)


class ForgetQuestion(QMessageBox):
    """Never blocks the desk; `accepted` means forget.

    Args:
        studies: What would be forgotten.
        all_of_them: Whether nothing would be left.
        privacy: Whether identity is hidden.
        parent: Over which it stands.
    """

    def __init__(
        self,
        studies: Sequence[StudyRecord],
        *,
        all_of_them: bool,
        privacy: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Forget"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(_headline(studies, all_of_them, privacy))
        self.setInformativeText(f"{tr(WHAT_GOES)}\n\n{tr(WHAT_STAYS)}")
        words = tr("Forget everything") if all_of_them else tr("Forget")
        self.yes = self.addButton(words, QMessageBox.ButtonRole.AcceptRole)
        self.no = self.addButton(tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.no)
        self.setEscapeButton(self.no)


def _headline(studies: Sequence[StudyRecord], all_of_them: bool, privacy: bool) -> str:
    if all_of_them:
        return tr("Forget every study in the list?")
    if len(studies) > 1:
        return counted("Forget %n studies?", "Forget %n study?", len(studies))
    study = studies[0]
    who = may_be_named(study.patient, privacy=privacy)
    name = person(who.name) if who is not None else ""
    described = translated(
        may_be_titled(study.description, NOTHING, privacy=privacy), privacy=privacy
    )
    title = " · ".join(part for part in (name, described) if part)
    return tr("Forget “{}”?").format(title) if title else tr("Forget this study?")
