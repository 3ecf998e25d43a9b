"""DICOM files as makers write them in ways of their own."""

import struct

import imagecodecs
import numpy as np
from pydicom.dataelem import DataElement
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import RLELossless

from tests.synthetic.dicom import as_bytes, item, phantom
from tests.synthetic.mr import COLUMNS, ROWS, enhanced, mr


def private(dataset, group, creator, block, element, vr, value):
    """An element of a maker's block, wherever it is."""
    dataset[group, block] = DataElement(Tag(group, block), "LO", creator)
    tag = Tag(group, block << 8 | element)
    dataset[tag] = DataElement(tag, vr, value)


def grid(slices=9, *, block=0x10, counted=True, placed=True):
    """All slices of a volume in one picture, as United Imaging writes them."""
    across = int(np.ceil(np.sqrt(slices)))
    pixels = np.zeros((across * ROWS, across * COLUMNS), np.uint16)
    for i in range(slices):
        top, left = i // across * ROWS, i % across * COLUMNS
        pixels[top : top + ROWS, left : left + COLUMNS] = phantom(i, ROWS, COLUMNS)
    made = mr(0, rows=across * ROWS, columns=across * COLUMNS, Manufacturer="UIH")
    made.ImageType, made.PixelData = ["ORIGINAL", "PRIMARY", "OTHER", "VFRAME"], pixels.tobytes()
    if counted:
        private(made, 0x0065, "Image Private Header", block, 0x50, "DS", str(slices))
    if placed:
        places = [item(ImagePositionPatient=[0.0, 0.0, 4.0 * i]) for i in range(slices)]
        private(made, 0x0065, "Image Private Header", block, 0x51, "SQ", Sequence(places))
    return made


def directions(count=3, slices=4):
    """Enhanced diffusion: each volume has a direction, one macro inside another."""
    frames = [
        {"place": 5 * i, "pixels": slices * n + i, "b_value": 1000, "number": i + 1}
        for n in range(count)
        for i in range(slices)
    ]
    made = enhanced(frames, seed=None)
    for number, groups in enumerate(made.PerFrameFunctionalGroupsSequence):
        way = [0.0, 0.0, 0.0]
        way[number // slices % 3] = 1.0
        nested = item(DiffusionGradientOrientation=way)
        groups.MRDiffusionSequence[0].DiffusionGradientDirectionSequence = [nested]
    return made


def converted(keyword, values, slices=4):
    """A legacy converted file: classic attributes in functional groups, frames in any order."""
    frames = [
        {"place": 5 * i, "pixels": slices * n + i}
        for i in range(slices)
        for n in range(len(values))
    ]
    made = enhanced(frames, seed=None, dimensions=())
    for number, groups in enumerate(made.PerFrameFunctionalGroupsSequence):
        own = item(InstanceNumber=len(frames) - number)
        setattr(own, keyword, values[number % len(values)])
        groups.UnassignedPerFrameConvertedAttributesSequence = [own]
    return made


def in_upper_bits(values, stored=12, high=15, below=0):
    """Values that lie in the upper bits of their words."""
    shift = high + 1 - stored
    made = mr(0, BitsStored=stored, HighBit=high, PixelRepresentation=int(values.min() < 0))
    words = (values & ((1 << stored) - 1)) << shift | below & ((1 << shift) - 1)
    made.PixelData = words.astype("<u2").tobytes()
    return made


def big_endian_pixels(**attributes):
    """The bytes of a file in GE's own transfer syntax: a little endian header before big pixels."""
    made = mr(0, **attributes)
    made.PixelData = phantom(0, ROWS, COLUMNS).astype(">u2").tobytes()
    made.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2"
    data = as_bytes(made)
    assert data.count(b"1.2.840.10008.1.2\0") == 1
    return data.replace(b"1.2.840.10008.1.2\0", b"1.2.840.113619.5.2")


def without_vr(dataset, vr, tag, known):
    """The bytes of a file in which an element has a value representation that is none."""
    data, at = as_bytes(dataset), struct.pack("<HH", *tag)
    assert data.count(at + known) == 1
    return data.replace(at + known, at + vr)


def padded_runs(padding):
    """A frame of RLE whose segments are padded."""
    plain = phantom(0, ROWS, COLUMNS)
    halves = [np.ascontiguousarray(plain >> 8).astype("u1"), (plain & 255).astype("u1")]
    return of_segments([imagecodecs.packbits_encode(h.tobytes()) + padding for h in halves])


def of_segments(segments):
    """A frame of RLE made of segments as they are, but for an even length."""
    segments = [s + b"\0" * (len(s) % 2) for s in segments]
    starts = np.cumsum([64, *map(len, segments[:-1])])
    header = struct.pack("<16I", len(segments), *starts, *[0] * (15 - len(segments)))
    made = mr(0)
    made.PixelData = encapsulate([header + b"".join(segments)])
    made["PixelData"].VR, made["PixelData"].is_undefined_length = "OB", True
    made.file_meta.TransferSyntaxUID = RLELossless
    return made
