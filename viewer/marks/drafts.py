"""Keeps unfinished notes: typed by the reader, not yet saved with an opinion, one per slice."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from viewer.storage.journal import slice_key


class Drafts(QObject):
    """Unfinished notes by slice key.

    Signals:
        changed: A note was edited, finished or restored.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notes: dict[str, str] = {}

    @property
    def unfinished(self) -> Mapping[str, str]:
        """Every unfinished note, under the key of its slice."""
        return dict(self._notes)

    def restore(self, notes: Mapping[str, str]) -> None:
        """Add the notes of an earlier session; notes typed since then win."""
        self._notes = {**notes, **self._notes}
        self.changed.emit()

    def put(self, uid: str, text: str) -> None:
        """Keep the present text of the note."""
        if uid:
            self._notes[slice_key(uid)] = text
            self.changed.emit()

    def text_for(self, uid: str, saved: str) -> str:
        """The note to show for a slice.

        Args:
            uid: Of the slice.
            saved: The note that was saved with the opinion; a draft equal to it is finished.
        """
        draft = self._notes.get(slice_key(uid)) if uid else None
        if draft is None:
            return saved
        if draft.strip() == saved:
            del self._notes[slice_key(uid)]
            self.changed.emit()
            return saved
        return draft
