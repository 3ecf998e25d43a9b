"""Says in a viewport that its slice is still being loaded, or cannot be shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.i18n.translate import mark, tr

LATE_MS = 250
"""A slice that comes sooner is not spoken of: words that come and go would flicker (ours)."""
LOADING = mark("Loading…")
UNREADABLE = mark("This slice cannot be shown")


class MissingSlice(QObject):
    """Says so late enough to be true, and no longer than it is.

    Attributes:
        words: What is said; empty where nothing is.

    Signals:
        changed: The words are others.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.words = ""
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(lambda: self._set_words(tr(LOADING)))

    def wait(self) -> None:
        """A slice is not decoded yet, perhaps after another that was not either."""
        if self.words != tr(LOADING) and not self._late.isActive():
            self._set_words("")
            self._late.start()

    def give_up(self) -> None:
        """The slice cannot be decoded."""
        self._late.stop()
        self._set_words(tr(UNREADABLE))

    def withhold(self, words: str) -> None:
        """The slice must not be shown, for a reason."""
        self._late.stop()
        self._set_words(words)

    def end(self) -> None:
        """The slice is there, or none is wanted."""
        self._late.stop()
        self._set_words("")

    def _set_words(self, words: str) -> None:
        if words != self.words:
            self.words = words
            self.changed.emit()
