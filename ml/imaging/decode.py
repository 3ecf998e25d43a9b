"""Decodes one slice of a series into values."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.core.types import Presentation, RealWorld, SliceImage
from ml.imaging.dicom.colour import PALETTE, rgb
from ml.imaging.dicom.header_cache import header_cache
from ml.imaging.dicom.modality_lut import real_world, to_values
from ml.imaging.dicom.overlay_plane import drawing
from ml.imaging.dicom.pixel_data import read_stored
from ml.imaging.dicom.presentation import presentation
from ml.imaging.dicom.vendors.tiles import cut
from ml.imaging.display.window import percentile_window
from ml.imaging.formats.file_content import content_of
from ml.imaging.formats.picture import read_picture
from ml.imaging.formats.registry import PictureFormat, VolumeFormat
from ml.imaging.formats.volume import read_slice
from ml.imaging.types.ordinary_file import ordinary_status
from ml.imaging.types.series import Series, SliceRef, Tile

S = TypeVar("S", bound=np.generic)
COLOUR_WINDOW = (127.5, 255.0)
"""Colour is shown as it is; this says so to whoever asks for a window."""

TRIES = 50
"""How far from the middle of a series a slice is looked for that can be read (ours)."""


def decode(series: Series, index: int) -> SliceImage:
    """Read one slice; safe to call from several threads.

    Args:
        series: From a scan.
        index: Of the slice, from 0.

    Raises:
        ImageReadError: The file is damaged, cut short, or of an unknown encoding.

    Shapes:
        The slice's values are `(rows, cols)`, or `(rows, cols, 3)` in colour.
    """
    reference = series.slices[index]
    pixels = _read(reference)
    last = max(len(series.slices) - 1, 1)
    return SliceImage(
        uid=reference.uid,
        values=pixels.values,
        spacing_mm=series.spacing_mm,
        window=_window(series, pixels),
        level=index / last,
        presentation=pixels.presentation,
        real_world=pixels.real_world,
        spacing_known=series.spacing_known,
    )


def default_window(series: Series) -> tuple[float, float]:
    """The header's first window, else percentiles of the middle slice, held for the series.

    Where the middle slice cannot be read, the readable one nearest to it stands in, if it is
    among the first `TRIES`: thousands of broken slices would take seconds.

    Raises:
        ImageReadError: None of these slices can be read.
    """
    if series.windows:
        return series.windows[0]
    middle = len(series.slices) // 2
    for distance in range(min(len(series.slices), TRIES)):
        for index in dict.fromkeys((middle + distance, middle - distance)):
            if not 0 <= index < len(series.slices):
                continue
            with suppress(Exception):  # the broken slice reports itself when it is asked for
                return _percentiles_of(series.slices[index])
    raise ImageReadError(
        series.slices[middle].path.name, message("no slice of its series can be read")
    )


@dataclass(frozen=True, slots=True)
class _Pixels:
    """What one reference gives, whatever the series."""

    values: NDArray[np.generic]
    presentation: Presentation = field(default_factory=Presentation)
    real_world: RealWorld | None = None


def _window(series: Series, pixels: _Pixels) -> tuple[float, float]:
    if pixels.values.ndim == 3:
        return COLOUR_WINDOW
    table = pixels.presentation.table
    if table is not None:  # the window that spans the table's inputs
        return pixels.presentation.table_first + len(table) / 2, float(max(len(table), 1))
    return default_window(series)


@lru_cache(maxsize=256)
def _percentiles_of(reference: SliceRef) -> tuple[float, float]:
    pixels = _read(reference)
    if pixels.values.ndim == 3:
        return COLOUR_WINDOW
    padding = pixels.presentation.padding
    return percentile_window(pixels.values if padding is None else pixels.values[~padding])


def _read(reference: SliceRef) -> _Pixels:
    """Read what a reference names; what changed on disk is read again."""
    try:
        return _cached(reference, ordinary_status(reference.path).st_mtime_ns)
    except OSError as error:
        raise ImageReadError(
            reference.path.name, message("can no longer be read; was it moved?")
        ) from error


@lru_cache(maxsize=2)
def _cached(reference: SliceRef, modified_ns: int) -> _Pixels:
    """Two are kept: the middle slice, the first to be shown, also gives the series its window."""
    if header_cache.get(reference.path, modified_ns) is not None:  # the scan has read its header
        return _read_dicom(reference)
    row = content_of(reference.path)
    if isinstance(row, VolumeFormat):
        return _Pixels(_frozen(read_slice(reference.path, reference.frame)))
    if isinstance(row, PictureFormat):
        return _Pixels(_frozen(read_picture(reference.path, reference.frame)))
    return _read_dicom(reference)


def _read_dicom(reference: SliceRef) -> _Pixels:
    stored = read_stored(reference.path, reference.frame)
    frame, tile = reference.frame, reference.tile
    try:
        if stored.pixels.ndim == 3 or stored.photometric == PALETTE:
            shown = Presentation(drawing=drawing(stored, frame))
            return _Pixels(_frozen(cut(rgb(stored), tile)), _held(shown, tile))
        about = stored.about
        values = to_values(stored.pixels, about, frame)
        return _Pixels(
            _frozen(cut(values, tile)),
            _held(presentation(stored, frame), tile),
            about.once(("real world", frame), lambda: real_world(about.dataset, frame)),
        )
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError) as error:
        raise ImageReadError(
            reference.path.name,
            message("contradicts itself about its pixels ({})", type(error).__name__),
        ) from error


def _frozen(values: NDArray[S]) -> NDArray[S]:
    values = np.ascontiguousarray(values)
    values.flags.writeable = False
    return values


def _held(shown: Presentation, tile: Tile | None) -> Presentation:
    """The same for the part that is the slice, read-only, since it crosses threads."""
    if shown.table is None and shown.padding is None and shown.drawing is None:
        return shown
    return replace(
        shown,
        table=None if shown.table is None else _frozen(shown.table),
        padding=_mask(shown.padding, tile),
        drawing=_mask(shown.drawing, tile),
    )


def _mask(mask: NDArray[np.bool_] | None, tile: Tile | None) -> NDArray[np.bool_] | None:
    return None if mask is None else _frozen(cut(mask, tile).astype(np.bool_, copy=False))
