"""PNG, JPEG and TIFF slices: the pictures of one folder are one series."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from ml.errors import ImageReadError
from ml.imaging.content import Content, content_of
from ml.imaging.series import Series, SliceRef

COLOUR = 12
"""Channels that differ by more than this many of 255 grey levels make a colour picture (ours)."""


def is_picture(path: Path) -> bool:
    """Whether the file is a picture, by its first bytes, whatever its name."""
    return content_of(path) is Content.PICTURE


def picture_series(paths: Sequence[Path]) -> Series:
    """One series of pictures of one size and folder, in natural order of their names.

    Raises:
        ImageReadError: The first one cannot be read.
    """
    ordered = sorted(paths, key=lambda p: [int(t) if t.isdigit() else t for t in _parts(p)])
    rows, columns = read_picture(ordered[0]).shape
    folder = ordered[0].parent
    uid = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]
    return Series(
        uid=f"{uid}.{rows}x{columns}",
        study_uid=f"folder {folder}",
        description=folder.name,
        modality="OT",
        slices=tuple(SliceRef(f"{uid}#{p.name}", p, 0, None, i + 1) for i, p in enumerate(ordered)),
        rows=rows,
        columns=columns,
        warnings=(
            "pictures: sequence, orientation and spacing are unknown; distances are not valid",
        ),
    )


def _parts(path: Path) -> list[str]:
    return re.split(r"(\d+)", path.name)


def picture_size(path: Path) -> tuple[int, int]:
    """Rows and columns, from the header alone.

    Raises:
        ImageReadError: The file is not a picture.
    """
    try:
        with Image.open(path) as picture:
            return picture.height, picture.width
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ImageReadError(path.name, "is not a picture that can be read") from error


def read_picture(path: Path) -> NDArray[np.generic]:
    """Grey values of a picture.

    Raises:
        ImageReadError: The file is damaged or in colour.

    Shapes:
        returns: `(rows, cols)`, uint8 or uint16 or int32, not writeable.
    """
    try:
        with Image.open(path) as picture:
            array = np.array(picture.convert("RGB") if picture.mode in ("P", "RGBA") else picture)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ImageReadError(path.name, "is not a picture that can be read") from error
    if array.ndim == 3:
        channels = array[..., :3].astype(np.int16)
        if (channels.max(axis=2) - channels.min(axis=2)).max() > COLOUR:
            raise ImageReadError(path.name, "is a colour picture; MR slices are grey")
        array = channels.mean(axis=2).round().astype(np.uint8)
    array = np.ascontiguousarray(array)
    array.flags.writeable = False
    return array
