"""Notes that the reader is typing and has not yet given with an opinion, one for each slice."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from viewer.storage.journal import slice_key


class Drafts(QObject):
    """Unfinished notes, by the key of the slice.

    Signals:
        changed: A note was typed on, finished, or taken back.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: dict[str, str] = {}

    @property
    def held(self) -> Mapping[str, str]:
        """Each unfinished note, under the key of its slice."""
        return dict(self._held)

    def take(self, held: Mapping[str, str]) -> None:
        """Have these again, besides what is here."""
        self._held = {**held, **self._held}
        self.changed.emit()

    def put(self, uid: str, text: str) -> None:
        """Keep what stands in the line now."""
        if uid:
            self._held[slice_key(uid)] = text
            self.changed.emit()

    def of(self, uid: str, said: str) -> str:
        """What the line shall show for a slice.

        Args:
            uid: Of the slice.
            said: The note that was given with the opinion; a draft that says the same is finished.
        """
        draft = self._held.get(slice_key(uid)) if uid else None
        if draft is None:
            return said
        if draft.strip() == said:
            del self._held[slice_key(uid)]
            self.changed.emit()
            return said
        return draft
