"""Reads and writes `manifest.csv`: one labelled slice a line, the one form of training data.

Columns: `slice` (its name, unique), `patient` (a pseudonym), `presence` (yes, no), `source`
(primary, secondary, or empty), `class` (in words, empty where absent), `image` (a file, with
`#n` for frame or slice n of it, from 0; relative to the manifest). Optional: `mask` (as `image`),
`level` (0 to 1 in its stack), `collection` (where it comes from; else the folder's name),
`series` (a name that the slices of one series share), `position` (millimetres along the normal of
the series), `spacing` (millimetres between rows and between columns, as `1.59x1.3`), `plane`
(axial, coronal or sagittal), `mask_values` (which values of the mask are the lesion, as `1+3+4`;
every value but 0 where empty), `boxes` (around lesions where there is no mask: row and column of
the middle, height and width, as shares of the image, as `0.5x0.4x0.1x0.2`, joined by `+`).
`presence` may be `unknown` where a slice only serves as the
neighbour of labelled ones.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ml.core import atomic_files
from ml.core.errors import DataError
from ml.core.named_paths import real_path
from ml.research.data.csv_table import UNREADABLE, read_lines

NEEDED = ("slice", "patient", "presence", "source", "class", "image")
OPTIONAL = (
    "mask",
    "level",
    "collection",
    "series",
    "position",
    "spacing",
    "plane",
    "mask_values",
    "boxes",
)
YES_NO = {"yes": True, "no": False}
UNKNOWN = "unknown"
PLANES = ("", "axial", "coronal", "sagittal")


Box = tuple[float, float, float, float]
"""Row and column of the middle, height and width, as shares of the image."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line.

    Attributes:
        slice: Its name, unique in the manifest.
        patient: Whose it is, a pseudonym.
        present: Whether a tumour is there.
        source: `primary`, `secondary` or empty.
        tumour: Class in words; empty where absent.
        image: File, with `#n` for a slice inside it; relative to the manifest.
        mask: As `image`, or empty.
        level: Place in its stack, 0 to 1; 0.5 where unknown.
        collection: Where it comes from.
        series: Name that the slices of one series share; empty for a single image.
        position: Millimetres along the normal of the series; NaN where unknown.
        spacing: Millimetres between rows and between columns; zeros where unknown.
        plane: `axial`, `coronal`, `sagittal`, or empty where unknown.
        labelled: Whether `present` is known; a slice without a label only serves as the
            neighbour of others in its series.
        mask_values: Values of the mask that are the lesion; empty where every value but 0 is.
        boxes: Around lesions, where there is no mask.
    """

    slice: str
    patient: str
    present: bool
    source: str
    tumour: str
    image: str
    mask: str = ""
    level: float = 0.5
    collection: str = ""
    series: str = ""
    position: float = math.nan
    spacing: tuple[float, float] = (0.0, 0.0)
    plane: str = ""
    labelled: bool = True
    mask_values: tuple[int, ...] = ()
    boxes: tuple[Box, ...] = ()


def read(path: Path) -> list[Row]:
    """Read and check a manifest.

    Raises:
        DataError: It is missing, or a line of it is wrong; the line is named.
    """
    try:
        lines = read_lines(path, NEEDED)
    except UNREADABLE as error:
        raise DataError(
            f"{path} cannot be read ({error}); make it with `python main.py dataset build`"
        ) from error
    rows = [_row(line, real_path(path).parent.name, line_name) for line_name, line in lines]
    twice = _first_repeated(row.slice for row in rows)
    if twice:
        raise DataError(f"{path.name} names the slice {twice} twice")
    if not rows:
        raise DataError(f"{path.name} holds no slice")
    return rows


def _row(line: dict[str, str], folder: str, line_name: str) -> Row:
    cell = {name: (line.get(name) or "").strip() for name in (*NEEDED, *OPTIONAL)}
    for name in ("slice", "patient", "image"):
        if not cell[name]:
            raise DataError(f"{line_name}: {name} is empty")
    if cell["presence"] not in (*YES_NO, UNKNOWN):
        raise DataError(f"{line_name}: presence is `{cell['presence']}`, not yes, no or unknown")
    if cell["plane"] not in PLANES:
        raise DataError(f"{line_name}: plane is `{cell['plane']}`, not axial, coronal or sagittal")
    if cell["source"] not in ("", "primary", "secondary"):
        raise DataError(
            f"{line_name}: source is `{cell['source']}`, not primary, secondary or empty"
        )
    present = YES_NO.get(cell["presence"], False)
    if not present and (cell["source"] or cell["class"]):
        raise DataError(f"{line_name}: a slice without a tumour has a source or class")
    try:
        level = float(cell["level"] or 0.5)
    except ValueError as error:
        raise DataError(f"{line_name}: level is `{cell['level']}`, not a number") from error
    if not 0 <= level <= 1:
        raise DataError(f"{line_name}: level {level} is not within 0 and 1")
    return Row(
        slice=cell["slice"],
        patient=cell["patient"],
        present=present,
        source=cell["source"],
        tumour=cell["class"],
        image=cell["image"],
        mask=cell["mask"],
        level=level,
        collection=cell["collection"] or folder,
        series=cell["series"],
        position=_position(cell["position"], line_name),
        spacing=_spacing(cell["spacing"], line_name),
        plane=cell["plane"],
        labelled=cell["presence"] != UNKNOWN,
        mask_values=_mask_values(cell["mask_values"], line_name),
        boxes=_boxes(cell["boxes"], line_name),
    )


def _boxes(text: str, line_name: str) -> tuple[Box, ...]:
    """Boxes, written `0.5x0.4x0.1x0.2+...`; none where the cell is empty."""
    boxes: list[Box] = []
    for part in text.split("+") if text else []:
        try:
            row, column, height, width = (float(share) for share in part.split("x"))
        except ValueError as error:
            raise DataError(f"{line_name}: boxes is `{text}`, not like 0.5x0.4x0.1x0.2") from error
        if not all(0 <= share <= 1 for share in (row, column, height, width)):
            raise DataError(f"{line_name}: boxes is `{text}`, not in shares of the image")
        boxes.append((row, column, height, width))
    return tuple(boxes)


def _mask_values(text: str, line_name: str) -> tuple[int, ...]:
    """Labels, written `1+3+4`; none where the cell is empty."""
    parts = text.split("+") if text else []
    if not all(re.fullmatch("0*[1-9][0-9]{0,8}", part, re.ASCII) for part in parts):
        raise DataError(f"{line_name}: mask_values is `{text}`, not like 1+3+4")
    return tuple(int(part) for part in parts)


def _position(text: str, line_name: str) -> float:
    """A length of a cell; NaN where it is empty."""
    if not text:
        return math.nan
    try:
        position = float(text)
    except ValueError as error:
        raise DataError(f"{line_name}: position is `{text}`, not a number") from error
    if not math.isfinite(position):
        raise DataError(f"{line_name}: position is `{text}`, not a finite number")
    return position


def _spacing(text: str, line_name: str) -> tuple[float, float]:
    """Two lengths, written `1.59x1.3`; zeros where the cell is empty."""
    if not text:
        return 0.0, 0.0
    rows, separator, columns = text.partition("x")
    try:
        spacing = float(rows), float(columns if separator else rows)
    except ValueError as error:
        raise DataError(f"{line_name}: spacing is `{text}`, not like 1.59x1.3") from error
    if not all(0 < length < math.inf for length in spacing):
        raise DataError(f"{line_name}: spacing is `{text}`, which is no length")
    return spacing


def _first_repeated(names: Iterable[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write a manifest.

    Raises:
        WriteError: The disk is full or may not be written to.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*NEEDED, *OPTIONAL))
    for row in rows:
        presence = ("yes" if row.present else "no") if row.labelled else UNKNOWN
        label = (presence, row.source, row.tumour)
        rest = (row.image, row.mask, f"{row.level:.4f}", row.collection)
        position = "" if math.isnan(row.position) else f"{row.position:g}"
        spacing = "x".join(f"{length:g}" for length in row.spacing) if any(row.spacing) else ""
        mask_values = "+".join(str(value) for value in row.mask_values)
        boxes = "+".join("x".join(f"{share:g}" for share in box) for box in row.boxes)
        geometry = (row.series, position, spacing, row.plane, mask_values, boxes)
        writer.writerow((row.slice, row.patient, *label, *rest, *geometry))
    atomic_files.write_text(path, text.getvalue())
