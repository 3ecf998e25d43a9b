"""Queues series for the cascade, to be read while the reader does something else."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from ml.imaging.types.series import Series
from viewer.session import Session


class ReadingQueue(QObject):
    """Has one series read after another; a series that the reader asks for goes first.

    Signals:
        queued: UID of a series that now waits.
        dropped: UID of a series that waits no longer, since reading was stopped.
        failed: UID of a series that cannot be read, and why.
    """

    queued = Signal(str)
    dropped = Signal(str)
    failed = Signal(str, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: dict[str, Series] = {}
        self._current: Series | None = None
        session.reading_changed.connect(self._on_reading)
        session.reading_finished.connect(self._on_finished)
        session.stopped.connect(self.clear)
        session.classifier_changed.connect(self._on_classifier)

    @property
    def waiting(self) -> tuple[str, ...]:
        """UIDs of what waits, in order."""
        return tuple(self._waiting)

    def add(self, series: Iterable[Series]) -> int:
        """Queue series: the one on screen first; refused ones are left out.

        Returns:
            How many were added.
        """
        on_screen = self._session.state.series
        added = [item for item in series if not item.refusal and item.uid not in self._waiting]
        if self._current is not None:
            added = [item for item in added if item.uid != self._current.uid]
        added.sort(key=lambda item: on_screen is None or item.uid != on_screen.uid)
        for item in added:
            self._waiting[item.uid] = item
            self.queued.emit(item.uid)
        if self._session.classifier_note:
            self._on_classifier()
        elif on_screen is not None and on_screen.uid in self._waiting:
            self._put_first(self._waiting[on_screen.uid])
        QTimer.singleShot(0, self, self._go_on)
        return len(added)

    def remove(self, uid: str) -> None:
        """Remove a waiting series."""
        if self._waiting.pop(uid, None) is not None:
            self.dropped.emit(uid)

    def stop(self, uid: str) -> None:
        """Stop reading one series, and continue with the next."""
        reading = self._session.reading
        if reading is None or reading.uid != uid:
            self.remove(uid)
            return
        self._current = None
        self.dropped.emit(uid)
        if self._waiting:
            self._begin()
        else:
            self._session.cancel()

    def clear(self) -> None:
        """Remove every waiting series."""
        self._current = None
        for uid in list(self._waiting):
            self.remove(uid)

    def _go_on(self) -> None:
        """Begin with the next series where nothing is being read."""
        if self._session.reading is None and self._waiting:
            self._begin()

    def _begin(self) -> None:
        uid = next(iter(self._waiting))
        self._current = self._waiting.pop(uid)
        self._session.read_in_background(self._current)

    def _put_first(self, series: Series) -> None:
        self._waiting.pop(series.uid, None)
        self._waiting = {series.uid: series, **self._waiting}

    def _on_reading(self, _done: int, total: int) -> None:
        """Reading ended, or gave way to a series that the reader asked for."""
        if not total:
            QTimer.singleShot(0, self, self._after_reading)

    def _after_reading(self) -> None:
        reading, current = self._session.reading, self._current
        if current is not None and (reading is None or reading.uid != current.uid):
            self._current = None
            self._put_first(current)
            self.queued.emit(current.uid)
        self._go_on()

    def _on_finished(self, uid: str) -> None:
        if self._current is not None and self._current.uid == uid:
            self._current = None
        self._waiting.pop(uid, None)
        QTimer.singleShot(0, self, self._go_on)

    def _on_classifier(self) -> None:
        """The network did not open: nothing waits in vain."""
        why = self._session.classifier_note
        if not why:
            return
        uids = ([self._current.uid] if self._current is not None else []) + list(self._waiting)
        self._current, self._waiting = None, {}
        for uid in uids:
            self.failed.emit(uid, why)
