"""Reads the one real brain metastasis of the public collections: BraTS-METS 00110, without skull.

It is never fitted on. One patient says nothing of others, but a network that fails here fails.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.imaging.formats.volume import read_volume
from ml.inference.preprocessing import Preprocessing, to_bytes
from ml.research.data.examples import Example

VOLUME = Path("data", "volumes", "brats-met-00110", "t1c.nii.gz")
PLANES = range(56, 99, 2)
"""Planes that show the lesion, a cyst with an enhancing rim; no outline comes with the volume, so
they were chosen by eye, by us. Every second one: neighbours look the same."""


def metastasis(shared: Path, preprocessing: Preprocessing) -> list[Example]:
    """Slices through the metastasis; none where the volume is not there.

    Args:
        shared: Folder that holds `data/`.
        preprocessing: Of the network that judges.
    """
    path = shared / VOLUME
    if not path.is_file():
        return []
    volume = read_volume(path)
    return [_example(volume[plane][::-1], plane, len(volume), preprocessing) for plane in PLANES]


def _example(
    values: NDArray[np.generic], plane: int, planes: int, preprocessing: Preprocessing
) -> Example:
    unit = to_bytes(values, preprocessing)
    return Example(
        unit=unit,
        mask=np.zeros(unit.shape, dtype=bool),
        present=True,
        patient="brats-met/00110",
        collection="brats-met",
        tumour="brain metastasis",
        level=plane / planes,
        source="secondary",
        slice=f"brats-met/00110-{plane}",
    )
