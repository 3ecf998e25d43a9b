"""Groups records into series of one orientation and one stack, in order."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ml.core.messages import NOTHING, Message, message
from ml.core.readable_text import readable
from ml.imaging.dicom.acquisition import details
from ml.imaging.sequence_type.from_tags import recognised, refusal, sequence_doubts
from ml.imaging.sorting.copies import Twin, has_equal_header, same_pixels, with_versions
from ml.imaging.sorting.file_series import (
    NO_SERIES_UID,
    Family,
    family,
    file_series,
    joined,
    torn,
)
from ml.imaging.sorting.part_labels import FRAME, part_labels
from ml.imaging.sorting.person import distinct_headers, owners, studies_apart
from ml.imaging.sorting.repeated_positions import REPEAT, apart, stacks
from ml.imaging.sorting.representative_window import representative
from ml.imaging.sorting.slice_order import NO_POSITIONS, ordered
from ml.imaging.types.frame_record import Labelled, Record
from ml.imaging.types.orientation import plane_refusal
from ml.imaging.types.pixel_text import surest
from ml.imaging.types.series import Problem, Series, SliceRef
from ml.imaging.unforeseen import surviving, unforeseen

SAME_DIRECTION = 0.02
"""Cosines that differ by less than this are one orientation (scanners round differently; ours)."""
SAME_SPACING = 0.002
"""Spacings that differ by less than this share are one (ours): 0.938 and 0.9375 are, as headers
round them; scanners do not make spacings so near to each other."""
TURNING = 6
"""A file series of more single slices than this, each its own way, turns about an axis (ours)."""

LOSSY = "LossyImageCompression"
SHARED_UID = message("several slices share one SOP Instance UID")
NO_SERIES: tuple[Series, ...] = ()

Key = tuple[object, object, object]


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
        self._families: dict[Family, list[str]] = {}
        self._family_of: dict[str, Family] = {}
        self.problems: list[Problem] = []
        self._sorted: tuple[Series, ...] = ()

    def __bool__(self) -> bool:
        """Whether any record was taken in."""
        return bool(self._records)

    def add(self, records: Iterable[Record]) -> None:
        """Take records in; what has the header of a slice that is known already is set apart."""
        for record in records:
            name = file_series(record)
            held = self._records.setdefault(name, [])
            if name not in self._family_of:
                self._family_of[name] = family(record)
                self._families.setdefault(self._family_of[name], []).append(name)
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
            if name not in self._changed:
                continue
            if changed and time.monotonic() > end:
                break
            self._made_anew(name)
            changed = True
        if changed:
            made = [series for part in self._made.values() for series in part]
            self._sorted, bad = surviving(_in_order, made, NO_SERIES)
            self._leave_out((ref.path, error) for series, error in bad for ref in series.slices)
        return self._sorted

    def _made_anew(self, name: str) -> None:
        """The series of a name, or of all names of its family where each has a single slice."""
        names = self._families[self._family_of[name]]
        singles = [n for n in names if len(self._records[n]) == 1 and n not in self._twins]
        together = [record for n in singles for record in self._records[n]]
        lost = singles if surviving(torn, together, nothing=False)[0] else []
        for each in dict.fromkeys((name, *singles)):
            self._changed.pop(each, None)
            if each not in lost:
                self._made[each] = self._split_up(each, self._records[each])
            elif each == lost[0]:
                self._made[each] = self._split_up(each, joined(together))
            else:
                self._made[each] = ()

    def _split_up(self, name: str, records: Sequence[Record]) -> tuple[Series, ...]:
        twins = self._twins.get(name, ())
        made, bad = surviving(lambda some: _by_owner(name, some, twins), records, NO_SERIES)
        self._leave_out((record.path, error) for record, error in bad)
        return made

    def _leave_out(self, bad: Iterable[tuple[Path, Exception]]) -> None:
        for path, error in bad:
            if all(problem.path != path for problem in self.problems):
                self.problems.append(Problem(path, unforeseen(error)))

    def _renamed(self, record: Record, *doubts: Message) -> Record:
        """Another slice under a UID that is taken: results must not land on the wrong one."""
        number = 2
        while f"{record.uid}~{number}" in self._seen:
            number += 1
        record = replace(record, uid=f"{record.uid}~{number}", doubts=(*record.doubts, *doubts))
        self._seen[record.uid] = [record]
        return record


def _in_order(made: Sequence[Series]) -> tuple[Series, ...]:
    return tuple(sorted(studies_apart(made), key=_listed))


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
    by_key: dict[tuple[int, Key], list[Record]] = {}
    directions: list[tuple[float, ...]] = []
    spacings: list[tuple[float, float]] = []
    frames = _frames_of_reference(records)
    for record in records:
        frame = frames.get(record.header.frame_of_reference, 0)
        key = frame, _key(record, directions, spacings)
        by_key.setdefault(key, []).append(record)
    shapes = {key[:2] for _, key in by_key}
    if TURNING < len(by_key) == len(records) == len(directions) and len(shapes) == 1:
        return (_turning(name, list(records), copies),)
    parts = [
        ((*_of_frame(frame, len(frames)), *which, *why), part, stack)
        for (frame, _), members in by_key.items()
        for which, stack in stacks(members)
        for why, part in apart(stack)
    ]
    parts.sort(key=lambda part: (_rank(part[2]), _turn(part[0]), _rank(part[1])))
    labels = part_labels([why for why, _, _ in parts])
    return tuple(
        _series(part, name + (f"/{number}" if number > 1 else ""), label, copies, stack)
        for number, ((_, part, stack), label) in enumerate(zip(parts, labels, strict=True), 1)
    )


def _frames_of_reference(records: Sequence[Record]) -> dict[str, int]:
    """Numbers of the frames of reference, where each has several slices; else none.

    What each slice has of its own was lost when its file was written, and tears nothing.
    """
    counts = Counter(r.header.frame_of_reference for r in records if r.header.frame_of_reference)
    if len(counts) < 2 or min(counts.values()) < 2:
        return {}
    return {uid: number for number, uid in enumerate(sorted(counts), 1)}


def _of_frame(number: int, count: int) -> Labelled:
    return ((FRAME, message("{} of {}", number, count)),) if number else ()


def _key(
    record: Record, directions: list[tuple[float, ...]], spacings: list[tuple[float, float]]
) -> Key:
    """What two frames of one stack have in common."""
    spacing = record.spacing_mm and _alike(record.spacing_mm, spacings)
    direction = None
    if record.orientation is not None:
        direction = _nearest(record.orientation, directions)
    return (record.header.rows, record.header.columns), spacing, direction


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
    first = min((r.uid.partition("#")[0], r.frame) for r in part)
    return (min(numbers, default=0), part[0].split, places[0], first)


def _turn(why: Labelled) -> int:
    """Number of a repeat that headers do not number; 0 where something else tells parts apart."""
    value = dict(why).get(REPEAT)
    return int(value.values[0]) if isinstance(value, Message) else 0


def _turning(name: str, records: list[Record], copies: int) -> Series:
    series = _series([replace(r, position=None) for r in records], name, NOTHING, copies, ())
    doubt = message("every slice has its own orientation; ordered by instance number, not a volume")
    warnings = tuple(w for w in series.warnings if w.template != NO_POSITIONS)
    return replace(series, orientation=None, warnings=(*warnings, doubt))


def _series(
    stack: Sequence[Record], uid: str, part: Message, copies: int, whole: Sequence[Record]
) -> Series:
    order = ordered(stack, whole)
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
        windows=representative([r.windows for r in order.records]),
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
        doubts.append(NO_SERIES_UID)
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
    lost = {lossy: r.header for r in records if (lossy := r.header.technique.get(LOSSY))}
    words = {details(header.technique).get("Lossy compression") for header in lost.values()}
    doubts += sorted(said for said in words if said)
    return doubts
