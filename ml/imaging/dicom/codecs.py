"""Makes imagecodecs the decoder of every compressed transfer syntax in pydicom.

pydicom takes frames out of their fragments and puts the decoded ones into shape; a plug-in
turns one compressed frame into bytes. Source: DICOM PS3.5 section 8.2 and annex A.4.
"""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Callable
from itertools import pairwise

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.pixels import get_decoder
from pydicom.pixels.decoders.base import DecodeRunner
from pydicom.uid import UID

from ml.imaging.dicom.codec_time_limit import in_time

NAME = "imagecodecs"
JPEG = frozenset(
    (uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit, uid.JPEGLossless, uid.JPEGLosslessSV1)
)
JPEG_LS = frozenset((uid.JPEGLSLossless, uid.JPEGLSNearLossless))
JPEG_2000 = frozenset((uid.JPEG2000Lossless, uid.JPEG2000))
HTJ2K = frozenset((uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL, uid.HTJ2K))
COMPRESSED = JPEG | JPEG_LS | JPEG_2000 | HTJ2K | {uid.RLELossless}
"""Every transfer syntax with compressed frames that can be decoded."""

DECODER_DEPENDENCIES = dict.fromkeys(COMPRESSED, ("imagecodecs",))
"""Asked for by pydicom's plug-in protocol, as is `is_available`."""

CORES = os.cpu_count() or 1

_END_OF_IMAGE = b"\xff\xd9"
_ADOBE = b"\xff\xee\x00\x0eAdobe"
"""An APP14 segment that says which colours follow; a shorter one, which occurs, does not."""
_START_OF_FRAME = {*range(0xC0, 0xD0), 0xF7} - {0xC4, 0xC8, 0xCC}
_TAIL = 64
"""Bytes at the end in which a JPEG stream must have its end marker; some writers pad (ours)."""


def is_available(syntax: str) -> bool:
    """Whether frames of a transfer syntax can be decoded."""
    return syntax in COMPRESSED


def install() -> None:
    """Make pydicom know this plug-in; safe to call again."""
    for syntax in COMPRESSED:
        decoder = get_decoder(syntax)
        if NAME not in decoder.available_plugins:
            decoder.add_plugin(NAME, (__name__, "decode_frame"))


def load() -> None:
    """Load the codecs, which takes as long as decoding a slice or two."""
    for name in ("jpeg8_decode", "jpegls_decode", "jpeg2k_decode", "dicomrle_decode"):
        getattr(imagecodecs, name)


def decode_frame(source: bytes, runner: DecodeRunner) -> bytes:
    """Decode one frame.

    Args:
        source: One compressed frame, fragments joined.
        runner: pydicom's description of it; told in which form the pixels come back.

    Raises:
        ValueError: The frame is cut short, or of another size than the header says.
        RuntimeError: The codec does not understand the frame, or does not come back from it.
    """
    syntax = runner.transfer_syntax
    if syntax == uid.RLELossless:
        pixels = in_time(source, lambda: _rle(source, runner))
    else:
        decode = _decoder_for(syntax)
        _check_size(_declared_size(source, syntax), runner)
        pixels = in_time(source, lambda: decode(source, runner))
        _check_size(pixels.shape, runner)
        runner.set_option("bits_allocated", pixels.dtype.itemsize * 8)
        runner.set_option("planar_configuration", 0)
    return pixels.tobytes()


def _decoder_for(syntax: UID) -> Callable[[bytes, DecodeRunner], NDArray[np.generic]]:
    if syntax in JPEG:
        return _jpeg
    if syntax in JPEG_LS:
        return _jpeg_ls
    return _jpeg_2000


def _rle(source: bytes, runner: DecodeRunner) -> NDArray[np.generic]:
    depth = np.dtype(f"<u{runner.bits_allocated // 8}")
    _check_segments(source, depth.itemsize * runner.samples_per_pixel)
    pixels = np.frombuffer(imagecodecs.dicomrle_decode(source, depth), depth)
    expected = runner.rows * runner.columns * runner.samples_per_pixel
    if pixels.size != expected:
        raise ValueError(f"the frame holds {pixels.size} samples, its header says {expected}")
    runner.set_option("planar_configuration", 1)
    return pixels


def _check_segments(source: bytes, count: int) -> None:
    """Look at the header of an RLE frame: the codec trusts it, and reads where it points.

    Source: DICOM PS3.5 G.5: the number of segments, then fifteen offsets.
    """
    header = struct.unpack_from("<16I", source)
    starts = [*header[1 : count + 1], len(source)]
    rising = all(a < b for a, b in pairwise(starts))
    if header[0] != count or count > 15 or starts[0] < 64 or not rising:
        raise ValueError("the header of the RLE frame is damaged")


def _jpeg(source: bytes, runner: DecodeRunner) -> NDArray[np.generic]:
    """Every JPEG process; colour always comes back as RGB.

    libjpeg fills what is missing with grey instead of failing, hence the look at the end. It
    knows YCbCr from JFIF and Adobe markers or from the components' names; where there are none
    of these, Photometric Interpretation (0028,0004) decides (PS3.5 section 8.2.1).
    """
    if _END_OF_IMAGE not in source[-_TAIL:]:
        raise ValueError("the JPEG stream is cut short")
    if runner.samples_per_pixel == 1:
        return np.asarray(imagecodecs.jpeg8_decode(source))
    unmarked = b"JFIF\0" not in source[:64] and _ADOBE not in source[:512]
    plain = unmarked and runner.photometric_interpretation == "RGB"
    if runner.transfer_syntax in (uid.JPEGLossless, uid.JPEGLosslessSV1):
        return np.asarray(imagecodecs.jpeg8_decode(source))
    pixels = imagecodecs.jpeg8_decode(
        source, colorspace="RGB" if plain else None, outcolorspace="RGB"
    )
    runner.set_option("photometric_interpretation", "RGB")
    return np.asarray(pixels)


def _jpeg_ls(source: bytes, _runner: DecodeRunner) -> NDArray[np.generic]:
    """CharLS may never come back from a stream that is cut short, hence the look at the end."""
    if _END_OF_IMAGE not in source[-_TAIL:]:
        raise ValueError("the JPEG-LS stream is cut short")
    return np.asarray(imagecodecs.jpegls_decode(source))


def _jpeg_2000(source: bytes, runner: DecodeRunner) -> NDArray[np.generic]:
    """JPEG 2000 with and without high throughput, by OpenJPEG.

    A frame that is decoded alone, as the first on screen is, gets every core. OpenJPH is faster
    for the latter, but shows a stream that is cut short as if it were whole.
    The inverse colour transform is part of the codec (PS3.5 section 8.2.4).
    """
    with _working as count:
        pixels = np.asarray(imagecodecs.jpeg2k_decode(source, numthreads=max(CORES // count, 1)))
    if runner.photometric_interpretation in ("YBR_ICT", "YBR_RCT"):
        runner.set_option("photometric_interpretation", "RGB")
    return pixels


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


def _declared_size(source: bytes, syntax: UID) -> tuple[int, ...]:
    """Rows and columns that a stream claims, before any memory is taken for them.

    Source: ISO/IEC 15444-1 A.5.1 for JPEG 2000 (SIZ follows SOC; Xsiz, Ysiz, XOsiz, YOsiz);
    ISO/IEC 10918-1 B.2.2 and 14495-1 C.2.2 for JPEG and JPEG-LS (SOFn: precision, Y, X).
    """
    if syntax in JPEG_2000 | HTJ2K:
        start = source.find(b"\xff\x4f\xff\x51", 0, 512)
        if start < 0 or len(source) < start + 24:
            return ()
        right, bottom, left, top = struct.unpack_from(">4I", source, start + 8)
        return bottom - top, right - left
    at = 2
    while at + 9 <= len(source) and source[at] == 0xFF:
        marker, length = source[at + 1], int.from_bytes(source[at + 2 : at + 4], "big")
        if marker in _START_OF_FRAME:
            rows, columns = struct.unpack_from(">2H", source, at + 5)
            return rows, columns
        at += 1 if marker == 0xFF else 2 + length
    return ()


def _check_size(shape: tuple[int, ...], runner: DecodeRunner) -> None:
    if shape and shape[:2] != (runner.rows, runner.columns):
        raise ValueError(
            f"the frame is {shape[0]} x {shape[1]}, its header says {runner.rows} x "
            f"{runner.columns}"
        )
