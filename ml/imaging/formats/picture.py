"""Reads pictures, such as PNG and TIFF: those of one folder and one size are one series."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from ml.core.errors import ImageReadError
from ml.core.messages import NOTHING, message
from ml.core.readable_text import name_id, path_hash, readable
from ml.imaging.formats.file_content import content_of
from ml.imaging.formats.registry import PictureFormat, by_name
from ml.imaging.types.ordinary_file import open_ordinary
from ml.imaging.types.series import Series, SliceRef

COLOUR = 12
"""Channels that differ by more than this many of 255 grey levels make a colour picture (ours)."""
ORIENTATION = 0x0112
GREY_MODES = ("L", "I", "F")
"""Pillow's names for 8 bit, 32 bit and float; 16 bit is `I;16` with or without byte order."""


def is_picture(path: Path) -> bool:
    """Whether the file is a picture, by its first bytes, whatever its name."""
    return isinstance(content_of(path), PictureFormat)


def picture_series(paths: Sequence[Path]) -> Series:
    """One series of pictures of one size and folder, in natural order of their names.

    Every page of a file that has several is a slice.

    Raises:
        ImageReadError: The first one cannot be read.
    """
    ordered = sorted(paths, key=lambda p: [int(t) if t.isdecimal() else t for t in _parts(p)])
    first = read_picture(ordered[0])
    rows, columns = first.shape[:2]
    folder = ordered[0].parent
    uid = path_hash(folder)
    pages = [(p, page) for p in ordered for page in range(_pages(p))]
    return Series(
        uid=f"{uid}.{rows}x{columns}",
        study_uid=f"folder {name_id(str(folder))}",
        description=readable(folder.name),
        modality="OT",
        slices=tuple(
            SliceRef(
                f"{uid}#{name_id(p.name)}" + (f"#{page}" if page else ""), p, page, None, i + 1
            )
            for i, (p, page) in enumerate(pages)
        ),
        rows=rows,
        columns=columns,
        spacing_known=False,
        warnings=(
            message(
                "pictures: sequence, orientation and spacing are unknown; distances are not valid"
            ),
        ),
        refusal=message("a colour image: the networks read grey values")
        if first.ndim == 3
        else NOTHING,
    )


def _parts(path: Path) -> list[str]:
    return re.split(r"(\d+)", path.name)


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


def _pages(path: Path) -> int:
    row = by_name(path.name)
    if not (isinstance(row, PictureFormat) and row.paged):
        return 1
    with _opened(path) as picture:
        return int(getattr(picture, "n_frames", 1))


def picture_size(path: Path) -> tuple[int, int]:
    """Rows and columns as shown, from the header alone.

    Raises:
        ImageReadError: The file is not a picture.
    """
    with _opened(path) as picture:
        lying = picture.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8)
        return (picture.width, picture.height) if lying else (picture.height, picture.width)


def read_picture(path: Path, page: int = 0) -> NDArray[np.generic]:
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
