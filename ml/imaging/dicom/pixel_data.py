"""Reads the stored values of one frame.

The header of a file is parsed once and kept for its other frames; of the pixels only the
bytes of the frame that is asked for are read (docs/adr/0010).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels import get_decoder
from pydicom.uid import (
    UID,
    AllTransferSyntaxes,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    UID_dictionary,
)

from ml.core.errors import DecoderLostError, DecoderUnavailableError, ImageReadError
from ml.core.messages import Message, message, quoted, verbatim
from ml.imaging.decoders.compressed_syntaxes import COMPRESSED
from ml.imaging.dicom import codecs
from ml.imaging.dicom.frame_count import whole_frames
from ml.imaging.dicom.header_cache import HEAD_BYTES, CachedHeader, header_cache, shared_header
from ml.imaging.dicom.header_elements import layout_of
from ml.imaging.dicom.header_walker import BLOCK
from ml.imaging.dicom.pixel_header import PixelHeader
from ml.imaging.dicom.quiet_warnings import quiet
from ml.imaging.types.ordinary_file import open_ordinary, ordinary_status

codecs.install()

FRAME_BYTES = 2**29
"""No frame is larger than this; a header that says so is wrong or hostile (ours)."""
READ_WHOLE = 2**22
"""Bytes of a file up to which it is read at once, which is faster than piece by piece (ours)."""
UNDEFINED = 0xFFFFFFFF
GE_BIG_ENDIAN = UID("1.2.840.113619.5.2")
"""A transfer syntax of GE's own: implicit elements in little endian, pixels in big endian."""
KNOWN_SYNTAXES = frozenset(AllTransferSyntaxes)
LOST = (DecoderLostError, DecoderUnavailableError)
"""What says more than that a file is damaged."""
KEYWORDS = {0x0008: "FloatPixelData", 0x0009: "DoubleFloatPixelData", 0x0010: "PixelData"}


@dataclass(frozen=True, slots=True)
class Stored:
    """One frame as it is stored.

    Attributes:
        pixels: Stored values; colour in three channels, YBR already turned into RGB.
        photometric: Photometric Interpretation (0028,0004) of `pixels`.
        about: What the header says about pixels.
        unused_bits: The same frame with what the bits above Bits Stored hold, where old files
            keep overlays; `None` unless the header says that there are overlays in them.

    Shapes:
        pixels: `(rows, cols)` or `(rows, cols, 3)`.
        unused_bits: `(rows, cols)`.
    """

    pixels: NDArray[np.generic]
    photometric: str
    about: PixelHeader
    unused_bits: NDArray[np.generic] | None = None

    @property
    def header(self) -> Dataset:
        """The attributes of `about`."""
        return self.about.dataset


@dataclass(frozen=True, slots=True)
class _PixelLocation:
    """Where the pixels of a file begin, and how they are written."""

    about: PixelHeader
    syntax: UID
    options: dict[str, Any]
    start: int
    length: int
    shift: int = 0
    """Unused bits below the stored ones, where High Bit (0028,0102) is not Bits Stored - 1."""


def read_stored(path: Path, frame: int) -> Stored:
    """Read one frame.

    Args:
        path: A DICOM file.
        frame: From 0.

    Raises:
        ImageReadError: The file is gone, damaged or cut short, or its encoding is not known.
    """
    location: _PixelLocation | None = None
    try:
        status = ordinary_status(path)
        with open_ordinary(path, buffered=False) as file:
            source: BinaryIO = file
            header = header_cache.get(path, status.st_mtime_ns)
            if header is None:
                small = status.st_size <= READ_WHOLE
                source = BytesIO(file.read()) if small else BufferedReader(cast("RawIOBase", file))
                header = _parse(source)
                header_cache.put(path, status.st_mtime_ns, header)
            if not header.head and _syntax_of(header.pixels) != DeflatedExplicitVRLittleEndian:
                raise ImageReadError(
                    path.name, message("has a header and no pixels; copy the file again")
                )
            syntax = _syntax_of(header.pixels)
            if syntax not in KNOWN_SYNTAXES and syntax != GE_BIG_ENDIAN:
                raise ImageReadError(
                    path.name,
                    message(
                        "its pixels are packed in a way that Whence does not read (transfer syntax "
                        "{}); export it again as plain DICOM",
                        _syntax_name(syntax),
                    ),
                )
            location = _locate(header, source)
            _check_room(path, location, frame)
            return _plain(source, location, frame) or _decoded(source, location, frame)
    except ImageReadError:
        raise
    except LOST as error:
        raise ImageReadError(path.name, error.message) from error
    except OSError as error:
        raise ImageReadError(path.name, message("can no longer be read; was it moved?")) from error
    except Exception as error:  # decoders raise what they like; all mean one thing
        syntax = _syntax_name(location.syntax) if location else message("unknown")
        raise ImageReadError(
            path.name,
            message(
                "the pixels cannot be decoded (transfer syntax {}, {}); the file may be cut short: "
                "copy it again",
                syntax,
                type(error).__name__,
            ),
        ) from error


def _parse(file: BinaryIO) -> CachedHeader:
    layout = layout_of(file.read(BLOCK))
    if layout is not None:
        header = shared_header(layout)
        if len(header.head) == HEAD_BYTES:
            return header
    file.seek(0)
    with quiet():
        dataset = pydicom.dcmread(file, stop_before_pixels=True, force=True)
    at = file.tell()
    return CachedHeader(PixelHeader(dataset), at, file.read(HEAD_BYTES))


def _locate(header: CachedHeader, file: BinaryIO) -> _PixelLocation:
    """Find the pixels."""
    about, start, length = header.pixels, 0, 0
    syntax = written_in = _syntax_of(about)
    if syntax == GE_BIG_ENDIAN:
        written_in, syntax = ImplicitVRLittleEndian, ExplicitVRBigEndian
    options = dict(about.options)
    if syntax == DeflatedExplicitVRLittleEndian:
        file.seek(0)
        with quiet():
            # The pixels are inside what is deflated.
            about = PixelHeader(pydicom.dcmread(file, force=True))
        options["pixel_keyword"] = next(k for k in KEYWORDS.values() if k in about.dataset)
        length = len(about.dataset[options["pixel_keyword"]].value)
    else:
        options["pixel_keyword"], options["pixel_vr"], length, size = _element(
            header.head, written_in
        )
        start = header.pixels_at + size
    if options["pixel_keyword"] == "PixelData":
        options.setdefault("pixel_representation", 0)
        options.setdefault("bits_stored", options["bits_allocated"])
    options.setdefault("samples_per_pixel", 1)
    options.setdefault("photometric_interpretation", "MONOCHROME2")
    if options["samples_per_pixel"] > 1:
        options.setdefault("planar_configuration", 0)
    if not syntax.is_encapsulated:
        uncounted = about.once("uncounted", lambda: not about.dataset.get("NumberOfFrames"))
        if uncounted and options["samples_per_pixel"] == 1:  # subsampled colours take less
            bits = options["rows"] * options["columns"] * options["bits_allocated"]
            options["number_of_frames"] = max(whole_frames(bits, length), 1)
    shift = about.once("shift", lambda: _shift(about.dataset, options))
    shift = 0 if syntax.is_encapsulated else shift
    return _PixelLocation(about, syntax, options, start, length, shift)


def _shift(header: Dataset, options: dict[str, Any]) -> int:
    high = header.get("HighBit")
    if high is None or options["pixel_keyword"] != "PixelData":
        return 0
    shift = int(high) + 1 - int(options["bits_stored"])
    return shift if 0 < shift <= options["bits_allocated"] - options["bits_stored"] else 0


def _syntax_of(about: PixelHeader) -> UID:
    return about.once("syntax", lambda: _syntax(about.dataset))


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


def _plain(file: BinaryIO, location: _PixelLocation, frame: int) -> Stored | None:
    """A grey frame whose bytes are its pixels; `None` where more has to be done."""
    o = location.options
    bits = int(o["bits_allocated"])
    plain_layout = bits in (8, 16, 32) and o["pixel_keyword"] == "PixelData"
    if not plain_layout or int(o["samples_per_pixel"]) != 1 or not _as_they_are(location):
        return None
    if location.shift:
        return None
    if location.about.overlays and _overlays_in_pixels(location.about):
        return None
    rows, columns = int(o["rows"]), int(o["columns"])
    size = rows * columns * bits // 8
    file.seek(location.start + frame * size)
    data = file.read(size)
    if len(data) < size:
        return None
    kind = "i" if o["pixel_representation"] else "u"
    pixels = np.frombuffer(data, f"<{kind}{bits // 8}").reshape(rows, columns)
    if not _within(pixels, o):
        return None
    return Stored(pixels, str(o["photometric_interpretation"]), location.about)


def _decoded(file: BinaryIO, location: _PixelLocation, frame: int) -> Stored:
    """Any other frame, by pydicom and the codecs."""
    decoder = get_decoder(location.syntax)
    failures: list[Exception] = []
    chosen = (
        {"decoding_plugin": codecs.NAME, codecs.FAILURES: failures}
        if location.syntax in COMPRESSED
        else {}
    )
    overlaid = not chosen and _overlays_in_pixels(location.about)

    def decode(**more: Any) -> tuple[NDArray[np.generic], dict[str, Any]]:
        options = {**location.options, **chosen, **more}
        if location.syntax == DeflatedExplicitVRLittleEndian:
            source = location.about.dataset[options["pixel_keyword"]].value
            return decoder.as_array(source, index=frame, validate=False, **options)  # type: ignore[no-any-return]
        file.seek(location.start)
        try:
            return decoder.as_array(file, index=frame, **options)  # type: ignore[no-any-return]
        except Exception as error:
            if failures and isinstance(failures[-1], LOST):
                raise failures[-1] from error
            raise

    with quiet():
        pixels: NDArray[np.generic] | None = None
        properties: dict[str, Any] = {}
        if location.shift:
            pixels, properties = decode(correct_unused_bits=False)
            pixels = _aligned(pixels, location)
        elif _as_they_are(location):
            pixels, properties = decode(view_only=True, correct_unused_bits=False)
        if pixels is None or not _within(pixels, location.options):
            pixels, properties = decode()
        return Stored(
            pixels,
            str(properties["photometric_interpretation"]),
            location.about,
            decode(correct_unused_bits=False)[0] if overlaid else None,
        )


def _aligned(words: NDArray[np.generic], location: _PixelLocation) -> NDArray[np.generic] | None:
    """Values that lie in the upper bits of their words (PS3.5 8.1.1).

    DICOM wants them in the lower bits since 2014; ACR-NEMA did not. `None` where no word reaches
    above Bits Stored and some use the bits below, though there are no overlays in them: such a
    header is wrong about its High Bit.
    """
    bits, allocated = location.options["bits_stored"], location.options["bits_allocated"]
    unsigned = words.view(f"u{words.dtype.itemsize}")
    below = bool((unsigned & ((1 << location.shift) - 1)).any())
    overlaid = _overlays_in_pixels(location.about)
    if below and not overlaid and int(unsigned.max(initial=0)) < 1 << bits:
        return None
    kind = "i" if location.options["pixel_representation"] else "u"
    spare = allocated - bits - location.shift  # the sign comes to the highest bit, and back
    values: NDArray[np.generic] = (unsigned << spare).view(f"{kind}{words.dtype.itemsize}")
    return np.right_shift(values, allocated - bits)  # type: ignore[no-any-return]


def _as_they_are(location: _PixelLocation) -> bool:
    """Whether stored bytes are pixels without any change, so that a copy can be saved."""
    o = location.options
    plain = o["photometric_interpretation"] in ("MONOCHROME1", "MONOCHROME2", "RGB")
    native = location.syntax in (ExplicitVRLittleEndian, ImplicitVRLittleEndian)
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


def _overlays_in_pixels(about: PixelHeader) -> bool:
    header = about.dataset
    return any((group, 0x0102) in header for group in about.overlays) and (
        int(header.BitsStored) < int(header.BitsAllocated)
    )


def _check_room(path: Path, location: _PixelLocation, frame: int) -> None:
    """Compare what the header declares with what there is, before memory is taken."""
    o = location.options
    frames = int(o.get("number_of_frames") or 1)
    pixels = int(o["rows"]) * int(o["columns"]) * int(o["samples_per_pixel"])
    if pixels < 1 or frame >= frames:
        raise ImageReadError(path.name, message("has no such slice, or its slices have no size"))
    size = math.ceil(pixels * int(o["bits_allocated"]) / 8)
    if size > FRAME_BYTES:
        raise ImageReadError(path.name, message("states impossibly large slices; copy it again"))
    if location.syntax.is_encapsulated or location.length == UNDEFINED:
        return
    if o["photometric_interpretation"] == "YBR_FULL_422":
        size = size * 2 // 3
    if (frame + 1) * size > location.length:
        raise ImageReadError(
            path.name, message("holds fewer pixels than its header says; copy it again")
        )


def _syntax_name(syntax: UID) -> Message:
    """The name of a transfer syntax; of one that the standard does not know, its UID."""
    return verbatim(syntax.name) if syntax in UID_dictionary else quoted(syntax)
