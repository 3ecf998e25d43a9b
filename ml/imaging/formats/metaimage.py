"""Reads MetaImage (`.mha`, `.mhd`).

Source: docs.itk.org, MetaIO; sizes of types and names of fields as in ITK's metaTypes.h and
metaImage.cxx. Positions are LPS, as ITK takes them.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from ml.core.errors import ImageReadError
from ml.imaging.formats.detached_files import ROW, beside, counted, listed
from ml.imaging.formats.raw_values import Packing, ValueFiles
from ml.imaging.formats.text_header import (
    FLAT,
    HEAD,
    UNREADABLE,
    axes_of,
    head_of,
    numbers,
    whole_number,
)
from ml.imaging.formats.text_volume import Parsed, text_reader
from ml.imaging.formats.volume_geometry import SPACING_UNKNOWN, Space, is_colour

KINDS = {
    "CHAR": "i1", "UCHAR": "u1", "SHORT": "i2", "USHORT": "u2", "INT": "i4", "UINT": "u4",
    "LONG": "i4", "ULONG": "u4", "LONG_LONG": "i8", "ULONG_LONG": "u8", "FLOAT": "f4",
    "DOUBLE": "f8",
}  # fmt: skip
"""A `MET_LONG` has four bytes whatever the machine."""
KIND = re.compile(r"MET_([A-Z_]+?)(?:_ARRAY)?")
DIRECTION = ("TransformMatrix", "Rotation", "Orientation")
SPACING = ("ElementSpacing", "ElementSize")
ORIGIN = ("Offset", "Position", "Origin")
ORDER = ("BinaryDataByteOrderMSB", "ElementByteOrderMSB")
COUNT, SIZES, FILE = "NDims", "DimSize", "ElementDataFile"
LINE = re.compile(rb"[ \t]*(\w+)[ \t]*[=:][ \t]*([^\r\n]*?)[ \t]*\r?\n")


def metaimage(path: Path) -> tuple[Space, ValueFiles]:
    """Read the header of a MetaImage.

    Raises:
        ImageReadError: It is none, or claims what cannot be true.
    """
    fields, end = _fields(path)
    sizes = axes_of(path, fields.get(COUNT, ""), fields.get(SIZES, ""))
    n = len(sizes)
    channels = whole_number(path, fields, "ElementNumberOfChannels", 1)
    kind = KIND.fullmatch(fields.get("ElementType", ""))
    if not 1 <= channels <= HEAD or kind is None or kind[1] not in KINDS:
        raise ImageReadError(path.name, UNREADABLE)
    big = any(_true(fields.get(name, "")) for name in ORDER)
    sized = any(fields.get(name) for name in SPACING)
    spacing = _first(path, fields, SPACING, np.ones(n))
    direction = _first(path, fields, DIRECTION, np.eye(n).ravel()).reshape(n, n).T
    spacing, direction = np.abs(spacing), direction * np.where(spacing < 0, -1, 1)
    if not spacing.all() or abs(np.linalg.det(direction)) < FLAT:
        raise ImageReadError(path.name, UNREADABLE)
    packing = Packing.RAW if _true(fields.get("BinaryData", "True")) else Packing.TEXT
    values = ValueFiles(
        header=path,
        files=_files(path, fields[FILE], end),
        kind=np.dtype(KINDS[kind[1]]).newbyteorder(">" if big else "<"),
        count=int(np.prod(sizes, dtype=object)) * channels,
        packing=Packing.ZLIB if _true(fields.get("CompressedData", "")) else packing,
        skip_bytes=whole_number(path, fields, "HeaderSize"),
        offset=end if fields[FILE].lower() == "local" else 0,
    )
    shown = Space(
        size=(sizes[0], sizes[1], sizes[2] if n > 2 else 1),
        spacing=(float(spacing[0]), float(spacing[1]), float(spacing[2]) if n > 2 else 1.0),
        origin=np.zeros(3) if n < 3 else _first(path, fields, ORIGIN, np.zeros(n))[:3],
        direction=None if n < 3 else direction[:3, :3],
        times=int(np.prod(sizes[3:], dtype=object)),
        channels=channels,
        colour=is_colour(channels, values.kind),
        item_bytes=values.kind.itemsize,
        doubts=() if sized else (SPACING_UNKNOWN,),
        spacing_known=sized,
    )
    return shown, values


def _fields(path: Path) -> tuple[dict[str, str], int]:
    """The fields of a header, and where it ends; the field that names the values is its last."""
    head, at = head_of(path), 0
    fields: dict[str, str] = {}
    while FILE not in fields:
        line = LINE.match(head, at)
        if line is None:
            at = head.find(b"\n", at) + 1
            if not at:
                raise ImageReadError(path.name, UNREADABLE)
            continue
        name, value = line[1].decode("ascii", "replace"), line[2].decode("utf-8", "surrogateescape")
        twice = name in (COUNT, SIZES) and name in fields
        fields[name] = "" if twice else value  # stated twice is not stated
        at = line.end()
    return fields, at


def _first(
    path: Path, fields: dict[str, str], names: tuple[str, ...], otherwise: np.ndarray
) -> np.ndarray:
    for name in names:
        if name in fields:
            return numbers(path, fields[name], len(otherwise))
    return otherwise


def _files(path: Path, values: str, end: int) -> tuple[Path, ...]:
    if values.lower() == "local":
        return (path,)
    if values.upper().startswith("LIST"):
        return listed(path, end)
    if (row := ROW.fullmatch(values)) is not None:
        return counted(path, row[1], row[2].split()[:3])
    return (beside(path, values),)


def _true(text: str) -> bool:
    return text[:1] in ("T", "t", "1")


def _parse(path: Path) -> Parsed:
    return Parsed(*metaimage(path))


def _value_files(path: Path) -> tuple[Path, ...]:
    return metaimage(path)[1].files


READER = text_reader(_parse, _value_files)
