"""Reads pictures, such as PNG and TIFF: those of one folder and one size are one series.

A decoder opens them (`ml.imaging.decoders`): Pillow and its libraries are C code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import DecoderError, ImageReadError
from ml.core.messages import NOTHING, message
from ml.core.readable_text import name_id, path_hash, readable
from ml.imaging.decoders.decoder_pool import decoders
from ml.imaging.formats.file_content import content_of
from ml.imaging.formats.registry import PictureFormat, by_name
from ml.imaging.types.ordinary_file import ordinary_status
from ml.imaging.types.pixel_text import PixelText
from ml.imaging.types.series import Series, SliceRef


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
        pixel_text=PixelText.PICTURE,
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


def _pages(path: Path) -> int:
    row = by_name(path.name)
    if not (isinstance(row, PictureFormat) and row.paged):
        return 1
    return int(_asked("picture_pages", path))


def picture_size(path: Path) -> tuple[int, int]:
    """Rows and columns as shown, from the header alone.

    Raises:
        ImageReadError: The file is not a picture.
    """
    rows, columns = _asked("picture_size", path)
    return rows, columns


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
    return np.asarray(_asked("picture", path, page))


def _asked(service: str, path: Path, *more: int) -> Any:
    """Ask a decoder, in words that name the file."""
    try:
        modified = ordinary_status(path).st_mtime_ns
        return decoders().ask(
            service, str(path.absolute()), *more, key=lambda: (service, path, modified, more)
        )
    except OSError as error:
        raise ImageReadError(path.name, message("is not a picture that can be read")) from error
    except DecoderError as error:
        raise ImageReadError(path.name, error.message) from error
