"""Stored values: the pixels of one frame as the file holds them, and nothing else of the file.

The header of a file is parsed once and kept for its other frames; of the pixels only the
bytes of the frame that is asked for are read (docs/adr/0010).
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels import as_pixel_options, get_decoder
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from ml.errors import ImageReadError
from ml.imaging import codecs
from ml.imaging.kept_headers import Header, kept
from ml.imaging.quiet import quiet

codecs.install()

FRAME_BYTES = 2**29
"""No frame is larger than this; a header that says so is wrong or hostile (ours)."""
READ_WHOLE = 2**22
"""Bytes of a file up to which it is read at once, which is faster than piece by piece (ours)."""
HEAD_BYTES = 12
UNDEFINED = 0xFFFFFFFF
KEYWORDS = {0x0008: "FloatPixelData", 0x0009: "DoubleFloatPixelData", 0x0010: "PixelData"}


@dataclass(frozen=True, slots=True)
class Stored:
    """One frame as it is stored.

    Attributes:
        pixels: Stored values; colour in three channels, YBR already turned into RGB.
        photometric: Photometric Interpretation (0028,0004) of `pixels`.
        header: The file's attributes without the pixels.
        unused_bits: The same frame with what the bits above Bits Stored hold, where old files
            keep overlays; `None` unless the header says that there are overlays in them.

    Shapes:
        pixels: `(rows, cols)` or `(rows, cols, 3)`.
        unused_bits: `(rows, cols)`.
    """

    pixels: NDArray[np.generic]
    photometric: str
    header: Dataset
    unused_bits: NDArray[np.generic] | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the pixels of a file begin, and how they are written."""

    header: Dataset
    syntax: UID
    options: dict[str, Any]
    start: int
    length: int


def read_stored(path: Path, frame: int) -> Stored:
    """Read one frame.

    Args:
        path: A DICOM file.
        frame: From 0.

    Raises:
        ImageReadError: The file is gone, damaged or cut short, or its encoding is not known.
    """
    place: _Place | None = None
    try:
        with quiet(), path.open("rb") as file:
            about = os.fstat(file.fileno())
            source: BinaryIO = file
            header = kept.get(path, about.st_mtime_ns)
            if header is None:
                source = BytesIO(file.read()) if about.st_size <= READ_WHOLE else file
                header = _parse(source)
                kept.put(path, about.st_mtime_ns, header)
            place = _place(header, source)
            return _frame(path, source, place, frame)
    except ImageReadError:
        raise
    except OSError as error:
        raise ImageReadError(path.name, "cannot be read any more; was it moved?") from error
    except Exception as error:  # decoders raise what they like; all mean one thing
        syntax = place.syntax.name if place else "unknown"
        raise ImageReadError(
            path.name,
            f"the pixels cannot be decoded (transfer syntax {syntax}, {type(error).__name__}); "
            f"the file may be cut short: copy it again",
        ) from error


def _parse(file: BinaryIO) -> Header:
    dataset = pydicom.dcmread(file, stop_before_pixels=True, force=True)
    at = file.tell()
    return Header(dataset, at, file.read(HEAD_BYTES))


def _place(found: Header, file: BinaryIO) -> _Place:
    """Find the pixels."""
    header, start, length = found.dataset, 0, 0
    syntax = _syntax(header)
    options = as_pixel_options(header)
    if syntax == DeflatedExplicitVRLittleEndian:
        file.seek(0)
        header = pydicom.dcmread(file, force=True)  # the pixels are inside what is deflated
        options["pixel_keyword"] = next(k for k in KEYWORDS.values() if k in header)
        length = len(header[options["pixel_keyword"]].value)
    else:
        options["pixel_keyword"], options["pixel_vr"], length, size = _element(found.head, syntax)
        start = found.pixels_at + size
    if options["pixel_keyword"] == "PixelData":
        options.setdefault("pixel_representation", 0)
        options.setdefault("bits_stored", options["bits_allocated"])
    options.setdefault("samples_per_pixel", 1)
    options.setdefault("photometric_interpretation", "MONOCHROME2")
    if options["samples_per_pixel"] > 1:
        options.setdefault("planar_configuration", 0)
    return _Place(header, syntax, options, start, length)


def _syntax(header: Dataset) -> UID:
    """Transfer Syntax UID (0002,0010); without one, what reading the header has found out."""
    stated = header.file_meta.get("TransferSyntaxUID") if hasattr(header, "file_meta") else None
    if stated:
        return UID(stated)
    implicit, little = header.original_encoding
    if implicit:
        return ImplicitVRLittleEndian
    return ExplicitVRLittleEndian if little else ExplicitVRBigEndian


def _element(head: bytes, syntax: UID) -> tuple[str, str, int, int]:
    """Keyword, VR, length and own size of the pixel element (PS3.5 section 7.1).

    Some writers put implicit elements where the transfer syntax wants explicit ones.
    """
    order: Literal["little", "big"] = "little" if syntax.is_little_endian else "big"
    group, element = (int.from_bytes(head[i : i + 2], order) for i in (0, 2))
    if len(head) < 12 or group != 0x7FE0 or element not in KEYWORDS:
        raise ValueError("there are no pixels where they should begin")
    if syntax.is_implicit_VR or head[4:6] not in (b"OB", b"OW", b"OF", b"OD", b"UN"):
        return KEYWORDS[element], "OW", int.from_bytes(head[4:8], order), 8
    return KEYWORDS[element], head[4:6].decode(), int.from_bytes(head[8:12], order), 12


def _frame(path: Path, file: BinaryIO, place: _Place, frame: int) -> Stored:
    _check_room(path, place, frame)
    decoder = get_decoder(place.syntax)
    chosen = {"decoding_plugin": codecs.NAME} if place.syntax in codecs.COMPRESSED else {}
    overlaid = not chosen and _overlays_in_pixels(place.header)

    def decode(**more: Any) -> tuple[NDArray[np.generic], dict[str, Any]]:
        options = {**place.options, **chosen, **more}
        if place.syntax == DeflatedExplicitVRLittleEndian:
            source = place.header[options["pixel_keyword"]].value
            return decoder.as_array(source, index=frame, validate=False, **options)  # type: ignore[no-any-return]
        file.seek(place.start)
        return decoder.as_array(file, index=frame, **options)  # type: ignore[no-any-return]

    pixels: NDArray[np.generic] | None = None
    properties: dict[str, Any] = {}
    if _as_they_are(place):
        pixels, properties = decode(view_only=True, correct_unused_bits=False)
    if pixels is None or not _within(pixels, place.options):
        pixels, properties = decode()
    return Stored(
        pixels,
        str(properties["photometric_interpretation"]),
        place.header,
        decode(correct_unused_bits=False)[0] if overlaid else None,
    )


def _as_they_are(place: _Place) -> bool:
    """Whether stored bytes are pixels without any change, so that a copy can be saved."""
    o = place.options
    plain = o["photometric_interpretation"] in ("MONOCHROME1", "MONOCHROME2", "RGB")
    native = place.syntax in (ExplicitVRLittleEndian, ImplicitVRLittleEndian)
    return plain and native and o["bits_allocated"] % 8 == 0


def _within(pixels: NDArray[np.generic], options: dict[str, Any]) -> bool:
    """Whether the bits above Bits Stored are already what they should be (PS3.5 8.1.1)."""
    if options["pixel_keyword"] != "PixelData":
        return True
    bits = int(options["bits_stored"])
    if bits >= int(options["bits_allocated"]):
        return True
    signed = bool(options["pixel_representation"])
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    return bool(pixels.max(initial=0) <= high and (not signed or pixels.min(initial=0) >= low))


def _overlays_in_pixels(header: Dataset) -> bool:
    return any((0x6000 + 2 * i, 0x0102) in header for i in range(16)) and (
        int(header.BitsStored) < int(header.BitsAllocated)
    )


def _check_room(path: Path, place: _Place, frame: int) -> None:
    """Compare what the header declares with what there is, before memory is taken."""
    o = place.options
    frames = int(o.get("number_of_frames") or 1)
    pixels = int(o["rows"]) * int(o["columns"]) * int(o["samples_per_pixel"])
    if pixels < 1 or frame >= frames:
        raise ImageReadError(path.name, "has no such slice, or slices without size")
    size = math.ceil(pixels * int(o["bits_allocated"]) / 8)
    if size > FRAME_BYTES:
        raise ImageReadError(path.name, "claims slices too large to be true; copy it again")
    if place.syntax.is_encapsulated or place.length == UNDEFINED:
        return
    if o["photometric_interpretation"] == "YBR_FULL_422":
        size = size * 2 // 3
    if (frame + 1) * size > place.length:
        raise ImageReadError(path.name, "holds fewer pixels than its header says; copy it again")
