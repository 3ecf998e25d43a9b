"""Builds a manifest from series on disk and a label sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

import numpy as np

from ml.core.errors import DataError, NothingFoundError
from ml.core.named_paths import real_path
from ml.imaging.scanning.scan import open_series
from ml.imaging.types.ordinary_file import is_below, leads_out
from ml.imaging.types.series import Series
from ml.research.data import manifest
from ml.research.data.collections import MASK_MARGIN
from ml.research.data.examples import pixels
from ml.research.data.manifest import Row
from ml.research.dataset import label_sheet
from ml.research.dataset.label_sheet import Label


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a folder and a sheet.

    Attributes:
        rows: For the manifest.
        doubts: What was left out or should be looked at, in words.
    """

    rows: list[Row]
    doubts: list[str]


def build(root: Path, labels: Path, out: Path) -> Built:
    """Join the series below a folder with a label sheet, and write the manifest.

    Tumour-free slices of a tumour series within `MASK_MARGIN` of a tumour slice count neither
    as tumour nor as free of it, and are left out.

    Args:
        root: Folder of DICOM series (or volumes or pictures).
        labels: The sheet, see `ml.research.dataset.label_sheet`.
        out: Where the manifest goes; its paths are relative to that place.

    Returns:
        The rows, and every doubt: series without a label, labels without a series, series that
        the cascade would refuse, files that cannot be read.

    Raises:
        DataError: The sheet is wrong, or no labelled slice was found.
        NothingFoundError: There is no image below the folder.
    """
    series, problems = open_series([root])
    doubts = [f"{_below(p.path, root)}: {p.reason}" for p in problems]
    used: set[str] = set()
    rows: list[Row] = []
    for label in label_sheet.read(labels):
        matching = [s for s in series if _names(label, s, root)]
        if not matching:
            doubts.append(f"{label.line}: no series is at `{label.series}`")
        if len(matching) > 1:
            doubts.append(f"`{label.series}` holds {len(matching)} series; all take its label")
        for match in matching:
            if match.uid in used:
                doubts.append(f"series {match.key} has two labels; the first holds")
                continue
            used.add(match.uid)
            doubts += [f"series {match.key} ({label.series}): {doubt}" for doubt in _doubts(match)]
            rows += _rows(match, label, root, real_path(out).parent)
    doubts += [
        f"series {s.key} ({_below(s.slices[0].path.parent, root)}) has no label and is left out"
        for s in series
        if s.uid not in used
    ]
    if not rows:
        raise DataError(f"no series below {root.name} has a label in {labels.name}")
    manifest.write(out, rows)
    return Built(rows, doubts)


def _below(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _names(label: Label, series: Series, root: Path) -> bool:
    if label.series in (series.uid, series.uid.partition("/")[0]):
        return True
    wanted = real_path(root / label.series)
    first = real_path(series.slices[0].path)
    return first == wanted or wanted in first.parents


def _doubts(series: Series) -> Iterator[str]:
    if series.refusal:
        yield f"the cascade would refuse it: {series.refusal}"
    yield from series.warnings


def _rows(series: Series, label: Label, root: Path, base: Path) -> Iterator[Row]:
    count = len(series.slices)
    masks = _masks(series, label, root, base) if label.tumour and label.mask else {}
    listed = label.indices(count)
    shown = frozenset(masks) if masks else listed
    for index, reference in enumerate(series.slices):
        tumour = bool(label.tumour) and (shown is None or index in shown)
        near = shown is not None and any(abs(index - other) <= MASK_MARGIN for other in shown)
        if near and not tumour:
            continue
        image = relpath(real_path(reference.path), base).replace("\\", "/")
        yield Row(
            slice=f"{series.key}-{index:03d}",
            patient=label.patient,
            present=tumour,
            source=label.source if tumour else "",
            tumour=label.tumour if tumour else "",
            image=f"{image}#{reference.frame}" if reference.frame else image,
            mask=masks.get(index, "") if tumour else "",
            level=index / max(count - 1, 1),
        )


def _masks(series: Series, label: Label, root: Path, base: Path) -> dict[int, str]:
    """The mask's slice for each of the series that it marks, matched by position.

    A mask of a file without positions has to lie slice by slice on the series.

    Raises:
        DataError: The mask does not lie on the series.
    """
    if leads_out(label.mask) or not is_below(root / label.mask, root):
        raise DataError(f"{label.line}: mask `{label.mask}` leads out of the folder; copy it there")
    try:
        mask = open_series([root / label.mask])[0][0]
    except NothingFoundError as error:
        raise DataError(f"{label.line}: mask `{label.mask}`: {error}") from error
    if len(mask.slices) != len(series.slices) or (mask.rows, mask.columns) != (
        series.rows,
        series.columns,
    ):
        raise DataError(
            f"{label.line}: mask `{label.mask}` and series `{label.series}` differ in size"
        )
    positions = [s.position for s in series.slices], [s.position for s in mask.slices]
    order = list(range(len(series.slices)))
    if all(p is not None for own in positions for p in own):
        ours, theirs = (np.array(own, dtype=float) for own in positions)
        apart = np.linalg.norm(ours[:, None] - theirs[None], axis=2)
        order = [int(i) for i in apart.argmin(axis=1)]
        step = float(np.linalg.norm(ours[1] - ours[0])) if len(ours) > 1 else 1.0
        if apart.min(axis=1).max() > step / 2 or len(set(order)) != len(order):
            raise DataError(
                f"{label.line}: mask `{label.mask}` lies elsewhere than series `{label.series}`"
            )
    marked: dict[int, str] = {}
    for index, other in enumerate(order):
        reference = mask.slices[other]
        name = relpath(real_path(reference.path), base).replace("\\", "/")
        image = f"{name}#{reference.frame}" if reference.frame else name
        if (np.asarray(pixels(base, image)) > 0).any():
            marked[index] = image
    if not marked:
        raise DataError(f"{label.line}: mask `{label.mask}` marks nothing")
    return marked
