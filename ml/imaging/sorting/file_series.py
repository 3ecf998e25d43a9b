"""Names the file series that a record belongs to, where Series Instance UIDs fail, too.

De-identification loses the UIDs, makes them equal, or gives each file one of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from ml.core.messages import message
from ml.core.readable_text import name_id
from ml.imaging.sorting.repeated_positions import places
from ml.imaging.types.frame_record import Record

LEAST = 3
"""Fewer slices than this with a Series Instance UID each are series of one slice (ours)."""
NO_SERIES_UID = message(
    "no Series Instance UID; the files of one folder with the same series number and description "
    "are taken together"
)
ONE_UID_EACH = message(
    "each slice has a Series Instance UID of its own; slices whose headers are otherwise equal "
    "are taken together"
)

Family = tuple[object, ...]


def file_series(record: Record) -> str:
    """Series Instance UID; without one a name made of folder, series number and description."""
    header = record.header
    if header.series_uid:
        return header.series_uid
    name = f"folder {name_id(str(record.path.parent))}"
    if header.number is None and not header.description:
        return name
    stated = f"{header.number}\0{header.description}\0{header.modality}"
    return f"{name} {hashlib.sha256(stated.encode('utf-8', 'replace')).hexdigest()[:8]}"


def family(record: Record) -> Family:
    """What slices of one series have in common but for their UIDs."""
    header = record.header
    return (
        record.path.parent, header.study_uid, header.patient, header.number, header.description,
        header.study_description, header.modality, header.date, header.rows, header.columns,
        header.image_type, header.colour, record.spacing_mm, frozenset(header.technique.items()),
    )  # fmt: skip


def torn(records: Sequence[Record]) -> bool:
    """Whether single slices of one family are one stack that lost its UID.

    They are where they lie side by side: as many places along one normal as there are slices.
    """
    if len(records) < LEAST or len({record.orientation for record in records}) > 1:
        return False
    numbers = places(records)
    return numbers is not None and len(set(numbers)) == len(records)


def joined(records: Sequence[Record]) -> list[Record]:
    """The same, with the doubt that they were put together."""
    return [replace(r, doubts=(*r.doubts, ONE_UID_EACH)) for r in records]
