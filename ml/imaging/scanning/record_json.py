"""Converts records to JSON and back, for the index; headers go separately, since many share one."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from ml.core.messages import from_json, to_json
from ml.imaging.scanning.walk import FoundFile
from ml.imaging.types.frame_record import Header, Record
from ml.imaging.types.pixel_text import PixelText
from ml.imaging.types.series import Patient, Tile

APART = ("header", "path", "size", "tile", "doubts")
NAMES = tuple(field.name for field in fields(Record) if field.name not in APART)


def to_values(record: Record) -> list[Any]:
    """JSON values of a record, without its header, path and size."""
    t = record.tile
    rest = (getattr(record, name) for name in NAMES)
    return [t and [t.top, t.left, t.rows, t.columns], list(map(to_json, record.doubts)), *rest]


def from_values(values: list[Any], file: FoundFile, header: Header) -> Record:
    """The record again.

    Args:
        values: From `to_values`, after a round through JSON.
        file: The file that it is of.
        header: Its header.

    Raises:
        TypeError: The values are not those of a record.
        ValueError: They are too few or too many.
    """
    tile, doubts, *rest = values
    named = dict(zip(NAMES, map(_tuples, rest), strict=True))
    return Record(
        header=header,
        path=file.path,
        size=file.size,
        tile=None if tile is None else Tile(*tile),
        doubts=tuple(map(from_json, doubts)),
        **named,
    )


def header_text(header: Header) -> str:
    """A header as text; equal headers give equal text."""
    values = asdict(header)
    values["technique"] = {name: to_json(value) for name, value in header.technique.items()}
    return json.dumps(values, sort_keys=True)


def header_of(text: str) -> Header:
    """The header again."""
    values = json.loads(text)
    values["patient"] = Patient(**values["patient"])
    values["technique"] = {name: from_json(value) for name, value in values["technique"].items()}
    values["pixel_text"] = PixelText(values["pixel_text"])
    values["image_type"] = tuple(values["image_type"])
    return Header(**values)


def _tuples(value: Any) -> Any:
    """JSON knows lists only; records hold tuples."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
