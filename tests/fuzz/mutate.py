"""Ways to damage a file; each takes bytes and a random generator, and gives other bytes."""

import io
import re
import struct
import zipfile
import zlib

EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x7FFFFFFF, 0x80000000,
            0xFFFFFFFE, 0xFFFFFFFF)  # fmt: skip
VR = re.compile(rb"(?:AE|AS|CS|DA|DS|DT|FD|FL|IS|LO|LT|OB|OF|OW|PN|SH|SL|SQ|SS|ST|TM|UI|UL|UN|US)")
SIZES = re.compile(
    rb"\x28\0(?:\x08|\x10|\x11|\x02|\0\x01|\x01\x01)\0|\0\x28\0(?:\x08|\x10|\x11|\x02)"
)
"""Tags of Number of Frames, Rows, Columns, Samples, Bits Allocated and Stored, in both orders."""
NUMBERS = re.compile(rb"(?:sizes|DimSize|dimension|NDims|spacings|space directions)[ :=]+([^\n]*)")
GIANTS = (b"4294967295", b"2147483648", b"65536", b"999999999999999999999", b"-1", b"0", b"1e308",
          b"nan")  # fmt: skip
SEQUENCE = b"\x08\0\x40\x11"
ITEM = b"\xfe\xff\0\xe0\xff\xff\xff\xff"


def bit_flips(data, rng):
    """One to thirty-two bits, mostly near the beginning, where headers are."""
    out = bytearray(data)
    for _ in range(int(rng.integers(1, 33))):
        reach = len(out) if rng.random() < 0.3 else min(len(out), 2048)
        if reach:
            out[int(rng.integers(reach))] ^= 1 << int(rng.integers(8))
    return bytes(out)


def truncation(data, rng):
    """The end is missing, or a piece in the middle."""
    at = int(rng.integers(len(data) + 1))
    if rng.random() < 0.7:
        return data[:at]
    return data[:at] + data[at + int(rng.integers(1, 1000)) :]


def length_lies(data, rng):
    """Length fields of a data set, or any two or four bytes, say something extreme."""
    out = bytearray(data)
    places = [match.end() for match in VR.finditer(data[:20000])]
    for _ in range(int(rng.integers(1, 4))):
        wide = bool(rng.random() < 0.5)
        if places and rng.random() < 0.7:
            at = places[int(rng.integers(len(places)))] + (2 if wide else 0)
        else:
            at = int(rng.integers(max(len(out) - 4, 1)))
        _put(out, at, EXTREMES[int(rng.integers(len(EXTREMES)))], wide, rng)
    return bytes(out)


def giant_sizes(data, rng):
    """What declares how large an image is declares a giant, in whatever format."""
    if data.startswith(b"\x89PNG") and len(data) > 33:
        sizes = struct.pack(">II", *(int(v) for v in rng.integers(1, 2**31, 2)))
        header = b"IHDR" + sizes + data[24:29]
        return data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]
    if data[344:348] == b"n+1\0":
        return _overwritten(data, [40 + 2 * i for i in range(8)], rng, wide=False)
    if data[4:8] == b"n+2\0":
        return _overwritten(data, [16 + 8 * i for i in range(8)], rng, wide=True)
    texts = [match.span(1) for match in NUMBERS.finditer(data[:4000])]
    if texts:
        start, end = texts[int(rng.integers(len(texts)))]
        words = data[start:end].split()
        if words:
            giant = GIANTS[int(rng.integers(len(GIANTS)))]
            words[int(rng.integers(len(words)))] = giant
        return data[:start] + b" ".join(words) + data[end:]
    places = [match.start() for match in SIZES.finditer(data)]
    if places:
        explicit = VR.match(data[places[0] + 4 : places[0] + 6])
        return _overwritten(data, [p + 8 for p in places], rng, wide=not explicit)
    return length_lies(data, rng)


def deep_nesting(data, rng):
    """Sequences in sequences, or archives in archives."""
    if data[128:132] != b"DICM":
        for _ in range(int(rng.integers(1, 9))):
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(zipfile.ZipInfo("inner"), data, zipfile.ZIP_DEFLATED)
            data = file.getvalue()
        return data
    depth = int(rng.choice([3, 30, 300, 1000, 5000]))
    explicit = SEQUENCE + b"SQ\0\0\xff\xff\xff\xff" + ITEM
    implicit = SEQUENCE + b"\xff\xff\xff\xff" + ITEM
    nest = (explicit if rng.random() < 0.6 else implicit) * depth
    groups = [m.start() for m in re.finditer(rb"\x08\0[\x05-\x99]\0[A-Z]{2}", data)] or [len(data)]
    at = groups[int(rng.integers(len(groups)))]
    return data[:at] + nest + data[at:]


def _overwritten(data, places, rng, *, wide):
    out = bytearray(data)
    for _ in range(int(rng.integers(1, 4))):
        at = places[int(rng.integers(len(places)))]
        _put(out, at, EXTREMES[int(rng.integers(len(EXTREMES)))], wide, rng)
    return bytes(out)


def _put(out, at, value, wide, rng):
    size = 4 if wide else 2
    order = "little" if rng.random() < 0.8 else "big"
    piece = (value % (1 << 8 * size)).to_bytes(size, order)
    out[at : at + size] = piece[: max(len(out) - at, 0)]


WAYS = (bit_flips, truncation, length_lies, giant_sizes, deep_nesting)


def mutated(data, rng):
    """Damage a file in one to three ways.

    Returns:
        The bytes, and the names of the ways.
    """
    names = []
    for _ in range(int(rng.choice([1, 1, 1, 2, 3]))):
        way = WAYS[int(rng.integers(len(WAYS)))]
        data = way(data, rng)
        names.append(way.__name__.replace("_", " "))
    return data, names
