"""Checks that every kind of compressed image can be decoded, by decoding one of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import WhenceError
from ml.core.messages import mark, message
from ml.core.types import Check
from ml.imaging.decode import decode
from ml.imaging.scanning.scan import open_series

SIDE = 32
TOLERANCE = {"lossy": 6, "lossless": 0}
"""Largest difference to the known pixels, in steps of 256 (ours)."""


def known_pixels() -> NDArray[np.uint8]:
    """The picture that every sample holds: two slopes and a bright square.

    Shapes:
        returns: `(SIDE, SIDE)`.
    """
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    picture: NDArray[np.uint8] = (rows * 3 + columns * 2).astype(np.uint8)
    picture[8:16, 8:16] = 200
    return picture


def check_decoders(samples: Path) -> Iterator[Check]:
    """Decode each sample and compare it with the known pixels.

    Args:
        samples: Holds one file for each kind, named `kind.lossless.dcm` or `kind.lossy.dcm`.
    """
    files = sorted(samples.glob("*.dcm"))
    if not files:
        yield Check(
            mark("decoders"), False, message("the samples are missing; install Whence again")
        )
    for path in files:
        yield _check(path)


def _check(path: Path) -> Check:
    kind, loss, _ = path.name.rsplit(".", 2)
    words = kind.replace("-", " ")
    try:
        series, _ = open_series([path])
        values = decode(series[0], 0).values.astype(np.int64)
    except WhenceError as error:
        return Check(mark("decoders"), False, message("{}: {}", words, error.message))
    scale = 16 if values.max() > 255 else 1  # twelve bits
    fits = values.shape == (SIDE, SIDE)
    if not fits or np.abs(values // scale - known_pixels()).max() > TOLERANCE[loss]:
        return Check(
            "decoders",
            False,
            message("{}: decodes incorrectly; do not read such images on this computer", words),
        )
    return Check(mark("decoders"), True, message("{}: decodes", words))
