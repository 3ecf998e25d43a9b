"""Says beside the verdicts that the networks do not answer, and offers to start them again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from viewer.i18n.translate import mark, tr

SILENT = mark(
    "The networks have not answered for half a minute. They may be busy or stuck: wait, stop, or "
    "start them again. What was read stays."
)


class SilenceBox(QWidget):
    """A sentence and a button; hidden while all is well.

    Signals:
        restart_requested: The reader wants the networks started again.
    """

    restart_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel(tr(SILENT))
        self.words.setWordWrap(True)
        self.words.setProperty("kind", "caution")
        self.button = QPushButton(tr("Start the networks again"))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.restart_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_state(self, *, silent: bool, failed: bool) -> None:
        """Show what is the matter.

        Args:
            silent: The networks do not answer.
            failed: They could not be opened, which is said elsewhere.
        """
        self.words.setVisible(silent)
        self.setVisible(silent or failed)
