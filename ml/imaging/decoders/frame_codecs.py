"""Decodes one compressed frame by imagecodecs; runs in a decoder's process alone.

Source: DICOM PS3.5 section 8.2 and annex A.4.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from ml.imaging.decoders.compressed_syntaxes import (
    HTJ2K,
    JPEG,
    JPEG_2000,
    JPEG_LOSSLESS,
    JPEG_LS,
    RLE,
)

_END_OF_IMAGE = b"\xff\xd9"
_ADOBE = b"\xff\xee\x00\x0eAdobe"
"""An APP14 segment that says which colours follow; a shorter one, which occurs, does not."""
_START_OF_FRAME = {*range(0xC0, 0xD0), 0xF7} - {0xC4, 0xC8, 0xCC}
_TAIL = 64
"""Bytes at the end in which a JPEG stream must have its end marker; some writers pad (ours)."""
Decoded = tuple[NDArray[np.generic], str]
"""Pixels, and their Photometric Interpretation (0028,0004)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the header says of a frame.

    Attributes:
        syntax: Transfer Syntax UID (0002,0010).
        rows: Rows (0028,0010).
        columns: Columns (0028,0011).
        samples: Samples per Pixel (0028,0002).
        bits: Bits Allocated (0028,0100).
        photometric: Photometric Interpretation (0028,0004).
        threads: So many may decode it, where the codec can.
    """

    syntax: str
    rows: int
    columns: int
    samples: int
    bits: int
    photometric: str
    threads: int


def load() -> None:
    """Load the codecs, which takes as long as decoding a slice or two."""
    for name in ("jpeg8_decode", "jpegls_decode", "jpeg2k_decode", "dicomrle_decode"):
        getattr(imagecodecs, name)


def decoded(source: bytes, frame: Frame) -> Decoded:
    """Decode one frame.

    Args:
        source: Its bytes, fragments joined.
        frame: What the header says of it.

    Raises:
        ValueError: The frame is cut short, or of another size than the header says.
        RuntimeError: The codec does not understand it.

    Shapes:
        returns: `(rows, cols)` or `(rows, cols, samples)`; for RLE flat, colour by planes.
    """
    if frame.syntax == RLE:
        return _rle(source, frame), frame.photometric
    _check_size(_declared_size(source, frame.syntax), frame)
    pixels, photometric = _decoder_for(frame.syntax)(source, frame)
    _check_size(pixels.shape, frame)
    return pixels, photometric


def _decoder_for(syntax: str) -> Callable[[bytes, Frame], Decoded]:
    if syntax in JPEG:
        return _jpeg
    if syntax in JPEG_LS:
        return _jpeg_ls
    return _jpeg_2000


def _rle(source: bytes, frame: Frame) -> NDArray[np.generic]:
    depth = np.dtype(f"<u{frame.bits // 8}")
    _check_segments(source, depth.itemsize * frame.samples)
    expected = frame.rows * frame.columns * frame.samples
    try:
        pixels = np.frombuffer(imagecodecs.dicomrle_decode(source, depth), depth)
        padded = pixels.size > expected
    except (RuntimeError, ValueError):  # of what follows the last run, or of damage
        padded = True
    if padded:
        trimmed = _without_padding(source, frame.rows * frame.columns)
        pixels = np.frombuffer(imagecodecs.dicomrle_decode(trimmed, depth), depth)
    if pixels.size != expected:
        raise ValueError(f"the frame holds {pixels.size} samples, its header says {expected}")
    return pixels


def _without_padding(source: bytes, pixels: int) -> bytes:
    """The same frame, its segments cut after the runs that fill them.

    A segment may be padded with one zero (PS3.5 G.4); some writers pad with more, with blanks or
    with other bytes, which a codec takes for runs.
    """
    count, *starts = struct.unpack_from("<16I", source)
    ends = [*starts[1:count], len(source)]
    segments = [_filled(source[a:b], pixels) for a, b in zip(starts, ends, strict=False)]
    places, at = [], 64
    for segment in segments:
        places.append(at)
        at += len(segment)
    return struct.pack("<16I", count, *places, *[0] * (15 - len(places))) + b"".join(segments)


def _filled(segment: bytes, pixels: int) -> bytes:
    """A segment up to the run that brings its last byte, of an even length (PS3.5 G.3.1)."""
    at = made = 0
    while made < pixels and at < len(segment):
        control = segment[at]
        if control < 128:
            made, at = made + control + 1, at + control + 2
        elif control > 128:
            made, at = made + 257 - control, at + 2
        else:
            at += 1
    return segment[:at] + b"\x80" * (at % 2)


def _check_segments(source: bytes, count: int) -> None:
    """Look at the header of an RLE frame: the codec trusts it, and reads where it points.

    Source: DICOM PS3.5 G.5: the number of segments, then fifteen offsets.
    """
    header = struct.unpack_from("<16I", source)
    starts = [*header[1 : count + 1], len(source)]
    rising = all(a < b for a, b in pairwise(starts))
    if header[0] != count or count > 15 or starts[0] < 64 or not rising:
        raise ValueError("the header of the RLE frame is damaged")


def _jpeg(source: bytes, frame: Frame) -> Decoded:
    """Every JPEG process; colour always comes back as RGB.

    libjpeg fills what is missing with grey instead of failing, hence the look at the end. It
    knows YCbCr from JFIF and Adobe markers or from the components' names; where there are none
    of these, Photometric Interpretation (0028,0004) decides (PS3.5 section 8.2.1).
    """
    if _END_OF_IMAGE not in source[-_TAIL:]:
        raise ValueError("the JPEG stream is cut short")
    if frame.samples == 1:
        return np.asarray(imagecodecs.jpeg8_decode(source)), frame.photometric
    unmarked = b"JFIF\0" not in source[:64] and _ADOBE not in source[:512]
    plain = unmarked and frame.photometric == "RGB"
    if frame.syntax in JPEG_LOSSLESS:
        return np.asarray(imagecodecs.jpeg8_decode(source)), frame.photometric
    pixels = imagecodecs.jpeg8_decode(
        source, colorspace="RGB" if plain else None, outcolorspace="RGB"
    )
    return np.asarray(pixels), "RGB"


def _jpeg_ls(source: bytes, frame: Frame) -> Decoded:
    """CharLS may never come back from a stream that is cut short, hence the look at the end."""
    if _END_OF_IMAGE not in source[-_TAIL:]:
        raise ValueError("the JPEG-LS stream is cut short")
    return np.asarray(imagecodecs.jpegls_decode(source)), frame.photometric


def _jpeg_2000(source: bytes, frame: Frame) -> Decoded:
    """JPEG 2000 with and without high throughput, by OpenJPEG.

    OpenJPH is faster for the latter, but shows a stream that is cut short as if it were whole.
    The inverse colour transform is part of the codec (PS3.5 section 8.2.4).
    """
    pixels = np.asarray(imagecodecs.jpeg2k_decode(source, numthreads=frame.threads))
    transformed = frame.photometric in ("YBR_ICT", "YBR_RCT")
    return pixels, "RGB" if transformed else frame.photometric


def _declared_size(source: bytes, syntax: str) -> tuple[int, ...]:
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


def _check_size(shape: tuple[int, ...], frame: Frame) -> None:
    if shape and shape[:2] != (frame.rows, frame.columns):
        raise ValueError(
            f"the frame is {shape[0]} x {shape[1]}, its header says {frame.rows} x {frame.columns}"
        )
