"""One slice reference becomes values, when somebody wants them."""

from __future__ import annotations

import warnings
from functools import lru_cache
from pathlib import Path

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.dataset import FileDataset

from ml.errors import ImageReadError
from ml.imaging.mosaic import cut
from ml.imaging.picture import is_picture, read_picture
from ml.imaging.series import Series, SliceRef
from ml.imaging.volume import is_volume, read_volume
from ml.imaging.window import percentile_window
from ml.protocol import SliceImage


def decode(series: Series, index: int) -> SliceImage:
    """Read one slice.

    Args:
        series: From a scan.
        index: Of the slice, from 0.

    Raises:
        ImageReadError: The file is damaged, cut short, in colour, or of an unknown encoding.

    Shapes:
        The slice's values are `(rows, cols)`.
    """
    reference = series.slices[index]
    last = max(len(series.slices) - 1, 1)
    return SliceImage(
        uid=reference.uid,
        values=_values(reference),
        spacing_mm=series.spacing_mm,
        window=default_window(series),
        level=index / last,
    )


def default_window(series: Series) -> tuple[float, float]:
    """The header's first window, else percentiles of the middle slice, held for the series.

    Where the middle slice cannot be read, the readable one nearest to it stands in.

    Raises:
        ImageReadError: No slice can be read.
    """
    if series.windows:
        return series.windows[0]
    middle = len(series.slices) // 2
    for index in sorted(range(len(series.slices)), key=lambda i: abs(i - middle)):
        try:
            return _percentiles_of(series.slices[index])
        except ImageReadError:
            continue  # the broken slice reports itself when it is asked for
    raise ImageReadError(series.slices[middle].path.name, "no slice of its series can be read")


@lru_cache(maxsize=256)
def _percentiles_of(reference: SliceRef) -> tuple[float, float]:
    return percentile_window(_values(reference))


def _values(reference: SliceRef) -> NDArray[np.generic]:
    if is_volume(reference.path):
        volume = read_volume(reference.path)
        if reference.frame >= len(volume):
            raise ImageReadError(reference.path.name, "holds fewer slices than its header says")
        return np.ascontiguousarray(volume[reference.frame])
    if is_picture(reference.path):
        return read_picture(reference.path)
    dataset = _dataset(reference.path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frames = int(dataset.get("NumberOfFrames") or 1)
            pixels = pydicom.pixels.pixel_array(
                dataset, index=reference.frame if frames > 1 else None
            )
    except Exception as error:  # decoders raise what they like; all mean one thing
        syntax = dataset.file_meta.get("TransferSyntaxUID", "unknown") if dataset.file_meta else "?"
        name = getattr(syntax, "name", syntax)
        raise ImageReadError(
            reference.path.name,
            f"the pixels cannot be decoded (transfer syntax {name}, {type(error).__name__}); "
            f"the file may be cut short: copy it again",
        ) from error
    if pixels.ndim != 2:
        raise ImageReadError(reference.path.name, "is a colour image; MR slices are grey")
    values = cut(_rescaled(pixels, dataset, reference.frame), reference.tile)
    values.flags.writeable = False
    return values


@lru_cache(maxsize=2)
def _dataset(path: Path) -> FileDataset:
    """The last files read, so that the frames of one file do not read it again each."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pydicom.dcmread(path)
    except Exception as error:  # as above
        raise ImageReadError(path.name, "cannot be read any more; was it moved?") from error


def _rescaled(pixels: NDArray[np.generic], dataset: FileDataset, frame: int) -> NDArray[np.generic]:
    """The modality transform (PS3.3 C.11.1), kept in integers where it can be."""
    slope, intercept = _rescale(dataset, frame)
    if (slope, intercept) == (1.0, 0.0):
        return np.array(pixels, order="C")
    out: NDArray[np.float32] = (pixels.astype(np.float64) * slope + intercept).astype(np.float32)
    if slope.is_integer() and intercept.is_integer() and np.abs(out).max(initial=0) < 32767:
        return out.astype(np.int16)
    return out


def _rescale(dataset: FileDataset, frame: int) -> tuple[float, float]:
    sources = [dataset]
    per_frame = dataset.get("PerFrameFunctionalGroupsSequence") or []
    for group in [*per_frame[frame : frame + 1]]:
        sources += list(group.get("PixelValueTransformationSequence") or [])
    for group in (dataset.get("SharedFunctionalGroupsSequence") or [])[:1]:
        sources += list(group.get("PixelValueTransformationSequence") or [])
    for source in sources:
        if source.get("RescaleSlope") is not None:
            return float(source.RescaleSlope), float(source.get("RescaleIntercept") or 0)
    return 1.0, 0.0
