"""The marks of the reader on the open series, kept in the journal, with undo.

Each mark says on which pixels it was made, and is shown on these alone (`viewer.marks.pictures`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from ml.core.types import SliceImage
from ml.imaging.types.series import Series
from viewer.geometry.measurements import Measurement, MouseTool
from viewer.i18n.translate import mark, tr
from viewer.marks.pictures import Pictures
from viewer.state.reading_mode import ReadingMode
from viewer.storage.journal import Entry, Journal, JournalError, slice_key

T = TypeVar("T")
PICTURES = "pictures"
"""Field of each mark: hash of the pixels by key of the slice; absent in marks of older versions."""
OTHER_PICTURES = mark(
    "Marks were made on other images with the same UIDs. They are kept, and not shown here."
)
NOT_SAVED_YET = mark("This mark is not saved yet: {}. Whence tries again at the next mark.")


class Opinion(StrEnum):
    """The reader's opinion of a verdict."""

    AGREE = mark("agree")
    DISAGREE = mark("disagree")
    UNSURE = mark("unsure")


class Impression(StrEnum):
    """What the reader sees in a series, whatever the cascade says."""

    TUMOUR = mark("tumour")
    NONE = mark("no tumour")
    UNSURE = mark("not sure")


@dataclass(frozen=True, slots=True)
class Judgement:
    """An opinion, and the verdict that it is about.

    Attributes:
        opinion: The reader's.
        model_id: Fingerprint of the cascade whose verdict was judged.
        outcome: Outcome of that verdict.
        mode: The reading mode in which the reader saw it.
        note: In the reader's words; may be empty.
    """

    opinion: Opinion
    model_id: str
    outcome: str
    mode: str
    note: str = ""


class Marks(QObject):
    """Marks on the series in the viewports; each change is in the journal before it is on screen.

    Signals:
        changed: A mark on one of these series changed.
        failed: A mark could not be saved, and the reason.
        others_found: There are marks on other images with the same UIDs; in words, once a series.
    """

    changed = Signal()
    failed = Signal(str)
    others_found = Signal(str)

    def __init__(
        self,
        journal: Journal,
        parent: QObject | None = None,
        image_of: Callable[[str], SliceImage | None] = lambda _uid: None,
    ) -> None:
        super().__init__(parent)
        self._pictures = Pictures(image_of)
        self._journal = journal
        self._series: Series | None = None
        self._series_of: dict[str, Series] = {}
        self._uid_of: dict[str, str] = {}
        self._marks_on: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        self._others_told: set[str] = set()
        self.undo = QUndoStack(self)

    def open(self, series: Series | None, beside: Iterable[Series | None] = ()) -> None:
        """Load the marks of a series, and of those in other viewports.

        Changes cannot be undone once a series has left all viewports.

        Args:
            series: In the active viewport.
            beside: In all viewports.
        """
        self._series = series
        present = {item.uid: item for item in (series, *beside) if item is not None}
        before = {old.uid: len(old.slices) for old in self._series_of.values()}
        self._series_of = {uid: item for item in present.values() for uid in _uids(item).values()}
        fresh = [item for item in present.values() if before.get(item.uid) != len(item.slices)]
        if set(before) - set(present):
            self.undo.clear()
        elif not fresh:
            return
        uids_shown = set(self._series_of) - {uid for new in fresh for uid in _uids(new).values()}
        self._marks_on = _restricted(self._marks_on, uids_shown)
        self._others_told &= present.keys()
        self._pictures.keep(self._series_of)
        self._uid_of = {slice_key(uid): uid for uid in self._series_of}
        for new in fresh:
            uids = _uids(new)
            for entry in self._journal.of(new.key):
                self._replay(entry.kind, uids.get(entry.slice, ""), entry.body)
        self.changed.emit()

    def look_at(self, uid: str) -> None:
        """Notice that a slice was decoded, and so whether its marks were made on its pixels."""
        key = slice_key(uid)
        series = self._series_of.get(uid)
        if series is None or series.uid in self._others_told:
            return
        hashes = [body.get(PICTURES, {}).get(key) for _, body in self._all_on(series)]
        if any(found and found != self._pictures.hash_of(uid) for found in hashes):
            self._others_told.add(series.uid)
            self.changed.emit()
            self.others_found.emit(tr(OTHER_PICTURES))

    def judgement(self, uid: str) -> Judgement | None:
        """The reader's opinion of the verdict on a slice or a series, by its UID."""
        said = self._said(uid, "opinion")
        if not said or not said[-1]["opinion"]:
            return None
        values = {name: value for name, value in said[-1].items() if name != PICTURES}
        return Judgement(**{**values, "opinion": Opinion(values["opinion"])})

    def impression(self, series_uid: str) -> tuple[Impression, bool] | None:
        """The reader's last impression of a series, and whether it came before any verdict."""
        said = self._said(series_uid, "impression")
        if not said or not said[-1]["impression"]:
            return None
        return Impression(said[-1]["impression"]), bool(said[-1]["independent"])

    def give_impression(self, series_uid: str, impression: Impression, independent: bool) -> None:
        """Save what the reader sees in a series.

        Args:
            series_uid: Of a series in a viewport.
            impression: The reader's own.
            independent: Whether no verdict on the series had been seen.
        """
        previous, was_independent = self.impression(series_uid) or ("", False)
        body = {"impression": impression.value, "independent": independent}
        back = {"impression": str(previous), "independent": was_independent}
        self._push("Impression", series_uid, "impression", body, back)

    def is_key(self, uid: str) -> bool:
        """Whether a slice is a key image of the reader's."""
        said = self._said(uid, "key image")
        return bool(said and said[-1]["on"])

    def measurements(self, uid: str) -> tuple[Measurement, ...]:
        """The measurements on a slice, in the order in which they were made."""
        found: list[Measurement] = []
        for body in self._said(uid, "measured"):
            points = tuple((float(r), float(c)) for r, c in body["points"])
            measurement = Measurement(uid, MouseTool(body["tool"]), points)
            if not body.get("removed"):
                found.append(measurement)
            elif measurement in found:
                found.remove(measurement)
        return tuple(found)

    def judge(self, uid: str, judgement: Judgement) -> None:
        """Save an opinion in place of the one before; the same opinion again withdraws it.

        Args:
            uid: Of the slice or the series.
            judgement: The opinion, and the verdict that it is about.
        """
        before = self.judgement(uid)
        if before is not None and before.opinion is judgement.opinion:
            self._push(tr("Withdraw an opinion"), uid, "opinion", _body(None), _body(before))
        else:
            self._push(tr("Opinion"), uid, "opinion", _body(judgement), _body(before))

    def set_key(self, uid: str, on: bool) -> None:
        """Make a slice a key image, or no longer."""
        if uid and on != self.is_key(uid):
            self._push(tr("Key image"), uid, "key image", {"on": on}, {"on": not on})

    def measure(self, measurement: Measurement) -> None:
        """Save a measurement."""
        body = _measured(measurement)
        self._push(tr("Measure"), measurement.uid, "measured", body, {**body, "removed": True})

    def remove(self, measurement: Measurement) -> None:
        """Remove a measurement."""
        body = _measured(measurement)
        self._push(tr("Remove"), measurement.uid, "measured", {**body, "removed": True}, body)

    def journal_entries(self) -> tuple[Entry, ...]:
        """Everything that the journal holds, first to last."""
        return tuple(self._journal.of())

    def note(self, kind: str, body: Mapping[str, Any], uid: str = "") -> None:
        """Write an event that is no mark into the journal, such as a verdict that was shown."""
        if self._series is not None:
            self._write(kind, uid, body)

    def _push(
        self, words: str, uid: str, kind: str, body: Mapping[str, Any], back: Mapping[str, Any]
    ) -> None:
        if uid in self._series_of:
            self.undo.push(
                _Change(
                    words,
                    lambda: self._apply(kind, uid, body),
                    lambda: self._apply(kind, uid, back),
                )
            )

    def _apply(self, kind: str, uid: str, body: Mapping[str, Any]) -> None:
        body = {**body, **self._seen_on(uid)}
        if self._write(kind, uid, body):
            self._replay(kind, uid, body)
            self.changed.emit()
            if self._journal.problem:
                self.failed.emit(tr(NOT_SAVED_YET).format(self._journal.problem))

    def _write(self, kind: str, uid: str, body: Mapping[str, Any]) -> bool:
        series = self._series_of.get(uid, self._series)
        if series is None:
            return False
        if self._journal.reopened():
            self._reload()
        try:
            key = slice_key(uid) if uid not in ("", series.uid) else ""
            self._journal.add(kind, series.key, key, body)
        except JournalError as error:
            self.failed.emit(str(error))
            return False
        return True

    def _reload(self) -> None:
        """Read the marks again: the file that can be opened by now holds earlier ones, too."""
        series = {shown.uid: shown for shown in self._series_of.values()}
        self._series_of = {}
        self.open(self._series, series.values())

    def _replay(self, kind: str, uid: str, body: Mapping[str, Any]) -> None:
        if uid:
            self._marks_on.setdefault(uid, []).append((kind, body))

    def _said(self, uid: str, kind: str) -> list[Mapping[str, Any]]:
        """What the reader has said of a slice or series in one kind of mark, on these pixels."""
        return [body for of, body in self._marks_on.get(uid, ()) if of == kind and self._fits(body)]

    def _fits(self, body: Mapping[str, Any]) -> bool:
        """Whether no pixels that are known now differ from those that a mark was made on."""
        for key, made_on in body.get(PICTURES, {}).items():
            if self._pictures.hash_of(self._uid_of.get(key, "")) not in ("", made_on):
                return False
        return True

    def _seen_on(self, uid: str) -> dict[str, Any]:
        """The pixels that a mark is made on: the slice, or of a series the one in the middle.

        Of a series whose middle was not decoded, the next one that was.
        """
        series = self._series_of.get(uid)
        if series is None:
            return {}
        middle = len(series.slices) // 2
        inside_out = sorted(range(len(series.slices)), key=lambda index: abs(index - middle))
        of_series = [series.slices[index].uid for index in inside_out]
        for candidate in of_series if uid == series.uid else [uid]:
            found = self._pictures.hash_of(candidate)
            if found:
                return {PICTURES: {slice_key(candidate): found}}
        return {}

    def _all_on(self, series: Series) -> list[tuple[str, Mapping[str, Any]]]:
        return [each for uid in _uids(series).values() for each in self._marks_on.get(uid, ())]


class _Change(QUndoCommand):
    """An undo command made of two calls."""

    def __init__(self, words: str, do: Callable[[], None], back: Callable[[], None]) -> None:
        super().__init__(words)
        self._do, self._back = do, back

    def redo(self) -> None:
        self._do()

    def undo(self) -> None:
        self._back()


def judged(
    opinion: Opinion, model_id: str, outcome: str, mode: ReadingMode | None, note: str = ""
) -> Judgement:
    """An opinion on a verdict that was seen in a mode."""
    return Judgement(opinion, model_id, outcome, mode.value if mode is not None else "", note)


def _body(judgement: Judgement | None) -> dict[str, str]:
    if judgement is None:
        return {"opinion": ""}
    return {
        "opinion": judgement.opinion.value,
        "model_id": judgement.model_id,
        "outcome": judgement.outcome,
        "mode": judgement.mode,
        "note": judgement.note,
    }


def _measured(measurement: Measurement) -> dict[str, Any]:
    return {"tool": measurement.tool.value, "points": [list(p) for p in measurement.points]}


def _restricted(marks: Mapping[str, T], uids: set[str]) -> dict[str, T]:
    """The marks on the given UIDs."""
    return {uid: mark for uid, mark in marks.items() if uid in uids}


def _uids(series: Series) -> dict[str, str]:
    """UIDs by their key in the journal: of the slices, and under no key of the series itself."""
    return {"": series.uid, **{slice_key(ref.uid): ref.uid for ref in series.slices}}
