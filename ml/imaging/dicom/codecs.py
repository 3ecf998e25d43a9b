"""Makes our decoders those of every compressed transfer syntax in pydicom.

pydicom takes frames out of their fragments and puts the decoded ones into shape; a plug-in turns
one compressed frame into bytes, here in a process of its own (`ml.imaging.decoders`).
"""

from __future__ import annotations

import hashlib
import os
import threading

import numpy as np
from pydicom.pixels import get_decoder
from pydicom.pixels.decoders.base import DecodeRunner

from ml.core.errors import DecoderError
from ml.imaging.decoders.compressed_syntaxes import COMPRESSED, RLE
from ml.imaging.decoders.decoder_pool import decoders

NAME = "imagecodecs"
DECODER_DEPENDENCIES = dict.fromkeys(COMPRESSED, ("imagecodecs",))
"""Asked for by pydicom's plug-in protocol, as is `is_available`."""
FAILURES = "whence_failures"
"""Option of pydicom's decoders under which a list receives why a frame could not be decoded:
pydicom turns every error of a plug-in into one of its own."""
CORES = os.cpu_count() or 1


def is_available(syntax: str) -> bool:
    """Whether frames of a transfer syntax can be decoded."""
    return syntax in COMPRESSED


def install() -> None:
    """Make pydicom know this plug-in; safe to call again."""
    for syntax in COMPRESSED:
        decoder = get_decoder(syntax)
        if NAME not in decoder.available_plugins:
            decoder.add_plugin(NAME, (__name__, "decode_frame"))


def decode_frame(source: bytes, runner: DecodeRunner) -> bytes:
    """Decode one frame. Alone, as the first on screen is, it gets every core.

    Args:
        source: One compressed frame, fragments joined.
        runner: pydicom's description of it; told in which form the pixels come back.

    Raises:
        DecoderError: The frame is damaged, or costs its decoder too much.
    """
    syntax, photometric = str(runner.transfer_syntax), str(runner.photometric_interpretation)
    try:
        with _working as count:
            pixels, shown = decoders().ask(
                "frame",
                np.frombuffer(source, np.uint8),
                syntax,
                runner.rows,
                runner.columns,
                runner.samples_per_pixel,
                runner.bits_allocated,
                photometric,
                max(CORES // count, 1),
                key=lambda: hashlib.sha256(source).digest(),
            )
    except DecoderError as error:
        runner.get_option(FAILURES, []).append(error)
        raise
    runner.set_option("planar_configuration", int(syntax == RLE))
    if syntax != RLE:
        runner.set_option("bits_allocated", pixels.dtype.itemsize * 8)
    if shown != photometric:
        runner.set_option("photometric_interpretation", shown)
    answer: bytes = pixels.tobytes()
    return answer


class _Working:
    """Counts the frames that are decoded at this moment."""

    def __init__(self) -> None:
        self._lock, self._count = threading.Lock(), 0

    def __enter__(self) -> int:
        """The count, this one included."""
        with self._lock:
            self._count += 1
            return self._count

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._count -= 1


_working = _Working()
