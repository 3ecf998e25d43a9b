"""Thumbnails for the study list, kept in memory while the desk is open, never on disk."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from ml.imaging.confidentiality import pixels_withheld
from viewer.session import Session
from viewer.studies.from_scan import series_key
from viewer.studies.sort_order import leading
from viewer.studies.study_record import SeriesRecord, StudyRecord
from viewer.widgets.panels.series_list import thumbnail

MOST = 1000
"""Thumbnails kept, 16 KiB each (ours)."""


class StudyThumbnails(QObject):
    """Takes the middle slice of each series when it is decoded, as the series list does.

    A thumbnail outlives the series, so that none is made of pixels that may hold text.

    Signals:
        arrived: There is one more.
    """

    arrived = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._thumbnails: OrderedDict[str, QPixmap] = OrderedDict()
        self._middles: dict[str, str] = {}
        session.library_changed.connect(self._on_library)
        session.slice_ready.connect(self._on_slice)

    def thumbnail_of(self, study: StudyRecord, series: SeriesRecord | None) -> QPixmap | None:
        """That of a series; of a study, that of the series which decides where it stands."""
        if series is not None:
            return self._thumbnails.get(series.uid)
        first = leading(study)
        candidates = [first, *study.series] if first is not None else []
        thumbnails = (self._thumbnails.get(series.uid) for series in candidates)
        return next((pixmap for pixmap in thumbnails if pixmap is not None), None)

    def forget(self) -> None:
        """Drop every thumbnail."""
        self._thumbnails.clear()

    def _on_library(self) -> None:
        self._middles = {
            series.slices[len(series.slices) // 2].uid: series_key(series)
            for series in self._session.library
            if series.slices and not pixels_withheld(series, privacy=True)
        }

    def _on_slice(self, uid: str) -> None:
        key = self._middles.get(uid)
        image = self._session.slices.get(uid) if key is not None else None
        if key is None or image is None or key in self._thumbnails:
            return
        self._thumbnails[key] = thumbnail(image)
        while len(self._thumbnails) > MOST:
            self._thumbnails.popitem(last=False)
        self.arrived.emit()
