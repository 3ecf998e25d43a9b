"""Reads the slices without a label that lie between labelled ones, as the cascade reads them.

Their evidence counts in the verdicts of their neighbours (`ml.core.settling`), in evaluation as on
the desk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from ml.inference.cascade import has_head
from ml.inference.preprocessing import Preprocessing
from ml.research.data import collections as public
from ml.research.data import manifest
from ml.research.data.examples import Example, example
from ml.research.data.manifest import Row


def context_slices(
    shared: Path,
    preprocessing: Preprocessing,
    collections: tuple[str, ...],
    patients: Collection[str],
) -> list[Example]:
    """Read those of the public collections (`ml.research.data.collections`).

    Args:
        shared: Folder that holds `data/`.
        preprocessing: The preprocessing.
        collections: Their names.
        patients: Whose slices are read.

    Raises:
        DataError: A collection is not there, or a slice cannot be read.
    """
    data = shared / "data"
    rows = public.rows_of(data, collections)
    return context_of(rows, data, preprocessing, patients)


def manifest_context_slices(
    path: Path, preprocessing: Preprocessing, patients: Collection[str]
) -> list[Example]:
    """Read those of a `manifest.csv`; else as `context_slices`."""
    return context_of(manifest.read(path), path.parent, preprocessing, patients)


def context_of(
    rows: Iterable[Row], folder: Path, preprocessing: Preprocessing, patients: Collection[str]
) -> list[Example]:
    """Read slices without a label, but for those without a head, which the cascade refuses.

    Args:
        rows: Of a manifest.
        folder: What their paths are relative to.
        preprocessing: The preprocessing.
        patients: Whose slices are read.

    Raises:
        DataError: A slice cannot be read.
    """
    between = (r for r in rows if not r.labelled and r.series and r.patient in patients)
    slices = (example(row, folder, preprocessing) for row in between)
    return [e for e in slices if has_head(e.unit.astype(np.float32) / np.float32(255))]
