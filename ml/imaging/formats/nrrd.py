"""Reads NRRD (`.nrrd`, `.nhdr`).

Source: teem.sourceforge.net/nrrd/format.html (NRRD0001 to NRRD0005).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import ImageReadError
from ml.core.messages import Message, message
from ml.imaging.formats.detached_files import ROW, beside, counted, listed
from ml.imaging.formats.raw_values import Packing, ValueFiles
from ml.imaging.formats.text_header import FLAT, UNREADABLE, axes_of, head_of, numbers, whole_number
from ml.imaging.formats.text_volume import Parsed, text_reader
from ml.imaging.formats.volume_geometry import SPACING_UNKNOWN, Space, is_colour

MAGIC = re.compile(rb"NRRD000[1-5]\r?\n")
KINDS = {
    "i1": ("signed char", "int8", "int8_t"),
    "u1": ("uchar", "unsigned char", "uint8", "uint8_t"),
    "i2": ("short", "short int", "signed short", "signed short int", "int16", "int16_t"),
    "u2": ("ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"),
    "i4": ("int", "signed int", "int32", "int32_t"),
    "u4": ("uint", "unsigned int", "uint32", "uint32_t"),
    "i8": (
        "longlong", "long long", "long long int", "signed long long", "signed long long int",
        "int64", "int64_t",
    ),
    "u8": (
        "ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t",
    ),
    "f4": ("float",),
    "f8": ("double",),
}  # fmt: skip
PACKINGS = {
    "raw": Packing.RAW, "gz": Packing.ZLIB, "gzip": Packing.ZLIB, "bz2": Packing.BZIP2,
    "bzip2": Packing.BZIP2, "txt": Packing.TEXT, "text": Packing.TEXT, "ascii": Packing.TEXT,
    "hex": Packing.HEX,
}  # fmt: skip
TO_LPS = {
    "left-posterior-superior": (1, 1, 1), "lps": (1, 1, 1),
    "right-anterior-superior": (-1, -1, 1), "ras": (-1, -1, 1),
    "left-anterior-superior": (1, -1, 1), "las": (1, -1, 1),
}  # fmt: skip
"""Space to what turns its axes into LPS; with `-time` or `T` they have one more."""
IN_A_ROW = frozenset({"time", "list"})
"""Kinds of axes along which whole volumes follow, wherever they stand."""
SUCCESSIVE = frozenset({"", "none", "???", "domain", "space"}) | IN_A_ROW
"""Kinds of axes along which whole volumes follow if they stand behind those in space; other kinds
are the numbers of one voxel."""
COLOURS = frozenset({"rgb-color", "hsv-color", "xyz-color", "3-color"})
NO_COLOURS = frozenset({"3-vector", "3-gradient", "3-normal", "point", "covariant-vector"})
"""Kinds whose three numbers are a place or a direction; `vector` may be anything, since ITK writes
colours as such."""
UNKNOWN = message("orientation is not stated in the file; left and right may be swapped")
VECTOR = re.compile(r"none|\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class FileAxes:
    """What each axis of the file is, by its number, the fastest first.

    Attributes:
        sizes: Lengths.
        spatial: The first three, or two, that lie in space.
        within: The numbers of one voxel.
        after: Along which volumes follow.
        kinds: Of the axes within a voxel, as the file calls them.
    """

    sizes: tuple[int, ...]
    spatial: tuple[int, ...]
    within: tuple[int, ...]
    after: tuple[int, ...]
    kinds: tuple[str, ...]

    def length(self, axes: tuple[int, ...]) -> int:
        """Product of some lengths."""
        return int(np.prod([self.sizes[a] for a in axes], dtype=object))

    def colour(self, kind: np.dtype[np.generic]) -> bool:
        """Whether the numbers of a voxel are those of a colour."""
        if self.length(self.within) != 3 or len(self.within) != 1:
            return False
        stated = self.kinds[0]
        return stated in COLOURS or (stated not in NO_COLOURS and is_colour(3, kind))

    def arranged(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        """Values as they follow in the file, with volumes first and numbers of a voxel last.

        Shapes:
            returns: `(times, k, j, i, channels)`, flattened.
        """
        wanted = (*self.after[::-1], *self.spatial[::-1], *self.within[::-1])
        last = len(self.sizes) - 1
        grid = values.reshape(self.sizes[::-1])
        return grid.transpose([last - axis for axis in wanted]).ravel()


def nrrd(path: Path) -> tuple[Space, ValueFiles, FileAxes]:
    """Read the header of an NRRD file.

    Raises:
        ImageReadError: It is none, or claims what cannot be true.
    """
    fields, end = _fields(path)
    sizes = axes_of(path, fields.get("dimension", ""), fields.get("sizes", ""))
    vectors = _vectors(path, fields.get("spacedirections", ""), len(sizes))
    axes = _axes(path, sizes, fields.get("kinds", "").lower().split(), vectors)
    values = _values(path, fields, end, axes)
    in_space = len(axes.spatial) == 3
    size = [sizes[a] for a in axes.spatial] + [1] * (3 - len(axes.spatial))
    steps, doubts = _steps(path, fields, axes, vectors)
    spacing, sized = np.linalg.norm(steps, axis=0), bool(vectors) or _has_spacings(fields, axes)
    if in_space and (not spacing.all() or abs(np.linalg.det(steps / spacing)) < FLAT):
        raise ImageReadError(path.name, UNREADABLE)
    spacing[spacing == 0] = 1
    return (
        Space(
            size=(size[0], size[1], size[2]),
            spacing=(float(spacing[0]), float(spacing[1]), float(spacing[2])),
            origin=_origin(path, fields, axes, steps) if in_space else np.zeros(3),
            direction=steps / spacing if in_space else None,
            times=axes.length(axes.after),
            channels=axes.length(axes.within),
            colour=axes.colour(values.kind),
            item_bytes=values.kind.itemsize,
            doubts=(*(doubts if in_space else ()), *(() if sized else (SPACING_UNKNOWN,))),
            spacing_known=sized,
        ),
        values,
        axes,
    )


def _fields(path: Path) -> tuple[dict[str, str], int]:
    """The fields of a header, their names without blanks, and where it ends."""
    head = head_of(path)
    magic = MAGIC.match(head)
    if magic is None:
        raise ImageReadError(path.name, UNREADABLE)
    fields: dict[str, str] = {}
    at = magic.end()
    while at < len(head):
        line, newline, _ = head[at:].partition(b"\n")
        at += len(line) + len(newline)
        words = line.decode("utf-8", "surrogateescape").strip()
        if not words:
            break
        name, colon, value = words.partition(":")
        if words.startswith("#") or not colon or value.startswith("="):
            continue
        name = name.replace(" ", "").lower()
        fields[name] = "" if name in fields else value.strip()  # stated twice is not stated
        if name == "datafile" and value.strip().upper().startswith("LIST"):
            break
    return fields, at


def _vectors(path: Path, stated: str, count: int) -> list[NDArray[np.float64] | None]:
    """The direction of each axis, `None` for one that does not lie in space."""
    if not stated:
        return []
    parts = [m[1] for m in VECTOR.finditer(stated)]
    if len(parts) != count:
        raise ImageReadError(path.name, UNREADABLE)
    vectors: list[NDArray[np.float64] | None] = []
    for part in parts:
        if part is None or "nan" in part.lower():
            vectors.append(None)
            continue
        words = part.replace(",", " ")
        vectors.append(numbers(path, words, len(words.split())))
    return vectors


def _axes(
    path: Path,
    sizes: tuple[int, ...],
    kinds: list[str],
    vectors: list[NDArray[np.float64] | None],
) -> FileAxes:
    kinds = kinds if len(kinds) == len(sizes) else [""] * len(sizes)
    numbers_of_axes = range(len(sizes))
    if vectors:
        lying = [a for a in numbers_of_axes if vectors[a] is not None]
        in_space = [a for a in lying if kinds[a] not in IN_A_ROW]
        lying = in_space if len(in_space) >= 3 else lying  # time, too, may have a direction
    else:
        lying = [a for a in numbers_of_axes if kinds[a] in SUCCESSIVE - IN_A_ROW]
    spatial = tuple(lying[:3])
    if len(spatial) < 2:
        raise ImageReadError(path.name, UNREADABLE)
    others = [a for a in numbers_of_axes if a not in spatial]
    after = tuple(
        a for a in others if kinds[a] in IN_A_ROW or (kinds[a] in SUCCESSIVE and a > spatial[0])
    )
    within = tuple(a for a in others if a not in after)
    return FileAxes(sizes, spatial, within, after, tuple(kinds[a] for a in within))


def _steps(
    path: Path,
    fields: dict[str, str],
    axes: FileAxes,
    vectors: list[NDArray[np.float64] | None],
) -> tuple[NDArray[np.float64], tuple[Message, ...]]:
    """From one voxel to the next along i, j and k, LPS millimetres as columns."""
    steps = np.eye(3)
    if vectors:
        for column, axis in enumerate(axes.spatial):
            vector = vectors[axis]
            assert vector is not None
            if len(vector) < 2:
                raise ImageReadError(path.name, UNREADABLE)
            steps[:, column] = np.pad(vector, (0, 3))[:3]
        stated = "space" in fields or "spacedimension" in fields
        return _turn(fields)[:, None] * steps, () if stated else (UNKNOWN,)
    if fields.get("spacings"):
        words = [w if w.lower() != "nan" else "1" for w in fields["spacings"].split()]
        spacings = numbers(path, " ".join(words), len(axes.sizes))
        for column, axis in enumerate(axes.spatial):
            steps[column, column] = spacings[axis]
    return steps, (UNKNOWN,)


def _has_spacings(fields: dict[str, str], axes: FileAxes) -> bool:
    """Whether a distance of voxels is stated along every axis in space."""
    words = fields.get("spacings", "").lower().split()
    return len(words) == len(axes.sizes) and all(words[a] != "nan" for a in axes.spatial)


def _turn(fields: dict[str, str]) -> NDArray[np.float64]:
    space = fields.get("space", "").lower().removesuffix("-time").removesuffix("t")
    return np.array(TO_LPS.get(space, (1, 1, 1)), dtype=np.float64)


def _origin(
    path: Path, fields: dict[str, str], axes: FileAxes, steps: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Position of the first voxel; without a space, axes begin at the edge of a voxel."""
    words = fields.get("spaceorigin", "").strip("() ").replace(",", " ")
    if words and "nan" not in words.lower():
        return _turn(fields) * np.pad(numbers(path, words, len(words.split())), (0, 3))[:3]
    least = fields.get("axismins", "")
    if not least or "spacedirections" in fields or "nan" in least.lower():
        return np.zeros(3)
    minimums = numbers(path, least, len(axes.sizes))[list(axes.spatial)]
    on_voxels = fields.get("centerings", fields.get("centers", "")).lower().startswith("node")
    return minimums if on_voxels else minimums + np.diag(steps) / 2


def _values(path: Path, fields: dict[str, str], end: int, axes: FileAxes) -> ValueFiles:
    type_name = " ".join(fields.get("type", "").lower().split())
    kind = next((k for k, names in KINDS.items() if type_name in names), None)
    packing = PACKINGS.get(fields.get("encoding", "").lower())
    endian = fields.get("endian", "").lower()
    if kind is None or packing is None:
        raise ImageReadError(path.name, UNREADABLE)
    if kind[1] != "1" and packing is not Packing.TEXT and endian not in ("little", "big"):
        raise ImageReadError(path.name, UNREADABLE)
    detached = fields.get("datafile", "")
    return ValueFiles(
        header=path,
        files=_files(path, detached, end) if detached else (path,),
        kind=np.dtype(kind).newbyteorder(">" if endian == "big" else "<"),
        count=int(np.prod(axes.sizes, dtype=object)),
        packing=packing,
        skip_lines=whole_number(path, fields, "lineskip"),
        skip_bytes=whole_number(path, fields, "byteskip"),
        offset=0 if detached else end,
    )


def _files(path: Path, values: str, end: int) -> tuple[Path, ...]:
    if values.upper().startswith("LIST"):
        return listed(path, end)
    if (row := ROW.fullmatch(values)) is not None and len(row[2].split()) >= 3:
        return counted(path, row[1], row[2].split()[:3])
    return (beside(path, values),)


def _parse(path: Path) -> Parsed:
    space, values, axes = nrrd(path)
    return Parsed(space, values, axes.arranged)


def _value_files(path: Path) -> tuple[Path, ...]:
    return nrrd(path)[1].files


READER = text_reader(_parse, _value_files)
