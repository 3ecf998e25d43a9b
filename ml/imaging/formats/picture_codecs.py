"""Reads one picture by Pillow; runs in a decoder's process alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from ml.core.errors import ImageReadError
from ml.core.messages import message
from ml.imaging.types.ordinary_file import open_ordinary

COLOUR = 12
"""Channels that differ by more than this many of 255 grey levels make a colour picture (ours)."""
ORIENTATION = 0x0112
GREY_MODES = ("L", "I", "F")
"""Pillow's names for 8 bit, 32 bit and float; 16 bit is `I;16` with or without byte order."""


@contextmanager
def _opened(path: Path, page: int = 0) -> Iterator[Image.Image]:
    try:
        with open_ordinary(path) as file, Image.open(file) as picture:
            if page:
                picture.seek(page)
            yield picture
    except (
        OSError,
        EOFError,
        SyntaxError,  # Pillow's word for a broken PNG
        ValueError,
        TypeError,  # and for a TIFF page without a size
        KeyError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise ImageReadError(path.name, message("is not a picture that can be read")) from error


def pages(path: Path) -> int:
    """How many pictures a file holds.

    Raises:
        ImageReadError: The file is not a picture.
    """
    with _opened(path) as picture:
        return int(getattr(picture, "n_frames", 1))


def size(path: Path) -> tuple[int, int]:
    """Rows and columns as shown, from the header alone.

    Raises:
        ImageReadError: The file is not a picture.
    """
    with _opened(path) as picture:
        lying = picture.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8)
        return (picture.width, picture.height) if lying else (picture.height, picture.width)


def values(path: Path, page: int = 0) -> NDArray[np.generic]:
    """Values of a picture, the way up that its EXIF orientation says.

    Args:
        path: The file.
        page: Of a file that has several, from 0.

    Raises:
        ImageReadError: The file is damaged or has no such page.

    Shapes:
        returns: `(rows, cols)`, uint8, uint16, int32 or float32; `(rows, cols, 3)` uint8 where
            the picture is in colour; not writeable.
    """
    with _opened(path, page) as picture:
        upright = ImageOps.exif_transpose(picture)
        if upright.mode in GREY_MODES or upright.mode.startswith("I;16"):
            array = np.array(upright)
        elif upright.mode in ("1", "LA", "La"):
            array = np.array(upright.convert("L"))
        else:
            array = _grey_if_it_is(np.array(upright.convert("RGB")))
    array = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
    array.flags.writeable = False
    return array


def _grey_if_it_is(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    channels = rgb.astype(np.int16)
    if (channels.max(axis=2) - channels.min(axis=2)).max(initial=0) > COLOUR:
        return rgb
    grey: NDArray[np.uint8] = channels.mean(axis=2).round().astype(np.uint8)
    return grey
