"""Groups records into series of one orientation and one stack, in order."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ml.core.messages import NOTHING, Message, mark, message, verbatim, with_commas
from ml.core.readable_text import name_id, readable
from ml.core.release import is_short_number
from ml.imaging.dicom.acquisition import details
from ml.imaging.sequence_type.from_tags import recognised, refusal, sequence_doubts
from ml.imaging.sorting.copies import Twin, has_equal_header, same_pixels, with_versions
from ml.imaging.sorting.person import distinct_headers, owners, studies_apart
from ml.imaging.sorting.repeated_positions import apart
from ml.imaging.sorting.slice_order import NO_POSITIONS, ordered
from ml.imaging.types.frame_record import Labelled, Record
from ml.imaging.types.orientation import plane_refusal
from ml.imaging.types.pixel_text import surest
from ml.imaging.types.series import Series, SliceRef

SAME_DIRECTION = 0.02
"""Cosines that differ by less than this are one orientation (scanners round differently; ours)."""
SAME_SPACING = 0.002
"""Spacings that differ by less than this share are one (ours): 0.938 and 0.9375 are, as headers
round them; scanners do not make spacings so near to each other."""
TURNING = 6
"""A file series of more single slices than this, each its own way, turns about an axis (ours)."""

SHARED_UID = message("several slices share one SOP Instance UID")
PARTS = {
    "echo time": mark("echo time {}"),
    "inversion time": mark("inversion time {}"),
    "flip angle": mark("flip angle {}"),
    "trigger time": mark("trigger time {}"),
    "acquisition time": mark("acquisition time {}"),
    "content time": mark("content time {}"),
    "acquisition": mark("acquisition {}"),
    "image type": mark("image type {}"),
    "b-value": mark("b-value {}"),
    "stack": mark("stack {}"),
    "time": mark("time {}"),
    "echo": mark("echo {}"),
    "volume": mark("volume {}"),
    "folder": mark("folder {}"),
    "repeat": mark("repeat {}"),
    "version": mark("version {}"),
}
"""What sets parts of a file series apart, by the labels of `Record.split` and `Record.repeat`."""
MEASURED = ("echo time", "inversion time", "flip angle", "b-value", "echo", "volume", "acquisition")
"""Labels of parts whose values are numbers and say nothing about a person."""

Key = tuple[object, ...]


class Groups:
    """Sorts records into series as they come, and works again only on what changed.

    Args:
        same: Whether two records with equal headers have equal pixels.
    """

    def __init__(self, same: Callable[[Record, Record], bool] = same_pixels) -> None:
        self._same = same
        self._records: dict[str, list[Record]] = {}
        self._twins: dict[str, list[Twin]] = {}
        self._seen: dict[str, list[Record]] = {}
        self._made: dict[str, tuple[Series, ...]] = {}
        self._changed: dict[str, None] = {}
        self._sorted: tuple[Series, ...] = ()

    def __bool__(self) -> bool:
        """Whether any record was taken in."""
        return bool(self._records)

    def add(self, records: Iterable[Record]) -> None:
        """Take records in; what has the header of a slice that is known already is set apart."""
        for record in records:
            name = _file_series(record)
            held = self._records.setdefault(name, [])
            self._changed[name] = None
            known = self._seen.get(record.uid)
            if known is None:
                self._seen[record.uid] = [record]
                held.append(record)
                continue
            alike = [other for other in known if has_equal_header(other, record)]
            if alike:
                differs = not any(self._same(other, record) for other in alike)
                twin = Twin(self._renamed(record), alike[0], differs)
                self._twins.setdefault(name, []).append(twin)
                if differs:
                    known.append(record)
            else:
                known.append(record)
                held.append(self._renamed(record, SHARED_UID))

    @property
    def behind(self) -> bool:
        """Whether `series` has left something out because its time was over."""
        return bool(self._changed)

    def series(self, seconds: float = math.inf) -> tuple[Series, ...]:
        """Every series so far, in order of study and series number.

        Args:
            seconds: After which series that changed stay as they were, for the next time.
        """
        end = time.monotonic() + seconds
        changed = False
        for name in list(self._changed):
            if changed and time.monotonic() > end:
                break
            del self._changed[name]
            self._made[name] = _by_owner(name, self._records[name], self._twins.get(name, ()))
            changed = True
        if changed:
            every = studies_apart([series for part in self._made.values() for series in part])
            self._sorted = tuple(sorted(every, key=_listed))
        return self._sorted

    def _renamed(self, record: Record, *doubts: Message) -> Record:
        """Another slice under a UID that is taken: results must not land on the wrong one."""
        number = 2
        while f"{record.uid}~{number}" in self._seen:
            number += 1
        record = replace(record, uid=f"{record.uid}~{number}", doubts=(*record.doubts, *doubts))
        self._seen[record.uid] = [record]
        return record


def _listed(series: Series) -> tuple[object, ...]:
    """Studies, their series by number, and the parts of a series by theirs: 2 before 10."""
    name, _, part = series.uid.rpartition("/")
    if not part.isdecimal():
        name, part = series.uid, "1"
    return series.study_uid, series.number or 0, name, int(part)


def group(records: Iterable[Record]) -> tuple[Series, ...]:
    """Sort records into series, in order of study and series number."""
    groups = Groups()
    groups.add(records)
    return groups.series()


def _file_series(record: Record) -> str:
    return record.header.series_uid or f"folder {name_id(str(record.path.parent))}"


def _by_owner(name: str, records: Sequence[Record], twins: Sequence[Twin]) -> tuple[Series, ...]:
    """The series of one Series Instance UID, for each patient and study their own."""
    held, dropped = with_versions(records, twins)
    copies = Counter(id(twin.original.header) for twin in dropped)
    made: list[Series] = []
    for owner in owners(held):
        uid = f"{name}/{owner.code}" if owner.code else name
        count = sum(copies[id(header)] for header in distinct_headers(owner.records))
        for series in _split(uid, owner.records, count):
            doubts = (*owner.doubts, *series.warnings)
            series = replace(series, patient=owner.patient, study_uid=owner.study_uid)
            made.append(replace(series, warnings=doubts) if owner.doubts else series)
    return tuple(made)


def _split(name: str, records: Sequence[Record], copies: int) -> tuple[Series, ...]:
    """The series of one Series Instance UID."""
    stacks: dict[Key, list[Record]] = {}
    directions: list[tuple[float, ...]] = []
    spacings: list[tuple[float, float]] = []
    for record in records:
        stacks.setdefault(_key(record, directions, spacings), []).append(record)
    singles = [stack for stack in stacks.values() if len(stack) == 1]
    turning = len(stacks) > TURNING and len(singles) == len(stacks)
    if turning and len({key[:2] for key in stacks}) == 1:
        return (_turning(name, [stack[0] for stack in singles], copies),)
    parts = [
        ((*stack[0].split, *why), part) for stack in stacks.values() for why, part in apart(stack)
    ]
    parts.sort(key=lambda part: _rank(part[1]))
    labels = _labels([why for why, _ in parts])
    return tuple(
        _series(part, name + (f"/{number}" if number > 1 else ""), label, copies)
        for number, ((_, part), label) in enumerate(zip(parts, labels, strict=True), 1)
    )


def _key(
    record: Record, directions: list[tuple[float, ...]], spacings: list[tuple[float, float]]
) -> Key:
    """What two frames of one stack have in common."""
    spacing = record.spacing_mm and _alike(record.spacing_mm, spacings)
    header = record.header
    direction = None
    if record.orientation is not None:
        direction = _nearest(record.orientation, directions)
    return (header.rows, header.columns), spacing, direction, record.split


def _alike(spacing: tuple[float, float], spacings: list[tuple[float, float]]) -> int:
    """Number of the first spacing that is the same but for rounding; a new one where none is."""
    for number, other in enumerate(spacings):
        if all(
            math.isclose(a, b, rel_tol=SAME_SPACING) for a, b in zip(spacing, other, strict=True)
        ):
            return number
    spacings.append(spacing)
    return len(spacings) - 1


def _nearest(orientation: tuple[float, ...], orientations: list[tuple[float, ...]]) -> int:
    for number, other in enumerate(orientations):
        if all(abs(a - b) < SAME_DIRECTION for a, b in zip(orientation, other, strict=True)):
            return number
    orientations.append(orientation)
    return len(orientations) - 1


def _rank(part: Sequence[Record]) -> tuple[object, ...]:
    """An order of parts that does not hang on the order of files."""
    numbers = [r.order for r in part if r.order is not None]
    places = sorted(r.position or () for r in part)
    return (min(numbers, default=0), part[0].split, places[0], min(r.uid for r in part))


def _labels(why: Sequence[Labelled]) -> list[Message]:
    """For each part, in words, what differs from the others."""
    values: dict[str, set[str]] = {}
    every = {label for pairs in why for label, _ in pairs}
    for pairs in map(dict, why):
        for label in every:
            values.setdefault(label, set()).add(pairs.get(label, ""))
    return [
        with_commas(_part(label, value) for label, value in pairs if len(values[label]) > 1)
        for pairs in why
    ]


def _part(label: str, value: str) -> Message:
    """Such as `echo time 20`; labels of other dimensions are a file's own words."""
    if label in MEASURED and is_short_number(value):
        return Message(PARTS[label], verbatim(value.strip()))
    return Message(PARTS[label], value) if label in PARTS else Message("{} {}", label, value)


def _turning(name: str, records: list[Record], copies: int) -> Series:
    series = _series([replace(r, position=None) for r in records], name, NOTHING, copies)
    doubt = message("every slice has its own orientation; ordered by instance number, not a volume")
    warnings = tuple(w for w in series.warnings if w.template != NO_POSITIONS)
    return replace(series, orientation=None, warnings=(*warnings, doubt))


def _series(stack: Sequence[Record], uid: str, part: Message, copies: int) -> Series:
    order = ordered(stack)
    first = order.records[0]
    header = first.header
    sequence = recognised(header, first, len(stack))
    refused = refusal(header, sequence) or next(
        (why for why in (plane_refusal(r.orientation) for r in order.records) if why), NOTHING
    )
    doubts = [*order.doubts, *_doubts(order.records, copies)]
    if not refused:
        doubts += sequence_doubts(sequence)
    return Series(
        uid=uid,
        study_uid=header.study_uid,
        description=readable(header.description or first.path.parent.name),
        modality=header.modality,
        slices=tuple(
            SliceRef(r.uid, r.path, r.frame, r.position, r.order, r.tile) for r in order.records
        ),
        rows=header.rows,
        columns=header.columns,
        spacing_mm=first.spacing_mm or _proportions(first),
        slice_spacing_mm=order.spacing_mm,
        orientation=first.orientation,
        windows=first.windows,
        warnings=tuple(doubts),
        refusal=refused,
        study_description=header.study_description,
        number=header.number,
        date=header.date,
        patient=header.patient,
        part=part,
        sequence=sequence,
        frame_of_reference=" ".join(sorted({r.header.frame_of_reference for r in stack})),
        details=details(header.technique),
        spacing_known=first.spacing_mm is not None,
        pixel_text=surest(r.header.pixel_text for r in stack),
    )


def _proportions(record: Record) -> tuple[float, float]:
    """Spacing in no unit, for slices that state only how high a pixel is for its width."""
    high, wide = record.aspect or (1.0, 1.0)
    return high / wide, 1.0


def _doubts(records: Sequence[Record], copies: int) -> list[Message]:
    """What is odd about the files rather than about their order."""
    first = records[0]
    doubts = list(dict.fromkeys(doubt for r in records for doubt in r.doubts))
    if not first.header.series_uid:
        doubts.append(message("no Series Instance UID; the files of one folder are taken together"))
    if copies:
        doubts.append(
            message("{} file is a copy of another and left out", copies)
            if copies == 1
            else message("{} files are copies of another and left out", copies)
        )
    if first.header.repaired:
        doubts.append(
            message(
                "the declared character set is wrong; text was read as {}",
                first.header.repaired.upper(),
            )
        )
    if first.spacing_mm is None:
        shape = (
            message("as square") if first.aspect is None else message("in the stated proportions")
        )
        doubts.append(
            message("pixel spacing is not stated; shown {}, distances are not valid", shape)
        )
    if first.orientation is None:
        doubts.append(message("orientation is missing or invalid; sides are unknown"))
    if len({r.header.frame_of_reference for r in records}) > 1:
        doubts.append(message("several frames of reference; positions may not be comparable"))
    lossy = {details(record.header.technique).get("Lossy compression") for record in records}
    doubts += sorted(words for words in lossy if words)
    return doubts
