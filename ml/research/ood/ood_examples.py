"""Reads real OOD images of the public collections: few heads, but no imitations.

None of them is ever used in fitting; whether they are refused is the test of what imitations teach.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.imaging.decode import decode
from ml.imaging.formats.volume import read_volume
from ml.imaging.reformat.reformat import reformat
from ml.imaging.scanning.scan import open_series
from ml.imaging.sequence_type.from_tags import sequence_doubts
from ml.imaging.types.orientation import Plane
from ml.imaging.types.series import Series
from ml.inference.preprocessing import Preprocessing, to_bytes
from ml.research.ood.brats_metastasis import VOLUME as METASTASIS

Grey = NDArray[np.uint8]
STEP = 3
"""Every third plane of a fine volume (ours): its neighbours look the same."""


Cut = Callable[[Path, Preprocessing], list[Grey]]
"""Slices of the series at a path, `(size, size)` uint8."""


def other_kinds(shared: Path, preprocessing: Preprocessing) -> dict[str, list[Grey]]:
    """Heads in other sequences, by kind; kinds whose files are not there are left out.

    Shapes:
        returns: each `(size, size)` uint8.
    """
    units_by_kind = {
        kind: cut(_dicom(shared, name), preprocessing) for kind, (name, cut) in OTHER_KINDS.items()
    }
    return {kind: units for kind, units in units_by_kind.items() if units}


def by_header(shared: Path) -> dict[str, str]:
    """What the header of each of them says to the reader, before a network is asked.

    Returns:
        By kind `refuses`, `doubts` (it is read, and told so) or `nothing`; kinds whose files are
        not there are left out.
    """
    series_by_kind = {
        kind: _series_at(_dicom(shared, name)) for kind, (name, _) in OTHER_KINDS.items()
    }
    return {kind: _header_verdict(series[0]) for kind, series in series_by_kind.items() if series}


def _header_verdict(series: Series) -> str:
    if series.refusal:
        return "refuses"
    return "doubts" if sequence_doubts(series.sequence) else "nothing"


def _dicom(shared: Path, name: str) -> Path:
    return shared / "data" / "dicom" / name


def same_kind(shared: Path, preprocessing: Preprocessing) -> dict[str, list[Grey]]:
    """T1 with contrast agent that no network was trained on, which should not be refused."""
    units_by_name: dict[str, list[Grey]] = {}
    for name, path in (
        ("BraTS-METS 00110, without skull", shared / METASTASIS),
        ("pyradiomics brain1", shared / "data" / "volumes" / "pyradiomics-brain1" / "image.nrrd"),
    ):
        if path.is_file():
            volume = read_volume(path)
            if len(volume) > 50:
                volume = volume[::STEP]
            units_by_name[name] = [
                _unit(plane[::-1] if "BraTS" in name else plane, preprocessing)
                for plane in _mid(volume)
            ]
    return units_by_name


def _unit(values: NDArray[np.generic], preprocessing: Preprocessing) -> Grey:
    unit: Grey = to_bytes(values, preprocessing)
    return unit


def _mid(planes: NDArray[np.generic]) -> NDArray[np.generic]:
    """Without the outer fifths, where there is little head."""
    return planes[len(planes) // 5 : len(planes) - len(planes) // 5]


def _series_at(path: Path) -> list[Series]:
    return list(open_series([path])[0]) if path.exists() else []


def _all(path: Path, preprocessing: Preprocessing) -> list[Grey]:
    return [
        _unit(decode(series, i).values, preprocessing)
        for series in _series_at(path)
        for i in range(len(series.slices))
    ]


def _middle(path: Path, preprocessing: Preprocessing) -> list[Grey]:
    units = _all(path, preprocessing)
    return units[len(units) // 5 : len(units) - len(units) // 5]


def _axial(path: Path, preprocessing: Preprocessing) -> list[Grey]:
    units: list[Grey] = []
    for series in _series_at(path):
        planes = reformat(series, Plane.AXIAL)
        count = len(planes.series.slices)
        units += [
            _unit(planes.image(i).values, preprocessing)
            for i in range(count // 3, count - 20, STEP)
        ]
    return units


OTHER_KINDS: dict[str, tuple[str, Cut]] = {
    "T1 without contrast agent, MPRAGE": ("siemens-mprage-sagittal", _axial),
    "T1 without contrast agent, sagittal": ("decubitus/HFS", _middle),
    "T2": ("wg04-transfer-syntaxes/MR1_RLE.dcm", _all),
    "inversion recovery": ("wg04-transfer-syntaxes/MR4_RLE.dcm", _all),
    "diffusion": ("mosaic", _middle),
}
"""Where they are among the DICOM series, and which of their slices are looked at."""
