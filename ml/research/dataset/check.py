"""Checks a manifest: the paper's table I, and everything that could spoil an experiment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml.core.errors import DataError
from ml.inference.preprocessing import Preprocessing
from ml.research.data import manifest
from ml.research.data.examples import Example, example
from ml.research.data.labels import NO_TUMOUR, SOURCES, source_of
from ml.research.data.manifest import Row
from ml.research.dataset.near_duplicates import find

SIZE = 96
"""Side at which pictures are looked at."""
MOST_SHOWN = 20
RIM = [6, -7]
"""Rows and columns near the border of the picture, where a head is round and leaves air."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found.

    Attributes:
        table: Lines of (presence, source, class, patients, images), as the paper's table I.
        faults: What must be put right, in words: an experiment on it would be wrong.
        doubts: What should be looked at, in words.
    """

    table: list[tuple[str, str, str, int, int]]
    faults: list[str]
    doubts: list[str]

    def markdown(self) -> str:
        """As a page."""
        lines = ["| presence | source | class | patients | images |", "|---|---|---|---|---|"]
        lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in self.table]
        for title, texts in (("Faults", self.faults), ("Doubts", self.doubts)):
            lines += ["", f"## {title}", ""]
            lines += [f"- {text}" for text in texts] or ["None."]
        return "\n".join(["# Data", "", *lines, ""])


def check(path: Path) -> Report:
    """Look a manifest over, its labels first, then its pictures.

    Raises:
        DataError: It is not a manifest.
    """
    rows = [row for row in manifest.read(path) if row.labelled]
    faults, doubts = list(_label_faults(rows)), list(_label_doubts(rows))
    read: list[Example] = []
    for row in rows:
        try:
            slice_ = example(row, path.parent, Preprocessing(size=SIZE))
        except DataError as error:
            faults.append(f"slice {row.slice} cannot be read: {error}")
            continue
        doubts += [f"slice {row.slice}: {doubt}" for doubt in _picture_doubts(slice_, row)]
        read.append(slice_)
    pairs = find(read)
    shown = [
        f"slices {read[p.first].slice} and {read[p.second].slice} of two patients are one picture "
        f"(correlation {p.correlation:.3f})"
        for p in pairs[:MOST_SHOWN]
    ]
    if len(pairs) > MOST_SHOWN:
        shown.append(f"and {len(pairs) - MOST_SHOWN} more pairs of near-duplicates")
    return Report(table(rows), faults + shown, doubts)


def table(rows: Sequence[Row]) -> list[tuple[str, str, str, int, int]]:
    """Patients and images per class, in the paper's order, with the total."""
    order = {name: index for index, name in enumerate(SOURCES)}
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        presence = "yes" if row.present else "no"
        groups[presence, row.source, row.tumour or ("" if row.present else NO_TUMOUR)].append(row)
    lines = [
        (*key, len({row.patient for row in group}), len(group)) for key, group in groups.items()
    ]
    lines.sort(key=lambda line: (line[0] == "no", line[1], order.get(line[2], 99), line[2]))
    total = ("total", "", "", len({row.patient for row in rows}), len(rows))
    return [*lines, total]


def _label_faults(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        source = source_of(row.tumour) if row.tumour else ""
        if source and row.source and source != row.source:
            yield f"slice {row.slice}: class `{row.tumour}` is {source}, not {row.source}"
    images = Counter(row.image for row in rows)
    for image, count in images.items():
        if count > 1:
            yield f"{image} stands in {count} lines"


def _label_doubts(rows: Sequence[Row]) -> Iterator[str]:
    tumours: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.present and not row.tumour:
            yield f"slice {row.slice}: a tumour without a class"
        if row.present and not row.source:
            yield f"slice {row.slice}: a tumour without a source"
        if row.tumour:
            tumours[row.patient].add(row.tumour)
    for patient, classes in tumours.items():
        if len(classes) > 1:
            yield f"patient {patient} has several classes: {', '.join(sorted(classes))}"
    for collection in sorted({row.collection for row in rows}):
        free = [not row.present for row in rows if row.collection == collection]
        if all(free) or not any(free):
            yield f"collection {collection} holds one answer only, so that it tells the presence"
    mixed = {r.patient for r in rows if r.present} & {r.patient for r in rows if not r.present}
    if not mixed and any(r.present for r in rows) and any(not r.present for r in rows):
        yield "no patient has slices with and without a tumour: identity tells the presence"
    levels = np.array([row.level for row in rows])
    if levels.std() < 1e-6:
        yield "no levels: the place in the head may tell the label and cannot be matched"


def _picture_doubts(slice_: Example, row: Row) -> Iterator[str]:
    if slice_.unit.std() < 5:
        yield "almost one grey"
    elif (slice_.unit > 25).mean() < 0.06:
        yield "hardly any head"
    elif min((slice_.unit[RIM] > 60).mean(), (slice_.unit[:, RIM] > 60).mean()) > 0.6:
        yield "bright to all borders: not a whole head, or grey turned round"
    if row.mask and not slice_.mask.any():
        yield "its mask is empty"
    if row.mask and not row.present:
        yield "free of tumour, but it has a mask"
